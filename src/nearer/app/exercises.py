"""Use cases: exercises begun, written in, ended when it is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from nearer.app.safety import people_without_steps, require_open
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.practice.exercises import NEEDS, Exercise, Need, find_exercise, known_exercises
from nearer.store.people import load_person
from nearer.store.practices import (
    Ended,
    Sitting,
    is_sitting,
    load_sitting,
    load_sittings,
    save_sitting,
)

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "ONCE_IN",
    "Exercise",
    "ExercisesView",
    "Sitting",
    "begin_sitting",
    "change_sitting",
    "drop_sitting",
    "end_sitting",
    "exercises_view",
    "find_sitting",
    "last_note",
    "pick_exercise",
    "shown_sittings",
]

LONGEST_ANSWER: Final = 10_000
ONCE_IN: Final = timedelta(days=30)
"""One note toward a person in so long; never chase."""

REPAIR: Final = "repair_note"
SCALE: Final = [str(level) for level in range(11)]


@dataclass(frozen=True, slots=True)
class ExercisesView:
    """The list.

    Attributes:
        groups: The exercises by need.
        waiting: Sittings that were begun and not ended, latest first.
    """

    groups: dict[Need, list[Exercise]]
    waiting: list[Sitting]


def pick_exercise(key: str) -> Exercise:
    """Return an exercise.

    Raises:
        RequestError: There is none of this key.
    """
    found = find_exercise(key)
    if found is None:
        raise RequestError("store.errors.gone")
    return found


def exercises_view(store: Store) -> ExercisesView:
    """Return the exercises by need, and what was begun."""
    known = known_exercises()
    groups = {need: [one for one in known.values() if one.of.need == need] for need in NEEDS}
    waiting = [one for one in shown_sittings(store) if one.ended is None and one.exercise in known]
    return ExercisesView(groups, waiting[::-1])


def last_note(store: Store, person_id: int, now: datetime) -> datetime | None:
    """Return when a note toward a person was ended within the last month; None where there was none."""
    person = load_person(store, person_id)
    notes = [
        one.ended_at
        for one in shown_sittings(store, REPAIR)
        if one.counts_for == (person.joined_to or person.id) and one.ended_at and any(one.answers.values())
    ]
    return max((at for at in notes if now - at < ONCE_IN), default=None)


def begin_sitting(
    store: Store, key: str, uid: str, now: datetime, *, person_id: int | None = None, before: str = ""
) -> Sitting:
    """Begin an exercise; sent twice, it is begun once.

    Args:
        store: The store.
        key: Of the exercise.
        uid: Made with the form.
        now: The present time.
        person_id: Toward whom, for those that reach out.
        before: Discomfort now, ``0`` to ``10``; empty where it is left open.

    Raises:
        RequestError: The exercise or the uid is none; it reaches out, and nobody was named, safety was not asked, or
            there was a note within the month.
    """
    exercise = pick_exercise(key)
    if exercise.of.tool or not is_uid(uid):
        raise RequestError("store.errors.gone")
    if exercise.of.is_toward:
        if person_id is None:
            raise RequestError("exercises.errors.no_choice")
        require_open(store, person_id, now)
        if last_note(store, person_id, now) is not None:
            raise RequestError("exercises.errors.once")
    with store.write():
        if is_sitting(store, uid):
            return find_sitting(store, uid)
        toward = person_id if exercise.of.is_toward else None
        sitting = Sitting(uid, key, now, now, person_id=toward, before=_level(before))
        save_sitting(store, sitting)
        return sitting


def find_sitting(store: Store, uid: str) -> Sitting:
    """Return a sitting.

    Raises:
        RequestError: It is not there, or is with somebody toward whom nothing may be shown.
    """
    sitting = load_sitting(store, uid)
    if sitting.person_id in people_without_steps(store) or sitting.exercise not in known_exercises():
        raise RequestError("store.errors.gone")
    return sitting


def change_sitting(store: Store, uid: str, now: datetime, given: Mapping[str, str]) -> Sitting:
    """Keep what was written or chosen so far; what a form does not send stays.

    Args:
        store: The store.
        uid: Of the sitting.
        now: The present time.
        given: By name: fields and marks of the exercise, ``before`` and ``after``; anything else is passed over.

    Raises:
        RequestError: It is not there, safety with its person must be asked again, or a value is none.
    """
    with store.write():
        sitting = find_sitting(store, uid)
        if sitting.person_id is not None:
            require_open(store, sitting.person_id, now)
        exercise = pick_exercise(sitting.exercise)
        answers = dict(sitting.answers)
        for name in exercise.answer_fields:
            if name in given:
                answers[name] = _answer(name, given[name])
        sitting = replace(
            sitting,
            changed_at=now,
            answers={name: text for name, text in answers.items() if text},
            before=_level(given["before"]) if "before" in given else sitting.before,
            after=_level(given["after"]) if "after" in given else sitting.after,
        )
        save_sitting(store, sitting)
    return sitting


def end_sitting(store: Store, uid: str, how: Ended, now: datetime, given: Mapping[str, str]) -> Sitting:
    """Keep what a form says, and end the sitting; one that was ended keeps how and when."""
    with store.write():
        sitting = change_sitting(store, uid, now, given)
        if sitting.ended is None:
            sitting = replace(sitting, ended=how, ended_at=now)
            save_sitting(store, sitting)
    return sitting


def drop_sitting(place: Place, uid: str) -> str:
    """Delete a sitting, and return the path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    find_sitting(place.store, uid)
    return delete_record(place, "practice", uid, f"/practise/exercises/sitting/{uid}")


def shown_sittings(store: Store, key: str | None = None) -> list[Sitting]:
    """Return the sittings that may be shown, of one exercise or of all, earliest first."""
    unsafe = people_without_steps(store)
    return [one for one in load_sittings(store, key) if one.person_id not in unsafe]


def _answer(name: str, text: str) -> str:
    if name.startswith("mark_"):
        level = _level(text)
        return "" if level is None else str(level)
    if len(text) > LONGEST_ANSWER:
        raise RequestError("exercises.errors.too_long")
    return text


def _level(text: str) -> int | None:
    if not text:
        return None
    if text not in SCALE:
        raise RequestError("exercises.errors.no_choice")
    return int(text)
