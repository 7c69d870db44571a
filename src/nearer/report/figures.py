"""Each chart with its sentence, its legend and its table."""

from __future__ import annotations

import math

import numpy as np

from nearer.findings import Finding
from nearer.inference.results import Episode
from nearer.report.dates import day_words, length_words, span_words
from nearer.report.effects import effect_rows, times
from nearer.report.series import mean_rate, periods, uncounted_runs
from nearer.report.specs import day_ms, effects_spec, over_time_spec, rhythm_spec
from nearer.report.view import FigureView, MomentView, TableView
from nearer.words import say

__all__ = ["effects_figure", "moments", "over_time_figure", "rhythm_figure"]

MS_PER_DAY = 86_400_000
MARGIN_DAYS = 35
BEFORE_DAYS = 21
N_CLEAREST = 3
CLEAR, RATHER_CLEAR = 0.9, 0.75
WINDOW_HOURS = 4


def over_time_figure(finding: Finding, max_points: int) -> FigureView | None:
    """Return closeness over time with possible episodes; None for a record without days."""
    days = finding.assessment.measurement.days
    chart = over_time_spec(finding, max_points=max_points)
    if days is None or chart is None:
        return None
    legend = ["closeness", "me", "them"]
    if finding.episodes:
        legend += ["episode", "peak"]
    if uncounted_runs(days):
        legend.append("uncounted")
    return FigureView(
        kind="over_time",
        title=say("report.over_time.title"),
        sentence=_marked_words(finding),
        charts=(chart,),
        labels=("",),
        legend=tuple((name, say(f"report.legend.{name}", contact=finding.contact)) for name in legend),
        table=TableView(
            say("report.over_time.caption"),
            tuple(
                say(f"report.over_time.{name}", contact=finding.contact)
                for name in ("days", "closeness", "mine", "theirs", "marked_days")
            ),
            tuple(
                (
                    span_words(period.first, period.last),
                    say("report.over_time.none") if period.closeness is None else f"{period.closeness:+.2f}",
                    f"{period.mine:,}",
                    f"{period.theirs:,}",
                    str(period.marked),
                )
                for period in periods(days, finding.episodes)
            ),
        ),
    )


def effects_figure(finding: Finding) -> FigureView | None:
    """Return what went with closer times; None where nothing may be shown."""
    rows = effect_rows(finding)
    chart = effects_spec(finding)
    if chart is None:
        return None
    return FigureView(
        kind="effects",
        title=say("report.effects.title"),
        sentence=say("report.effects.sentence"),
        charts=(chart,),
        labels=("",),
        legend=(
            ("dot_me", say("report.legend.dot_me")),
            ("dot_them", say("report.legend.dot_them", contact=finding.contact)),
        ),
        table=TableView(
            say("report.effects.caption"),
            tuple(
                say(f"report.effects.{name}", contact=finding.contact)
                for name in ("measure", "ratio", "between", "n", "method", "theirs")
            ),
            tuple(
                (
                    row.name,
                    times(row.me.value),
                    say("report.effects.range", low=times(row.me.low), high=times(row.me.high)),
                    f"{row.me.n:,}",
                    row.me.method,
                    ""
                    if row.them is None
                    else say(
                        "report.effects.figure",
                        value=times(row.them.value),
                        low=times(row.them.low),
                        high=times(row.them.high),
                    ),
                )
                for row in rows
            ),
        ),
        points=tuple(row.sentence for row in rows),
    )


def rhythm_figure(finding: Finding) -> FigureView:
    """Return when in the week the user writes, with the contact beside."""
    rhythm = finding.assessment.measurement.rhythm
    return FigureView(
        kind="rhythm",
        title=say("report.rhythm.title"),
        sentence=_rhythm_words(rhythm[0]),
        charts=(rhythm_spec(finding, "me"), rhythm_spec(finding, "them")),
        labels=(say("report.rhythm.me"), finding.contact),
        legend=(),
        table=TableView(
            say("report.rhythm.caption", contact=finding.contact),
            (say("report.rhythm.hour"), *(say(f"report.weekdays.short_{number}") for number in range(7))),
            tuple(
                (
                    say("report.rhythm.hours", first=hour, last=hour + 1),
                    *(
                        say("report.rhythm.cell", me=int(mine), them=int(theirs))
                        for mine, theirs in zip(rhythm[0, :, hour], rhythm[1, :, hour], strict=True)
                    ),
                )
                for hour in range(24)
            ),
        ),
    )


def moments(finding: Finding) -> tuple[tuple[MomentView, ...], tuple[MomentView, ...]]:
    """Return the possible episodes in words, the clearest apart from the others; of the user's side only."""
    by_clarity = sorted(finding.episodes, key=lambda episode: -episode.confidence)
    clearest = by_clarity[:N_CLEAREST]
    return (
        tuple(_moment(finding, episode) for episode in finding.episodes if episode in clearest),
        tuple(_moment(finding, episode) for episode in finding.episodes if episode not in clearest),
    )


def _moment(finding: Finding, episode: Episode) -> MomentView:
    n_days = (episode.end - episode.start).days + 1
    clear = (
        "clear"
        if episode.confidence >= CLEAR
        else "rather"
        if episode.confidence >= RATHER_CLEAR
        else "faint"
    )
    text = [
        say("report.moments.length", length=length_words(n_days), peak=day_words(episode.closeness_peak)),
        _rates(finding, episode),
        say(f"report.moments.{clear}"),
    ]
    return MomentView(
        span_words(episode.start, episode.end),
        " ".join(part for part in text if part),
        day_ms(episode.start) - MARGIN_DAYS * MS_PER_DAY,
        day_ms(episode.end) + (1 + MARGIN_DAYS) * MS_PER_DAY,
    )


def _rates(finding: Finding, episode: Episode) -> str:
    days = finding.assessment.measurement.days
    if days is None:
        return ""
    before = np.datetime64(episode.start) - np.array([BEFORE_DAYS, 1])
    within = mean_rate(days, episode.start, episode.end)
    earlier = mean_rate(days, before[0].item(), before[1].item())
    if math.isnan(within) or math.isnan(earlier):
        return ""
    return say("report.moments.rates", within=_per_day(within), before=_per_day(earlier))


def _per_day(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"


def _marked_words(finding: Finding) -> str:
    """Return what the picture over time shows for this person."""
    n = len(finding.episodes)
    if n > 1:
        first, last = finding.episodes[0].start, finding.episodes[-1].start
        return say("report.over_time.marked", n=n, first=day_words(first), last=day_words(last))
    if n == 1:
        return say(
            "report.over_time.marked_one", days=span_words(finding.episodes[0].start, finding.episodes[0].end)
        )
    return say(f"report.over_time.none_{finding.kind}")


def _rhythm_words(counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    """Return the four hours in a row in which most was written, and the weekend's share."""
    total = float(counts.sum())
    if total == 0:
        return say("report.rhythm.nothing")
    by_hour = counts.sum(axis=0)
    windows = [float(np.roll(by_hour, -hour)[:WINDOW_HOURS].sum()) for hour in range(24)]
    start = int(np.argmax(windows))
    return say(
        "report.rhythm.sentence",
        share=round(100 * windows[start] / total),
        first=f"{start}:00",
        last=f"{(start + WINDOW_HOURS) % 24}:00",
        weekend=round(100 * float(counts[5:].sum()) / total),
    )
