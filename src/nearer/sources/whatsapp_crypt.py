"""WhatsApp's encrypted backups of its database: ``msgstore.db.crypt15`` and ``crypt14``, with the key beside them.

A backup is a short protobuf with the initialisation vector, the zlib stream of the database under AES-256-GCM, its tag
and a checksum. The key of crypt15 is what the app shows as 64 digits; that of crypt14 lies in the phone's file ``key``.
Nothing that is decrypted is kept or believed before the tag has been checked: the file is gone through twice, first to
check it, then into the private copy from which databases are read.

References:
    wa-crypt-tools (``backup_prefix.proto``, ``C14_cipher.proto``, ``C15_IV.proto``) and WhatsApp-Chat-Exporter 0.13
    (``android_crypt``) for the format.
"""

from __future__ import annotations

import hmac
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.archives import unpacks_too_far
from nearer.sources.files import CHUNK_BYTES, Export, sniff_encoding
from nearer.sources.formats import Format, each_folder
from nearer.sources.sqlite_schema import MAGIC
from nearer.sources.whatsapp_database import CONTACTS, WhatsAppDatabaseReader

__all__ = ["FORMAT", "WhatsAppBackupReader"]

_TAG_BYTES: Final = 16
_END_BYTES: Final = 32  # the tag, and a checksum
_IV_BYTES: Final = 16
_KEY_NAMES: Final = ("encrypted_backup.key", "key.txt", "key")
_SEALED_CONTACTS: Final = ("wa.db.crypt15", "wa.db.crypt14")
_LONGEST_KEY_FILE: Final = 4096
_JAVA_BYTES: Final = b"\xac\xed\x00\x05ur\x00\x02[B"  # Java's serialisation of an array of bytes
_HEX_KEY: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F][\s-]*){64}(?![0-9A-Za-z])")
_OLD_KEY: Final = slice(126, 158)
_OLD_SALT: Final = slice(30, 62)
_OLD_KEY_BYTES: Final = 158


@dataclass(frozen=True, slots=True)
class _Header:
    """How a backup begins.

    Attributes:
        start: Where the encrypted bytes begin.
        iv: The initialisation vector.
        salt: Of crypt14: which key it belongs to; None for crypt15.
    """

    start: int
    iv: bytes
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class _Backup(Export):
    """The database within a backup, as a stream that is decrypted anew whenever it is read.

    Its ``content`` is no more than a sign that the bytes are not those of a file on the disk.
    """

    sealed: Export | None = None
    header: _Header | None = None
    key: bytes = field(default=b"", repr=False)

    def _raw(self, n_bytes: int) -> Iterator[bytes]:
        """Yield the database; that it was whole and genuine is known only at the end."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        assert self.sealed is not None
        assert self.header is not None
        decryptor = Cipher(algorithms.AES(self.key), modes.GCM(self.header.iv)).decryptor()
        inflater = zlib.decompressobj()
        held = b""
        n_skipped = self.header.start
        try:
            for piece in self.sealed.raw_pieces(max(n_bytes, CHUNK_BYTES)):
                held += piece[n_skipped:]
                n_skipped = max(0, n_skipped - len(piece))
                if len(held) > _END_BYTES:
                    plain = decryptor.update(held[:-_END_BYTES])
                    held = held[-_END_BYTES:]
                    while plain:
                        if inflated := inflater.decompress(plain, CHUNK_BYTES):
                            yield inflated
                        plain = inflater.unconsumed_tail
            decryptor.finalize_with_tag(held[:_TAG_BYTES])
            if not inflater.eof:
                raise ExportError("whatsapp_database.error.wrong_key", file=self.name)
        except (InvalidTag, zlib.error, ValueError):
            raise ExportError("whatsapp_database.error.wrong_key", file=self.name) from None


class WhatsAppBackupReader(WhatsAppDatabaseReader):
    """One encrypted backup."""

    source = "whatsapp_crypt"

    def _messages(self) -> Export:
        """Return the database within the backup.

        Raises:
            ExportError: The key is missing, or another's, or the backup is damaged.
        """
        return _opened_backup(self._export)

    def _contacts(self) -> Iterator[Export]:
        """Yield the databases with names that lie beside, encrypted ones too."""
        yield from super()._contacts()
        for name in _SEALED_CONTACTS:
            try:
                beside = self._export.beside(name)
                if beside is not None:
                    yield _opened_backup(beside)
            except ExportError:
                continue


def _opened_backup(sealed: Export) -> Export:
    """Check a backup, and return the database in it."""
    header = _header(sealed.raw_head(1 << 10))
    if header is None:
        raise ExportError("whatsapp_database.error.wrong_key", file=sealed.name)
    backup = _Backup(
        sealed.path,
        0,
        sealed.modified_ns,
        within=sealed.name,
        content=b"",
        sealed=sealed,
        header=header,
        key=_key(sealed, header),
    )
    size, start = 0, b""
    for piece in backup.raw_pieces():
        start = start or piece[: len(MAGIC)]
        size += len(piece)
        if unpacks_too_far(size, sealed.n_bytes):
            raise ExportError("sources.error.bomb", file=sealed.name)
    if not start.startswith(MAGIC):
        raise ExportError("whatsapp_database.error.no_messages", file=sealed.name)
    return replace(backup, size=size)


def _header(head: bytes) -> _Header | None:
    """Read how a backup begins; None where this is none."""
    if len(head) < _END_BYTES:
        return None
    start = 2 if head[1] == 1 else 1  # a mark of the version, which only databases of messages have
    stop = start + head[0]
    prefix = _fields(head[start:stop])
    if stop > len(head) or prefix is None:
        return None
    for number, iv_number in ((3, 1), (2, 5)):
        inner = prefix.get(number)
        found = _fields(inner) if inner is not None else None
        iv = found.get(iv_number) if found else None
        if found and iv is not None and len(iv) == _IV_BYTES:
            return _Header(stop, iv, found.get(3) if number == 2 else None)
    return None


def _fields(message: bytes) -> dict[int, bytes] | None:
    """Return the fields of a protobuf that hold bytes, by number; None where it is no protobuf."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            _, at = _varint(message, at)
        elif kind == 2:
            length, at = _varint(message, at)
            found[tag >> 3] = message[at : at + length]
            at += length
        else:
            return None
    return found if at == len(message) and message else None


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return a number and where the next field begins; behind the end where it is none."""
    value = 0
    for shift, byte in enumerate(message[at : at + 10]):
        value |= (byte & 127) << (7 * shift)
        if byte < 128:
            return value, at + shift + 1
    return 0, len(message) + 1


def _key(sealed: Export, header: _Header) -> bytes:
    """Return the key of a backup from one of the files beside it."""
    found = False
    for name in _KEY_NAMES:
        try:
            beside = sealed.beside(name)
            content = beside.raw_head(_LONGEST_KEY_FILE) if beside is not None else b""
        except ExportError:
            continue
        found = found or bool(content)
        if key := _key_in(content, header):
            return key
    raise ExportError(f"whatsapp_database.error.{'wrong_key' if found else 'no_key'}", file=sealed.name)


def _key_in(content: bytes, header: _Header) -> bytes | None:
    """Return the key that a file holds for a backup; None where it holds none, or one of another kind."""
    if header.salt is not None:
        fits = len(content) == _OLD_KEY_BYTES and content[_OLD_SALT] == header.salt
        return content[_OLD_KEY] if fits else None
    if content.startswith(_JAVA_BYTES) and content[-36:-32] == (32).to_bytes(4, "big"):
        root = content[-32:]
    elif digits := _HEX_KEY.search(content.decode(sniff_encoding(content), "replace")):
        root = bytes.fromhex(re.sub(r"[\s-]", "", digits[0]))
    else:
        return None
    seed = hmac.digest(bytes(32), root, "sha256")
    return hmac.digest(seed, b"backup encryption\x01", "sha256")


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Take every backup for one of its own; of a folder with ``msgstore``, no others, which hold no messages."""
    kept: list[list[Export]] = []
    for together in each_folder(exports):
        named = [export for export in together if export.place.name.startswith("msgstore")]
        kept.extend([export] for export in named or together)
    return kept


def _is_backup(export: Export, head: bytes) -> bool:
    """Tell a backup by its header."""
    return _header(head) is not None


FORMAT: Final = Format(
    "whatsapp_crypt",
    "WhatsApp (encrypted backup)",
    _is_backup,
    WhatsAppBackupReader,
    frozenset({".crypt15", ".crypt14"}),
    gather=_gather,
    binary=True,
    companions=frozenset({*_KEY_NAMES, *CONTACTS, *_SEALED_CONTACTS}),
)
