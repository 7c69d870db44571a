"""Fears held against what happened: counting, the share that came true at each stated likelihood, and belief since.

A fear counts as told where the user says that it happened or that it did not. "Partly" and "hard to say" stand by
themselves and enter no share; what the share would be with every "partly" as a yes can be said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, log1p
from statistics import fmean
from typing import Final, Literal, get_args

from nearer.inference.ranking import wilson_interval

__all__ = [
    "BIN_EDGES",
    "ENDED",
    "FEWEST",
    "HAPPENED",
    "BeliefBin",
    "Ended",
    "Fear",
    "FearsSummary",
    "FearsVerdict",
    "Happened",
    "bin_beliefs",
    "sum_fears",
    "weigh_guesses",
]

Happened = Literal["yes", "partly", "no", "unclear"]
"""Whether what was feared happened."""

HAPPENED: Final[tuple[Happened, ...]] = get_args(Happened)

Ended = Literal["done", "stopped", "let_go"]
"""How a test ended; stopping is an outcome in its own right, letting go needs no reason."""

ENDED: Final[tuple[Ended, ...]] = get_args(Ended)

FearsVerdict = Literal["too_few", "fewer", "more", "open"]
"""``too_few``: nothing is said yet · ``fewer``: fewer came true than was expected, beyond chance · ``more``: more did ·
``open``: the count allows either."""

FEWEST: Final = 5
"""Fewer told fears than these are no ground for a sentence."""

LEVEL: Final = 0.05
"""How often, at most, chance alone is called a difference, over however many looks."""

SURE: Final = 0.01
"""A stated likelihood of 0 or 100 counts as so near to it, but not as certain."""

SHIFTS: Final = tuple(step / 5 for step in range(-20, 21) if step)
"""Log odds by which guesses may be off."""

SPREAD: Final = 1.5
"""Standard deviation of the normal curve by which the shifts are weighed."""

TOO_HIGH: Final = 0.8
"""Weight of all shifts downward: that one fears too much is what is looked for first."""

BIN_EDGES: Final = (0, 25, 50, 75, 100)
"""Stated likelihoods, percent: 0 to 25, 26 to 50, 51 to 75, 76 to 100."""


@dataclass(frozen=True, slots=True)
class Fear:
    """One fear that was tested.

    Attributes:
        belief: How likely it seemed before, percent.
        ended: How the test ended.
        happened: Whether it happened; None where nothing was said.
        belief_after: How likely it seems since, percent; None where nothing was said.
    """

    belief: int
    ended: Ended
    happened: Happened | None = None
    belief_after: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether it happened or did not."""
        return self.happened in ("yes", "no")


@dataclass(frozen=True, slots=True)
class FearsSummary:
    """What many fears come to.

    Attributes:
        n: Fears of which it is told whether they happened.
        n_happened: How many of these did.
        n_partly: How many happened in part; in no other figure.
        n_unclear: How many are hard to say, or nothing was said of; in no other figure.
        n_stopped: Tests that were stopped, whatever was told of them.
        n_expected: How many of the ``n`` would happen if the stated likelihoods were right: their sum.
        low: Lower end of the 95 % interval of the share that happened.
        high: Upper end of it.
        verdict: What may be said.
    """

    n: int
    n_happened: int
    n_partly: int
    n_unclear: int
    n_stopped: int
    n_expected: float
    low: float
    high: float
    verdict: FearsVerdict

    @property
    def expected_share(self) -> float | None:
        """Mean stated likelihood of the told fears, 0 to 1; None where there are none."""
        return self.n_expected / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class BeliefBin:
    """Told fears of about the same stated likelihood.

    Attributes:
        first: Least percent.
        last: Greatest percent.
        n: How many.
        n_happened: How many of them happened.
        belief: Mean stated likelihood, 0 to 1; the middle of the bin where it is empty.
        low: Lower end of the 95 % interval of the share that happened.
        high: Upper end of it.
    """

    first: int
    last: int
    n: int
    n_happened: int
    belief: float
    low: float
    high: float


def sum_fears(fears: Iterable[Fear]) -> FearsSummary:
    """Count fears against what happened.

    Whether more or fewer happened than was guessed is told by :func:`weigh_guesses`, which holds however often one
    looks; the interval of the share is Wilson's, for one look.

    Args:
        fears: Tests that ended; those that were let go do not count.

    >>> found = sum_fears([Fear(70, "done", "no")] * 9 + [Fear(60, "done", "yes")] * 3)
    >>> found.n, found.n_happened, round(found.n_expected, 1), found.verdict
    (12, 3, 8.1, 'fewer')
    """
    some = [fear for fear in fears if fear.ended != "let_go"]
    told = [fear for fear in some if fear.is_told]
    n, n_happened = len(told), sum(fear.happened == "yes" for fear in told)
    n_expected = sum(fear.belief for fear in told) / 100
    is_off = n >= FEWEST and weigh_guesses(told) >= log(1 / LEVEL)
    low, high = wilson_interval(n_happened, n)
    return FearsSummary(
        n=n,
        n_happened=n_happened,
        n_partly=sum(fear.happened == "partly" for fear in some),
        n_unclear=sum(fear.happened in (None, "unclear") for fear in some),
        n_stopped=sum(fear.ended == "stopped" for fear in some),
        n_expected=n_expected,
        low=low,
        high=high,
        verdict=_verdict(n, n_happened, n_expected, is_off=is_off),
    )


def _verdict(n: int, n_happened: int, n_expected: float, *, is_off: bool) -> FearsVerdict:
    if n < FEWEST:
        return "too_few"
    if not is_off:
        return "open"
    return "fewer" if n_happened < n_expected else "more"


def weigh_guesses(told: Sequence[Fear]) -> float:
    """Return the log of how much better the outcomes fit guesses that are off than guesses that are right.

    The likelihood ratio of "each stated likelihood is off by the same log odds", mixed over :data:`SHIFTS`, against
    "each is right". Were they right, it would reach ``1 / LEVEL`` in at most a share ``LEVEL`` of people, however
    many tests are made and however often one looks (Ville 1939; Robbins 1970, Ann. Math. Stat. 41, 1397-1409).

    Args:
        told: Fears of which it is told whether they happened.
    """
    weights = [
        exp(-((shift / SPREAD) ** 2) / 2) * (TOO_HIGH if shift < 0 else 1 - TOO_HIGH) for shift in SHIFTS
    ]
    terms = []
    for shift, weight in zip(SHIFTS, weights, strict=True):
        ratio = log(weight / sum(weights))
        for fear in told:
            likely = min(max(fear.belief / 100, SURE), 1 - SURE)
            # exp(shift y) / (1 - likely + likely exp(shift)), by the odds of the shifted likelihood
            ratio += (shift if fear.happened == "yes" else 0.0) - log1p(likely * (exp(shift) - 1))
        terms.append(ratio)
    most = max(terms)
    return most + log(sum(exp(term - most) for term in terms))


def bin_beliefs(fears: Iterable[Fear], edges: Sequence[int] = BIN_EDGES) -> tuple[BeliefBin, ...]:
    """Return the share that happened among fears of each stated likelihood, empty bins included.

    Args:
        fears: Tests that ended; only the told ones count.
        edges: Ends of the bins, percent, rising; each bin holds its upper end, the first its lower one, too.
    """
    told = [fear for fear in fears if fear.is_told and fear.ended != "let_go"]
    bins = []
    for number, (low_edge, last) in enumerate(pairwise(edges)):
        first = low_edge + 1 if number else low_edge
        some = [fear for fear in told if first <= fear.belief <= last]
        n_happened = sum(fear.happened == "yes" for fear in some)
        belief = fmean(fear.belief for fear in some) if some else (low_edge + last) / 2
        low, high = wilson_interval(n_happened, len(some))
        bins.append(BeliefBin(first, last, len(some), n_happened, belief / 100, low, high))
    return tuple(bins)
