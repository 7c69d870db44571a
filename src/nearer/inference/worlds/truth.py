"""What really happened in a simulated relationship."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["Span", "Truth", "spans_of"]

Span = tuple[int, int]
"""First and last day, inclusive, counted from the origin's day; a day runs from 04:00 to 04:00."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The truth behind one simulated exchange.

    Attributes:
        family: Name of the family, or ``"hazard"``.
        draws_back: Whether the user draws back the more often the closer the two are.
        drop: In a quiet spell the rate of replies and openings is this part of the usual.
        log_hazard_ratio: By how much the log hazard of a spell of the user's beginning rises per unit of
            closeness (in the hazard world: per standard deviation); 0 where it does not depend on closeness.
        seed: What it was made from.
        spells: The user's quiet spells, whatever their cause.
        their_spells: The contact's quiet spells.
        shared_spells: Spells in which both are quiet for one cause.
        missing: Days whose messages are not in the record.
        closeness: True closeness at the start of each day, about 1 in standard deviation, float64, shape
            (n_days,).
    """

    family: str
    draws_back: bool
    drop: float
    log_hazard_ratio: float
    seed: int
    spells: tuple[Span, ...]
    their_spells: tuple[Span, ...]
    shared_spells: tuple[Span, ...]
    missing: tuple[Span, ...]
    closeness: NDArray[np.float64]

    def to_dict(self, origin: datetime) -> dict[str, object]:
        """Return the truth as plain values for a JSON file, with dates instead of day numbers.

        Args:
            origin: The exchange's origin.
        """

        def dates(spans: tuple[Span, ...]) -> list[dict[str, str]]:
            return [
                {"start": _day(origin, a).isoformat(), "end": _day(origin, b).isoformat()} for a, b in spans
            ]

        return {
            "family": self.family,
            "draws_back": self.draws_back,
            "drop": self.drop,
            "log_hazard_ratio": self.log_hazard_ratio,
            "seed": self.seed,
            "spells": dates(self.spells),
            "their_spells": dates(self.their_spells),
            "shared_spells": dates(self.shared_spells),
            "missing": dates(self.missing),
            "first_day": _day(origin, 0).isoformat(),
            "closeness": [round(float(value), 3) for value in self.closeness],
        }


def _day(origin: datetime, day: int) -> date:
    return (origin + timedelta(days=day)).date()


def spans_of(days: NDArray[np.bool_]) -> tuple[Span, ...]:
    """Return the runs of True in an array of days, as spans.

    >>> spans_of(np.array([False, True, True, False, True]))
    ((1, 2), (4, 4))
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], days, [False])).astype(np.int8)))
    return tuple((int(a), int(b) - 1) for a, b in edges.reshape(-1, 2))
