"""What the pictures of the path are drawn from: specifications, without a sentence of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from nearer.report.specs.base import WIDTH, Spec, day_ms, frame
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.progress import DrawnMonth
    from nearer.practice.gap import MonthGap

__all__ = ["Row", "drawn_spec", "gap_spec", "rows_spec"]

AXIS_PX: Final = 64
HEIGHT: Final = 220
LOWER: Final = 160
ROW_PX: Final = 72
LEAST_REACH: Final = 2
MOST_REACH: Final = 6
FEWEST_HIGH: Final = 4

MONTHS: Final[Spec] = {
    "field": "m",
    "type": "temporal",
    "scale": {"type": "utc", "nice": False, "padding": 12},
    "axis": {"grid": False, "tickCount": 5, "format": "%b %Y", "labelFlush": True, "labelOverlap": True},
}
BESIDE: Final[Spec] = {"domain": False, "ticks": False, "minExtent": AXIS_PX - 6, "maxExtent": AXIS_PX - 6}


@dataclass(frozen=True, slots=True)
class Row:
    """A dot on its line.

    Attributes:
        label: Its words.
        low: Where the line begins; the dot itself for a dot without one.
        middle: The dot.
        high: Where the line ends.
    """

    label: str
    low: float
    middle: float
    high: float


def gap_spec(known: Sequence[MonthGap]) -> Spec:
    """Return the gap by month, a dot with its interval each, around a dashed line at 0."""
    ends = [abs(end) for one in known for end in (one.low, one.high) if end is not None]
    reach = min(max(LEAST_REACH, ceil(max(ends))), MOST_REACH)
    words = {str(reach): say("progress.gap.up"), str(-reach): say("progress.gap.down")}
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [-reach, reach], "nice": False},
        "axis": {
            "values": list(range(-reach, reach + 1)),
            "labelExpr": f"{json.dumps(words)}[datum.value] || datum.label",
            **BESIDE,
        },
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
        layer=[_dashed("y", y, 0.0), *_dots({"x": MONTHS}, "y", y)],
    )


def drawn_spec(drawn: Sequence[DrawnMonth]) -> Spec:
    """Return by month how often a pause was announced, and how often not."""
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
        height=LOWER,
        data={"values": values},
        mark={"type": "bar", "size": 14},
        encoding={
            "x": MONTHS,
            "y": {
                "field": "n",
                "type": "quantitative",
                "scale": {"domain": [0, max(most, FEWEST_HIGH)], "nice": False},
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


def rows_spec(rows: Sequence[Row], description: str, x: Spec, dashed_at: float | None = None) -> Spec:
    """Return a dot on its line for each row, its words above.

    Args:
        rows: What is drawn.
        description: For who cannot see it.
        x: Scale and axis.
        dashed_at: Where a dashed line stands.
    """
    along: Spec = {"type": "quantitative", **x}
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, len(rows)], "reverse": True, "nice": False},
        "axis": None,
    }
    values = [
        {
            "k": k + 0.6,
            "top": k + 0.25,
            "label": row.label,
            "low": row.low,
            "middle": row.middle,
            "high": row.high,
        }
        for k, row in enumerate(rows)
    ]
    words: Spec = {
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontWeight": "bold"},
        "encoding": {"x": {"value": 0}, "y": {**y, "field": "top"}, "text": {"field": "label"}},
    }
    return frame(
        description,
        margin=4,
        width=WIDTH,
        height=ROW_PX * len(rows),
        data={"values": values},
        layer=[
            *([] if dashed_at is None else [_dashed("x", along, dashed_at)]),
            *_dots({"y": {**y, "field": "k"}}, "x", along),
            words,
        ],
    )


def _dashed(axis: str, encoding: Spec, at: float) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {axis: {"datum": at, **encoding}},
    }


def _dots(place: Spec, axis: str, encoding: Spec) -> list[Spec]:
    """Return lines from low to high along one axis, with a dot on each."""
    shape: Spec = {"color": "var(--me)", "opacity": 1, "clip": True}
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 2, **shape},
            "encoding": {**place, axis: {**encoding, "field": "low"}, f"{axis}2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, **shape},
            "encoding": {**place, axis: {**encoding, "field": "middle"}},
        },
    ]
