r"""Before and after a day: has what closeness does to one's own quiet spells changed since?

With closeness z of each day, the chance :math:`\rho` that the day could begin a spell, and the probability
:math:`\xi` that one began, the additive hazard :math:`\alpha + \beta z` has on each side of the day the estimate

.. math:: \hat\beta = \frac{\sum \xi (z - \bar z)}{R}, \qquad R = \sum \rho (z - \bar z)^2,

spells that begin a year for each standard deviation of closeness, beyond those that would begin anyhow. How often
spells begin may differ between the sides; only what goes with closeness is compared. A ratio would need spells
after the day, which there may be none of where most has changed. With :math:`\sigma^2` the variance of one unit of R
over both sides, each spell counted once,

.. math:: W = \tau (\hat\beta_{after} - \hat\beta_{before}), \qquad
          \tau = \frac{R_{before} R_{after}}{(R_{before} + R_{after}) \sigma^2}

is, while the record grows after the day and nothing has changed, a Brownian motion in :math:`\tau`. So it stays, with
probability :math:`1 - \alpha` and however often one looks, within Robbins' normal mixture

.. math:: |W| \le \sqrt{(\tau + r) \log \frac{\tau + r}{r \alpha^2}},

whose r is set so that it is narrowest where both times are equally long. Several days may be chosen,
with several people: the n-th has the level :math:`\alpha / (n (n + 1))`, and all levels ever add up to alpha. How the
real statistic keeps to this is simulated: ``docs/progress.md``.

References: H. Robbins (1970), Ann. Math. Stat. 41, 1397; S. R. Howard et al. (2021), Ann. Stat. 49, 1055;
C.-S. J. Chu, M. Stinchcombe, H. White (1996), Econometrica 64, 1045; D. Y. Lin, Z. Ying (1994), Biometrika 81, 61.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, sqrt
from typing import Final, Literal

from nearer.practice.sides import Sums

__all__ = ["LEAST_AFTER", "LEAST_BEFORE", "BeforeAfter", "Change", "Side", "compare", "level_of"]

Change = Literal["too_short", "open", "less", "more"]
"""``too_short``: too few days on one side. ``open``: it cannot be told. ``less``, ``more``: spells go with closeness
less, or more, than before."""

ALPHA: Final = 0.05
LEAST_BEFORE: Final = 160
"""Days that count before the day, below which nothing is compared: half a year without its first three weeks."""
LEAST_AFTER: Final = 60
"""Days that count since the day, below which nothing is compared."""
PRIOR_SPELLS: Final = 0.5
NARROWEST_AT: Final = 0.5
"""Part of the information before the day at which the bound is narrowest: a half, when as much has followed."""
NULL_SD: Final = 0.8
"""Standard deviation of the difference that is allowed for, against what its formula says."""
YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Side:
    """What is said of one side of the day.

    Attributes:
        days: Days that count.
        spells: Quiet spells that began, about.
        value: Spells a year that go with one standard deviation of closeness.
        low: Lower end of its interval.
        high: Upper end of its interval.
    """

    days: int
    spells: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The comparison. All intervals hold however often one looks.

    Attributes:
        change: What may be said.
        before: None where nothing is compared.
        after: None where nothing is compared.
        difference: After less before, spells a year for one standard deviation of closeness.
        low: Lower end of its interval.
        high: Upper end of its interval.
        level: Chance of a false "change" that this day may take.
    """

    change: Change
    before: Side | None
    after: Side | None
    difference: float
    low: float
    high: float
    level: float


def level_of(number: int) -> float:
    """Return the level of the n-th day that is chosen, whoever it is chosen for.

    Args:
        number: From 1.

    >>> [round(level_of(number), 4) for number in (1, 2, 3)]
    [0.025, 0.0083, 0.0042]
    """
    if number < 1:
        raise ValueError("days are counted from 1")
    return ALPHA / (number * (number + 1))


def compare(before: Sums, after: Sums, level: float) -> BeforeAfter:
    """Compare both sides.

    Args:
        before: Until the day.
        after: Since the day.
        level: Chance of a false "change", over all looks ever, within (0, 1).
    """
    if (
        before.days < LEAST_BEFORE
        or after.days < LEAST_AFTER
        or not min(before.exposure, after.exposure) > 0.0
    ):
        return BeforeAfter("too_short", None, None, 0.0, -inf, inf, level)
    both = before.exposure + after.exposure
    unit = NULL_SD**2 * (before.variance + after.variance + PRIOR_SPELLS) / both
    narrowest = before.exposure / unit
    difference = after.score / after.exposure - before.score / before.exposure
    half = _half_width(before.exposure * after.exposure / both / unit, narrowest, level)
    change: Change = "open" if abs(difference) <= half else "less" if difference < 0 else "more"
    return BeforeAfter(
        change=change,
        before=_side(before, unit, narrowest, level),
        after=_side(after, unit, narrowest, level),
        difference=YEAR * difference,
        low=YEAR * (difference - half),
        high=YEAR * (difference + half),
        level=level,
    )


def _side(sums: Sums, unit: float, most: float, level: float) -> Side:
    value = sums.score / sums.exposure
    half = _half_width(sums.exposure / unit, most, level)
    low, high = YEAR * (value - half), YEAR * (value + half)
    return Side(round(sums.days), sums.spells, YEAR * value, low, high)


def _half_width(information: float, most: float, level: float) -> float:
    """Return half the width of the interval that holds at any time.

    Args:
        information: tau, the inverse variance of the estimate.
        most: Information of the time before the day; the difference never has more.
        level: Chance of ever being wrong.
    """
    # Narrowest where tau / r is about -2 log(level) + log(1 - 2 log(level)): Howard et al. (2021), 3.5.
    steep = -2.0 * log(level)
    r = NARROWEST_AT * most / (steep + log(1.0 + steep))
    return sqrt((information + r) * log((information + r) / (r * level**2))) / information
