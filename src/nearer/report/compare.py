"""The same record without and with the days that the user marked, side by side."""

from __future__ import annotations

from nearer.findings import Finding
from nearer.report.view import TableView
from nearer.words import say

__all__ = ["compare_findings", "compare_words"]


def compare_words(before: Finding, after: Finding) -> str:
    """Return in words what the marks changed.

    Args:
        before: Found without the marks.
        after: Found with them.
    """
    if before.kind == after.kind:
        return say("people.compare.same")
    return say("people.compare.other", before=before.sentence, after=after.sentence)


def compare_findings(before: Finding, after: Finding) -> TableView:
    """Return the figures of both.

    Args:
        before: Found without the marks.
        after: Found with them.
    """
    rows = (
        ("answer", _answer),
        ("ratio", _ratio),
        ("chance", _chance),
        ("episodes", lambda finding: str(len(finding.episodes))),
        ("days", _days),
    )
    return TableView(
        say("people.compare.caption"),
        tuple(say(f"people.compare.{name}") for name in ("what", "before", "after")),
        tuple((say(f"people.compare.{name}"), told(before), told(after)) for name, told in rows),
    )


def _answer(finding: Finding) -> str:
    return say(f"report.short.{finding.kind}")


def _ratio(finding: Finding) -> str:
    effect = finding.me
    if effect is None:
        return say("people.compare.no_ratio")
    return say(
        "people.compare.ratio_value",
        ratio=f"{effect.ratio:.1f}",
        low=f"{effect.low:.1f}",
        high=f"{effect.high:.1f}",
    )


def _chance(finding: Finding) -> str:
    p = finding.p if finding.p_adjusted is None else finding.p_adjusted
    if p is None:
        return say("people.compare.no_ratio")
    percent = round(100 * p)
    return (
        say("people.compare.chance_value", percent=percent) if percent else say("people.compare.chance_small")
    )


def _days(finding: Finding) -> str:
    days = finding.assessment.measurement.days
    return say("people.compare.no_ratio") if days is None else f"{int((days.weight > 0).sum()):,}"
