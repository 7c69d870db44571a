"""The pictures of the path: the gap month by month, and both sides of a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Final

from nearer.report.dates import day_words
from nearer.report.specs.base import WIDTH, Spec, day_ms, frame
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.progress import DrawnMonth
    from nearer.app.progress_days import TurnView
    from nearer.practice.before_after import Side
    from nearer.practice.gap import MonthGap

__all__ = ["drawn_figure", "gap_figure", "month_words", "spells_range", "spells_words", "turn_figure"]

FEWEST_MONTHS: Final = 3
AXIS_PX: Final = 64
HEIGHT: Final = 220
ROW_PX: Final = 72
LEAST_REACH: Final = 2
MOST_REACH: Final = 6
FEWEST_DRAWN: Final = 5

MONTHS: Final[Spec] = {
    "field": "m",
    "type": "temporal",
    "scale": {"type": "utc", "nice": False, "padding": 12},
    "axis": {"grid": False, "tickCount": 5, "format": "%b %Y", "labelFlush": True, "labelOverlap": True},
}
BESIDE: Final[Spec] = {"domain": False, "ticks": False, "minExtent": AXIS_PX - 6, "maxExtent": AXIS_PX - 6}


def month_words(first: date) -> str:
    """Return a month in words.

    >>> month_words(date(2026, 3, 1))
    'March 2026'
    """
    return say("tipping.months.of_year", month=say(f"report.months.m{first.month}"), year=first.year)


def spells_words(a_year: float) -> str:
    """Return how many more spells a year, in words.

    >>> spells_words(3.6), spells_words(-0.8), spells_words(0.2)
    ('4 more', '1 fewer', 'none more')
    """
    n = round(abs(a_year))
    if n == 0:
        return say("progress.turn.none")
    return say("progress.turn.more_n" if a_year > 0 else "progress.turn.fewer_n", n=n)


def spells_range(side: Side) -> str:
    """Return the interval of one side in words."""
    return say("progress.turn.range", low=spells_words(side.low), high=spells_words(side.high))


def gap_figure(gaps: Sequence[MonthGap]) -> FigureView | None:
    """Return closeness wanted less closeness felt by month; None where that is not known of three months.

    Args:
        gaps: Every month from the first to the last.
    """
    known = [month for month in gaps if month.middle is not None]
    if len(known) < FEWEST_MONTHS:
        return None
    first, last = known[0], known[-1]
    sentences = (
        say(
            f"progress.gap.{_side_of(last)}",
            month=month_words(last.first),
            size=_size(last),
            between=_between(last),
        ),
        say(f"progress.gap.moved_{_moved(first, last)}", first=month_words(first.first)),
    )
    return FigureView(
        kind="progress_gap",
        title=say("progress.gap.title"),
        sentence=" ".join(sentences),
        charts=(_gap_spec(known),),
        labels=("",),
        legend=(("dot_me", say("progress.gap.legend")),),
        table=TableView(
            say("progress.gap.caption"),
            tuple(say(f"progress.gap.{name}") for name in ("month", "n", "mean", "range")),
            tuple((month_words(one.first), str(one.n), *_cells(one)) for one in gaps),
        ),
    )


def drawn_figure(drawn: Sequence[DrawnMonth]) -> FigureView | None:
    """Return how often drawing back was announced, by month; None where it was noted too seldom.

    Args:
        drawn: Every month from the first to the last.
    """
    from nearer.inference.ranking import wilson_interval

    announced, n = sum(one.announced for one in drawn), sum(one.announced + one.pulled for one in drawn)
    if n < FEWEST_DRAWN:
        return None
    low, high = wilson_interval(announced, n)
    return FigureView(
        kind="progress_drawn",
        title=say("progress.drawn.title"),
        sentence=say(
            "progress.drawn.sentence", n=n, announced=announced, low=round(10 * low), high=round(10 * high)
        ),
        charts=(_drawn_spec(drawn),),
        labels=("",),
        legend=(("me", say("progress.drawn.announced")), ("them", say("progress.drawn.pulled"))),
        table=TableView(
            say("progress.drawn.caption"),
            tuple(say(f"progress.drawn.{name}") for name in ("month", "announced", "pulled")),
            tuple((month_words(one.first), str(one.announced), str(one.pulled)) for one in drawn),
        ),
    )


def turn_figure(view: TurnView) -> FigureView | None:
    """Return both sides of a day; None where they are not compared.

    Args:
        view: What is found.
    """
    found = view.found
    if found is None or found.before is None or found.after is None:
        return None
    sides = (("before", found.before), ("after", found.after))
    return FigureView(
        kind="progress_turn",
        title=say("progress.turn.figure", day=day_words(view.turn.day)),
        sentence=say(
            "progress.turn.sentence",
            before=spells_words(found.before.value),
            before_range=spells_range(found.before),
            after=spells_words(found.after.value),
            after_range=spells_range(found.after),
        ),
        charts=(_turn_spec(sides),),
        labels=("",),
        legend=(("dot_me", say("progress.turn.legend")),),
        table=TableView(
            say("progress.turn.caption"),
            tuple(
                say(f"progress.turn.{name}")
                for name in ("side", "days", "spells", "with_closeness", "range_title")
            ),
            tuple(
                (
                    say(f"progress.turn.{name}"),
                    str(side.days),
                    f"{side.spells:.0f}",
                    spells_words(side.value),
                    spells_range(side),
                )
                for name, side in sides
            ),
        ),
    )


def _side_of(month: MonthGap) -> str:
    """Say which way it goes only where the interval lies on one side."""
    if month.low is not None and month.low > 0:
        return "closer"
    return "further" if month.high is not None and month.high < 0 else "even"


def _moved(first: MonthGap, last: MonthGap) -> str:
    """Say that it moved only where the intervals of the first and the last month do not meet."""
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return "same"
    if last.low > first.high:
        return "up"
    return "down" if last.high < first.low else "same"


def _size(month: MonthGap) -> str:
    return f"{abs(month.middle or 0.0):.1f}"


def _steps(steps: float) -> str:
    if round(abs(steps), 1) == 0:
        return say("progress.gap.zero")
    return say(
        "progress.gap.steps_closer" if steps > 0 else "progress.gap.steps_further", n=f"{abs(steps):.1f}"
    )


def _between(month: MonthGap) -> str:
    if month.low is None or month.high is None:
        return ""
    return say("progress.gap.between", low=_steps(month.low), high=_steps(month.high))


def _cells(month: MonthGap) -> tuple[str, str]:
    """Return mean and interval as signed numbers."""
    if month.middle is None or month.low is None or month.high is None:
        return say("progress.gap.blank"), ""
    low, middle, high = (
        f"{end:+.1f}".replace("-", "\u2212") for end in (month.low, month.middle, month.high)
    )
    return middle, say("progress.gap.cell_range", low=low, high=high)


def _dots(x: Spec, y: Spec, more: Spec) -> list[Spec]:
    """Return intervals as lines with a dot on each; ``more`` names where an interval ends."""
    return [
        {
            "mark": {"type": "rule", "color": "var(--me)", "strokeWidth": 2, "clip": True},
            "encoding": {**x, **y, **more},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 70,
                "color": "var(--me)",
                "opacity": 1,
                "clip": True,
            },
            "encoding": {
                axis: {**encoding, "field": "middle"} if encoding.get("field") == "low" else encoding
                for axis, encoding in {**x, **y}.items()
            },
        },
    ]


def _gap_spec(known: Sequence[MonthGap]) -> Spec:
    reach = min(
        max(LEAST_REACH, *(ceil(max(abs(one.low or 0), abs(one.high or 0))) for one in known)), MOST_REACH
    )
    ends = {str(reach): say("progress.gap.up"), str(-reach): say("progress.gap.down")}
    y = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [-reach, reach], "nice": False},
        "axis": {
            "values": list(range(-reach, reach + 1)),
            "labelExpr": f"{json.dumps(ends)}[datum.value] || datum.label",
            **BESIDE,
        },
    }
    zero: Spec = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {"y": {**{name: value for name, value in y.items() if name != "field"}, "datum": 0}},
    }
    values = [
        {"m": day_ms(one.first), "low": one.low, "middle": one.middle, "high": one.high} for one in known
    ]
    return frame(
        say("progress.gap.description"),
        margin=AXIS_PX,
        width=WIDTH,
        height=HEIGHT,
        data={"values": values},
        layer=[zero, *_dots({"x": MONTHS}, {"y": y}, {"y2": {"field": "high"}})],
    )


def _drawn_spec(drawn: Sequence[DrawnMonth]) -> Spec:
    values = [
        {"m": day_ms(one.first), "what": name, "n": n}
        for one in drawn
        for name, n in (("announced", one.announced), ("pulled", one.pulled))
    ]
    most = max(one.announced + one.pulled for one in drawn)
    return frame(
        say("progress.drawn.description"),
        margin=AXIS_PX,
        width=WIDTH,
        height=HEIGHT - 60,
        data={"values": values},
        mark={"type": "bar", "size": 14},
        encoding={
            "x": MONTHS,
            "y": {
                "field": "n",
                "type": "quantitative",
                "scale": {"domain": [0, max(most, 4)], "nice": False},
                "axis": {"tickCount": 4, "tickMinStep": 1, "format": "d", **BESIDE},
            },
            "color": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": ["announced", "pulled"], "range": ["var(--me)", "var(--closeness)"]},
                "legend": None,
            },
        },
    )


def _turn_spec(sides: Sequence[tuple[str, Side]]) -> Spec:
    reach = max(LEAST_REACH, *(ceil(max(abs(side.low), abs(side.high))) for _, side in sides))
    x = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [-reach, reach], "nice": False},
        "axis": {"tickCount": 5, "format": "+d", "grid": False},
    }
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, len(sides)], "reverse": True, "nice": False},
        "axis": None,
    }
    values = [
        {
            "k": k + 0.6,
            "top": k + 0.25,
            "label": say(f"progress.turn.{name}"),
            "low": side.low,
            "middle": side.value,
            "high": side.high,
        }
        for k, (name, side) in enumerate(sides)
    ]
    zero: Spec = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {"x": {**{name: value for name, value in x.items() if name != "field"}, "datum": 0}},
    }
    words: Spec = {
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontWeight": "bold"},
        "encoding": {"x": {"value": 0}, "y": {**y, "field": "top"}, "text": {"field": "label"}},
    }
    return frame(
        say("progress.turn.description"),
        margin=4,
        width=WIDTH,
        height=ROW_PX * len(sides),
        data={"values": values},
        layer=[zero, *_dots({"x": x}, {"y": {**y, "field": "k"}}, {"x2": {"field": "high"}}), words],
    )
