"""The ladder: the order of one's steps, and which of them lies between too easy and too much.

How the next step is found, in numbers from 0 to 10 of discomfort:

1. A step should be felt at about 3 to 6.
2. How it is felt is guessed from what was expected: past tests tell by how much the two differed. The mean difference
   is drawn toward none, as if :data:`AS_IF` tests without any had been made before, and moves the window by at most
   :data:`FARTHEST`.
3. The window is one lower for each of the latest tests in a row that was stopped, at most two, and one lower where
   the urge to pull back was stronger this week than usual.
4. Of the steps in the window it is the first in the user's own order.

All four are judgement, not measured; ``docs/ladder.md`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import sqrt
from statistics import fmean
from typing import Final, Literal, get_args

__all__ = [
    "LEVELS",
    "STATES",
    "Difference",
    "Level",
    "State",
    "Window",
    "find_difference",
    "find_window",
    "is_urge_up",
    "pick_step",
    "place_for",
    "reorder",
]

Level = Literal["fact", "preference", "opinion", "feeling", "request", "old_hurt"]
"""How much of oneself a step shows, from the least."""

LEVELS: Final[tuple[Level, ...]] = get_args(Level)

State = Literal["open", "done", "set_aside"]

STATES: Final[tuple[State, ...]] = get_args(State)

LEAST_FELT: Final = 3.0
MOST_FELT: Final = 6.0
AS_IF: Final = 4
"""Tests without any difference that count as made before: a spread of 2 between tests, of 1 between people."""
SPREAD: Final = 2.0
"""Standard deviation of felt less expected discomfort from one test to the next that the interval supposes."""
NORMAL_975: Final = 1.959964
FARTHEST: Final = 2.0
MOST_STOPPED: Final = 2

LEAST_THIS_WEEK: Final = 3
LEAST_USUAL: Final = 6
STRONGER: Final = 1.5
"""By so much, of 10, the mean urge of a week lies above the usual one before it counts as stronger."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Felt less expected discomfort over past tests.

    Attributes:
        n: Tests that tell both.
        expected: Mean of what was expected; None without any.
        felt: Mean of what was felt; None without any.
        mean: Mean difference, drawn toward none.
        low: Lower end of its 95 % interval.
        high: Upper end of it.
    """

    n: int
    expected: float | None
    felt: float | None
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Window:
    """Between too easy and too much, in expected discomfort.

    Attributes:
        low: Least.
        high: Most.
        difference: What past tests tell.
        n_stopped: Latest tests in a row that were stopped, at most two.
        is_urge_up: Whether the urge was stronger this week.
    """

    low: float
    high: float
    difference: Difference
    n_stopped: int
    is_urge_up: bool


def find_difference(pairs: Iterable[tuple[int, int]]) -> Difference:
    """Return by how much what was felt differed from what was expected.

    The posterior of a mean with a normal prior around 0 (variance ``SPREAD**2 / AS_IF``) and normal differences.

    Args:
        pairs: Expected and felt discomfort of each test.

    >>> found = find_difference([(6, 4)] * 5)
    >>> round(found.mean, 2), round(found.low, 2), round(found.high, 2)
    (-1.11, -2.42, 0.2)
    """
    known = list(pairs)
    n = len(known)
    mean = sum(felt - expected for expected, felt in known) / (n + AS_IF)
    half = NORMAL_975 * SPREAD / sqrt(n + AS_IF)
    return Difference(
        n=n,
        expected=fmean(expected for expected, _ in known) if known else None,
        felt=fmean(felt for _, felt in known) if known else None,
        mean=mean,
        low=mean - half,
        high=mean + half,
    )


def is_urge_up(this_week: Sequence[int], usual: Sequence[int]) -> bool:
    """Whether the urge to pull back was stronger this week than usual; False where too little was noted.

    Args:
        this_week: Urges of the last seven days, 0 to 10.
        usual: Urges of the weeks before.
    """
    if len(this_week) < LEAST_THIS_WEEK or len(usual) < LEAST_USUAL:
        return False
    return fmean(this_week) - fmean(usual) >= STRONGER


def find_window(pairs: Iterable[tuple[int, int]], stopped: Iterable[bool], urge_up: bool) -> Window:
    """Return which expected discomfort lies between too easy and too much.

    Args:
        pairs: Expected and felt discomfort of past tests.
        stopped: Whether each past test was stopped, the latest first.
        urge_up: Whether the urge to pull back was stronger this week than usual.

    >>> window = find_window([(6, 4)] * 5, [False], False)
    >>> round(window.low, 1), round(window.high, 1)
    (4.1, 7.1)
    """
    difference = find_difference(pairs)
    n_stopped = min(sum(1 for _ in takewhile(bool, stopped)), MOST_STOPPED)
    moved = -min(max(difference.mean, -FARTHEST), FARTHEST) - n_stopped - urge_up
    return Window(LEAST_FELT + moved, MOST_FELT + moved, difference, n_stopped, urge_up)


def pick_step(discomforts: Sequence[int | None], window: Window) -> int | None:
    """Return the number of the first step in the window; None where there is none.

    Args:
        discomforts: Expected discomfort of each step, in the user's order; None where it was left out.
        window: Between too easy and too much.
    """
    return next(
        (
            number
            for number, one in enumerate(discomforts)
            if one is not None and window.low <= one <= window.high
        ),
        None,
    )


def place_for(discomforts: Sequence[int | None], new: int | None) -> int:
    """Return where a new step stands: before the first that is expected to be harder; last where that is not known.

    >>> place_for([2, None, 5, 8], 4), place_for([2, 5], None), place_for([2, 2], 2)
    (2, 2, 2)
    """
    if new is None:
        return len(discomforts)
    harder = (number for number, one in enumerate(discomforts) if one is not None and one > new)
    return next(harder, len(discomforts))


def reorder(current: Sequence[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return an order in which those that are named stand as wanted, on the places that they had among them.

    Those that are not named keep their places; what is wanted and not there is left out, what is named twice counts
    once. So it is always a permutation of ``current``.

    >>> reorder("abcde", ["e", "c", "a"])
    ('e', 'b', 'c', 'd', 'a')
    """
    there = set(current)
    named = [one for one in dict.fromkeys(wanted) if one in there]
    moved, following = set(named), iter(named)
    return tuple(next(following) if one in moved else one for one in current)
