"""Use cases: is it safe to take a step toward somebody, and what must stay out of sight.

Nothing here tells a page *why* somebody is not offered: a person about whom a question was answered "yes" is, to
whoever reads the screen, a person about whom nothing was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from nearer.kernel.errors import RequestError
from nearer.practice.safety import (
    ANSWERS,
    OF_ME,
    OF_THEM,
    QUESTIONS,
    Gate,
    Restriction,
    SafetyAnswer,
    find_gate,
    find_restriction,
    strictest,
)
from nearer.store.people import load_person
from nearer.store.safety import load_safety, save_safety

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "ANSWERS",
    "OF_ME",
    "OF_THEM",
    "QUESTIONS",
    "Gate",
    "answer_safety",
    "find_gates",
    "people_out_of_sight",
    "people_without_steps",
    "require_open",
]


def find_gates(store: Store, now: datetime) -> dict[int, Gate]:
    """Return what is allowed with every person, by id; a further name of somebody is as that person is."""
    rows = load_safety(store)
    gates: dict[int, list[Gate]] = defaultdict(list)
    for row in rows:
        gates[row.counts_for].append(find_gate(row.answers, row.asked_at, now))
    return {row.person_id: strictest(gates[row.counts_for]) for row in rows}


def people_without_steps(store: Store) -> frozenset[int]:
    """Return the ids of everybody with whom no step, test, pause or note may be shown, further names included."""
    return _restricted(store, ("closed", "away"))


def people_out_of_sight(store: Store) -> frozenset[int]:
    """Return the ids of everybody whose activity and episodes may not be shown, further names included."""
    return _restricted(store, ("away",))


def _restricted(store: Store, restrictions: Container[Restriction | None]) -> frozenset[int]:
    rows = load_safety(store)
    found = {row.counts_for for row in rows if find_restriction(row.answers) in restrictions}
    return frozenset(row.person_id for row in rows if row.counts_for in found)


def require_open(store: Store, person_id: int, now: datetime) -> None:
    """Let a step toward somebody pass only where that was asked, lately, and nothing speaks against it.

    Raises:
        RequestError: It was not; the sentence is the same for every reason.
    """
    if find_gates(store, now).get(person_id) != "open":
        raise RequestError("safety.errors.ask_first")


def answer_safety(store: Store, person_id: int, answers: Mapping[str, str], now: datetime) -> Gate:
    """Keep what the user says about the safety with a person, and return what these answers by themselves allow.

    Earlier answers stay where a question is left out, but what is returned does not know of them: else whoever sends
    an empty form would learn what was said before.

    Args:
        store: The store.
        person_id: Who.
        answers: By question; those left out keep what was said before.
        now: The present time.

    Raises:
        RequestError: The person, a question or an answer is none.
    """
    person = load_person(store, person_id)
    kept: dict[str, SafetyAnswer] = {}
    for question, answer in answers.items():
        found = next((one for one in ANSWERS if one == answer), None)
        if question not in QUESTIONS or found is None:
            raise RequestError("safety.errors.no_answer")
        kept[question] = found
    save_safety(store, person.joined_to or person.id, kept, now)
    return find_gate(kept, now, now)
