"""The key of the database, and the slots that hold it: one for the passphrase, one for the recovery key.

The database's key is 32 random bytes that never change with the passphrase. Each slot holds it sealed with AES-256-GCM
under a key that Argon2id derives from a secret (RFC 9106: 64 MiB, three passes, four lanes). Changing the passphrase
writes one small file. Without a passphrase the key stands in an ``open`` slot: anyone with the disk can read it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from nearer.kernel.errors import DamagedError, WrongSecretError

__all__ = ["KEY_BYTES", "KeyFile", "Slot", "open_slots", "read_key_file", "recovery_key", "seal", "seal_open"]

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
LANES: Final = 4
MOST_MEMORY_KIB: Final = 1 << 20
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is easily misread
GROUPS: Final = 8
GROUP: Final = 4
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})

SlotKind = Literal["passphrase", "recovery", "open"]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the key.

    Attributes:
        kind: Which secret opens it.
        sealed: The key, sealed; plain in an ``open`` slot.
        salt: For Argon2id.
        nonce: For AES-GCM.
        memory_kib: Argon2id's memory.
        passes: Argon2id's passes.
        lanes: Argon2id's lanes.
    """

    kind: SlotKind
    sealed: bytes
    salt: bytes = b""
    nonce: bytes = b""
    memory_kib: int = MEMORY_KIB
    passes: int = PASSES
    lanes: int = LANES


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``keys.json`` holds.

    Attributes:
        slots: The ways to the key.
        coming: The ways to the next key, while the database is being written anew under it; else empty.
        format: Name and version of this form.
    """

    slots: tuple[Slot, ...]
    coming: tuple[Slot, ...] = ()
    format: Literal["nearer.keys/1"] = "nearer.keys/1"

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)

    @property
    def has_passphrase(self) -> bool:
        """Whether a secret is needed."""
        return not any(slot.kind == "open" for slot in self.slots)


def read_key_file(path: Path) -> KeyFile:
    """Read ``keys.json``.

    Raises:
        DamagedError: It is missing, or not of its form.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except (OSError, msgspec.DecodeError):
        raise DamagedError("store.errors.damaged", file=path.name) from None


def recovery_key() -> str:
    """Return a new recovery key: 160 random bits as eight groups of four letters and digits."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, GROUPS * GROUP, GROUP))


def seal(key: bytes, secret: str, kind: SlotKind) -> Slot:
    """Seal the key under a passphrase or a recovery key."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    slot = Slot(kind, b"", salt, nonce)
    return msgspec.structs.replace(slot, sealed=_cipher(slot, secret).encrypt(nonce, key, kind.encode()))


def seal_open(key: bytes) -> Slot:
    """Return a slot that needs no secret."""
    return Slot("open", key)


def open_slots(slots: Iterable[Slot], secret: str | None) -> bytes:
    """Return the key.

    Args:
        slots: The ways to it.
        secret: Passphrase or recovery key; None where no secret is needed.

    Raises:
        WrongSecretError: It opens none of them.
        DamagedError: A slot asks for more memory than any of ours does.
    """
    likely = _plain_recovery(secret) if secret is not None else None
    for slot in slots:
        if slot.kind == "open":
            return slot.sealed
        if secret is None or (slot.kind == "recovery" and likely is None):
            continue
        if slot.memory_kib > MOST_MEMORY_KIB:
            raise DamagedError("store.errors.damaged", file="keys.json")
        try:
            return _cipher(slot, secret).decrypt(slot.nonce, slot.sealed, slot.kind.encode())
        except InvalidTag:
            continue
    raise WrongSecretError("store.errors.wrong_secret")


def _plain_recovery(secret: str) -> str | None:
    """Return a recovery key as it was made, however it was typed; None where it cannot be one."""
    letters = "".join(secret.split()).replace("-", "").upper().translate(MISREAD)
    return letters if len(letters) == GROUPS * GROUP and set(letters) <= set(ALPHABET) else None


def _cipher(slot: Slot, secret: str) -> AESGCM:
    word = _plain_recovery(secret) if slot.kind == "recovery" else secret
    derived = Argon2id(
        salt=slot.salt,
        length=KEY_BYTES,
        iterations=slot.passes,
        lanes=slot.lanes,
        memory_cost=slot.memory_kib,
    ).derive((word or secret).encode())
    return AESGCM(derived)
