"""Spells that come, stay for some days and pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, inf

__all__ = ["Spells"]

SETTLED_DAYS = 21
"""No spell begins before the two have been writing for so long."""

BASE = 0.04
"""Chance a day that a spell begins in someone who is exactly as close as they are comfortable with."""

BY_CHANCE = 0.02
"""Chance a day of a spell that has nothing to do with closeness."""

MOST = 0.3


@dataclass(slots=True)
class Spells:
    """One kind of spell in one exchange, day by day.

    Attributes:
        comfort: Closeness at which a spell begins with chance BASE a day; None for spells by chance; inf for
            none at all.
        log_hazard_ratio: Rise of the log hazard per unit of closeness.
        uniforms: One random number a day: a spell begins where it is below the hazard.
        stays: How many days a spell that begins on this day stays.
        set_days: Days decided beforehand; then nothing is left to chance.
        quiet: What happened, one value for each day so far.
    """

    comfort: float | None
    log_hazard_ratio: float
    uniforms: list[float]
    stays: list[int]
    set_days: list[bool] | None = None
    quiet: list[bool] = field(default_factory=list)
    _left: int = 0

    def hazard(self, closeness: float) -> float:
        """Return the chance that a spell begins today."""
        if self.comfort is None:
            return BY_CHANCE
        if self.comfort == inf:
            return 0.0
        return min(BASE * exp(self.log_hazard_ratio * (closeness - self.comfort)), MOST)

    def step(self, closeness: float) -> bool:
        """Live through one more day and return whether it is a quiet one."""
        day = len(self.quiet)
        if self.set_days is not None:
            now = self.set_days[day]
        elif self._left > 0:
            self._left -= 1
            now = True
        else:
            now = day >= SETTLED_DAYS and self.uniforms[day] < self.hazard(closeness)
            if now:
                self._left = self.stays[day] - 1
        self.quiet.append(now)
        return now
