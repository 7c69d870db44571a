"""Three clocks per person, and per day how often they rang against how often they were due.

========================  =============================================================================
reply to an opening       the other broke a silence of six hours or more, and waits
reply in a conversation   the other wrote without such a silence before, and waits
own clock                 one's own turn was the last
========================  =============================================================================

Each clock has a rate that is constant within ranges of age and measured in operational time; its
maximum-likelihood estimate is events over exposure. The expected count of a day is the sum of rate times
exposure over its stretches.

Reference: M. Friedman (1982), Piecewise exponential models for survival data with covariates, Ann. Statist.
10, 101.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nearer.signals.days import DayGrid
from nearer.signals.rhythm import Rhythm
from nearer.signals.turns import Turns
from nearer.signals.waits import Piece, cut_waits

__all__ = ["CONVERSATION", "OPENING", "OPENING_AFTER_H", "OWN", "run_clocks"]

OPENING, CONVERSATION, OWN = 0, 1, 2
OPENING_AFTER_H = 6.0
REPLY_AGES_H = np.array([0.0, 0.1, 0.25, 0.5, 1.0, 3.0, 8.0, 24.0, 72.0, np.inf])
OWN_AGES_H = np.array([0.0, 1.0, 3.0, 8.0, 24.0, 72.0, np.inf])


def run_clocks(
    turns: Turns, rhythm: Rhythm, grid: DayGrid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count observed and expected events of each clock per day.

    Args:
        turns: The record's turns.
        rhythm: Both people's week.
        grid: The record's days.

    Returns:
        Observed and expected counts, float64, each of shape (2 people, 3 clocks, n_days).
    """
    observed = np.zeros((2, 3, grid.n_days))
    expected = np.zeros((2, 3, grid.n_days))
    day_starts = grid.first_h + 24.0 * np.arange(grid.n_days + 1, dtype=np.float64)
    for person in (0, 1):
        day_op = rhythm.operational(person, day_starts)
        waiting = np.flatnonzero(turns.sender != person)
        clock = np.where(turns.silence_h[waiting] >= OPENING_AFTER_H, OPENING, CONVERSATION)
        own = np.flatnonzero(turns.sender == person)
        for chosen, clocks, ages_h in (
            (waiting, clock, REPLY_AGES_H),
            (own, np.full(len(own), OWN, dtype=np.int64), OWN_AGES_H),
        ):
            rang = turns.next_sender[chosen] == person
            pieces = cut_waits(turns.end_h[chosen], turns.until_h[chosen], ages_h, rhythm, person)
            for piece in pieces:
                _add_piece(piece, clocks, rang, grid, day_op, observed[person], expected[person])
    return observed, expected


def _add_piece(
    piece: Piece,
    clocks: NDArray[np.int64],
    rang: NDArray[np.bool_],
    grid: DayGrid,
    day_op: NDArray[np.float64],
    observed: NDArray[np.float64],
    expected: NDArray[np.float64],
) -> None:
    """Add the counts of one piece to the days (``observed`` and ``expected`` are filled in place)."""
    n_days = grid.n_days
    clock = clocks[piece.wait]
    hit = piece.ended & rang[piece.wait]
    exposure = piece.stop_op - piece.start_op
    events = np.bincount(clock[hit], minlength=3)
    rate = events / np.maximum(np.bincount(clock, weights=exposure, minlength=3), 1e-9)

    first, last = grid.index(piece.start_h), grid.index(piece.stop_h)
    observed += np.bincount((clock * n_days + last)[hit], minlength=3 * n_days).reshape(3, n_days)

    due = rate[clock] * exposure
    within = first == last
    expected += np.bincount(
        (clock * n_days + first)[within], weights=due[within], minlength=3 * n_days
    ).reshape(3, n_days)
    if within.all():
        return
    # A stretch over several days gives each of them its rate times the day's operational length, less what
    # lies before its start on the first and after its stop on the last.
    over = ~within
    first, last, clock = first[over], last[over], clock[over]
    running = np.zeros((3, n_days + 1))
    np.add.at(running, (clock, first), rate[clock])
    np.add.at(running, (clock, last + 1), -rate[clock])
    spread = np.cumsum(running, axis=1)[:, :-1] * np.diff(day_op)
    np.add.at(spread, (clock, first), -rate[clock] * (piece.start_op[over] - day_op[first]))
    np.add.at(spread, (clock, last), -rate[clock] * (day_op[last + 1] - piece.stop_op[over]))
    expected += np.maximum(spread, 0.0)
