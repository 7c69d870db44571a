"""The file that a phone hands over: what it looks like, and how it is opened.

Its check-ins are sealed with AES-256-GCM under a key that PBKDF2-HMAC-SHA-256 derives from a passphrase: the one slow
derivation that every browser has. 600,000 rounds are what OWASP's Password Storage Cheat Sheet asks for.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar

import msgspec

from nearer.app.moments import PocketMoment
from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError

__all__ = ["ITERATIONS", "open_pocket_file"]

T = TypeVar("T")

ITERATIONS: Final = 600_000
SEALED_WITH: Final = b"pocket 1"

Rounds = Annotated[int, msgspec.Meta(ge=100_000, le=5_000_000)]
Salt = Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]
Nonce = Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]


class Kind(msgspec.Struct, frozen=True):
    """What every file of a pocket starts with."""

    format: Literal["pocket"]
    version: int


class Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is not sealed."""

    format: Literal["pocket"]
    version: Literal[1]
    checkins: list[PocketMoment]


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is sealed; ``sealed`` holds a list of check-ins as JSON, the tag at its end."""

    format: Literal["pocket"]
    version: Literal[1]
    iterations: Rounds
    salt: Salt
    nonce: Nonce
    sealed: bytes


def open_pocket_file(content: bytes, passphrase: str) -> list[PocketMoment]:
    """Return the check-ins of a file.

    Args:
        content: The file.
        passphrase: The one it was sealed with; not used where it is not sealed.

    Raises:
        ExportError: The file is foreign, cut, of a newer version, or sealed under another passphrase.
    """
    kind = _decode(content, Kind)
    if kind.version > 1:
        raise ExportError("pocket.errors.newer")
    try:
        return msgspec.json.decode(content, type=Plain).checkins
    except UNDECODABLE:
        sealed = _decode(content, Sealed)
    return _decode(_unseal(sealed, passphrase), list[PocketMoment])


def _decode(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError:
        raise ExportError("pocket.errors.foreign") from None
    except UNDECODABLE:
        begun = content.lstrip()[:40].startswith(b'{"format":"pocket"')
        raise ExportError("pocket.errors.cut" if begun else "pocket.errors.foreign") from None


def _unseal(file: Sealed, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    if not passphrase:
        raise ExportError("pocket.errors.passphrase")
    key = PBKDF2HMAC(SHA256(), 32, file.salt, file.iterations).derive(_plain_form(passphrase))
    try:
        return AESGCM(key).decrypt(file.nonce, file.sealed, SEALED_WITH)
    except InvalidTag:
        raise ExportError("pocket.errors.passphrase") from None


def _plain_form(passphrase: str) -> bytes:
    """Return a passphrase as the phone gives it to the derivation: composed, so that all keyboards agree."""
    from unicodedata import normalize

    return normalize("NFC", passphrase).encode("utf-8", "replace")
