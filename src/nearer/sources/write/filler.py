"""Words that nobody said, of exactly the length that is asked for."""

from __future__ import annotations

from functools import cache
from itertools import cycle, islice
from typing import Final

import polars as pl

__all__ = ["filler", "longest", "pieces"]

PIECE: Final = 50_000
"""Rows that are rendered at a time."""

STARTS: Final = 61
"""At how many places of the endless text a message can begin."""

SYLLABLES: Final = (
    "lo",
    "mi",
    "ra",
    "ten",
    "su",
    "val",
    "do",
    "ne",
    "ri",
    "ka",
    "bel",
    "o",
    "fa",
    "nu",
    "sel",
    "ti",
    "ma",
)
WORD_LENGTHS: Final = (2, 1, 3, 2, 2, 4, 1, 2, 3, 1, 2)


@cache
def _endless(n_characters: int) -> tuple[str, tuple[int, ...]]:
    """Return that much made-up text, and where its first words begin."""
    syllables = cycle(SYLLABLES)
    words: list[str] = []
    starts: list[int] = []
    total = 0
    for n in cycle(WORD_LENGTHS):
        if total > n_characters:
            break
        word = "".join(islice(syllables, n))
        starts.append(total)
        words.append(word)
        total += len(word) + 1
    return " ".join(words), tuple(starts[:STARTS])


def filler(number: pl.Expr, length: pl.Expr, longest_text: int) -> pl.Expr:
    """Return made-up words for each row; the same row gets the same words in every run.

    Args:
        number: Number of the row.
        length: Characters to fill; where it is more than 0, neither the first nor the last is a blank.
        longest_text: The greatest length there is.
    """
    text, starts = _endless(longest_text + 1000)
    begin = number.mod(len(starts)).replace_strict(dict(enumerate(starts)), return_dtype=pl.Int64)
    words = pl.lit(text).str.slice(begin, length)
    return words.str.replace(r" $", "o")


def pieces(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Number a chat's rows and cut it into pieces that are rendered one at a time."""
    numbered = frame.with_row_index("number")
    return list(numbered.iter_slices(PIECE))


def longest(frame: pl.DataFrame) -> int:
    """Return the length of the longest message."""
    most = frame["length"].max()
    return most if isinstance(most, int) else 0
