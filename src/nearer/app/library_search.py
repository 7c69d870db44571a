"""Use case: search over everything that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nearer.app.library import library_of
from nearer.patterns.links import ADDRESSES

if TYPE_CHECKING:
    from nearer.patterns.documents import Document
    from nearer.patterns.search import Found, Index
    from nearer.patterns.types import Library

__all__ = ["LONGEST_QUERY", "search_library"]

LONGEST_QUERY: Final = 200
"""Letters; what comes after them is left out."""


def search_library(folder: Path, text: str) -> list[Found]:
    """Return the pages on which the words of a text stand, best first.

    Args:
        folder: Where everything is kept.
        text: Whatever somebody typed.
    """
    return _index(_Held(library_of(folder).library)).find(text[:LONGEST_QUERY])


class _Held:
    """A library, told from others by which it is."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.library is self.library


@lru_cache(maxsize=2)
def _index(held: _Held) -> Index:
    from nearer.patterns.documents import library_documents
    from nearer.patterns.search import Index

    documents = [*library_documents(held.library), *_exercises()]
    return Index(documents, held.library.synonyms)


def _exercises() -> Iterator[Document]:
    from nearer.patterns.documents import Document
    from nearer.practice.exercises import known_exercises

    for key, one in known_exercises().items():
        url = ADDRESSES["practice"].format(key)
        yield Document("practice", url, "", one.words.title, "", one.words.short, one.words.purpose)
