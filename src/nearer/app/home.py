"""Use case: today in one glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal

from nearer.app.example import has_messages
from nearer.app.people import PeopleView, PersonRow, people_view
from nearer.report.dates import day_words
from nearer.store.checkins import CheckInFilter, count_checkins
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["ChosenStep", "Greeting", "HomeView", "LastFinding", "NextStep", "greeting_at", "home_view"]

Greeting = Literal["morning", "afternoon", "evening", "night"]
NextStep = Literal["bring", "review", "first"]

HOURS: Final[tuple[tuple[int, Greeting], ...]] = (
    (5, "night"),
    (12, "morning"),
    (18, "afternoon"),
    (23, "evening"),
)


@dataclass(frozen=True, slots=True)
class LastFinding:
    """What the messages say so far.

    Attributes:
        sentence: In one sentence.
        as_of: Last day of the record that it rests on.
        url: Where it is told in full.
        is_example: Whether it comes from the made-up example.
    """

    sentence: str
    as_of: date | None
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class ChosenStep:
    """The step that lies ahead.

    Attributes:
        words: In the user's own; of a fear that is tested, only the day.
        url: Where it stands.
    """

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page.

    Attributes:
        greeting: By the time of day.
        n_today: Check-ins about today.
        finding: None where there is none yet.
        chosen: A small step that the user chose, or whose day is set; None for none.
        step: One possible next step, where none is chosen; None where nothing is waiting.
    """

    greeting: Greeting
    n_today: int
    finding: LastFinding | None
    chosen: ChosenStep | None
    step: NextStep | None


def greeting_at(moment: datetime) -> Greeting:
    """Return how to greet.

    >>> greeting_at(datetime(2026, 3, 4, 17, 59)), greeting_at(datetime(2026, 3, 4, 4, 0))
    ('afternoon', 'night')
    """
    return next((greeting for until, greeting in HOURS if moment.hour < until), "night")


def home_view(store: Store, now: datetime) -> HomeView:
    """Return the first page.

    Args:
        store: The store.
        now: The present time.
    """
    people = people_view(store)
    today = CheckInFilter(first=now.date(), last=now.date())
    chosen = _chosen_step(store, now)
    step = None if chosen else _next_step(store, people.n_waiting > 0)
    return HomeView(greeting_at(now), count_checkins(store, today), _last_finding(people), chosen, step)


def _chosen_step(store: Store, now: datetime) -> ChosenStep | None:
    """Return what the user set out to do; in two harder weeks, nothing."""
    from nearer.app.next_step import find_set_step

    found = find_set_step(store, now)
    if found is None:
        return None
    if found.test is not None:
        return ChosenStep(
            say("home.page.test", day=day_words(found.test.by_day)), f"/practise/tests/{found.test.uid}"
        )
    return None if found.step is None else ChosenStep(found.step.what, f"/practise/ladder/{found.step.uid}")


def _last_finding(people: PeopleView) -> LastFinding | None:
    """Return the latest sign about one contact, else the statement over all, else what was looked at last."""
    rows = [row for row in people.rows if row.standing]
    signs = [row for row in rows if row.standing and row.standing.finding.verdict == "pulls_away"]
    if people.overall and not signs:
        return LastFinding(
            people.overall, people.overall_as_of, "/people", any(row.is_example for row in rows)
        )
    last = max(signs or rows, key=_looked_at, default=None)
    if last is None or last.standing is None:
        return None
    url = f"/people/{last.person.id}"
    return LastFinding(last.standing.finding.sentence, last.standing.as_of, url, last.is_example)


def _looked_at(row: PersonRow) -> tuple[str, date]:
    """Return when a person was looked at; those without a look come before those with one."""
    if row.standing is None:
        return "", date.min
    return row.standing.made_at.isoformat() if row.standing.made_at else "", row.standing.as_of


def _next_step(store: Store, waiting: bool) -> NextStep | None:
    """Return one step: bring messages, else look at a possible time that waits, else note a first moment."""
    if not has_messages(store):
        return "bring"
    if waiting:
        return "review"
    return None if count_checkins(store) else "first"
