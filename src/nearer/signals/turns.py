"""Turns: runs of messages by one person, and the wait that follows each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.signals.days import DayGrid

__all__ = ["MERGE_WITHIN_H", "NOBODY", "Turns", "merge_turns"]

MERGE_WITHIN_H = 1.0
NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """The turns of a record in order of time, each with the wait after it.

    Attributes:
        start_h: Time of the first message, hours since the record's origin, float64, shape (n_turns,).
        end_h: Time of the last message, hours, float64, shape (n_turns,).
        sender: 0 for the user, 1 for the contact, int64, shape (n_turns,).
        length: Characters of all its messages, float64, shape (n_turns,).
        silence_h: From the end of the turn before, hours; infinite for the first turn and after days that do
            not count, float64, shape (n_turns,).
        until_h: When the wait after the turn ended: the next turn began, or days that do not count, or the
            record ended, hours, float64, shape (n_turns,).
        next_sender: Who ended the wait; ``NOBODY`` where it was cut off, int64, shape (n_turns,).
    """

    start_h: NDArray[np.float64]
    end_h: NDArray[np.float64]
    sender: NDArray[np.int64]
    length: NDArray[np.float64]
    silence_h: NDArray[np.float64]
    until_h: NDArray[np.float64]
    next_sender: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start_h)


def merge_turns(
    hours: NDArray[np.float64], sender: NDArray[np.int8], length: NDArray[np.float64], grid: DayGrid
) -> Turns:
    """Merge consecutive messages of one sender, each at most one hour after the one before.

    Args:
        hours: Times of the messages that count, not decreasing, float64, shape (n_messages,).
        sender: 0 or 1, int8, shape (n_messages,).
        length: Characters, float64, shape (n_messages,).
        grid: The record's days; a wait that meets a day that does not count is cut off where that day starts.
    """
    if not len(hours):
        empty, nobody = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Turns(empty, empty, nobody, empty, empty, empty, nobody)
    begins = np.ones(len(hours), dtype=np.bool_)
    begins[1:] = (sender[1:] != sender[:-1]) | (np.diff(hours) > MERGE_WITHIN_H)
    at = np.flatnonzero(begins)
    start_h, who = hours[at], sender[at].astype(np.int64)
    end_h = hours[np.append(at[1:] - 1, len(hours) - 1)]

    until_h = np.append(start_h[1:], end_h[-1])
    next_sender = np.append(who[1:], NOBODY)
    silence_h = np.append(np.inf, start_h[1:] - end_h[:-1])
    if grid.away.any():
        away_before = np.append(0, np.cumsum(grid.away))
        last_day, next_day = grid.index(end_h[:-1]), grid.index(start_h[1:])
        cut = np.flatnonzero(away_before[next_day] > away_before[last_day])
        away_days = np.flatnonzero(grid.away)
        first_away = away_days[away_before[last_day[cut]]]
        until_h[cut] = grid.first_h + 24.0 * first_away
        next_sender[cut] = NOBODY
        silence_h[cut + 1] = np.inf
    return Turns(start_h, end_h, who, np.add.reduceat(length, at), silence_h, until_h, next_sender)
