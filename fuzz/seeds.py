"""What fuzzing begins with (files that are kept as malformed, small exports as the apps write them), and how it reads."""

from __future__ import annotations

import hmac
import sys
import zlib
from importlib import import_module
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nearer.sources import ReadOptions
from nearer.sources.clock import Clock
from nearer.sources.files import Export, hold_files
from nearer.sources.formats import Format

ROOT = Path(__file__).parent.parent
SQLITE, ZLIB = b"SQLite format 3\0", b"\x78"
BACKUP_KEY, BACKUP_IV = bytes(range(32)), bytes(range(16))
OPTIONS = ReadOptions(with_text=True, clock=Clock("Europe/Berlin"))


def find_seeds(name: str, folder: Path) -> list[bytes]:
    """Return what is kept as malformed, and for formats of ours a small export as the app writes it."""
    kept = ROOT / "tests" / "sources" / "malformed" / name
    sys.path.insert(0, str(ROOT / "benchmarks"))
    made = folder / "made"
    made.parent.mkdir(parents=True, exist_ok=True)
    if not made.exists() and (ROOT / "benchmarks" / "exports" / f"{name}.py").exists():
        import_module(f"exports.{name}").write(made, 30, 1)
    found = (path for path in sorted([*kept.rglob("*"), made, *made.rglob("*")]) if path.is_file())
    seeds = [path.read_bytes() for path in found if path.name != "expected.toml" and path.stat().st_size]
    if not seeds:
        sys.exit(f"Put some small exports into {kept.relative_to(ROOT)}, to begin with.")
    if name == "whatsapp_crypt":
        inner = find_seeds("whatsapp_database", folder.parent / "whatsapp_database")
        seeds += [*inner, *(zlib.compress(seed) for seed in inner)]
    return seeds


def read_whole(known: Format, export: Export) -> None:
    """Let a format decide whether an export is its own, and read it whatever it decided.

    Raises:
        ExportError: It is refused.
    """
    known.recognise(export, export.raw_head() if known.binary else export.head())
    for _ in known.read([export], OPTIONS):
        pass


def hold_backup(data: bytes) -> Export:
    """Return an encrypted backup with its key beside it: as it is where it may be one, else around the bytes.

    What is encrypted cannot be changed without being refused; so databases, and zlib streams, are encrypted here.
    """
    if data.startswith((SQLITE, ZLIB)):
        data = seal(zlib.compress(data, 1) if data.startswith(SQLITE) else data)
    return hold_files({"msgstore.db.crypt15": data, "key.txt": BACKUP_KEY.hex().encode()})[-1]


def seal(stream: bytes) -> bytes:
    """Encrypt a zlib stream as a backup."""
    key = hmac.digest(hmac.digest(bytes(32), BACKUP_KEY, "sha256"), b"backup encryption\x01", "sha256")
    sealed = AESGCM(key).encrypt(BACKUP_IV, stream, None)
    header = b"\x08\x01\x1a\x12\x0a\x10" + BACKUP_IV
    return bytes([len(header), 1]) + header + sealed + bytes(16)
