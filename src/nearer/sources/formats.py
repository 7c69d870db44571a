"""What Nearer knows of a format, and which formats there are: its own, and those that other packages add."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import Final, Protocol

from nearer.sources.files import Export
from nearer.sources.options import ReadOptions
from nearer.sources.records import Batch, Tally

__all__ = [
    "ENTRY_POINTS",
    "Format",
    "Plugin",
    "Reader",
    "each_alone",
    "each_folder",
    "each_format",
    "find_format",
    "find_plugins",
    "find_suffixes",
    "load_formats",
]

ENTRY_POINTS: Final = "nearer.sources"
_OWN: Final = {
    "telegram_html": ".htm .html",
    "imessage": ".db .sqlite",
    "sms": ".xml",
    "google_chat": ".json",
    "hangouts": ".json",
    "google_voice": ".htm .html",
    "mbox": ".mbox .mbx",
    "signal": ".json .jsonl",
    "signal_export": ".json .md .txt",
    "whatsapp_database": ".db .sqlite",
    "whatsapp_crypt": ".crypt14 .crypt15",
    "discord": ".csv .json",
    "kakaotalk": ".csv .txt",
    "line": ".txt",
    "messenger": ".htm .html .json",
    "instagram": ".htm .html .json",
    "telegram": ".json",
    "jsonl": ".json .jsonl .ndjson",
    "csv": ".csv .tsv .txt",
    "whatsapp": ".txt",
}
"""Modules with a ``FORMAT``, the most particular first: the first that recognises a file has it. Those whose usual
endings a file has are asked before the others, which then need not be loaded."""


def each_alone(exports: Sequence[Export]) -> list[list[Export]]:
    """Take every file for an export of its own."""
    return [[export] for export in exports]


def each_folder(exports: Sequence[Export]) -> list[list[Export]]:
    """Take the files of each folder for one export."""
    folders: dict[PurePosixPath, list[Export]] = {}
    for export in exports:
        folders.setdefault(export.place.parent, []).append(export)
    return list(folders.values())


class Reader(Protocol):
    """One export, opened. Iterating it once draws its batches; the tally fills meanwhile.

    Attributes:
        source: Short name of the format: ``whatsapp``, ``telegram``, ``jsonl`` ...
        name: What to call the export: its file, ``archive.zip/entry.txt``, or the folder of its parts.
        parts: The files that it is made of.
        tally: What was counted besides messages.
    """

    source: str
    name: str
    parts: Sequence[Export]
    tally: Tally

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: The export is empty, cut off before its first message, or not of this format.
            ChangedError: The file changed while it was being read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """One export format.

    Attributes:
        name: Short, small letters: as :attr:`Reader.source` says it.
        title: What users call it.
        recognise: Tells whether a file is of this format, or a main part of it: ``recognise(export, head)`` with the
            first 256 KiB, as UTF-8 for texts, as they are for binary files. Decides by content; never raises.
        read: Makes a reader of the parts of one export.
        suffixes: Endings of names, in small letters with the dot, for which a folder or zip is looked through.
        gather: Puts the recognised files of one folder or zip together into exports, each with its parts in order.
        binary: Whether its files hold zero bytes; other formats are not asked about such files.
        needs: Packages (import names) that it cannot do without.
        companions: Names of files that belong to an export in the same folder, so that nobody is told they are none.
    """

    name: str
    title: str
    recognise: Callable[[Export, bytes], bool]
    read: Callable[[Sequence[Export], ReadOptions], Reader]
    suffixes: frozenset[str]
    gather: Callable[[Sequence[Export]], list[list[Export]]] = each_alone
    binary: bool = False
    needs: tuple[str, ...] = ()
    companions: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that it needs and that are not installed."""
        return tuple(package for package in self.needs if find_spec(package) is None)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A format that another package adds.

    Attributes:
        package: Name of the package.
        name: Of the entry point.
        format: The format; None where loading it failed.
        fault: Why it failed: the kind of error; "" where it did not.
    """

    package: str
    name: str
    format: Format | None
    fault: str = ""


def load_formats(*, plugins: bool = True) -> tuple[Format, ...]:
    """Return all formats, the most particular first; those of other packages after our own.

    Args:
        plugins: Whether to ask other packages.
    """
    return tuple(each_format(plugins=plugins))


def each_format(suffix: str = "", *, plugins: bool = True) -> Iterator[Format]:
    """Yield all formats, each loaded when it is its turn: those first whose files often end so.

    Args:
        suffix: Of the file, in small letters with the dot.
        plugins: Whether to ask other packages.
    """
    usual = [name for name, endings in _OWN.items() if suffix in endings.split()]
    for name in (*usual, *(name for name in _OWN if name not in usual)):
        yield _load(name)
    for plugin in find_plugins() if plugins else ():
        if plugin.format is not None and plugin.format.name not in _OWN:
            yield plugin.format


def find_format(name: str, *, plugins: bool = True) -> Format | None:
    """Return the format of this name; None where there is none."""
    if name in _OWN:
        return _load(name)
    return next((one for one in each_format(plugins=plugins) if one.name == name), None)


def find_suffixes(*, plugins: bool = True) -> frozenset[str]:
    """Return the endings of names for which folders and zips are looked through."""
    own = frozenset(" ".join(_OWN.values()).split())
    others = find_plugins() if plugins else ()
    return own.union(*(one.format.suffixes for one in others if one.format is not None))


@cache
def _load(name: str) -> Format:
    known = import_module(f"nearer.sources.{name}").FORMAT
    assert isinstance(known, Format)
    return known


@cache
def find_plugins() -> tuple[Plugin, ...]:
    """Return what other packages add under the entry point ``nearer.sources``; one that fails stops nothing."""
    found = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        package = point.dist.name if point.dist else ""
        try:
            loaded = point.load()
            fault = "" if isinstance(loaded, Format) else type(loaded).__name__
        except Exception as error:  # noqa: BLE001 - somebody else's code
            loaded, fault = None, type(error).__name__
        found.append(Plugin(package, point.name, loaded if not fault else None, fault))
    return tuple(found)
