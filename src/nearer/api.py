"""Nearer from Python: read exports, analyse them, look at the answer.

>>> import nearer
>>> made = nearer.simulate(seed=1, family="draws_back", months=12)      # or nearer.read("WhatsApp Chat with Sam.zip")
>>> timelines = made.timelines
>>> len(timelines)
1
>>> answer = nearer.analyze(timelines, me=made.me)
>>> answer.to_dict()["schema"]
'nearer.findings/1'
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from nearer.app.analyze import AwayDays, analyze_timelines, find_me, read_exports, some_names
from nearer.findings import Finding, Findings, findings_document, findings_json, replace_names
from nearer.kernel.errors import RequestError
from nearer.sources import DateOrder, ReadOptions
from nearer.timeline import Timelines

if TYPE_CHECKING:
    import polars as pl

    from nearer.app.simulate import SimulatedChat
    from nearer.report.charts import Chart

__all__ = ["Analysis", "Timelines", "analyze", "read", "simulate"]

File = str | PathLike[str]
Span = tuple[date, date]


class Analysis:
    """The answer to one person: prints well, converts to JSON and Polars, plots, makes the page.

    Attributes:
        findings: Everything that was found, as immutable values.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def __len__(self) -> int:
        return len(self.findings.relationships)

    def __getitem__(self, contact: str) -> Finding:
        """Return the finding about one contact.

        Raises:
            KeyError: There is no such contact.
        """
        for finding in self.findings.relationships:
            if finding.contact == contact:
                return finding
        raise KeyError(contact)

    def __repr__(self) -> str:
        lines = [line for line in (self.findings.overall_sentence, self.findings.overall_note) if line]
        for finding in self.findings.in_reading_order:
            lines += [finding.sentence, f"  {finding.how_sure}"]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the findings file as plain values."""
        plain: dict[str, Any] = msgspec.to_builtins(findings_document(self.findings))
        return plain

    def to_json(self) -> str:
        """Return the findings file as text."""
        return findings_json(self.findings).decode()

    def to_polars(self) -> pl.DataFrame:
        """Return one row for each contact: verdict, effect with its interval, p-values, power."""
        import polars as pl

        rows = []
        for entry in self.to_dict()["relationships"]:
            mine = entry["effect"]["me"] or {}
            power = entry["power"] or {}
            rows.append(
                {
                    **{
                        name: entry[name]
                        for name in ("with", "messages", "turns", "verdict", "manner", "p", "p_adjusted")
                    },
                    **{name: mine.get(name) for name in ("ratio", "low", "high", "depth")},
                    "power_moderate": power.get("moderate"),
                    "power_strong": power.get("strong"),
                    "episodes": len(entry["episodes"]),
                }
            )
        schema: dict[str, Any] = {
            "with": pl.String,
            "messages": pl.Int64,
            "turns": pl.Int64,
            "verdict": pl.String,
            "manner": pl.String,
            **dict.fromkeys(("p", "p_adjusted", "ratio", "low", "high", "depth"), pl.Float64),
            **dict.fromkeys(("power_moderate", "power_strong"), pl.Float64),
            "episodes": pl.Int64,
        }
        return pl.DataFrame(rows, schema=schema)

    def episodes(self) -> pl.DataFrame:
        """Return one row for each possible time of drawing back."""
        import polars as pl

        rows = [
            (finding.contact, episode.start, episode.end, episode.closeness_peak, episode.confidence)
            for finding in self.findings.relationships
            for episode in finding.episodes
        ]
        schema = {
            "with": pl.String,
            "start": pl.Date,
            "end": pl.Date,
            "closeness_peak": pl.Date,
            "confidence": pl.Float64,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def plot(self, contact: str | None = None) -> Chart:
        """Return the picture of closeness over time with one contact (the first in reading order unless named).

        Raises:
            KeyError: There is no such contact.
        """
        from nearer.report.charts import closeness_chart

        finding = self.findings.in_reading_order[0] if contact is None else self[contact]
        return closeness_chart(finding)

    def to_html(self) -> str:
        """Return the page."""
        from nearer.report.page import render_page

        return render_page(self.findings, now=datetime.now().astimezone())

    def with_pseudonyms(self) -> Analysis:
        """Return the same answer with every name replaced."""
        return Analysis(replace_names(self.findings))


def read(*paths: File, date_order: DateOrder | None = None, plugins: bool = True) -> Timelines:
    """Read one or many exports.

    Args:
        *paths: Files, zips or folders as the apps write them.
        date_order: ``"dmy"``, ``"mdy"`` or ``"ymd"``, where an export leaves it open.
        plugins: Whether formats that other packages add are known.

    Returns:
        Every conversation in them, as columns.

    Raises:
        ExportError: A file cannot be read as an export.
    """
    return read_exports([Path(path) for path in paths], ReadOptions(date_order=date_order), plugins=plugins)


def analyze(
    timelines: Timelines,
    me: str | Collection[str] | None = None,
    *,
    away: Iterable[Span] | Mapping[str | None, Collection[Span]] = (),
) -> Analysis:
    """Say for every contact whether quiet spells of the user begin more often when the two have become close.

    Args:
        timelines: What :func:`read` returned.
        me: The user's name, or names where exports differ; may be left out where the exports tell it.
        away: Days, first and last inclusive, that must not count; or such days by contact's name.

    Raises:
        RequestError: ``me`` is in none of the exports, or cannot be told from them.
    """
    if me is None:
        me = find_me(timelines)
        if not me:
            raise RequestError("errors.who_are_you", names=some_names(timelines.senders))
    names = [me] if isinstance(me, str) else list(me)
    days: AwayDays = away if isinstance(away, Mapping) else {None: list(away)}
    return Analysis(analyze_timelines(timelines, names, away=days))


def simulate(**settings: Any) -> SimulatedChat:
    """Make up a chat of two people whose truth is known; see :func:`nearer.app.simulate.simulate_chat`."""
    from nearer.app.simulate import simulate_chat

    return simulate_chat(**settings)
