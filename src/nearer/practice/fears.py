"""Fears held against what happened: counting, the share that came true at each stated likelihood, and belief since.

A fear counts as told where the user says that it happened or that it did not. "Partly" and "hard to say" stand by
themselves and enter no share; what the share would be with every "partly" as a yes can be said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
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

    Were each fear to happen with its stated likelihood, the number that happen would vary no more than a binomial one
    of the mean likelihood (Hoeffding 1956, Ann. Math. Stat. 27, 713-721); so Wilson's interval of the share, held
    against that mean, is cautious if anything.

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
        verdict=_verdict(n, n_expected, low, high),
    )


def _verdict(n: int, n_expected: float, low: float, high: float) -> FearsVerdict:
    if n < FEWEST:
        return "too_few"
    if n * high < n_expected:
        return "fewer"
    return "more" if n * low > n_expected else "open"


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
