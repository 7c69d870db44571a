"""Use cases: the ladder. What lies ahead is shown only where steps toward that person are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from nearer.app.safety import find_gates, people_without_steps, require_open
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.practice.ladder import LEVELS, STATES, Level, State, place_for
from nearer.store.ladder import Step, add_step, is_step, load_step, load_steps, update_step
from nearer.store.ladder import order_steps as store_order
from nearer.store.settings import load_setting, save_setting

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "LEVELS",
    "STATES",
    "LadderView",
    "Level",
    "State",
    "Step",
    "change_step",
    "choose_step",
    "chosen_step",
    "find_step",
    "is_open",
    "keep_step",
    "ladder_view",
    "move_step",
    "open_people",
    "open_steps",
    "order_steps",
    "remove_step",
]

CHOSEN: Final = "ladder.chosen"
"""Setting: uid of the step that the user chose as the next."""


@dataclass(frozen=True, slots=True)
class LadderView:
    """The steps that may be shown, in the user's order.

    Attributes:
        ahead: Open ones.
        done: Done ones.
        aside: Those that were set aside.
    """

    ahead: tuple[Step, ...]
    done: tuple[Step, ...]
    aside: tuple[Step, ...]


def open_people(store: Store, now: datetime) -> frozenset[int]:
    """Return the ids of everybody toward whom steps are open, further names included."""
    return frozenset(person for person, gate in find_gates(store, now).items() if gate == "open")


def is_open(store: Store, person_id: int, now: datetime) -> bool:
    """Whether steps toward somebody are open; where not, the questions about safety come first."""
    return person_id in open_people(store, now)


def ladder_view(store: Store, now: datetime) -> LadderView:
    """Return the steps that may be shown."""
    may = open_people(store, now)
    steps = [step for step in load_steps(store) if step.person_id in may]
    ahead, done, aside = (tuple(step for step in steps if step.state == state) for state in STATES)
    return LadderView(ahead, done, aside)


def open_steps(store: Store, now: datetime) -> tuple[Step, ...]:
    """Return the steps that lie ahead and may be shown, in the user's order."""
    return ladder_view(store, now).ahead


def find_step(store: Store, uid: str) -> Step:
    """Return one step.

    Raises:
        RequestError: It is not there, or not to be shown.
    """
    step = load_step(store, uid)
    if step.person_id in people_without_steps(store):
        raise RequestError("store.errors.gone")
    return step


def keep_step(store: Store, uid: str, now: datetime, person_id: int, **values: Any) -> Step:
    """Keep a new step, before the first that is expected to be harder; sent twice, it is still one.

    Args:
        store: The store.
        uid: Made when the form was.
        now: The present time.
        person_id: Toward whom.
        **values: What is known of it.

    Raises:
        RequestError: The uid is none of ours, steps toward this person are not open, or it says nothing.
    """
    if not is_uid(uid):
        raise RequestError("ladder.errors.no_choice")
    with store.write():
        if is_step(store, uid):
            return change_step(store, uid, now, **values)
        require_open(store, person_id, now)
        step = _checked(Step(uid=uid, person_id=person_id, made_at=now, changed_at=now, **values))
        everyone, ahead = load_steps(store), open_steps(store, now)
        place = place_for([one.discomfort for one in ahead], step.discomfort)
        behind = {one.uid: number for number, one in enumerate(everyone)}
        add_step(store, step, behind[ahead[place].uid] if place < len(ahead) else None)
        return load_step(store, uid)


def change_step(store: Store, uid: str, now: datetime, **values: Any) -> Step:
    """Change what is given, and return the step as it stands then.

    Raises:
        RequestError: It is not there, steps toward this person are not open, or it says nothing.
    """
    with store.write():
        before = find_step(store, uid)
        require_open(store, before.person_id, now)
        step = _checked(replace(before, changed_at=now, **values))
        update_step(store, step)
        return step


def _checked(step: Step) -> Step:
    if not step.what:
        raise RequestError("ladder.errors.no_what")
    if (step.level is not None and step.level not in LEVELS) or step.state not in STATES:
        raise RequestError("ladder.errors.no_choice")
    return step


def order_steps(store: Store, wanted: Sequence[str], now: datetime) -> None:
    """Put the steps that lie ahead into an order; any other keeps its place."""
    may = {step.uid for step in open_steps(store, now)}
    store_order(store, [uid for uid in wanted if uid in may])


def move_step(store: Store, uid: str, by: Literal[-1, 1], now: datetime) -> int:
    """Move a step that lies ahead one place toward the easier (-1) or the harder (1), and return its place from 1.

    Raises:
        RequestError: It is not among those that lie ahead.
    """
    with store.write():
        order = [step.uid for step in open_steps(store, now)]
        if uid not in order:
            raise RequestError("store.errors.gone")
        at = order.index(uid)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        store_order(store, order)
    return to + 1


def choose_step(store: Store, uid: str, now: datetime) -> None:
    """Make a step the next one; an empty uid leaves it to the suggestion again.

    Raises:
        RequestError: It is not among those that lie ahead.
    """
    if uid and uid not in {step.uid for step in open_steps(store, now)}:
        raise RequestError("store.errors.gone")
    save_setting(store, CHOSEN, uid)


def chosen_step(store: Store, now: datetime) -> Step | None:
    """Return the step that the user chose as the next; None where none is, or it may not be shown now."""
    uid = load_setting(store, CHOSEN)
    return next((step for step in open_steps(store, now) if step.uid == uid), None)


def remove_step(place: Place, uid: str) -> str:
    """Delete a step, and return the path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there, or steps toward this person are not open.
    """
    step = find_step(place.store, uid)
    require_open(place.store, step.person_id, place.now())
    return delete_record(place, "step", uid, f"/practise/ladder/{uid}")
