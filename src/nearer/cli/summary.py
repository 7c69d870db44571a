"""An answer on a terminal: one plain sentence for each contact first, figures after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nearer.words import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from nearer.findings import Finding, Findings
    from nearer.sources import Skipped

__all__ = ["show_findings", "skipped_line"]

MOST_TIMES = 4
MOST_LEFT_OUT = 5
MOST_REASONS = 4


def show_findings(findings: Findings, out: Console) -> None:
    """Print the answer: sentences, then one table of figures, then what was left out."""
    if findings.overall_sentence:
        out.print(findings.overall_sentence, style="bold")
        if findings.overall_note:
            out.print(findings.overall_note, style="dim")
        out.print()
    for finding in findings.in_reading_order:
        out.print(finding.sentence, style="bold" if len(findings.relationships) == 1 else "")
        out.print(finding.how_sure, style="dim")
        if finding.verdict == "too_little_data":
            out.print(finding.why, style="dim")
        if finding.episodes:
            out.print(say("cli.answer.possible_times", times=_times(finding)), style="dim")
        out.print()
    table = _figures(findings.in_reading_order)
    if table.row_count:
        out.print(say("cli.table.about"), style="dim")
        out.print(table)
        out.print()
    for left in findings.left_out[:MOST_LEFT_OUT]:
        out.print(say(f"cli.answer.left_out_{left.reason}", title=left.title))
    n_more = len(findings.left_out) - MOST_LEFT_OUT
    if n_more > 0:
        out.print(say(f"cli.answer.left_out_more{'_one' if n_more == 1 else ''}", n=n_more))
    for note in findings.notes:
        out.print(note)
    if findings.n_skipped:
        out.print(skipped_line(findings.skipped, findings.n_skipped))
    out.print(say("cli.answer.limits"))


def skipped_line(skipped: Sequence[Skipped], n_skipped: int) -> str:
    """Say how many places could not be read and why, most frequent reasons first."""
    reasons = Counter(skip.reason for skip in skipped).most_common(MOST_REASONS)
    return say(
        "cli.answer.skipped_one" if n_skipped == 1 else "cli.answer.skipped",
        n=f"{n_skipped:,}",
        reasons=", ".join(f"{reason}: {n:,}" for reason, n in reasons),
    )


def _times(finding: Finding) -> str:
    from nearer.report.dates import span_words

    strongest = sorted(finding.episodes, key=lambda episode: -episode.confidence)[:MOST_TIMES]
    spans = [
        span_words(episode.start, episode.end)
        for episode in sorted(strongest, key=lambda episode: episode.start)
    ]
    more = len(finding.episodes) - len(strongest)
    together = "; ".join(spans)
    return say("cli.answer.more_times", times=together, n=more) if more else together


def _figures(relationships: Sequence[Finding]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from nearer.report.effects import times

    table = Table(box=None, pad_edge=False)
    for column, side in (
        ("contact", "left"),
        ("what", "left"),
        ("ratio", "right"),
        ("between", "left"),
        ("n", "right"),
    ):
        table.add_column(say(f"cli.table.{column}"), justify="right" if side == "right" else "left")
    for finding in relationships:
        rows: list[tuple[str, float, float, float, int]] = []
        if finding.me is not None:
            effect = finding.me
            n_spells = max(0, round(effect.n_spells))
            rows.append(("spells", effect.ratio, effect.low, effect.high, n_spells))
        for name, channel in finding.channels.items():
            if channel.me is not None:
                rows.append((name, channel.me.value, channel.me.low, channel.me.high, channel.me.n))
        for number, (name, value, low, high, n) in enumerate(rows):
            contact = Text(finding.contact if number == 0 else "")
            table.add_row(
                contact, say(f"cli.answer.{name}"), times(value), f"{times(low)} – {times(high)}", f"{n:,}"
            )
    return table
