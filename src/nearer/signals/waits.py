"""A wait cut at given ages: the rows of a piecewise-exponential clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.signals.rhythm import Rhythm

__all__ = ["Piece", "cut_waits"]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """All stretches of waiting within one range of ages.

    Attributes:
        number: Which range of ages.
        wait: Which wait each row belongs to, int64, shape (n_rows,).
        start_h: Where the stretch starts, hours, float64, shape (n_rows,).
        stop_h: Where it stops, hours, float64, shape (n_rows,).
        start_op: The same in the operational time of the one who may write, float64, shape (n_rows,).
        stop_op: The same, float64, shape (n_rows,).
        ended: Whether the wait ended with this stretch, bool, shape (n_rows,).
    """

    number: int
    wait: NDArray[np.int64]
    start_h: NDArray[np.float64]
    stop_h: NDArray[np.float64]
    start_op: NDArray[np.float64]
    stop_op: NDArray[np.float64]
    ended: NDArray[np.bool_]


def cut_waits(
    start_h: NDArray[np.float64],
    stop_h: NDArray[np.float64],
    ages_h: NDArray[np.float64],
    rhythm: Rhythm,
    person: int,
) -> Iterator[Piece]:
    """Cut waits at the given ages; each age range gives one piece with a row per wait that reached it.

    Args:
        start_h: When each wait began, hours, float64, shape (n_waits,).
        stop_h: When it ended, not before, hours, float64, shape (n_waits,).
        ages_h: Increasing edges from 0, hours; what lasts beyond the last is left out, float64, shape
            (n_pieces + 1,).
        rhythm: Both people's week.
        person: Whose operational time counts.

    Yields:
        The pieces in order of age, until no wait is left.
    """
    length_h = stop_h - start_h
    wait = np.flatnonzero(length_h > 0)
    lower_h = start_h[wait]
    lower_op = rhythm.operational(person, lower_h)
    for number, upper_age in enumerate(ages_h[1:]):
        if not len(wait):
            return
        ended = length_h[wait] <= upper_age
        upper_h = np.where(ended, stop_h[wait], start_h[wait] + upper_age)
        upper_op = rhythm.operational(person, upper_h)
        yield Piece(number, wait, lower_h, upper_h, lower_op, upper_op, ended)
        lasts = ~ended
        wait, lower_h, lower_op = wait[lasts], upper_h[lasts], upper_op[lasts]
