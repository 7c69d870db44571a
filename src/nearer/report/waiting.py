"""What a record that is too short lacks, how long it would take, and what can be seen meanwhile."""

from __future__ import annotations

from nearer.findings import Finding
from nearer.inference.assess import ENOUGH_DAYS, ENOUGH_TURNS, FEWEST_TURNS_EACH
from nearer.report.dates import length_words
from nearer.report.view import TableView, WaitingView
from nearer.words import say

__all__ = ["days_to_go", "missing", "waiting_view"]

DAYS_A_WEEK = 7
TOO_LONG_DAYS = 3 * 365


def waiting_view(finding: Finding) -> WaitingView:
    """Return what is there, what an answer needs, and the rest."""
    record = finding.assessment.measurement
    mine, theirs = record.n_turns
    needs = (
        ("weeks", int(record.span_days / DAYS_A_WEEK), round(ENOUGH_DAYS / DAYS_A_WEEK)),
        ("turns", mine + theirs, ENOUGH_TURNS),
        ("turns_me", mine, FEWEST_TURNS_EACH),
        ("turns_them", theirs, FEWEST_TURNS_EACH),
    )
    table = TableView(
        say("report.waiting.caption"),
        tuple(say(f"report.waiting.{name}") for name in ("what", "there", "needed", "missing")),
        tuple(
            (
                say(f"report.waiting.{name}", contact=finding.contact),
                f"{there:,}",
                f"{needed:,}",
                f"{needed - there:,}" if there < needed else say("report.waiting.enough"),
            )
            for name, there, needed in needs
        ),
    )
    return WaitingView(_how_long(days_to_go(finding)), table, say("report.waiting.meanwhile"))


def missing(finding: Finding) -> tuple[int, int]:
    """Return how many weeks and how many turns a record lacks."""
    record = finding.assessment.measurement
    weeks = round(ENOUGH_DAYS / DAYS_A_WEEK) - int(record.span_days / DAYS_A_WEEK)
    turns = max(ENOUGH_TURNS - sum(record.n_turns), FEWEST_TURNS_EACH - min(record.n_turns))
    return max(0, weeks), max(0, turns)


def days_to_go(finding: Finding) -> float | None:
    """Return how many more days at this pace would do; None where the pace cannot tell."""
    record = finding.assessment.measurement
    if record.span_days < 1 or min(record.n_turns) == 0:
        return None
    needs: tuple[tuple[float, float], ...] = (
        (sum(record.n_turns), ENOUGH_TURNS),
        (min(record.n_turns), FEWEST_TURNS_EACH),
        (record.span_days, ENOUGH_DAYS),
    )
    return max(0.0, *(record.span_days * (needed / there - 1) for there, needed in needs))


def _how_long(days: float | None) -> str:
    if days is None:
        return say("report.waiting.no_pace")
    if days == 0:
        return say("report.waiting.flat")
    if days > TOO_LONG_DAYS:
        return say("report.waiting.too_slow")
    return say("report.waiting.at_this_pace", length=length_words(days))
