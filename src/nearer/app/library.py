"""Use case: what can be read in the library, ours with what the user added; adding, checking and removing patterns."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from nearer.app.output import make_folder, write_whole
from nearer.kernel.errors import OutputError, RequestError
from nearer.patterns.faults import Fault, Faults
from nearer.patterns.files import SLUG, read_text
from nearer.patterns.keys import CATEGORIES
from nearer.patterns.loading import OWN_FOLDER, Loaded, own_library, read_added, read_library, read_single
from nearer.patterns.texts import Text
from nearer.patterns.types import Cause, Library, Page, Pattern, Question

__all__ = [
    "FIRST",
    "Cause",
    "Fault",
    "Library",
    "Loaded",
    "Page",
    "Pattern",
    "Question",
    "Text",
    "add_pattern",
    "added_folder",
    "by_category",
    "check_folder",
    "library_of",
    "remove_pattern",
]

FIRST: Final = "pushing-away"
"""The pattern that stands first."""

FILES: Final = ("pattern.toml", "text.md")


def added_folder(folder: Path) -> Path:
    """Return where the patterns are that the user added.

    Args:
        folder: Where everything is kept.
    """
    return folder / "patterns"


def library_of(folder: Path) -> Loaded:
    """Return what can be read, and what had to be left out; read anew only where a file has changed.

    Args:
        folder: Where everything is kept.
    """
    added = added_folder(folder)
    return _loaded(added, _version(added))


@lru_cache(maxsize=4)
def _loaded(added: Path, _version: tuple[object, ...]) -> Loaded:
    return read_added(own_library().library, added)


def _version(added: Path) -> tuple[object, ...]:
    """Return what changes when a file of a folder changes."""
    found: list[object] = []
    for path in sorted([*added.glob("*"), *added.glob("*/*")]):
        try:
            about = path.lstat()
        except OSError:
            continue
        found.append((path.name, about.st_ino, about.st_size, about.st_mtime_ns))
    return tuple(found)


def by_category(library: Library) -> list[tuple[str, list[Pattern]]]:
    """Return the patterns by category, ours first, those that the user added after them."""
    ordered = sorted(
        library.patterns.values(), key=lambda one: (one.slug != FIRST, not one.is_own, one.title)
    )
    groups = ((key, [one for one in ordered if one.category == key]) for key in CATEGORIES)
    return [(key, some) for key, some in groups if some]


def check_folder(folder: Path, asked: Path | None) -> tuple[list[Fault], int]:
    """Return what is wrong, and how many patterns were looked at.

    Args:
        folder: Where everything is kept.
        asked: A pattern, a folder of patterns, or a whole library; None for everything that is there.

    Raises:
        RequestError: It holds no pattern.
    """
    if asked is None:
        loaded = library_of(folder)
        looked_at = len(loaded.library.patterns) + len(loaded.left_out)
        return [*own_library().faults, *loaded.faults], looked_at
    if asked.resolve().is_relative_to(OWN_FOLDER):
        asked = OWN_FOLDER
    if (asked / "sources.toml").is_file():
        loaded = read_library(asked)
        return list(loaded.faults), len(loaded.library.patterns) + len(loaded.left_out)
    base = library_of(folder).library
    if (asked / FILES[0]).is_file():
        loaded = read_single(_without(base, asked.resolve().name), asked.resolve())
        return list(loaded.faults), 1
    loaded = read_added(own_library().library, asked)
    n = len(loaded.library.patterns) - len(own_library().library.patterns) + len(loaded.left_out)
    if not n:
        raise RequestError("library.cli.no_pattern", folder=asked)
    return list(loaded.faults), n


def add_pattern(folder: Path, source: Path) -> tuple[str, tuple[Fault, ...]]:
    """Copy a pattern to those of the user, where nothing is wrong with it.

    Args:
        folder: Where everything is kept.
        source: The pattern's folder, named by its slug.

    Returns:
        Its slug, and what is wrong; copied only where nothing is.

    Raises:
        RequestError: It is no pattern.
        OutputError: It cannot be copied.
    """
    source = source.resolve()
    if not (source / FILES[0]).is_file():
        raise RequestError("library.cli.no_pattern", folder=source)
    loaded = read_single(library_of(folder).library, source)
    if loaded.faults:
        return source.name, loaded.faults
    texts = {name: read_text(source / name, Faults()) for name in FILES}
    added = added_folder(folder)
    new = added / f".new-{source.name}"
    try:
        make_folder(folder)
        make_folder(added)
        shutil.rmtree(new, ignore_errors=True)
        make_folder(new)
        for name, text in texts.items():
            write_whole(new / name, (text or "").encode())
        new.rename(added / source.name)
    except OSError:
        raise OutputError("library.cli.not_written", folder=added) from None
    return source.name, ()


def remove_pattern(folder: Path, slug: str) -> None:
    """Delete a pattern that the user added.

    Args:
        folder: Where everything is kept.
        slug: Name of its folder.

    Raises:
        RequestError: There is none of this name.
        OutputError: It cannot be deleted.
    """
    path = added_folder(folder) / slug
    if not SLUG.fullmatch(slug) or not (path.is_symlink() or path.is_dir()):
        raise RequestError("library.cli.not_there", slug=slug)
    try:
        if path.is_symlink():
            path.unlink()
        else:
            shutil.rmtree(path)
    except OSError:
        raise OutputError("library.cli.not_written", folder=path) from None


def _without(library: Library, slug: str) -> Library:
    """Return a library without an added pattern, which may be looked at again."""
    return replace(
        library,
        patterns={key: one for key, one in library.patterns.items() if key != slug or one.is_own},
    )
