"""Where a value stands among a person's own, and whether a difference is more than chance may bring.

No value is ever held against a threshold of other people's. Two questions are asked: where a sheet stands among the
person's own earlier ones (a description), and whether there is more to it than their own ups and downs (a rule whose
false alarms were counted, see ``docs/questionnaires.md``).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

__all__ = [
    "BASELINE",
    "FEWEST_FOR_CHANGE",
    "Band",
    "OwnChange",
    "band_of",
    "own_change",
    "reliable_difference",
]

Band = Literal["too_few", "lower", "usual", "higher"]

OwnChange = Literal["too_few", "lower", "within", "higher"]

BASELINE: Final = 5
"""Earlier sheets without which nothing is said of where a sheet stands."""

MOST_OF: Final = (9, 10)
"""Share of the earlier sheets that is "most of them", as a fraction."""

IN_A_ROW: Final = 2
"""Sheets in a row that have to lie beyond the usual range before a change is spoken of."""

FEWEST_FOR_CHANGE: Final = BASELINE + IN_A_ROW

LONGEST_BASELINE: Final = 20
"""Sheets before the last ones that make the usual range; older ones are left aside."""

SURE: Final = 0.99
"""Of a t distribution: the one-sided share within the usual range."""

LEAST_SPREAD: Final = 0.03
"""Of the part's whole range: the least standard deviation that is believed of anybody's own ups and downs."""

NORMAL_95: Final = 1.96


def band_of(value: float, earlier: Sequence[float]) -> Band:
    """Return where a value stands among earlier ones; a value that is the same counts half to either side.

    >>> band_of(3.0, [5.0, 5.5, 6.0, 5.0, 6.5]), band_of(5.5, [5.0, 5.5, 6.0, 5.0, 6.5]), band_of(3.0, [5.0])
    ('lower', 'usual', 'too_few')
    """
    if len(earlier) < BASELINE:
        return "too_few"
    share, of = MOST_OF
    most = 2 * len(earlier) * share
    below = of * sum(2 * (one < value) + (one == value) for one in earlier)
    above = 2 * len(earlier) * of - below
    if below >= most:
        return "higher"
    return "lower" if above >= most else "usual"


def own_change(values: Sequence[float], value_range: float) -> OwnChange:
    """Return whether the last two sheets lie beyond the person's own usual range, both on the same side.

    The usual range is where the next sheet of somebody who does not change would lie: the mean of the sheets before,
    give or take ``t * sd * sqrt(1 + 1/n)`` (the prediction interval of a normal sample).

    Args:
        values: In order of time.
        value_range: From the lowest to the highest value that there can be.
    """
    if len(values) < FEWEST_FOR_CHANGE:
        return "too_few"
    before, last = values[-IN_A_ROW - LONGEST_BASELINE : -IN_A_ROW], values[-IN_A_ROW:]
    n = len(before)
    spread = max(statistics.stdev(before), LEAST_SPREAD * value_range)
    reach = _quantile(n - 1) * spread * math.sqrt(1 + 1 / n)
    middle = statistics.fmean(before)
    if all(one > middle + reach for one in last):
        return "higher"
    return "lower" if all(one < middle - reach for one in last) else "within"


@cache
def _quantile(n_free: int) -> float:
    from scipy.stats import t

    return float(t.ppf(SURE, n_free))


def reliable_difference(sd: float, retest: float) -> float:
    """Return the least difference of two sheets that chance alone seldom brings (in one of twenty).

    Reliable change after Jacobson & Truax (1991): ``1.96 * sd * sqrt(2) * sqrt(1 - r)``.

    Args:
        sd: Standard deviation over people.
        retest: Correlation of two sheets of the same people.

    >>> round(reliable_difference(3.61, 0.45), 2)
    7.42
    """
    return NORMAL_95 * sd * math.sqrt(2) * math.sqrt(1 - retest)
