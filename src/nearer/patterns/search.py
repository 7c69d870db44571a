"""Search over a library: an index in memory, by word stems, with synonyms, the last word's endings, and snippets.

Any text is a valid query: its words are taken and quoted, and everything else in it is left out.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from nearer.patterns.documents import Document

__all__ = ["Found", "Hit", "Index"]

WEIGHTS: Final = (10.0, 4.0, 6.0, 1.0)
"""Of title, heading, words to search for, and text, in BM25 as SQLite's FTS5 computes it."""

MOST_TERMS: Final = 12
LONGEST_TERM: Final = 40
MOST_ENDINGS: Final = 40
"""Words that a beginning may stand for."""

FEWEST_LETTERS: Final = 2
"""Of a word's beginning."""

LITTLE: Final = frozenset({
    "a", "about", "am", "an", "and", "are", "as", "at", "be", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if", "in",
    "is", "it", "its", "just", "m", "me", "my", "of", "on", "or", "re", "s", "she", "should", "so", "t",
    "that", "the", "their", "them", "they", "this", "to", "ve", "was", "we", "were", "what", "when",
    "where", "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip
"""Words that ask for nothing beside others."""

MOST_ROWS: Final = 80
MOST_HITS: Final = 3
"""Places shown of one page."""

SNIPPET_WORDS: Final = 24
_FROM, _TO = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where something was found.

    Attributes:
        url: Of the place.
        heading: Of its section; empty for the page itself.
        pieces: A few words of it; each piece with whether it is what was searched for.
    """

    url: str
    heading: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page on which something was found.

    Attributes:
        kind: Of the page.
        title: Likewise.
        url: Likewise.
        hits: The best places, best first.
    """

    kind: str
    title: str
    url: str
    hits: tuple[Hit, ...]


class Index:
    """Everything that can be found.

    Args:
        documents: What is searched.
        synonyms: Groups of words that mean the same.
    """

    def __init__(self, documents: Sequence[Document], synonyms: Iterable[Iterable[str]] = ()) -> None:
        self._documents = tuple(documents)
        self._guard = threading.Lock()
        self._alike = _alike(synonyms)
        self._words = sorted({word for one in documents for word in _terms(_all_words(one))})
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(
            "CREATE VIRTUAL TABLE place USING fts5(title, heading, words, body, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._database.executemany(
            "INSERT INTO place (rowid, title, heading, words, body) VALUES (?, ?, ?, ?, ?)",
            ((n, one.title, one.heading, one.words, one.text) for n, one in enumerate(self._documents)),
        )

    def find(self, text: str) -> list[Found]:
        """Return the pages on which words were found, best first.

        The words side by side come first, then all of them apart, then words that mean the same; where no place has all
        of them, places that have any.

        Args:
            text: Whatever somebody typed.
        """
        terms = _terms(text)[:MOST_TERMS]
        if not terms:
            return []
        told = [term for term in terms if term not in LITTLE] or terms
        exact = [[(term,)] for term in told[:-1]] + [self._endings(told[-1])]
        wider = list(self._wider(terms)) or exact
        rows: dict[int, str] = {}
        for query in (
            _any_of([tuple(terms)]),
            *(" AND ".join(map(_any_of, some)) for some in (exact, wider)),
        ):
            for n, snippet in self._rows(query):
                rows.setdefault(n, snippet)
        if not rows:
            rows = dict(self._rows(" OR ".join(map(_any_of, [*exact, *wider]))))
        return self._grouped(rows)

    def _rows(self, query: str) -> list[tuple[int, str]]:
        with self._guard:
            return self._database.execute(
                "SELECT rowid, snippet(place, 3, ?, ?, '…', ?) FROM place WHERE place MATCH ? "
                "ORDER BY bm25(place, ?, ?, ?, ?), rowid LIMIT ?",
                (_FROM, _TO, SNIPPET_WORDS, query, *WEIGHTS, MOST_ROWS),
            ).fetchall()

    def _endings(self, term: str) -> list[Phrase]:
        """Return a word, and the words that begin with it."""
        if len(term) < FEWEST_LETTERS:
            return [(term,)]
        start = bisect_left(self._words, term)
        begins = takewhile(lambda word: word.startswith(term), self._words[start : start + MOST_ENDINGS])
        return [(term,), *((word,) for word in begins if word != term)]

    def _wider(self, terms: Sequence[str]) -> Iterator[list[Phrase]]:
        """Yield the words, longest phrases first, each with those that mean the same; without little ones."""
        place = 0
        while place < len(terms):
            for end in range(len(terms), place, -1):
                phrase = tuple(terms[place:end])
                if phrase in self._alike:
                    yield [phrase, *self._alike[phrase]]
                    break
            else:
                end = place + 1
                if terms[place] not in LITTLE:
                    yield self._endings(terms[place]) if end == len(terms) else [(terms[place],)]
            place = end

    def _grouped(self, rows: dict[int, str]) -> list[Found]:
        pages: dict[str, list[tuple[Document, str]]] = {}
        for n, snippet in rows.items():
            pages.setdefault(self._documents[n].page, []).append((self._documents[n], snippet))
        return [
            Found(
                some[0][0].kind,
                some[0][0].title,
                url,
                tuple(
                    Hit(f"{url}#{one.anchor}" if one.anchor else url, one.heading, _pieces(snippet))
                    for one, snippet in some[:MOST_HITS]
                ),
            )
            for url, some in pages.items()
        ]


def _alike(groups: Iterable[Iterable[str]]) -> dict[Phrase, list[Phrase]]:
    """Return for each phrase the others of its groups."""
    found: dict[Phrase, dict[Phrase, None]] = {}
    for group in groups:
        phrases = [tuple(_terms(text)) for text in group]
        for phrase in filter(None, phrases):
            found.setdefault(phrase, {}).update(
                dict.fromkeys(one for one in phrases if one and one != phrase)
            )
    return {phrase: list(others) for phrase, others in found.items()}


def _terms(text: str) -> list[str]:
    """Return the words of a text, small.

    >>> _terms('"Too much" OR NEAR(x_y)*')
    ['too', 'much', 'or', 'near', 'x', 'y']
    """
    plain = text.encode("utf-8", "ignore").decode().casefold()
    return [word[:LONGEST_TERM] for word in _WORD.findall(plain)]


def _any_of(phrases: Sequence[Phrase]) -> str:
    """Return a query for any of some phrases, each quoted.

    >>> _any_of([("too", "much"), ("crowded",)])
    '("too much" OR "crowded")'
    """
    return "(" + " OR ".join('"' + " ".join(phrase) + '"' for phrase in phrases) + ")"


def _all_words(one: Document) -> str:
    return f"{one.title} {one.heading} {one.words} {one.text}"


def _pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    r"""Return a snippet in pieces, each with whether it was found.

    >>> _pieces("a \x02cold\x03 day")
    (('a ', False), ('cold', True), (' day', False))
    """
    found: list[tuple[str, bool]] = []
    for piece in re.split(f"({_FROM}[^{_TO}]*{_TO})", snippet):
        is_match = piece.startswith(_FROM)
        text = piece.replace(_FROM, "").replace(_TO, "")
        if text:
            found.append((text, is_match))
    return tuple(found)
