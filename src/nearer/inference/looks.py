r"""Looking again at a record that grows, without fooling oneself.

Whoever looks every month sees chance strike sooner or later. So a verdict is looked at afresh only after 30 new days
of record, and each look has a level of its own. The first, at which most people bring years of messages, has the full
one, and is the same verdict as that of a single analysis. Every later one must be clearer:

.. math:: \alpha_1 = 0.05, \qquad \alpha_k = \alpha_2 \;\; (2 \le k \le 24),
          \qquad \alpha_k = \alpha_2 \, (24 / k)^2 \;\; (k > 24).

A constant level for later looks is Pocock's boundary; that the records overlap, and the looks with them, is why it is
far above what dividing by the number of looks would leave. It falls off after the twenty-fourth, so that the levels of
all looks ever add up to a bound. The level was chosen on development records; ``docs/looks.md`` has what came of it
on others. It is applied as a price on the p-value, :math:`p \cdot 0.05 / \alpha_k`, so that one rule judges every look.

References: S. J. Pocock (1977), Biometrika 64, 191; K. K. G. Lan, D. L. DeMets (1983), Biometrika 70, 659.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from nearer.inference.assess import BOUND_ONE
from nearer.inference.results import Measurement, Pooled

__all__ = ["NEW_DAYS", "level_at", "may_look", "next_look", "price", "priced", "priced_pooled"]

NEW_DAYS: Final = 30
FIRST_LEVEL: Final = BOUND_ONE
LATER_LEVEL: Final = 0.01
LAST_LEVEL_LOOK: Final = 24


def level_at(number: int) -> float:
    """Return the level at which a look may claim.

    Args:
        number: Counts the looks at one contact, from 1.

    >>> [level_at(number) for number in (1, 2, 24, 48)]
    [0.05, 0.01, 0.01, 0.0025]
    """
    if number < 1:
        raise ValueError("looks are counted from 1")
    if number == 1:
        return FIRST_LEVEL
    return LATER_LEVEL * min(1.0, LAST_LEVEL_LOOK / number) ** 2


def price(p: float, number: int) -> float:
    """Return a p-value after the price of a look, to be held against the bounds of a single one.

    Args:
        p: Within [0, 1].
        number: Of the look, from 1.

    >>> price(0.01, 1), price(0.01, 2), price(0.5, 3)
    (0.01, 0.05, 1.0)
    """
    return min(1.0, p * (BOUND_ONE / level_at(number)))


def priced(measurement: Measurement, number: int) -> Measurement:
    """Return a measurement whose combined p-value has paid for its look; all else stays as measured.

    Args:
        measurement: Of the record as it was at the look.
        number: Of the look, from 1.
    """
    return replace(measurement, p=price(measurement.p, number))


def priced_pooled(pooled: Pooled, number: int) -> Pooled:
    """Return the statement over several contacts after the price of its own look.

    Args:
        pooled: As of a single analysis.
        number: Of the look at all contacts together, from 1.
    """
    if pooled.p is None:
        return pooled
    p = price(pooled.p, number)
    if pooled.verdict == "too_little_data":
        return replace(pooled, p=p)
    return replace(pooled, p=p, verdict="pulls_away" if p <= BOUND_ONE else "no_sign")


def next_look(last_until: date) -> date:
    """Return the day that a record must reach before it is looked at afresh.

    Args:
        last_until: Last day of the record at the last look.
    """
    return last_until + timedelta(days=NEW_DAYS)


def may_look(last_until: date, until: date) -> bool:
    """Tell whether a record has grown enough to be looked at afresh.

    Args:
        last_until: Last day of the record at the last look.
        until: Its last day now.

    >>> may_look(date(2026, 3, 1), date(2026, 3, 30)), may_look(date(2026, 3, 1), date(2026, 3, 31))
    (False, True)
    """
    return until >= next_look(last_until)
