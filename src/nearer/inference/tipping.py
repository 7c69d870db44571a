"""What may be said about the tipping point, and when nothing may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from nearer.inference.grid_quantiles import Array
from nearer.inference.tipping_grid import CLOSENESS, CheckIns, Posterior, count, dispersion, fit

__all__ = [
    "LEAST",
    "LEAST_OF_EACH",
    "LEAST_WITH_PERSON",
    "CurvePoint",
    "Interval",
    "State",
    "TippingPoint",
    "find_tipping_point",
    "fit_dispersed",
    "has_enough",
]

State = Literal["too_few", "open", "flat", "falls", "wide", "found"]
"""``too_few``: below the stated amount. ``open``: no telling whether the urge goes with closeness. ``flat``: it hardly
does. ``falls``: it takes over more often the less close it is. ``wide``: it rises with closeness, but where it takes
over with people at large is not clear, or lies off the scale. ``found``: all else."""

LEAST: Final = 20
"""Check-ins with closeness and urge below which nothing is said."""
LEAST_OF_EACH: Final = 5
"""The urge took over in at least so many, and did not in at least so many."""
LEAST_WITH_PERSON: Final = 10
"""Check-ins with one person below which nothing is said about that person."""
SURE: Final = 0.99
"""Probability of a direction from which on it is said."""
HARDLY: Final = 0.2
"""A slope this near 0, log odds for each step, is hardly any: over the whole scale the odds change by 3.3 at most."""
HARDLY_SURE: Final = 0.9
WIDEST: Final = 3.0
"""Width of an interval, in steps of closeness, up to which a place is said."""
WIDEST_WITH_PERSON: Final = 4.0

LOW_MIDDLE_HIGH: Final = (0.025, 0.5, 0.975)
CURVE: Final[Array] = np.linspace(1.0, 7.0, 25)


@dataclass(frozen=True, slots=True)
class Interval:
    """A median with its 95 % interval, of a place on the scale of closeness (which may lie beyond it) or of a slope.

    Attributes:
        low: Lower end.
        middle: Median.
        high: Upper end.
    """

    low: float
    middle: float
    high: float

    @property
    def width(self) -> float:
        """Width of the interval, in steps of closeness."""
        return self.high - self.low

    def is_useful(self, widest: float) -> bool:
        """Whether it lies on the scale and its interval is at most so wide."""
        return bool(CLOSENESS[0] <= self.middle <= CLOSENESS[-1] and self.width <= widest)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How often the urge takes over at one closeness, with a 95 % interval.

    Attributes:
        closeness: 1 to 7.
        low: Lower end, 0 to 1.
        middle: Median.
        high: Upper end.
    """

    closeness: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """What the check-ins say.

    Attributes:
        state: What may be said.
        n: Check-ins with both.
        n_taken: Those in which the urge took over.
        p_rises: Probability that it takes over more often the closer it is; None with too few.
        slope: Log odds for each step of closeness; None with too few.
        place: The tipping point with people at large; only where it was found.
        people: For each person the same with that person, None where it is not known well enough; empty unless
            the urge rises with closeness.
        curve: How often over closeness; empty with too few.
        dispersion: How much less than one each check-in told because fortnights share a mood, at least 1.
    """

    state: State
    n: int
    n_taken: int
    p_rises: float | None = None
    slope: Interval | None = None
    place: Interval | None = None
    people: tuple[Interval | None, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    dispersion: float = 1.0


def has_enough(checkins: CheckIns) -> bool:
    """Whether anything may be said."""
    n, n_taken = len(checkins.taken), int(checkins.taken.sum())
    return n >= LEAST and min(n_taken, n - n_taken) >= LEAST_OF_EACH


def find_tipping_point(checkins: CheckIns, fitted: tuple[Posterior, float] | None = None) -> TippingPoint:
    """Say where the urge takes over, as far as the check-ins tell.

    Args:
        checkins: Those with closeness and urge, any number, in any order.
        fitted: What :func:`fit_dispersed` returned for them, where it is there already.
    """
    n, n_taken = len(checkins.taken), int(checkins.taken.sum())
    if not has_enough(checkins):
        return TippingPoint("too_few", n, n_taken)
    posterior, spread = fitted or fit_dispersed(checkins)
    state, place = _judge(posterior)
    return TippingPoint(
        state=state,
        n=n,
        n_taken=n_taken,
        p_rises=posterior.p_rises,
        slope=_place(posterior.slope_quantiles(LOW_MIDDLE_HIGH)),
        place=place,
        people=_people(checkins, posterior) if state in ("wide", "found") else (),
        curve=tuple(
            CurvePoint(float(closeness), *map(float, row))
            for closeness, row in zip(CURVE, posterior.chance(CURVE, LOW_MIDDLE_HIGH), strict=True)
        ),
        dispersion=spread,
    )


def fit_dispersed(checkins: CheckIns) -> tuple[Posterior, float]:
    """Return what is known with each check-in counting for what it tells, and by how much less that is.

    Args:
        checkins: At least one.
    """
    posterior = fit(count(checkins))
    more = dispersion(checkins, posterior)
    return (fit(count(checkins, 1.0 / more)) if more > 1.0 else posterior), more


def _judge(posterior: Posterior) -> tuple[State, Interval | None]:
    rises = posterior.p_rises
    if rises >= SURE:
        place = _place(posterior.tipping(LOW_MIDDLE_HIGH))
        return ("found", place) if place.is_useful(WIDEST) else ("wide", None)
    if rises <= 1.0 - SURE:
        return "falls", None
    return ("flat" if posterior.p_hardly(HARDLY) >= HARDLY_SURE else "open"), None


def _people(checkins: CheckIns, posterior: Posterior) -> tuple[Interval | None, ...]:
    found: list[Interval | None] = []
    for person, n in enumerate(np.bincount(checkins.person)):
        place = _place(posterior.tipping_with(person, LOW_MIDDLE_HIGH))
        found.append(place if n >= LEAST_WITH_PERSON and place.is_useful(WIDEST_WITH_PERSON) else None)
    return tuple(found)


def _place(ends: Array) -> Interval:
    low, middle, high = map(float, ends)
    return Interval(low, middle, high)
