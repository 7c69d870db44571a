"""What stands on the page, as values: everything that is said, nothing of how it looks.

``compose.py`` fills it from findings, ``page.py`` makes it HTML; a snapshot of it is the page's text.
"""

from __future__ import annotations

from dataclasses import dataclass

from nearer.report.specs import Spec

__all__ = ["ContactView", "FigureView", "MomentView", "PageView", "StepView", "TableView", "WaitingView"]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: the first cell of each row is its heading."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MomentView:
    """A possible episode.

    Attributes:
        days: Its days, in words.
        text: What the record shows about them.
        first_ms: Start of the time to show around it, milliseconds UTC.
        last_ms: End of it.
    """

    days: str
    text: str
    first_ms: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class FigureView:
    """One or two charts of a kind, with a sentence above and a table behind.

    Attributes:
        kind: ``over_time``, ``effects`` or ``rhythm``.
        title: Heading.
        sentence: What the chart shows for this person.
        charts: Specifications, each with its ``description``.
        labels: A line under each chart, or empty.
        legend: Pairs of a mark's style name and its words.
        table: The numbers.
        points: What each row of an effects chart allows to say; empty for the others.
    """

    kind: str
    title: str
    sentence: str
    charts: tuple[Spec, ...]
    labels: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    table: TableView
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What a short record lacks, and how long it would take."""

    text: str
    table: TableView
    meanwhile: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One next step, after a word on safety."""

    safety: str
    text: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact.

    Attributes:
        anchor: Name within the page, made by the program.
        name: The contact.
        more: What opens the rest, where there are several contacts.
        short: The verdict in a few words.
        span: From when to when, and how much.
        sentence: The answer.
        how_sure: How sure it is.
        why: What it rests on.
        waiting: What is missing; None where there is a verdict.
        figures: In the order in which they are read.
        moments: The possible episodes that stand out most, in order of time.
        more_moments: The others, in order of time.
        explanations_title: Heading of what follows; empty without.
        explanations: What else could explain it.
        blind: What this cannot see.
        step: One next step.
    """

    anchor: str
    name: str
    more: str
    short: str
    span: str
    sentence: str
    how_sure: str
    why: str
    waiting: WaitingView | None
    figures: tuple[FigureView, ...]
    moments: tuple[MomentView, ...]
    more_moments: tuple[MomentView, ...]
    explanations_title: str
    explanations: tuple[str, ...]
    blind: tuple[str, ...]
    step: StepView


@dataclass(frozen=True, slots=True)
class PageView:
    """The page.

    Attributes:
        title: Of the document.
        made: For whom, and when.
        overall: The statement over all contacts; None with fewer than two that count.
        overall_note: How that goes together with what is said of each; None where nothing needs it.
        contacts: Those that get a section.
        short: Further contacts with too short a record, in one table; None without any.
        notes: Sentences about the exports, what was skipped and left out.
        skipped: The places that could not be read; None without any.
    """

    title: str
    made: str
    overall: str | None
    overall_note: str | None
    contacts: tuple[ContactView, ...]
    short: TableView | None
    notes: tuple[str, ...]
    skipped: TableView | None
