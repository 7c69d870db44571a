"""A minimal model of the cycle: a wish to be close, an alarm when it gets too close, and somebody who follows.

It is a construction of our own, to play with and to explain with. Its days are arbitrary, and it is never fitted to
anybody. Its kin: the gradients of approach and avoidance (Miller 1944), a set goal for closeness (Bowlby 1969), and the
regulation of risk (Murray, Holmes & Collins 2006).

Closeness C, the place T from which on it is too close, discomfort D, longing L and the other's pursuit P all lie on a
scale from 0 to 10; m is 1 while one reaches out and 0 while one withdraws. With x+ for max(0, x)::

    C' = a (min(N, T + delta) - C)  while m = 1,        -b C  while m = 0
    D' = (kappa (C - T)+ + gamma (P - P0)+ - D) / tau_d
    L' = ((N - C)+ - L) / tau_l
    P' = (P0 + sigma (1 - q (1 - m)) (Cp - C)+ - P) / tau_p
    T' = rho (1 - T / 10)           while m = 1, C > T and D < hi
    m: 1 to 0 when D >= hi, and then T falls by phi;    0 to 1 when D <= lo and L >= Lr
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["SCALE", "STEP_DAYS", "Course", "Settings", "run_cycle"]

SCALE: Final = 10.0
"""Upper end of every quantity's scale."""
STEP_DAYS: Final = 0.02
"""Step at which the model is followed, in days."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the model is told. Names in brackets are those of the formulas.

    Attributes:
        need: Closeness that is wanted (N), 0 to 10.
        threshold: Closeness from which on it is too close, at the start (T), 0 to 10.
        alarm: Discomfort for each step of closeness beyond that (kappa).
        pursuit: How hard the other follows, for each step of closeness that they miss (sigma).
        reach: How far beyond the threshold one goes at most (delta); 10 is as good as no limit.
        kept_pause: Which share of the pursuit rests while one is away (q), 0 to 1: what an announced pause that is
            kept does.
        approach_per_day: How fast one comes closer (a).
        retreat_per_day: How fast one draws back (b).
        leave_at: Discomfort at which one withdraws (hi).
        calm_at: Discomfort at which one can come back (lo).
        longing_to_return: Longing that it takes to come back (Lr).
        discomfort_days: Time that discomfort takes to follow (tau_d).
        longing_days: The same for longing (tau_l).
        pursuit_days: The same for the other's pursuit (tau_p).
        crowding: Discomfort for each step of pursuit above the usual (gamma).
        usual_pursuit: Pursuit when the other misses nothing (P0).
        other_need: Closeness that the other wants (Cp).
        habituation_per_day: How fast the threshold rises while one bears to be beyond it (rho).
        relief: How far the threshold falls with each withdrawal (phi).
        closeness: At the start.
        longing: At the start.
    """

    need: float = 8.0
    threshold: float = 3.0
    alarm: float = 1.2
    pursuit: float = 0.0
    reach: float = 10.0
    kept_pause: float = 0.0
    approach_per_day: float = 0.5
    retreat_per_day: float = 0.6
    leave_at: float = 3.0
    calm_at: float = 1.5
    longing_to_return: float = 2.0
    discomfort_days: float = 2.0
    longing_days: float = 4.0
    pursuit_days: float = 3.0
    crowding: float = 0.6
    usual_pursuit: float = 2.0
    other_need: float = 8.0
    habituation_per_day: float = 0.0
    relief: float = 0.0
    closeness: float = 1.0
    longing: float = 5.0


@dataclass(frozen=True, slots=True)
class Course:
    """What became of it.

    Attributes:
        settings: What it started from.
        day: Shape (n,), days from the start.
        closeness: Shape (n,).
        discomfort: Shape (n,).
        longing: Shape (n,).
        pursuit: Shape (n,).
        threshold: Shape (n,).
        reaching: Shape (n,), whether one reaches out.
        escapes: Days at which one withdrew.
        returns: Days at which one came back.
    """

    settings: Settings
    day: Array
    closeness: Array
    discomfort: Array
    longing: Array
    pursuit: Array
    threshold: Array
    reaching: NDArray[np.bool_]
    escapes: tuple[float, ...]
    returns: tuple[float, ...]

    @property
    def announced_pauses(self) -> tuple[float, ...]:
        """Days at which one withdrew with a word about it: all of them where pauses are kept, else none."""
        return self.escapes if self.settings.kept_pause > 0 else ()


def run_cycle(settings: Settings, days: float, step_days: float = STEP_DAYS) -> Course:
    """Follow the model by Euler's method; every rate is taken at the start of a step, then the mode is looked at.

    Args:
        settings: What to start from; there is no discomfort yet, and the other pursues as usual.
        days: How long.
        step_days: Length of a step; above a quarter of the shortest time constant the figures mean little.

    Returns:
        The course with a row for the start and one for each step.

    Raises:
        ValueError: The days or the step are not above 0.

    >>> course = run_cycle(Settings(), 30)
    >>> len(course.escapes), course.escapes[0] == round(course.escapes[0], 2)
    (5, True)
    """
    if not (days > 0 and step_days > 0):
        raise ValueError("days and step_days must be above 0")
    import numpy as np

    n_steps = max(1, round(days / step_days))
    rows, escapes, returns = _follow(settings, n_steps, step_days)
    table = np.array(rows, dtype=np.float64).T
    return Course(
        settings=settings,
        day=np.arange(n_steps + 1, dtype=np.float64) * np.float64(step_days),
        closeness=table[0],
        discomfort=table[1],
        longing=table[2],
        pursuit=table[3],
        threshold=table[4],
        reaching=table[5] > 0,
        escapes=tuple(round(k * step_days, 6) for k in escapes),
        returns=tuple(round(k * step_days, 6) for k in returns),
    )


def _follow(
    s: Settings, n_steps: int, step: float
) -> tuple[list[tuple[float, float, float, float, float, bool]], list[int], list[int]]:
    """Return each step's quantities, and the steps at which one withdrew and came back."""
    C, D, L, P, T = s.closeness, 0.0, s.longing, s.usual_pursuit, s.threshold
    need, alarm, reach, other = s.need, s.alarm, s.reach, s.other_need
    crowding, usual, high, low = s.crowding, s.usual_pursuit, s.leave_at, s.calm_at
    per_d, per_l, per_p = step / s.discomfort_days, step / s.longing_days, step / s.pursuit_days
    nearer, farther, rise = step * s.approach_per_day, step * s.retreat_per_day, step * s.habituation_per_day
    resting = s.pursuit * (1.0 - s.kept_pause)
    reaching = True
    rows = [(C, D, L, P, T, reaching)]
    escapes: list[int] = []
    returns: list[int] = []
    for k in range(1, n_steps + 1):
        missed = other - C if other > C else 0.0
        follows = usual + (s.pursuit if reaching else resting) * missed
        felt = (alarm * (C - T) if C > T else 0.0) + crowding * max(P - usual, 0.0)
        lacking = need - C if need > C else 0.0
        if reaching:
            goal = T + reach
            change = nearer * ((goal if goal < need else need) - C)
            if C > T and high > D:
                T += rise * (1.0 - T / SCALE)
        else:
            change = -farther * C
        C += change
        D += per_d * (felt - D)
        L += per_l * (lacking - L)
        P += per_p * (follows - P)
        if reaching and high <= D:
            reaching = False
            T = max(0.0, T - s.relief)
            escapes.append(k)
        elif not reaching and low >= D and s.longing_to_return <= L:
            reaching = True
            returns.append(k)
        rows.append((C, D, L, P, T, reaching))
    return rows, escapes, returns
