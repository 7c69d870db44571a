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
from nearer.sources.files import HEAD_BYTES, Export, open_file, sniff_encoding, whole_lines
from nearer.sources.formats import Format, Reader, each_format, find_suffixes
from nearer.sources.options import ReadOptions
from nearer.sources.places import Refusal, find_entries, find_files, only_chats

__all__ = ["Opened", "Refusal", "digest_of", "open_export", "open_exports"]

SNIFF_BYTES: Final = 4096
_Begun = tuple[Export, bytes]
"""A file, and its first bytes as they are."""


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
        raise _nothing(opened, "no_export_in_folder", Path(path).name)
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
        raw = export.raw_head(HEAD_BYTES)
        if not is_zip(raw):
            return _open_one(export, raw, options, plugins)
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


def _unzipped(exports: Iterable[Export | Refusal], suffixes: frozenset[str]) -> Iterator[_Begun | Refusal]:
    """Yield files, and the entries of the zips among them; a zip without any that may be an export, as it is."""
    for export in exports:
        if isinstance(export, Refusal):
            yield export
            continue
        try:
            raw = export.raw_head(HEAD_BYTES)
            entries = find_entries(export, suffixes) if is_zip(raw) else []
        except ExportError as error:
            yield Refusal(export.name, error)
            continue
        if entries:
            yield from _begin(only_chats(export, entries))
        else:
            yield export, raw


def _begin(exports: Iterable[Export]) -> Iterator[_Begun | Refusal]:
    """Yield files with their first bytes."""
    for export in exports:
        try:
            yield export, export.raw_head(HEAD_BYTES)
        except ExportError as error:
            yield Refusal(export.name, error)


def _gather_all(begun: Iterable[_Begun | Refusal], options: ReadOptions, plugins: bool) -> Opened:
    """Recognise files and put those together that are parts of one export."""
    refused: list[Refusal] = []
    by_format: dict[str, tuple[Format, list[Export]]] = {}
    others: list[Export] = []
    for one in begun:
        if isinstance(one, Refusal):
            refused.append(one)
            continue
        export, raw = one
        candidate = replace(export, encoding=sniff_encoding(raw[:SNIFF_BYTES]))
        try:
            known, _ = _recognise(candidate, raw, plugins)
        except ExportError as error:
            refused.append(Refusal(export.name, error))
            continue
        if known is None:
            others.append(export)
        elif known.missing:
            refused.append(Refusal(export.name, _lacking(export, known)))
        else:
            by_format.setdefault(known.name, (known, []))[1].append(candidate)
    readers = [
        known.read(_each_once(parts), options)
        for known, found in by_format.values()
        for parts in known.gather(found)
    ]
    beside = {
        part.place.with_name(name)
        for known, found in by_format.values()
        for part in found
        for name in known.companions
    }
    strangers = tuple(one.name for one in others if one.place not in beside)
    return Opened(tuple(sorted(readers, key=lambda reader: reader.name)), tuple(refused), strangers)


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
    entries = find_entries(export, find_suffixes(plugins=plugins))
    found = _gather_all(_begin(only_chats(export, entries)), options, plugins)
    if not found.readers:
        raise _nothing(found, "no_chat_in_zip", export.name)
    return found


def _nothing(opened: Opened, what: str, name: str) -> ExportError:
    """Say why there is no reader: what was refused first, or that nothing is known."""
    unknown = UnknownFormatError(f"sources.error.{what}", file=name)
    return opened.refused[0].error if opened.refused else unknown


def _open_one(export: Export, raw: bytes, options: ReadOptions, plugins: bool) -> Opened:
    """Open a single file, of which the first bytes were read."""
    export = replace(export, encoding=sniff_encoding(raw[:SNIFF_BYTES]))
    known, binary = _recognise(export, raw, plugins)
    if known is None:
        raise UnknownFormatError(f"sources.error.{'binary' if binary else _shape(raw)}", file=export.name)
    if known.missing:
        raise _lacking(export, known)
    return Opened((known.read([export], options),))


def _lacking(export: Export, known: Format) -> ExportError:
    return ExportError("sources.error.needs", file=export.name, packages=", ".join(known.missing))


def _recognise(export: Export, raw: bytes, plugins: bool) -> tuple[Format | None, bool]:
    """Return the first format that a file has, and whether it is no text."""
    binary = b"\x00" in export.begin_of_text(raw[:SNIFF_BYTES])
    shown = raw if binary else whole_lines(export.begin_of_text(raw))
    formats = each_format(export.place.suffix.lower(), plugins=plugins)
    return next(
        (one for one in formats if one.binary == binary and one.recognise(export, shown)), None
    ), binary


def _shape(raw: bytes) -> str:
    """Return the sentence that fits what an unknown text looks like."""
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"{", b"[{", b"[\n", b"[ {")):
        return "unknown_json"
    return "unknown"
