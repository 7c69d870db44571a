"""Two guards on the onset test, off by default.

*One onset*: the 15 days that speak most for the effect are left out; unless what remains still points the
same way (t above 0.5), one stretch of life decided alone and the test says nothing. *Long records*: beyond
three years a small part of V is taken off U, since two kinds of life without the effect add up slowly there.

``studies/guards.py`` shows what each costs and gains; the plain test stays the default so that it remains the
one that was calibrated and compared with the reference.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from nearer.inference.onset import PRIOR_V, Onset, score_days

__all__ = ["guarded_p", "statistic_without_strongest"]

LEFT_OUT_DAYS = 15
REMAINS_ABOVE = 0.5
LONG_DAYS = 3 * 365.25
TAKEN_OFF = 0.075


def guarded_p(onset: Onset, span_days: float) -> float:
    """Return the p-value of the onset test with both guards.

    Args:
        onset: The plain test.
        span_days: Length of the record.
    """
    taken_off = TAKEN_OFF * onset.information if span_days > LONG_DAYS else 0.0
    p = replace(onset, score=onset.score - taken_off).p
    return p if statistic_without_strongest(onset) > REMAINS_ABOVE else max(p, 0.5)


def statistic_without_strongest(onset: Onset) -> float:
    """Return t without the 15 consecutive days that add most to U."""
    part = onset.begins * onset.closeness
    total = np.concatenate([[0.0], np.cumsum(part)])
    width = min(LEFT_OUT_DAYS, len(part))
    start = int((total[width:] - total[:-width]).argmax())
    rest = onset.begins.copy()
    rest[start : start + width] = 0.0
    score, information = score_days(rest, onset.closeness)
    return score / sqrt(information + PRIOR_V)
