"""Use case: which formats can be read here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nearer.sources import formats
from nearer.sources.formats import Plugin, find_plugins, load_formats

__all__ = ["Known", "KnownFormats", "find_suffixes", "list_formats", "title_of"]

COMPANIONS: Final = frozenset({".db-wal", ".sqlite-wal", ".key"})
"""Endings of what is read together with an export beside it."""


@dataclass(frozen=True, slots=True)
class Known:
    """One format.

    Attributes:
        name: Short.
        title: As users call it.
        suffixes: Endings of names for which folders are looked through.
        needs: Packages that it cannot do without.
        missing: Those of them that are not installed.
        package: The package that adds it; "" for our own.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    needs: tuple[str, ...]
    missing: tuple[str, ...]
    package: str


@dataclass(frozen=True, slots=True)
class KnownFormats:
    """All formats, and what other packages wanted to add and could not.

    Attributes:
        formats: In the order in which files are asked.
        failed: Entry points that could not be loaded.
    """

    formats: tuple[Known, ...]
    failed: tuple[Plugin, ...]


def list_formats(*, plugins: bool = True) -> KnownFormats:
    """Return what can be read here.

    Args:
        plugins: Whether to ask other packages.
    """
    others = find_plugins() if plugins else ()
    packages = {id(one.format): one.package for one in others if one.format is not None}
    return KnownFormats(
        tuple(
            Known(
                one.name,
                one.title,
                tuple(sorted(one.suffixes)),
                one.needs,
                one.missing,
                packages.get(id(one), ""),
            )
            for one in load_formats(plugins=plugins)
        ),
        tuple(one for one in others if one.format is None),
    )


def find_suffixes(*, plugins: bool = True) -> list[str]:
    """Return the endings of names of files that may be exports or belong to one, zips among them."""
    return sorted(formats.find_suffixes(plugins=plugins) | COMPANIONS | {".zip"})


def title_of(source: str) -> str:
    """Return what users call a format; its short name where no reader knows it any more."""
    known = formats.find_format(source)
    return known.title if known else source
