"""Senders as WhatsApp writes them, and as a person would."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.whatsapp_form import strip_marks
from nearer.sources.whatsapp_terms import load_terms

__all__ = ["Names", "open_quote"]

_QUOTES: Final = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"))
_SIGNS: Final = frozenset("".join(map("".join, _QUOTES)))
_WITHIN_WORD: Final = re.compile(r'(?<=[A-Za-z0-9])"(?=[A-Za-z0-9])|(?<=[^\W\d_])"(?=[^\W\d_](?:\W|$))')
"""A straight quotation mark that opens nothing: between Latin letters, or before a word's last letter (Hebrew)."""

_UNSAVED: Final = re.compile(r"^~[\s\u202f]*")
LONGEST_NAME: Final = 120
_MANY: Final = 2000
"""From so many people on, only those who are asked for are made a column."""
_NOBODY: Final = pl.Series(dtype=pl.Categorical())


class Names:
    """Numbers the senders of an export; a few hundred strings however many messages there are."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: list[str] = []
        self._by_name: dict[str, int] = {}

    def codes(self, senders: pl.Series) -> dict[str, int]:
        """Return the number of each sender, without marks and signs; -1 where the text before the colon is no name.

        Args:
            senders: As they stand between header and colon, String; null for lines that have none.
        """
        seen = senders.unique().drop_nulls().to_list()
        for raw in seen:
            if raw not in self._codes:
                self._codes[raw] = self._number(_clean(raw))
        return {raw: self._codes[raw] for raw in seen}

    def named(self, codes: NDArray[np.int64]) -> pl.Series:
        """Return the names of some senders, Categorical."""
        names = self._names
        if len(names) > _MANY:
            some, codes = np.unique(codes, return_inverse=True)
            names = [names[code] for code in some]
        return pl.Series(names, dtype=pl.Categorical()).gather(codes) if len(codes) else _NOBODY

    def _number(self, name: str | None) -> int:
        if name is None:
            return -1
        if name not in self._by_name:
            self._by_name[name] = len(self._names)
            self._names.append(name)
        return self._by_name[name]


def open_quote(raw: str) -> str:
    """Return what would close a quotation that begins in a name, if one does; a mark within a word begins none."""
    if _SIGNS.isdisjoint(raw):
        return ""
    name = _WITHIN_WORD.sub("", raw)
    for opening, closing in _QUOTES:
        n_open = name.count(opening)
        if n_open % 2 if opening == closing else n_open > name.count(closing):
            return closing
    return ""


def _clean(raw: str) -> str | None:
    """Return a name without marks of writing direction and the tilde of unsaved contacts.

    A line of the app about a group may hold a colon, in a new title for instance: words that say what was done tell it,
    or a quotation that begins before the colon and ends behind it (for which see :func:`open_quote`).
    """
    name = (raw if raw.isprintable() else strip_marks(raw)).strip()
    if name.startswith("~"):
        name = _UNSAVED.sub("", name).strip()
    if not name or len(name) > LONGEST_NAME:
        return None
    lower, terms = name.lower(), load_terms()
    said_by_app = _about_group().search(lower) or lower.startswith(terms.sure_starts)
    return None if said_by_app else name


@cache
def _about_group() -> re.Pattern[str]:
    """Return what finds the words of lines about a group: far sooner than asking for each of them."""
    return re.compile("|".join(map(re.escape, load_terms().about_group)))
