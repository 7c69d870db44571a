"""What the model must do, said in advance from its settings alone. Names as in :mod:`nearer.dynamics.cycle`."""

from __future__ import annotations

from nearer.dynamics.cycle import Settings

__all__ = [
    "can_lock",
    "has_small_doses",
    "locks_at",
    "must_leave",
    "resting_discomfort",
    "resting_place",
]


def resting_place(settings: Settings) -> float:
    """Return the closeness at which one would stay if nothing drove one away: min(N, T + delta)."""
    return min(settings.need, settings.threshold + settings.reach)


def resting_discomfort(settings: Settings) -> float:
    """Return the discomfort there: kappa (C - T)+ + gamma sigma (Cp - C)+ with C = min(N, T + delta)."""
    place = resting_place(settings)
    crowded = settings.crowding * settings.pursuit * max(0.0, settings.other_need - place)
    return settings.alarm * max(0.0, place - settings.threshold) + crowded


def must_leave(settings: Settings) -> bool:
    """Whether one cannot stay: the discomfort at rest lies above hi.

    With a threshold that stays as it is this is the rule of the cycle; with nobody who follows and no limit to the
    steps it reads kappa (N - T) > hi.

    >>> must_leave(Settings()), must_leave(Settings(threshold=5.6))
    (True, False)
    """
    return resting_discomfort(settings) > settings.leave_at


def has_small_doses(settings: Settings) -> bool:
    """Whether each step is small enough to be borne: kappa delta < hi. Where nobody follows, one then never leaves.

    >>> has_small_doses(Settings(reach=1.0)), has_small_doses(Settings())
    (True, False)
    """
    return settings.alarm * settings.reach < settings.leave_at


def locks_at(settings: Settings, closeness: float) -> bool:
    """Whether discomfort would stay above lo if closeness stayed at a value: gamma sigma (1 - q) (Cp - C) > lo.

    At the lowest closeness of a cycle this is close to where the lock begins, since by then discomfort has nearly
    come to rest.

    Args:
        settings: What the model is told.
        closeness: The lowest of the cycle, 0 to 10.

    >>> locks_at(Settings(pursuit=0.38), 1.68), locks_at(Settings(pursuit=0.4), 1.68)
    (False, True)
    """
    missed = max(0.0, settings.other_need - closeness)
    return settings.crowding * settings.pursuit * (1.0 - settings.kept_pause) * missed > settings.calm_at


def can_lock(settings: Settings) -> bool:
    """Whether a lock is possible at all: the same at C = 0. Where this is False, every withdrawal ends (if N > Lr)."""
    return locks_at(settings, 0.0)
