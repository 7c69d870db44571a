"""The key of the database, and the slots that hold it: one for the passphrase, one for the recovery key.

The database's key is 32 random bytes that do not change with the passphrase. Each slot holds it sealed with AES-256-GCM
under a key that Argon2id derives from a secret (RFC 9106: 64 MiB, three passes, four lanes). Changing the passphrase
writes one small file. Without a passphrase the key stands in an ``open`` slot: anyone with the disk can read it.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import DamagedError, RequestError, WrongSecretError

__all__ = [
    "KEY_BYTES",
    "KeyFile",
    "Slot",
    "derived_cipher",
    "fingerprint",
    "open_slots",
    "parse_key_file",
    "read_key_file",
    "recovery_key",
    "seal",
    "seal_open",
]

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
LANES: Final = 4
MOST_MEMORY_KIB: Final = 1 << 18  # what a slot may ask for: a file from elsewhere must not stop the machine
MOST_PASSES: Final = 16
MOST_LANES: Final = 16
TAG_BYTES: Final = 16
MOST_FILE: Final = 1 << 16
FINGERPRINT_LETTERS: Final = 16
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is easily misread
GROUPS: Final = 8
GROUP: Final = 4
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})

SlotKind = Literal["passphrase", "recovery", "open"]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the key.

    Attributes:
        kind: Which secret opens it.
        opens: Fingerprint of the key, by which backups of the same key are known.
        sealed: The key, sealed; plain in an ``open`` slot.
        salt: For Argon2id.
        nonce: For AES-GCM.
        memory_kib: Argon2id's memory.
        passes: Argon2id's passes.
        lanes: Argon2id's lanes.
    """

    kind: SlotKind
    opens: str
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
        retired: Fingerprint of a key that stood on the disk in plain, until the backups under it are gone; else empty.
        format: Name and version of this form.
    """

    slots: tuple[Slot, ...]
    coming: tuple[Slot, ...] = ()
    retired: str = ""
    format: Literal["nearer.keys/1"] = "nearer.keys/1"

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)

    @property
    def opens(self) -> str:
        """Fingerprint of the key that the slots hold."""
        return self.slots[0].opens

    @property
    def has_passphrase(self) -> bool:
        """Whether a secret is asked for; also while a first passphrase is being set."""
        return bool(self.coming) or not any(slot.kind == "open" for slot in self.slots)

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key opens it, too."""
        return any(slot.kind == "recovery" for slot in self.slots)

    def replacing(self, slot: Slot) -> KeyFile:
        """Return the file with one slot in place of that of its kind."""
        slots = (*(other for other in self.slots if other.kind != slot.kind), slot)
        return msgspec.structs.replace(self, slots=slots)


def parse_key_file(content: bytes, name: str = "keys.json") -> KeyFile:
    """Read the bytes of a key file.

    Args:
        content: All of them.
        name: Of the file, for the error.

    Raises:
        DamagedError: They are not of its form, or ask for more work than any of ours does.
    """
    try:
        keys = msgspec.json.decode(content, type=KeyFile)
    except UNDECODABLE:
        raise DamagedError("store.errors.damaged", file=name) from None
    if not keys.slots or not _are_sound(keys.slots) or not _are_sound(keys.coming):
        raise DamagedError("store.errors.damaged", file=name)
    return keys


def read_key_file(path: Path) -> KeyFile:
    """Read ``keys.json``.

    Raises:
        DamagedError: It is missing, or not of its form.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_FILE)
    except OSError:
        raise DamagedError("store.errors.damaged", file=path.name) from None
    return parse_key_file(content, path.name)


def fingerprint(key: bytes) -> str:
    """Return what a key is known by; nobody finds 32 random bytes from it."""
    return hashlib.sha256(b"nearer.key" + key).hexdigest()[:FINGERPRINT_LETTERS]


def recovery_key() -> str:
    """Return a new recovery key: 160 random bits as eight groups of four letters and digits."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, GROUPS * GROUP, GROUP))


def seal(key: bytes, secret: str, kind: SlotKind) -> Slot:
    """Seal the key under a passphrase or a recovery key.

    Raises:
        RequestError: The secret is empty.
    """
    if not secret.strip():
        raise RequestError("store.errors.empty_secret")
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    slot = Slot(kind, fingerprint(key), b"", salt, nonce, MEMORY_KIB, PASSES, LANES)
    return msgspec.structs.replace(slot, sealed=_cipher(slot, secret).encrypt(nonce, key, kind.encode()))


def seal_open(key: bytes) -> Slot:
    """Return a slot that needs no secret."""
    return Slot("open", fingerprint(key), key)


def open_slots(slots: Iterable[Slot], secret: str | None) -> bytes:
    """Return the key.

    Args:
        slots: The ways to it.
        secret: Passphrase or recovery key; None where no secret is needed.

    Raises:
        WrongSecretError: It opens none of them.
    """
    likely = _plain_recovery(secret) if secret is not None else None
    for slot in slots:
        if slot.kind == "open":
            return slot.sealed
        if secret is None or (slot.kind == "recovery" and likely is None):
            continue
        try:
            return _cipher(slot, secret).decrypt(slot.nonce, slot.sealed, slot.kind.encode())
        except InvalidTag:
            continue
    raise WrongSecretError("store.errors.wrong_secret")


def _are_sound(slots: Sequence[Slot]) -> bool:
    """Whether slots hold one key, and there is no more than one of each kind."""
    return (
        all(map(_is_sound, slots))
        and len({slot.opens for slot in slots}) <= 1
        and len({slot.kind for slot in slots}) == len(slots)
    )


def derived_cipher(secret: str, *, salt: bytes, memory_kib: int, passes: int, lanes: int) -> AESGCM:
    """Return a cipher whose key Argon2id derives from a secret.

    Args:
        secret: The same letters count as the same, however a keyboard composes them.
        salt: For Argon2id.
        memory_kib: Argon2id's memory.
        passes: Argon2id's passes.
        lanes: Argon2id's lanes.
    """
    letters = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    derived = Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return AESGCM(derived.derive(letters))


def _is_sound(slot: Slot) -> bool:
    """Whether a slot can be one of ours: lengths fit, and it asks for no more work than it may."""
    if slot.kind == "open":
        return len(slot.sealed) == KEY_BYTES
    return (
        len(slot.sealed) == KEY_BYTES + TAG_BYTES
        and len(slot.salt) == SALT_BYTES
        and len(slot.nonce) == NONCE_BYTES
        and 1 <= slot.passes <= MOST_PASSES
        and 1 <= slot.lanes <= MOST_LANES
        and 8 * slot.lanes <= slot.memory_kib <= MOST_MEMORY_KIB
    )


def _plain_recovery(secret: str) -> str | None:
    """Return a recovery key as it was made, however it was typed; None where it cannot be one."""
    letters = "".join(secret.split()).replace("-", "").upper().translate(MISREAD)
    return letters if len(letters) == GROUPS * GROUP and set(letters) <= set(ALPHABET) else None


def _cipher(slot: Slot, secret: str) -> AESGCM:
    """Return the cipher of a slot's secret."""
    word = _plain_recovery(secret) if slot.kind == "recovery" else None
    return derived_cipher(
        word or secret, salt=slot.salt, memory_kib=slot.memory_kib, passes=slot.passes, lanes=slot.lanes
    )
