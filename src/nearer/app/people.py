"""Use cases: the people, what is found about the user with each, and what waits for a look.

Pages read what was worked out before; the work itself happens in the background.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from nearer.app.candidates import Candidate, find_candidates, waiting
from nearer.app.example import example_people
from nearer.app.looking import Current, Standing, current_findings, load_today
from nearer.app.safety import people_out_of_sight, people_without_steps
from nearer.store.looks import Reading
from nearer.store.marks import Mark, load_marks
from nearer.store.messages import load_conversations
from nearer.store.people import Person, load_names, load_people, load_person
from nearer.words import say

if TYPE_CHECKING:
    from nearer.findings import Finding
    from nearer.report.view import ContactView
    from nearer.store.database import Store

__all__ = [
    "PeopleView",
    "PersonRow",
    "PersonView",
    "contact_view",
    "load_names",
    "people_view",
    "person_view",
    "review_candidates",
]


@dataclass(frozen=True, slots=True, eq=False)
class PersonRow:
    """One person in the list.

    Attributes:
        person: Who.
        standing: What stands about them; None while nothing was worked out.
        has_messages: Whether any messages with them are kept.
        n_waiting: Possible times without an answer.
        also: Further names that count as this person.
        is_example: Whether they are made up.
    """

    person: Person
    standing: Standing | None
    has_messages: bool
    n_waiting: int
    also: tuple[Person, ...]
    is_example: bool


@dataclass(frozen=True, slots=True, eq=False)
class PeopleView:
    """The list.

    Attributes:
        rows: Those with something to look at first, then the others, by name.
        hidden: Those that are hidden, by name.
        overall: The statement over all contacts; None where there is none.
        overall_note: How that goes together with what is said of each.
        overall_as_of: The last day that it rests on.
        n_waiting: Possible times without an answer, with anybody.
        is_missing: Whether somebody's messages were not worked out yet.
    """

    rows: tuple[PersonRow, ...]
    hidden: tuple[Person, ...]
    overall: str | None
    overall_note: str | None
    overall_as_of: date | None
    n_waiting: int
    is_missing: bool


@dataclass(frozen=True, slots=True, eq=False)
class PersonView:
    """The page of one person.

    Attributes:
        row: As in the list.
        today: The record as it is today, for the pictures; None while nothing was worked out.
        candidates: Their possible episodes with the answers, those that wait first.
        marks: Days that do not count, those with everybody included.
        others: People with whom they could be joined.
    """

    row: PersonRow
    today: Reading | None
    candidates: tuple[Candidate, ...]
    marks: tuple[Mark, ...]
    others: tuple[Person, ...]


def people_view(store: Store) -> PeopleView:
    """Return the list of people with what was found about each.

    Args:
        store: The store.
    """
    people = load_people(store, hidden=True, joined=True)
    current = current_findings(store)
    made_up = example_people(store)
    roots = [person for person in people if person.joined_to is None]
    shown = [person for person in roots if not person.hidden]
    candidates = find_candidates(store, _findings(current, shown))
    known = _with_messages(store)
    also = _further_names(people)
    asked = _asked(store, candidates)
    n_waiting = Counter(one.person_id for one in asked)
    rows = [
        _row(person, also.get(person.id, ()), current, n_waiting[person.id], made_up, known)
        for person in shown
    ]
    rows.sort(key=lambda row: not _has_something(row))
    return PeopleView(
        rows=tuple(rows),
        hidden=tuple(person for person in roots if person.hidden),
        overall=current.findings.overall_sentence if current else None,
        overall_note=current.findings.overall_note if current else None,
        overall_as_of=current.overall.as_of if current and current.overall else None,
        n_waiting=len(asked),
        is_missing=any(row.has_messages and row.standing is None for row in rows),
    )


def person_view(store: Store, person_id: int) -> PersonView:
    """Return the page of one person; a further name of somebody gives the page of that person.

    Raises:
        RequestError: They are not there.
    """
    asked = load_person(store, person_id)
    person = asked if asked.joined_to is None else load_person(store, asked.joined_to)
    people = load_people(store, hidden=True, joined=True)
    current = current_findings(store)
    candidates = find_candidates(store, _findings(current, [person]))
    return PersonView(
        row=_row(
            person,
            _further_names(people).get(person.id, ()),
            current,
            len(_asked(store, candidates)),
            example_people(store),
            _with_messages(store),
        ),
        today=load_today(store, person.id),
        candidates=tuple(candidates),
        marks=tuple(load_marks(store, person.id)),
        others=tuple(other for other in people if other.joined_to is None and other.id != person.id),
    )


def contact_view(view: PersonView) -> ContactView | None:
    """Return what stands on the page of one person: the verdict by the standing look, the pictures of today's record.

    Args:
        view: The person.

    Returns:
        None while nothing was worked out.
    """
    from nearer.report.compose import compose_contact

    standing = view.row.standing
    if standing is None:
        return None
    finding = standing.finding
    if view.today is not None and view.today.measurement.days is not None:
        today = view.today.measurement
        measurement = replace(finding.assessment.measurement, days=today.days, rhythm=today.rhythm)
        finding = replace(finding, assessment=replace(finding.assessment, measurement=measurement))
    contact = compose_contact("contact", finding)
    if finding.verdict != "pulls_away":
        return contact
    explanations = (say("people.explanations.together"), *contact.explanations[1:])
    return replace(contact, explanations=explanations)


def review_candidates(store: Store, *, hidden: bool = False) -> list[Candidate]:
    """Return the possible episodes with everybody, those that wait first.

    Nobody is asked whether they pulled away from someone with whom it is not safe.

    Args:
        store: The store.
        hidden: Whether to return those with hidden people, too, and those about which nobody is asked.
    """
    candidates = find_candidates(store, _findings(current_findings(store), load_people(store, hidden=hidden)))
    unasked = frozenset() if hidden else people_without_steps(store)
    return [one for one in candidates if one.review is not None or one.person_id not in unasked]


def _asked(store: Store, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return those that wait for an answer and may be asked about."""
    unasked = people_without_steps(store)
    return [one for one in waiting(candidates) if one.person_id not in unasked]


def _findings(current: Current | None, people: Sequence[Person]) -> dict[int, Finding]:
    if current is None:
        return {}
    standing = current.standing
    return {person.id: standing[person.id].finding for person in people if person.id in standing}


def _with_messages(store: Store) -> set[int | None]:
    out_of_sight = people_out_of_sight(store)
    return {one.person_id for one in load_conversations(store)} - out_of_sight


def _further_names(people: Iterable[Person]) -> dict[int, list[Person]]:
    """Return the further names of each person, by the person's id."""
    also: dict[int, list[Person]] = {}
    for person in people:
        if person.joined_to is not None:
            also.setdefault(person.joined_to, []).append(person)
    return also


def _row(
    person: Person,
    also: Sequence[Person],
    current: Current | None,
    n_waiting: int,
    made_up: set[int],
    with_messages: set[int | None],
) -> PersonRow:
    return PersonRow(
        person=person,
        standing=current.standing.get(person.id) if current else None,
        has_messages=any(one.id in with_messages for one in (person, *also)),
        n_waiting=n_waiting,
        also=tuple(also),
        is_example=person.id in made_up,
    )


def _has_something(row: PersonRow) -> bool:
    """Whether there is something to look at: possible times that wait, or a sign."""
    standing = row.standing
    return row.n_waiting > 0 or (standing is not None and standing.finding.verdict == "pulls_away")
