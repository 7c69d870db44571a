"""The seven pictures of closeness: two circles of one size, from apart to almost one."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["CIRCLES", "OVERLAPS", "distance", "shared"]

OVERLAPS: Final = (0.0, 0.10, 0.20, 0.30, 0.55, 0.65, 0.85)
"""Share of one circle's area that the other covers, after the Inclusion of Other in the Self scale (Aron, Aron and
Smollan 1992, J. Pers. Soc. Psychol. 63, 596-612)."""

RADIUS: Final = 20.0
MIDDLE: Final = 44.0
HEIGHT: Final = 22.0
STEPS: Final = 60


def distance(overlap: float) -> float:
    """Return how far the centres of two circles of radius 1 lie apart so that they share a part of their area.

    The shared part is 2/pi (arccos(d/2) - d/2 sqrt(1 - d^2/4)), which falls with d; found by halving.

    Args:
        overlap: Shared part, 0 to 1.

    >>> round(distance(0.0), 6), round(distance(1.0), 6)
    (2.0, 0.0)
    """
    near, far = 0.0, 2.0
    for _ in range(STEPS):
        middle = (near + far) / 2
        half = middle / 2
        if 2 / math.pi * (math.acos(half) - half * math.sqrt(1 - half * half)) > overlap:
            near = middle
        else:
            far = middle
    return far


CIRCLES: Final = tuple(
    (
        number,
        round(MIDDLE - RADIUS * distance(overlap) / 2, 2),
        round(MIDDLE + RADIUS * distance(overlap) / 2, 2),
    )
    for number, overlap in enumerate(OVERLAPS, 1)
)
"""For each choice: its number from 1 to 7, and where its two circles lie in a picture 88 wide and 44 high."""


def shared(number: int) -> str:
    """Return the outline of what two circles share, as an SVG path; empty where they are apart.

    Args:
        number: Of the picture, 1 to 7.
    """
    half = RADIUS * distance(OVERLAPS[number - 1]) / 2
    reach = math.sqrt(RADIUS**2 - half**2) if half < RADIUS else 0.0
    if reach == 0:
        return ""
    top, bottom = round(HEIGHT - reach, 2), round(HEIGHT + reach, 2)
    return f"M{MIDDLE:g} {top}A20 20 0 0 1 {MIDDLE:g} {bottom}A20 20 0 0 1 {MIDDLE:g} {top}Z"
