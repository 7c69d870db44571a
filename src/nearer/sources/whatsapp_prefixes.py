"""What many lines begin with, found eight bytes at a time: much faster than an expression with groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "Prefixes", "windows"]

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
LONGEST: Final = 128
"""Bytes of the longest start that is remembered; any longer one is left to the expression."""
_MOST: Final = 256


@dataclass(slots=True)
class Prefixes:
    """Byte strings, each with a number of the caller's.

    Attributes:
        n_words: How many words of eight bytes the longest of them takes.
    """

    n_words: int = 1
    _known: dict[bytes, int] = field(default_factory=dict)
    _hits: dict[bytes, int] = field(default_factory=dict)

    def wants(self, prefix: bytes) -> bool:
        """Tell whether a string can be added: it is new, not very long, and there are not very many already."""
        return prefix not in self._known and len(prefix) <= LONGEST and len(self._known) < _MOST

    def add(self, prefix: bytes, number: int) -> None:
        """Remember a string that is wanted."""
        self._known[prefix] = number
        self.n_words = max(self.n_words, -(-len(prefix) // 8))

    def find(self, words: Words) -> Ints:
        """Return the number of the string that each row begins with; -1 where there is none.

        Args:
            words: Rows of at least ``n_words`` words, see :func:`windows`, shape (n, k).
        """
        found = np.full(len(words), -1, dtype=np.int64)
        rest: Ints | None = None
        for prefix in sorted(self._known, key=lambda known: -self._hits.get(known, 0)):
            hits = _beginning_with(words, prefix, rest)
            if len(hits):
                found[hits] = self._known[prefix]
                self._hits[prefix] = self._hits.get(prefix, 0) + len(hits)
                rest = np.flatnonzero(found < 0)
                if not len(rest):
                    break
        return found


def _beginning_with(words: Words, prefix: bytes, rest: Ints | None) -> Ints:
    """Return the rows, of all or of the rest, that begin with some bytes."""
    wanted = np.frombuffer(prefix + bytes(-len(prefix) % 8), dtype="<u8")
    n_over = 8 * len(wanted) - len(prefix)
    rows = rest
    for column, word in enumerate(wanted):
        some = words[:, column] if rows is None else words[rows, column]
        if n_over and column == len(wanted) - 1:
            some = some & (~np.uint64(0) >> np.uint64(8 * n_over))
        hits = np.flatnonzero(some == word)
        rows = hits if rows is None else rows[hits]
        if not len(rows):
            break
    return np.arange(len(words)) if rows is None else rows


def windows(text: NDArray[np.uint8], starts: Ints, n_words: int) -> NDArray[np.uint8]:
    """Return the bytes that follow each start, shape (n, 8 n_words); the text is padded by more than that."""
    return np.lib.stride_tricks.sliding_window_view(text, 8 * n_words)[starts]
