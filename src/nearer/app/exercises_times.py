"""What exercises come to over time: how often, discomfort before and after, and the maps of the guard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.app.exercises import Sitting, shown_sittings
from nearer.practice.exercises import known_exercises

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "FEWEST",
    "ExerciseSummary",
    "GuardMap",
    "OwnTimes",
    "guard_maps",
    "own_times",
    "sittings_summary",
]

FEWEST: Final = 8
"""Fewer times than these show no pattern."""

MOST_SHOWN: Final = 30
GUARD_MAP: Final = "guard_map"


@dataclass(frozen=True, slots=True)
class OwnTimes:
    """What one exercise came to, for oneself.

    Attributes:
        n: Times that were ended.
        rated: Those with a number before and after, earliest first; the last :data:`MOST_SHOWN` of them.
        n_rated: How many such there are.
        n_lower: In how many of these there was less discomfort afterwards.
        n_same: As much.
        n_higher: More.
        last_at: When one was begun last; None for never.
    """

    n: int
    rated: tuple[Sitting, ...]
    n_rated: int
    n_lower: int
    n_same: int
    n_higher: int
    last_at: datetime | None

    @property
    def is_told(self) -> bool:
        """Whether there are enough to count."""
        return self.n_rated >= FEWEST


@dataclass(frozen=True, slots=True)
class ExerciseSummary:
    """One exercise in a document.

    Attributes:
        key: Its key.
        title: Its name.
        times: What it came to.
    """

    key: str
    title: str
    times: OwnTimes


@dataclass(frozen=True, slots=True)
class GuardMap:
    """One map of the guard.

    Attributes:
        uid: Of its sitting, which is shown at ``/practise/exercises/sitting/UID``.
        at: When it was begun.
        is_ended: Whether it was ended.
        answers: What was written: ``trigger``, ``fear``, ``learned``, ``gives``, ``costs``, ``thanks``, where it was.
    """

    uid: str
    at: datetime
    is_ended: bool
    answers: Mapping[str, str]


def own_times(store: Store, key: str) -> OwnTimes:
    """Return what an exercise came to."""
    return _times([one for one in shown_sittings(store, key) if one.ended is not None])


def sittings_summary(store: Store) -> list[ExerciseSummary]:
    """Return what every exercise that was ever ended came to, in the order of the list."""
    ended = [one for one in shown_sittings(store) if one.ended is not None]
    found = []
    for key, exercise in known_exercises().items():
        own = [one for one in ended if one.exercise == key]
        if own:
            found.append(ExerciseSummary(key, exercise.words.title, _times(own)))
    return found


def guard_maps(store: Store) -> list[GuardMap]:
    """Return the maps in which something was written, latest first."""
    return [
        GuardMap(one.uid, one.begun_at, one.ended is not None, one.answers)
        for one in reversed(shown_sittings(store, GUARD_MAP))
        if any(one.answers.values())
    ]


def _times(ended: list[Sitting]) -> OwnTimes:
    rated = [one for one in ended if one.before is not None and one.after is not None]
    changes = [(one.after or 0) - (one.before or 0) for one in rated]
    return OwnTimes(
        n=len(ended),
        rated=tuple(rated[-MOST_SHOWN:]),
        n_rated=len(rated),
        n_lower=sum(change < 0 for change in changes),
        n_same=changes.count(0),
        n_higher=sum(change > 0 for change in changes),
        last_at=max((one.begun_at for one in ended), default=None),
    )
