"""An encrypted backup, ``msgstore.db.crypt15``, with its key beside it."""

from __future__ import annotations

import hmac
import zlib
from pathlib import Path

from exports import whatsapp_database

ROOT_KEY = bytes(range(32))
IV = bytes(range(16))
HEADER = b"\x08\x01\x1a\x12\x0a\x10" + IV


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a backup of n messages and system lines, and ``key.txt``, into a folder.

    Args:
        path: The folder; made where it is not there.
        n: How many.
        seed: Of the random numbers.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    path.mkdir(parents=True, exist_ok=True)
    plain = path / "msgstore.db"
    whatsapp_database.write(plain, n, seed)
    seed_key = hmac.digest(bytes(32), ROOT_KEY, "sha256")
    key = hmac.digest(seed_key, b"backup encryption\x01", "sha256")
    encryptor = Cipher(algorithms.AES(key), modes.GCM(IV)).encryptor()
    deflater = zlib.compressobj()
    with plain.open("rb") as source, (path / "msgstore.db.crypt15").open("wb") as backup:
        backup.write(bytes([len(HEADER), 1]) + HEADER)
        while piece := source.read(1 << 20):
            backup.write(encryptor.update(deflater.compress(piece)))
        backup.write(encryptor.update(deflater.flush()) + encryptor.finalize() + encryptor.tag + bytes(16))
    plain.unlink()
    (path / "key.txt").write_text(ROOT_KEY.hex(), encoding="utf-8")
