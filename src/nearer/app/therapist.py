"""Use case: one document for a therapist, chosen section by section, with everybody else under a pseudonym.

A page and a PDF are made from the same :class:`TherapistView`. It holds nothing of what was answered about safety;
people whom that hides are hidden here as on every page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from nearer.app import therapist_practice, therapist_record
from nearer.app.therapist_names import Names
from nearer.kernel.errors import RequestError
from nearer.report.dates import day_words
from nearer.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from nearer.app.therapist_pieces import Piece
    from nearer.store.database import Store

__all__ = [
    "LONGEST_NOTE",
    "OFF_AT_FIRST",
    "PERIODS",
    "SECTIONS",
    "Choice",
    "Period",
    "Section",
    "TherapistView",
    "choose",
    "offered",
    "therapist_view",
]

Period = Literal["all", "year", "quarter", "month"]

PERIODS: Final[dict[Period, int | None]] = {"all": None, "year": 365, "quarter": 91, "month": 30}
"""Days back from today; None for all there is."""

SECTIONS: Final = (
    "findings",
    "looked_back",
    "checkins",
    "tipping",
    "ladder",
    "exercises",
    "pauses",
    "scales",
    "progress",
    "writing",
)
"""Every section, in the order of the document."""
OFF_AT_FIRST: Final = frozenset({"writing"})
"""Those that are only taken where the user asks for them."""
LONGEST_NOTE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Section:
    """One section.

    Attributes:
        key: One of :data:`SECTIONS`.
        title: Its heading.
        span: Which time it covers, in a sentence.
        pieces: What it says; empty where there is nothing yet.
        method: How what it says came about, for the last page.
    """

    key: str
    title: str
    span: str
    pieces: tuple[Piece, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes into the document.

    Attributes:
        sections: Keys, in the order of the document.
        period: How far back.
        note: The user's own words to the reader.
    """

    sections: tuple[str, ...]
    period: Period = "all"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TherapistView:
    """The document.

    Attributes:
        title: Of the whole.
        made: When and by whom it was made.
        opening: What it is and is not, one paragraph each.
        note_title: Heading of the note.
        note: The user's words to the reader, names replaced; empty for none.
        sections: Those that were chosen and have something to say.
        methods_title: Heading of the last page.
        methods: Title and text of each section's way of working.
        limits_title: Heading of the limits.
        limits: One sentence or two each.
    """

    title: str
    made: str
    opening: tuple[str, ...]
    note_title: str
    note: str
    sections: tuple[Section, ...]
    methods_title: str
    methods: tuple[tuple[str, str], ...]
    limits_title: str
    limits: tuple[str, ...]


def choose(sections: Collection[str], period: str, note: str) -> Choice:
    """Return a choice that makes sense.

    Raises:
        RequestError: No section is chosen, one or the period is none, or the note is too long.
    """
    kept = tuple(key for key in SECTIONS if key in sections)
    if not kept or len(kept) != len(set(sections)):
        raise RequestError("therapist.errors.no_section")
    found = next((one for one in PERIODS if one == period), None)
    if found is None:
        raise RequestError("therapist.errors.no_period")
    if len(note) > LONGEST_NOTE:
        raise RequestError("therapist.errors.long_note")
    return Choice(kept, found, note)


def offered(store: Store, now: datetime, period: Period = "all") -> tuple[Section, ...]:
    """Return every section as it would stand in the document, those without anything to say too."""
    return _sections(store, SECTIONS, period, now, Names(store))


def therapist_view(store: Store, choice: Choice, now: datetime) -> TherapistView:
    """Return the document.

    Args:
        store: The store.
        choice: What goes into it.
        now: The present time.
    """
    names = Names(store)
    sections = _sections(store, choice.sections, choice.period, now, names)
    return TherapistView(
        title=say("therapist.document.title"),
        made=say("therapist.document.made", day=day_words(now.date())),
        opening=tuple(say(f"therapist.document.{key}") for key in ("what", "not", "names")),
        note_title=say("therapist.document.note"),
        note=names.words(choice.note),
        sections=tuple(section for section in sections if section.pieces),
        methods_title=say("therapist.document.methods"),
        methods=tuple((section.title, section.method) for section in sections if section.pieces),
        limits_title=say("therapist.document.limits"),
        limits=tuple(say(f"therapist.limits.{key}") for key in ("messages", "notes", "cause", "person")),
    )


def _sections(
    store: Store, keys: Collection[str], period: Period, now: datetime, names: Names
) -> tuple[Section, ...]:
    builders: dict[str, Callable[[Store, Names, date, datetime], list[Piece]]] = {
        "findings": therapist_record.findings,
        "looked_back": therapist_record.looked_back,
        "checkins": therapist_record.checkins,
        "tipping": therapist_record.tipping,
        "ladder": therapist_practice.ladder,
        "exercises": therapist_practice.exercises,
        "pauses": therapist_practice.pauses,
        "scales": therapist_practice.scales,
        "progress": therapist_practice.progress,
        "writing": therapist_practice.writing,
    }
    days = PERIODS[period]
    since = date.min if days is None else now.date() - timedelta(days=days)
    return tuple(
        Section(
            key=key,
            title=say(f"therapist.titles.{key}"),
            span=_span(key, since, now),
            pieces=tuple(builders[key](store, names, since, now)),
            method=say(f"therapist.method.{key}"),
        )
        for key in keys
    )


CUT: Final = frozenset({"looked_back", "checkins", "ladder", "writing"})
"""Sections that keep to the period; the others rest on all there is, since they need it."""


def _span(key: str, since: date, now: datetime) -> str:
    if key not in CUT or since == date.min:
        return say("therapist.span.all")
    return say("therapist.span.since", first=day_words(since), last=day_words(now.date()))
