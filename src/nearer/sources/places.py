"""What lies in a folder or a zip: the files that may be exports, in the order of their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.archives import MOST_ENTRY_BYTES, Archive, is_hidden
from nearer.sources.files import Export, Meter, open_file
from nearer.words import printable

__all__ = ["Refusal", "find_entries", "find_files", "only_chats"]

DEEPEST: Final = 12
MOST_FILES: Final = 20_000
CHAT_NAMES: Final = ("_chat.txt", "result.json")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that is not read.

    Attributes:
        name: What to call it.
        error: Why.
    """

    name: str
    error: ExportError


def find_files(folder: Path, suffixes: frozenset[str]) -> Iterator[Export | Refusal]:
    """Yield the files in a folder that may be exports; hidden ones and links are left aside.

    Args:
        folder: The folder.
        suffixes: Endings of their names, in small letters; zips are always among them.

    Raises:
        ExportError: There are far more files than any export has.
    """
    wanted = suffixes | {".zip"}
    likely = (path for path in _walk(folder) if isinstance(path, Refusal) or _ending(path) in wanted)
    paths = list(islice(likely, MOST_FILES + 1))
    if len(paths) > MOST_FILES:
        raise ExportError("sources.error.too_many_files", file=folder.name, n=f"{MOST_FILES:,}")
    outer = folder.resolve().name
    for path in paths:
        if isinstance(path, Refusal):
            yield path
            continue
        within = PurePosixPath(outer, *path.relative_to(folder).parts)
        try:
            yield replace(open_file(path), within=str(within))
        except ExportError:
            continue  # empty, gone meanwhile, or not to be read


def find_entries(export: Export, suffixes: frozenset[str]) -> list[Export]:
    """Return the entries of a zip that may be exports.

    Args:
        export: The zip.
        suffixes: Endings of their names, in small letters.

    Raises:
        ExportError: The zip is damaged, locked, or unpacks to too much; or holds nothing but other zips.
    """
    with export.guarded():
        archive = Archive(export.path, export.open(), in_memory=export.content is not None)
    names = [
        name
        for name in sorted(archive.names())
        if not is_hidden(name) and _ending(PurePosixPath(name)) in suffixes and archive.declared_size(name)
    ]
    total = sum(map(archive.declared_size, names))
    if len(names) > MOST_FILES or total > MOST_ENTRY_BYTES or any(map(archive.is_bomb, names)):
        raise ExportError("sources.error.bomb", file=export.name)
    if not names and any(_ending(PurePosixPath(name)) == ".zip" for name in archive.names()):
        raise ExportError("sources.error.zip_of_zips", file=export.name)
    return [
        replace(
            export,
            entry=name,
            archive=archive,
            packed=archive.packed_size(name),
            content=None,
            meter=Meter(),
        )
        for name in names
    ]


def only_chats(outer: Export, entries: Iterable[Export]) -> list[Export]:
    """Leave out texts that somebody sent, where an entry beside them is named as the apps name a chat.

    Args:
        outer: The zip.
        entries: Of the zip.
    """
    by_folder: dict[PurePosixPath, list[Export]] = defaultdict(list)
    for entry in entries:
        by_folder[entry.place.parent].append(entry)
    kept: list[Export] = []
    for together in by_folder.values():
        kept.extend(_likeliest(together, outer.path.stem))
    return sorted(kept, key=lambda entry: entry.place)


def _likeliest(entries: list[Export], stem: str) -> list[Export]:
    """Return those of a folder that are no attachments of a chat beside them."""
    texts = [entry for entry in entries if entry.place.suffix.lower() == ".txt"]
    for wanted in (*CHAT_NAMES, f"{stem}.txt"):
        named = [entry for entry in entries if entry.place.name == wanted]
        if len(named) == 1:
            return [entry for entry in entries if entry not in texts or entry in named]
    chats = [entry for entry in texts if "whatsapp" in entry.place.stem.casefold()]
    return (
        entries if len(chats) != 1 else [entry for entry in entries if entry not in texts or entry in chats]
    )


def _ending(path: PurePath) -> str:
    """Return how a name ends; one that is nothing but an ending (Apple Mail's ``mbox``) ends so."""
    return path.suffix.lower() or f".{path.name.lower()}"


def _walk(folder: Path, depth: int = 0) -> Iterator[Path | Refusal]:
    try:
        entries = sorted(folder.iterdir())
    except PermissionError:
        yield Refusal(printable(folder.name), ExportError("sources.error.forbidden", file=folder.name))
        return
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            if depth < DEEPEST:
                yield from _walk(entry, depth + 1)
            else:
                yield Refusal(printable(entry.name), ExportError("sources.error.too_deep", file=entry.name))
        elif entry.is_file():
            yield entry
