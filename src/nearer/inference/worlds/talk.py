"""Conversations: who opens, who answers, when, and where it ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.inference.worlds.people import DAY_STARTS_H, STEPS_A_DAY, Person

__all__ = ["Attention", "Chance", "Pace", "Turns", "converse"]

OWED = 1.5
"""Someone who owes an answer opens more readily."""

LATE_OPENING = 0.15
"""How fast the moment passes in which an opening would be answered, per hour of attention."""


class Attention:
    """A person's attention clock, read in both directions."""

    __slots__ = ("clock",)

    def __init__(self, clock: NDArray[np.float64]) -> None:
        self.clock: list[float] = clock.tolist()

    def at(self, time_h: float) -> float:
        """Return the clock's reading at a time, hours since the origin."""
        step = (time_h - DAY_STARTS_H) * (STEPS_A_DAY / 24.0)
        i = int(step)
        clock = self.clock
        if i >= len(clock) - 1:
            return clock[-1]
        return clock[i] + (step - i) * (clock[i + 1] - clock[i])

    def when(self, reading: float) -> float:
        """Return the time at which the clock shows a reading; the end of the clock where it never does."""
        clock = self.clock
        i = bisect_right(clock, reading)
        if i >= len(clock):
            return DAY_STARTS_H + (len(clock) - 1) * (24.0 / STEPS_A_DAY)
        low = clock[i - 1]
        return DAY_STARTS_H + (i - 1 + (reading - low) / (clock[i] - low)) * (24.0 / STEPS_A_DAY)


class Chance:
    """Random numbers, apart for each day: a change today leaves the chances of tomorrow as they were."""

    __slots__ = ("_numbers", "_rows", "_spare")

    def __init__(self, rng: np.random.Generator, n_days: int, n_a_day: int) -> None:
        self._spare = int(rng.integers(2**32))
        self._rows = rng.standard_exponential((n_days, n_a_day))
        self.start(0)

    def start(self, day: int) -> None:
        """Go to the start of one day's numbers."""
        self._numbers = self._stream(day)

    def draw(self) -> float:
        """Return one standard exponential number."""
        return next(self._numbers)

    def _stream(self, day: int) -> Iterator[float]:
        row = self._rows[day]
        yield from row.tolist()
        more = np.random.default_rng((self._spare, day))
        while True:
            yield from more.standard_exponential(len(row)).tolist()


@dataclass(slots=True)
class Pace:
    """How readily both people write today, as factors of their usual rates; index 0 is the user."""

    openings: list[float]
    replies: list[float]
    patience: list[float]


@dataclass(slots=True)
class Turns:
    """What was said, as growing columns: time in hours since the origin, sender, day of the world."""

    time_h: list[float]
    sender: list[int]
    day: list[int]


def converse(
    day: int,
    now_h: float,
    owes: int,
    people: tuple[Person, Person],
    passes: float,
    clocks: tuple[Attention, Attention],
    pace: Pace,
    chance: Chance,
    turns: Turns,
) -> tuple[float, int]:
    """Let two people write for one day.

    In silence both wait to open, each at their own rate per hour of attention. An opening is answered at the
    other's rate unless the moment passes first; then answers go to and fro in the same way until one does not
    come.

    Args:
        day: Number of the day.
        now_h: Time of the last turn, hours since the origin.
        owes: Who has not answered it (0 or 1), or -1.
        people: Habits.
        passes: How fast the moment passes within a conversation, per hour of the answering person's
            attention.
        clocks: Attention clocks.
        pace: Today's factors.
        chance: Where chance comes from.
        turns: Grows by what is said.

    Returns:
        The new time of the last turn and who owes an answer to it.
    """
    start_h = 24.0 * day + DAY_STARTS_H
    end_h = start_h + 24.0
    draw = chance.draw
    openings = [people[i].openings * pace.openings[i] for i in (0, 1)]
    while True:
        wait_from = max(now_h, start_h)
        first_h, opener = end_h, -1
        for i in (0, 1):
            rate = openings[i] * (OWED if owes == i else 1.0)
            clock = clocks[i]
            at_h = clock.when(clock.at(wait_from) + draw() / rate)
            if at_h < first_h:
                first_h, opener = at_h, i
        if opener < 0:
            return now_h, owes
        now_h, sender, opening = first_h, opener, True
        while True:
            turns.time_h.append(now_h)
            turns.sender.append(sender)
            turns.day.append(day)
            other = 1 - sender
            person = people[other]
            mood = 0.3 + 0.7 * draw()
            rate = (person.answers if opening else person.returns) * pace.replies[other] * mood
            lost = (LATE_OPENING if opening else passes) * pace.patience[other]
            if draw() / rate > draw() / lost:
                owes = other
                break
            clock = clocks[other]
            now_h = clock.when(clock.at(now_h) + draw() / (rate + lost))
            sender, opening = other, False
