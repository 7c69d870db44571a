"""What the user's answers say about possible episodes: how often a yes, and which to show next.

Nothing here reaches the test: answers come in, an order and a share go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import DenseDesign
from nearer.inference.distributions import NORMAL_975
from nearer.inference.logit import fit_logit
from nearer.inference.results import Days

__all__ = ["FEATURES", "PRIOR_MEAN", "best_matches", "describe_span", "likelihood_of_yes", "wilson_interval"]

FEATURES = ("clarity", "length", "depth", "other_kept_on")
"""What is known of a possible episode: the log odds of its confidence; the log of its weeks; by how much the user
wrote less than in the three weeks before, on the log scale; and by how much the other person did, with its sign
turned, so that it is high where they kept writing."""

PRIOR_MEAN = np.array([1.0, 0.0, 0.5, 0.5])
PRIOR_SD = np.array([0.5, 0.5, 0.5, 0.5])
PRIOR_SD_LEVEL = 1.5
BEFORE_DAYS = 21
SURE = 0.99


def describe_span(days: Days, first: date, last: date, confidence: float) -> NDArray[np.float64]:
    """Return the features of a run of days, float64, shape (4,), in the order of :data:`FEATURES`.

    Args:
        days: The record by day.
        first: First day of the run.
        last: Its last day.
        confidence: Mean probability of the withdrawn state over it.
    """
    mine, theirs = (_change(days, person, first, last) for person in (0, 1))
    sure = min(max(confidence, 1.0 - SURE), SURE)
    weeks = ((last - first).days + 1) / 7.0
    return np.array([log(sure / (1.0 - sure)), log(weeks), -mine, theirs])


def likelihood_of_yes(
    answered: NDArray[np.float64], yes: NDArray[np.bool_], waiting: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Return how likely a yes is for each possible episode that waits, by the answers so far.

    Logistic regression with a normal prior that a handful of answers moves only a little:

    .. math:: \mathrm{logit}\,P(\text{yes}) = a + x' b,\quad a \sim N(0, 1.5^2),\quad b \sim N(m, 0.5^2)

    with m = :data:`PRIOR_MEAN`, at the mode of the posterior. Without any answer the order is the prior's: the
    clearest first, and of these the ones in which the user fell quiet more, and the other person less.

    Args:
        answered: Features of what was answered yes or no, float64, shape (n_answers, 4).
        yes: The answers, bool, shape (n_answers,).
        waiting: Features of what waits, float64, shape (n_waiting, 4).

    Returns:
        Probabilities, float64, shape (n_waiting,): good for an order, not calibrated.
    """
    coefficients = np.zeros(1 + len(FEATURES))
    if len(yes):
        design = DenseDesign(np.column_stack((np.ones(len(yes)), answered)))
        ridge = 1.0 / np.concatenate(([PRIOR_SD_LEVEL], PRIOR_SD)) ** 2
        coefficients, _ = fit_logit(design, yes.astype(np.float64), answered @ PRIOR_MEAN, ridge)
    linear = coefficients[0] + waiting @ (PRIOR_MEAN + coefficients[1:])
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(linear, -30.0, 30.0))))


def wilson_interval(n_yes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    Args:
        n_yes: How many were a yes.
        n: Of how many; with none, all is open: 0 to 1.

    Reference: E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.

    >>> [round(end, 3) for end in wilson_interval(8, 10)]
    [0.49, 0.943]
    """
    if n == 0:
        return 0.0, 1.0
    z = NORMAL_975
    share = n_yes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _change(days: Days, person: int, first: date, last: date) -> float:
    """Return the log of one person's messages a day within a run against the three weeks before; 0 where unknown."""
    within = _rate(days, person, first, last)
    before = _rate(days, person, first - timedelta(days=BEFORE_DAYS), first - timedelta(days=1))
    if within is None or before is None:
        return 0.0
    return log((within + 0.5) / (before + 0.5))


def _rate(days: Days, person: int, first: date, last: date) -> float | None:
    window = slice(max(0, (first - days.first).days), max(0, (last - days.first).days + 1))
    counted = days.messages[person, window][days.weight[window] > 0]
    return float(counted.mean()) if counted.size else None


def best_matches(spans: Sequence[tuple[date, date]], answered: Sequence[tuple[date, date]]) -> dict[int, int]:
    """Pair runs of days that overlap, those with most days in common first; each stands in one pair at most.

    Args:
        spans: First and last day of each possible episode.
        answered: The same for each answer; of equal overlaps the later answer goes first.

    Returns:
        Places in ``answered`` by places in ``spans``.
    """
    shared = [
        ((min(last, until) - max(first, since)).days + 1, place, number)
        for place, (first, last) in enumerate(spans)
        for number, (since, until) in enumerate(answered)
        if first <= until and since <= last
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, number in sorted(shared, key=lambda one: (-one[0], one[1], -one[2])):
        if place not in pairs and number not in taken:
            pairs[place] = number
            taken.add(number)
    return pairs
