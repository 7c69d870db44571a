"""What a search looks through: the pages of a library, and the sections of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nearer.patterns.links import ADDRESSES
from nearer.patterns.texts import Text
from nearer.patterns.types import Library

__all__ = ["Document", "library_documents"]


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or a section of one.

    Attributes:
        kind: pattern, cause, question, page or practice.
        page: Address of the page.
        anchor: Id of the section; empty for the page itself.
        title: Of the page.
        heading: Of the section; empty for the page itself.
        words: What people may search for.
        text: Of the section.
    """

    kind: str
    page: str
    anchor: str
    title: str
    heading: str
    words: str
    text: str


def library_documents(library: Library) -> Iterator[Document]:
    """Yield every page of a library, and every section of each."""
    for one in library.patterns.values():
        url = ADDRESSES["pattern"].format(one.slug)
        yield from _page("pattern", url, one.title, one.short, one.words, one.text)
    for cause in library.causes.values():
        url = ADDRESSES["cause"].format(cause.key)
        yield from _page("cause", url, cause.title, cause.short, cause.words, cause.text)
    for question in library.questions.values():
        url = ADDRESSES["question"].format(question.key)
        words = " · ".join(question.words)
        yield Document("question", url, "", question.ask, "", words, question.answer.plain)
    for name, page in library.pages.items():
        yield from _page("page", f"/understand/{name}", page.title, page.lead, (), page.text)


def _page(
    kind: str, url: str, title: str, short: str, words: Sequence[str], text: Text
) -> Iterator[Document]:
    yield Document(kind, url, "", title, "", " · ".join(words), short)
    for part in text.sections:
        plain = " ".join(block.plain for block in part.blocks)
        yield Document(kind, url, part.key, title, part.title, "", plain)
