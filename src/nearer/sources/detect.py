"""Which formats the files of a user have: told from what is in them, never from their names alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nearer.kernel.errors import ExportError, UnknownFormatError
from nearer.sources.archives import is_zip
from nearer.sources.files import HEAD_BYTES, Export, open_file, sniff_encoding
from nearer.sources.formats import Format, Reader, each_format, find_suffixes
from nearer.sources.options import ReadOptions
from nearer.sources.places import Refusal, find_entries, find_files, only_chats

__all__ = ["Opened", "Refusal", "digest_of", "open_export", "open_exports"]

SNIFF_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found in a file, a zip or a folder.

    Attributes:
        readers: One for each export, in the order of the names.
        refused: Files that look like exports and cannot be read.
        others: Names of files that were looked into and are no export.
    """

    readers: tuple[Reader, ...]
    refused: tuple[Refusal, ...] = ()
    others: tuple[str, ...] = ()


def open_export(path: Path, options: ReadOptions | None = None, *, plugins: bool = True) -> Reader:
    """Open a place that holds one export; as :func:`open_exports`.

    Raises:
        ExportError: The file cannot be read, or holds several exports.
        UnknownFormatError: No reader knows what is in it.
    """
    opened = open_exports(path, options, plugins=plugins)
    if not opened.readers:
        unknown = UnknownFormatError("sources.error.no_export_in_folder", file=Path(path).name)
        raise opened.refused[0].error if opened.refused else unknown
    if len(opened.readers) > 1:
        raise ExportError("sources.error.many_exports", file=Path(path).name)
    return opened.readers[0]


def open_exports(
    place: Path | Export | Sequence[Export], options: ReadOptions | None = None, *, plugins: bool = True
) -> Opened:
    """Find out which exports a file, a zip or a folder holds, and open them.

    Args:
        place: On the disk; or one or several files, on disk or in memory. Of several, or a folder, none need be an
            export.
        options: How to read.
        plugins: Whether other packages' formats are known too.

    Raises:
        ExportError: The file cannot be read.
        UnknownFormatError: It is a file, or a zip, that no reader knows.
    """
    options = options or ReadOptions()
    if isinstance(place, Sequence) and len(place) == 1:
        (place,) = place
    if not isinstance(place, Sequence) and (isinstance(place, Export) or not Path(place).is_dir()):
        export = place if isinstance(place, Export) else open_file(Path(place))
        head = export.raw_head(SNIFF_BYTES)
        if not is_zip(head):
            return _open_one(export, head, options, plugins)
        return _open_zip(export, options, plugins)
    suffixes = find_suffixes(plugins=plugins)
    files = place if isinstance(place, Sequence) else find_files(Path(place), suffixes)
    return _gather_all(_unzipped(files, suffixes), options, plugins)


def digest_of(parts: Sequence[Export]) -> str:
    """Return the SHA-256 of the content of an export's parts, hexadecimal; the same under any name.

    Raises:
        ExportError: A part cannot be read.
    """
    digests = []
    for part in parts:
        one = hashlib.sha256()
        for piece in part.raw_pieces():
            one.update(piece)
        digests.append(one)
    if len(digests) == 1:
        return digests[0].hexdigest()
    return hashlib.sha256(b"".join(sorted(one.digest() for one in digests))).hexdigest()


def _unzipped(exports: Iterable[Export | Refusal], suffixes: frozenset[str]) -> Iterator[Export | Refusal]:
    """Yield files, and the entries of the zips among them; a zip without any that may be an export, as it is."""
    for export in exports:
        if isinstance(export, Refusal):
            yield export
            continue
        try:
            entries = find_entries(export, suffixes) if is_zip(export.raw_head(SNIFF_BYTES)) else []
            yield from only_chats(export, entries) if entries else [export]
        except ExportError as error:
            yield Refusal(export.name, error)


def _gather_all(exports: Iterable[Export | Refusal], options: ReadOptions, plugins: bool) -> Opened:
    """Recognise files and put those together that are parts of one export."""
    refused: list[Refusal] = []
    by_format: dict[str, tuple[Format, list[Export]]] = {}
    others: list[str] = []
    for export in exports:
        if isinstance(export, Refusal):
            refused.append(export)
            continue
        try:
            head = export.raw_head(SNIFF_BYTES)
            candidate = replace(export, encoding=sniff_encoding(head))
            known = _recognise(candidate, head, plugins)
        except ExportError as error:
            refused.append(Refusal(export.name, error))
            continue
        if known is None:
            others.append(export.name)
        elif known.missing:
            refused.append(Refusal(export.name, _lacking(export, known)))
        else:
            by_format.setdefault(known.name, (known, []))[1].append(candidate)
    readers = [
        known.read(_each_once(parts), options)
        for known, found in by_format.values()
        for parts in known.gather(found)
    ]
    return Opened(tuple(sorted(readers, key=lambda reader: reader.name)), tuple(refused), tuple(others))


def _each_once(parts: Sequence[Export]) -> list[Export]:
    """Leave out parts that are copies of others: a download that was saved twice, or that lies beside its zip."""
    sizes = Counter(part.n_bytes for part in parts)
    seen: set[str] = set()
    kept = []
    for part in parts:
        if sizes[part.n_bytes] > 1:
            try:
                digest = digest_of([part])
            except ExportError:  # told of when it is read
                digest = part.name
            if digest in seen:
                continue
            seen.add(digest)
        kept.append(part)
    return kept


def _open_zip(export: Export, options: ReadOptions, plugins: bool) -> Opened:
    """Open what is in a zip."""
    found = _gather_all(
        only_chats(export, find_entries(export, find_suffixes(plugins=plugins))), options, plugins
    )
    if not found.readers:
        unknown = UnknownFormatError("sources.error.no_chat_in_zip", file=export.name)
        raise found.refused[0].error if found.refused else unknown
    return found


def _open_one(export: Export, head: bytes, options: ReadOptions, plugins: bool) -> Opened:
    """Open a single file."""
    export = replace(export, encoding=sniff_encoding(head))
    known = _recognise(export, head, plugins)
    if known is None:
        raise UnknownFormatError(f"sources.error.{_shape(export, head)}", file=export.name)
    if known.missing:
        raise _lacking(export, known)
    return Opened((known.read([export], options),))


def _lacking(export: Export, known: Format) -> ExportError:
    return ExportError("sources.error.needs", file=export.name, packages=", ".join(known.missing))


def _recognise(export: Export, raw: bytes, plugins: bool) -> Format | None:
    """Return the first format that a file has."""
    binary = b"\x00" in next(export.pieces(SNIFF_BYTES), b"")
    head = export.raw_head(HEAD_BYTES) if binary else export.head()
    return next(
        (
            one
            for one in each_format(export.place.suffix.lower(), plugins=plugins)
            if one.binary == binary and one.recognise(export, head)
        ),
        None,
    )


def _shape(export: Export, head: bytes) -> str:
    """Return the sentence that fits what an unknown file looks like."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if b"\x00" in next(export.pieces(SNIFF_BYTES), b""):
        return "binary"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"{", b"[{", b"[\n", b"[ {")):
        return "unknown_json"
    return "unknown"
