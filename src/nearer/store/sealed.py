"""The sealed part of an export: what was replaced or left out, encrypted, written and read as a stream.

Records are packed, compressed and cut into pieces of one size; each piece is encrypted with AES-256-GCM under a nonce
that holds its number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár,
2015), so that none can be dropped, moved or repeated. The key comes from the passphrase by Argon2id.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError, WrongSecretError
from nearer.store.keys import LANES, MEMORY_KIB, MOST_MEMORY_KIB, PASSES, SALT_BYTES, derived_cipher

__all__ = ["PIECE_BYTES", "Record", "Seal", "new_seal", "read_records", "seal_records"]

PIECE_BYTES: Final = 1 << 18
TAG_BYTES: Final = 16
PREFIX_BYTES: Final = 7
MOST_PASSES: Final = 16
MOST_LANES: Final = 16
MOST_RECORD_BYTES: Final = 1 << 28
LENGTH: Final = struct.Struct(">I")


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a sealed part was sealed: nothing here is secret.

    Attributes:
        salt: For Argon2id.
        prefix: Of every nonce.
        memory_kib: Argon2id's memory.
        passes: Argon2id's passes.
        lanes: Argon2id's lanes.
    """

    salt: bytes
    prefix: bytes
    memory_kib: int = MEMORY_KIB
    passes: int = PASSES
    lanes: int = LANES

    @property
    def is_sound(self) -> bool:
        """Whether it asks for no more work than any of ours would."""
        return (
            len(self.prefix) == PREFIX_BYTES
            and 8 <= len(self.salt) <= 64
            and 1 <= self.passes <= MOST_PASSES
            and 1 <= self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
        )


class Record(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One cell as it was.

    Attributes:
        table: Its table.
        key: The primary key of its row, as the plain part has it.
        column: Its column.
        value: What stood there; a list of texts for the words of messages.
    """

    table: str
    key: tuple[int | str | None, ...]
    column: str
    value: Any


def new_seal() -> Seal:
    """Return fresh settings for one export."""
    return Seal(secrets.token_bytes(SALT_BYTES), secrets.token_bytes(PREFIX_BYTES))


def seal_records(records: Iterable[Record], seal: Seal, secret: str) -> Iterator[bytes]:
    """Yield the pieces of a sealed part, at least one."""
    cipher = _cipher(seal, secret)
    waiting = bytearray()
    number = 0
    for packed in _compressed(records):
        waiting += packed
        while len(waiting) > PIECE_BYTES:
            yield cipher.encrypt(_nonce(seal, number, last=False), bytes(waiting[:PIECE_BYTES]), None)
            del waiting[:PIECE_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(seal, number, last=True), bytes(waiting), None)


def read_records(pieces: Iterable[bytes], seal: Seal, secret: str) -> Iterator[Record]:
    """Yield the records of a sealed part.

    Raises:
        WrongSecretError: The passphrase is another.
        ExportError: A piece is missing, moved or altered, or holds no records of ours.
    """
    decoder = msgspec.msgpack.Decoder(Record)
    buffer = bytearray()
    try:
        for plain in _decompressed(_decrypted(pieces, seal, secret)):
            buffer += plain
            start = 0
            while len(buffer) - start >= LENGTH.size:
                (length,) = LENGTH.unpack_from(buffer, start)
                if length > MOST_RECORD_BYTES:
                    raise ExportError("yours.errors.sealed_damaged")
                end = start + LENGTH.size + length
                if len(buffer) < end:
                    break
                yield decoder.decode(bytes(buffer[start + LENGTH.size : end]))
                start = end
            del buffer[:start]
    except (zlib.error, *UNDECODABLE):
        raise ExportError("yours.errors.sealed_damaged") from None
    if buffer:
        raise ExportError("yours.errors.sealed_damaged")


def _compressed(records: Iterable[Record]) -> Iterator[bytes]:
    encoder: Any = msgspec.msgpack.Encoder()
    packer = zlib.compressobj(6)
    for record in records:
        packed = encoder.encode(record)
        yield packer.compress(LENGTH.pack(len(packed)) + packed)
    yield packer.flush()


def _decrypted(pieces: Iterable[bytes], seal: Seal, secret: str) -> Iterator[bytes]:
    if not seal.is_sound:
        raise ExportError("yours.errors.sealed_damaged")
    cipher = _cipher(seal, secret)
    number, ahead = 0, None
    for piece in pieces:
        if ahead is not None:
            yield _opened(cipher, seal, ahead, number, last=False)
            number += 1
        ahead = piece
    if ahead is None:
        raise ExportError("yours.errors.sealed_damaged")
    yield _opened(cipher, seal, ahead, number, last=True)


def _opened(cipher: AESGCM, seal: Seal, piece: bytes, number: int, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(seal, number, last=last), piece, None)
    except InvalidTag:
        if number == 0:
            raise WrongSecretError("yours.errors.wrong_passphrase") from None
        raise ExportError("yours.errors.sealed_damaged") from None


def _decompressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    opener = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest:
            yield opener.decompress(rest, PIECE_BYTES)
            rest = opener.unconsumed_tail
    yield opener.flush()
    if not opener.eof:
        raise ExportError("yours.errors.sealed_damaged")


def _nonce(seal: Seal, number: int, *, last: bool) -> bytes:
    return seal.prefix + number.to_bytes(4, "big") + bytes([last])


def _cipher(seal: Seal, secret: str) -> AESGCM:
    return derived_cipher(
        secret, salt=seal.salt, memory_kib=seal.memory_kib, passes=seal.passes, lanes=seal.lanes
    )
