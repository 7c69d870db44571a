"""Use cases: fears that are tested against what happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from nearer.app.calendar_file import write_calendar
from nearer.app.ladder import open_people
from nearer.app.safety import people_without_steps, require_open
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.practice.fears import (
    ENDED,
    HAPPENED,
    BeliefBin,
    Ended,
    Fear,
    FearsSummary,
    Happened,
    bin_beliefs,
    sum_fears,
)
from nearer.store.ladder import Step, load_step, load_steps
from nearer.store.predictions import (
    Prediction,
    is_prediction,
    load_prediction,
    load_predictions,
    save_prediction,
)
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "HAPPENED",
    "PARTS",
    "FearsView",
    "Prediction",
    "begin_test",
    "change_test",
    "end_test",
    "fears_summary",
    "fears_view",
    "find_test",
    "is_prediction",
    "open_tests",
    "past_tests",
    "reminder_file",
    "remove_test",
    "reopen_test",
    "step_of",
    "step_tests",
]

PARTS: Final = ("fear", "plan", "happened", "after")
"""The short forms of a test: two before, two after; it is kept from the first on."""

REMINDED_AT: Final = time(18)
FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class FearsView:
    """All tests that may be shown.

    Attributes:
        ahead: Those that lie ahead, by their day.
        past: Those that ended, the latest first.
        summary: What the told ones come to.
        bins: The share that happened at each stated likelihood.
    """

    ahead: tuple[Prediction, ...]
    past: tuple[Prediction, ...]
    summary: FearsSummary
    bins: tuple[BeliefBin, ...]


def fears_summary(store: Store) -> FearsSummary:
    """Return what fears come to against what happened; nobody with whom no step may be shown is in it."""
    return sum_fears(_fears(past_tests(store)))


def fears_view(store: Store, now: datetime) -> FearsView:
    """Return all tests that may be shown."""
    past = past_tests(store)
    fears = _fears(past)
    return FearsView(tuple(open_tests(store, now)), tuple(past), sum_fears(fears), bin_beliefs(fears))


def past_tests(store: Store) -> list[Prediction]:
    """Return the tests that ended and may be shown, the latest first."""
    shut = people_without_steps(store)
    return [one for one in load_predictions(store) if one.ended is not None and one.person_id not in shut]


def open_tests(store: Store, now: datetime) -> list[Prediction]:
    """Return the tests that lie ahead, by their day: with nobody in particular, or with whom steps are open."""
    may = open_people(store, now) | {None}
    return [one for one in load_predictions(store) if one.ended is None and one.person_id in may]


def find_test(store: Store, uid: str) -> Prediction:
    """Return one test.

    Raises:
        RequestError: It is not there, or not to be shown.
    """
    prediction = load_prediction(store, uid)
    if prediction.person_id in people_without_steps(store):
        raise RequestError("store.errors.gone")
    return prediction


def step_of(store: Store, prediction: Prediction) -> Step | None:
    """Return the step that a test tests; None where there is none any more."""
    return next((step for step in load_steps(store) if step.id == prediction.step_id), None)


def begin_test(
    store: Store, uid: str, now: datetime, *, step_uid: str = "", person_id: int | None = None, **values: Any
) -> Prediction:
    """Keep a new test with what the first form says; sent twice, it is still one.

    Args:
        store: The store.
        uid: Made when the form was.
        now: The present time.
        step_uid: The step that it tests; then the test is with whom the step is.
        person_id: With whom, where there is no step; None for nobody in particular.
        **values: What the first form says.

    Raises:
        RequestError: The uid is none of ours, steps toward this person are not open, or a value cannot be kept.
    """
    if not is_uid(uid):
        raise RequestError("predictions.errors.no_choice")
    with store.write():
        if is_prediction(store, uid):
            return change_test(store, uid, now, **values)
        step = load_step(store, step_uid) if step_uid else None
        with_whom = step.person_id if step else person_id
        if with_whom is not None:
            require_open(store, with_whom, now)
        prediction = Prediction(
            uid=uid,
            made_at=now,
            changed_at=now,
            step_id=step.id if step else None,
            person_id=with_whom,
            **values,
        )
        _check(prediction)
        save_prediction(store, prediction)
        return prediction


def change_test(store: Store, uid: str, now: datetime, **values: Any) -> Prediction:
    """Change what is given, and return the test as it stands then.

    Raises:
        RequestError: It is not there, lies ahead with whom steps are not open, or a value cannot be kept.
    """
    with store.write():
        before = find_test(store, uid)
        prediction = replace(before, changed_at=now, **values)
        if before.ended is None and prediction.ended is None and before.person_id is not None:
            require_open(store, before.person_id, now)
        _check(prediction)
        save_prediction(store, prediction)
    return prediction


def _check(prediction: Prediction) -> None:
    if not prediction.fear:
        raise RequestError("predictions.errors.no_fear")
    if prediction.by_day > prediction.made_at.date() + FARTHEST:
        raise RequestError("predictions.errors.far_day")


def end_test(
    store: Store,
    uid: str,
    now: datetime,
    ended: str,
    *,
    happened: str | None = None,
    outcome: str | None = None,
) -> Prediction:
    """Say how a test ended; one that had ended keeps its day.

    Args:
        store: The store.
        uid: Its own.
        now: The present time.
        ended: Done, stopped or let go.
        happened: Whether the fear came true; empty where that is left open, None to leave what was said.
        outcome: What happened, in the user's words; None to leave what was said.

    Raises:
        RequestError: It is not there, or a value is none of those offered.
    """
    kind: Ended | None = next((one for one in ENDED if one == ended), None)
    told: Happened | None = next((one for one in HAPPENED if one == happened), None)
    if kind is None or (happened and told is None):
        raise RequestError("predictions.errors.no_choice")
    values: dict[str, Any] = {"ended": kind, "ended_at": find_test(store, uid).ended_at or now}
    if happened is not None:
        values["happened"] = told
    if outcome is not None:
        values["outcome"] = outcome
    return change_test(store, uid, now, **values)


def reopen_test(store: Store, uid: str, now: datetime) -> Prediction:
    """Let a test lie ahead again; what was said of its end is kept.

    Raises:
        RequestError: It is not there, or steps toward the person are not open.
    """
    prediction = find_test(store, uid)
    if prediction.person_id is not None:
        require_open(store, prediction.person_id, now)
    return change_test(store, uid, now, ended=None, ended_at=None)


def step_tests(store: Store, step: Step, now: datetime) -> list[Prediction]:
    """Return the tests with a step that may be shown: what lies ahead first, then the latest."""
    return [one for one in (*open_tests(store, now), *past_tests(store)) if one.step_id == step.id]


def remove_test(place: Place, uid: str) -> str:
    """Delete a test, and return the path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    find_test(place.store, uid)
    return delete_record(place, "prediction", uid, f"/practise/tests/{uid}")


def reminder_file(prediction: Prediction, today: date) -> bytes:
    """Return a calendar file with one reminder that names nobody and nothing, for the evening of the test's day.

    Args:
        prediction: The test.
        today: A day that has passed is reminded of today.
    """
    day = max(prediction.by_day, today)
    return write_calendar(say("pocket.reminder.title"), day, day, [REMINDED_AT], "daily", datetime.now(UTC))


def _fears(past: list[Prediction]) -> list[Fear]:
    return [
        Fear(one.belief, one.ended, one.happened, one.belief_after) for one in past if one.ended is not None
    ]
