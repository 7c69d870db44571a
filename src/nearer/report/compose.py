"""Findings, put in the order in which a person reads them."""

from __future__ import annotations

from datetime import datetime

from nearer.findings import Finding, Findings
from nearer.report.dates import day_words, length_words, span_words
from nearer.report.figures import effects_figure, moments, over_time_figure, rhythm_figure
from nearer.report.series import MAX_POINTS
from nearer.report.view import ContactView, PageView, StepView, TableView
from nearer.report.waiting import missing, waiting_view
from nearer.words import catalogue, say

__all__ = ["compose_contact", "compose_page"]

ALL_POINTS = 8_000
MIN_POINTS = 150
MAX_SHORT_SECTIONS = 4
MAX_SKIPPED_ROWS = 50


def compose_page(findings: Findings, now: datetime) -> PageView:
    """Return what stands on the page.

    Args:
        findings: What was found.
        now: When the page is made.
    """
    full, short = _sections(findings)
    points = min(MAX_POINTS, max(MIN_POINTS, ALL_POINTS // max(1, len(full))))
    names = [finding.contact for finding in findings.relationships]
    title = say("report.page.title_one", contact=names[0]) if len(names) == 1 else say("report.page.title")
    return PageView(
        title=title,
        made=say("report.page.made", me=findings.me, day=day_words(now.date())),
        overall=findings.overall_sentence,
        overall_note=findings.overall_note,
        contacts=tuple(
            compose_contact(f"contact-{number}", finding, points)
            for number, finding in enumerate(full, start=1)
        ),
        short=_short_table(short),
        notes=_notes(findings),
        skipped=_skipped_table(findings),
    )


def _sections(findings: Findings) -> tuple[list[Finding], list[Finding]]:
    """Return who gets a section and who only a row: with many contacts, the shortest records."""
    full: list[Finding] = []
    short: list[Finding] = []
    n_too_short = 0
    for finding in findings.in_reading_order:
        n_too_short += finding.verdict == "too_little_data"
        waits = finding.verdict == "too_little_data" and n_too_short > MAX_SHORT_SECTIONS
        (short if waits else full).append(finding)
    return full, short


def compose_contact(anchor: str, finding: Finding, points: int = MAX_POINTS) -> ContactView:
    """Return what stands on the page about one contact.

    Args:
        anchor: Name within the page.
        finding: What was found.
        points: Most rows to draw over time.
    """
    too_short = finding.verdict == "too_little_data"
    figures = (over_time_figure(finding, points), effects_figure(finding), rhythm_figure(finding))
    clearest, others = moments(finding)
    return ContactView(
        anchor=anchor,
        name=finding.contact,
        more=say("report.page.more", contact=finding.contact),
        short=say(f"report.short.{finding.kind}"),
        span=say(
            "report.page.span",
            first=day_words(finding.first.date()),
            last=day_words(finding.last.date()),
            length=length_words(finding.assessment.measurement.span_days),
            messages=f"{finding.messages:,}",
        ),
        sentence=finding.sentence,
        how_sure=finding.how_sure,
        why=finding.why,
        waiting=waiting_view(finding) if too_short else None,
        figures=tuple(figure for figure in figures if figure is not None),
        moments=clearest,
        more_moments=others,
        explanations_title="" if too_short else say(f"report.explanations.title_{_explained(finding)}"),
        explanations=() if too_short else _list(f"explanations.{finding.verdict}"),
        blind=_list("blind.lines"),
        step=StepView(
            say("report.step.safety", contact=finding.contact),
            say(f"report.step.{finding.manner or finding.verdict}"),
        ),
    )


def _explained(finding: Finding) -> str:
    return "no_sign_blind" if finding.is_blind else finding.verdict


def _list(path: str) -> tuple[str, ...]:
    """Return a list of sentences from the catalogue."""
    entry = catalogue("report")
    for name in path.split("."):
        entry = entry[name]
    return tuple(entry)


def _short_table(short: list[Finding]) -> TableView | None:
    if not short:
        return None
    return TableView(
        say("report.many.caption"),
        tuple(say(f"report.many.{name}") for name in ("contact", "span", "messages", "weeks", "turns")),
        tuple(
            (
                finding.contact,
                span_words(finding.first.date(), finding.last.date()),
                f"{finding.messages:,}",
                *(f"{n:,}" for n in missing(finding)),
            )
            for finding in short
        ),
    )


def _notes(findings: Findings) -> tuple[str, ...]:
    left_out = [say(f"report.left_out.{left.reason}", title=left.title) for left in findings.left_out]
    skipped = (
        [
            say(
                f"report.skipped.{'one' if findings.n_skipped == 1 else 'sentence'}",
                n=f"{findings.n_skipped:,}",
            )
        ]
        if findings.n_skipped
        else []
    )
    return (*findings.notes, *left_out, *skipped)


def _skipped_table(findings: Findings) -> TableView | None:
    if not findings.skipped:
        return None
    return TableView(
        say("report.skipped.caption"),
        tuple(say(f"report.skipped.{name}") for name in ("file", "line", "reason")),
        tuple(
            (skip.file, "" if skip.line is None else str(skip.line), skip.reason)
            for skip in findings.skipped[:MAX_SKIPPED_ROWS]
        ),
    )
