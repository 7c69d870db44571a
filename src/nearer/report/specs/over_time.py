"""Closeness over time with possible episodes marked, and both people's activity under it."""

from __future__ import annotations

from datetime import date

import numpy as np

from nearer.findings import Finding
from nearer.inference.results import Days
from nearer.report.palette import HATCH
from nearer.report.series import MAX_POINTS, thin_days, uncounted_runs
from nearer.report.specs.base import MS_PER_DAY, WIDTH, Spec, day_ms, frame
from nearer.words import say

__all__ = ["over_time_spec"]

AXIS_PX = 64
SMOOTH_DAYS = 3
BUSY = 0.995
TICKS = {"year": "%Y", "quarter": "%b", "month": "%b", "week": "%-d %b", "date": "%-d %b", "day": "%-d %b"}


def over_time_spec(finding: Finding, *, max_points: int = MAX_POINTS) -> Spec | None:
    """Return closeness over time with possible episodes marked, and both people's activity under it.

    Args:
        finding: The finding.
        max_points: Most rows to draw; longer records are averaged over runs of days.

    Returns:
        The specification, with the parameters ``from`` and ``to`` (milliseconds, UTC) for the time shown;
        None for a record too short to have days.
    """
    days = finding.assessment.measurement.days
    if days is None:
        return None
    start = day_ms(days.first)
    return frame(
        say("report.over_time.description", contact=finding.contact),
        margin=AXIS_PX,
        params=[
            {"name": "from", "value": start},
            {"name": "to", "value": start + len(days.closeness) * MS_PER_DAY},
        ],
        data={"values": thin_days(days, max_points)},
        transform=[
            {"calculate": f"{start} + datum.d * {MS_PER_DAY}", "as": "s"},
            {"calculate": f"datum.s + datum.n * {MS_PER_DAY}", "as": "e"},
            {"calculate": "(datum.s + datum.e) / 2", "as": "c"},
            {
                "window": [
                    {"op": "mean", "field": "m", "as": "ms"},
                    {"op": "mean", "field": "t", "as": "ts"},
                ],
                "frame": [-SMOOTH_DAYS, SMOOTH_DAYS],
            },
        ],
        vconcat=[_closeness_view(finding, days), _activity_view(finding, days)],
        spacing=14,
    )


def _closeness_view(finding: Finding, days: Days) -> Spec:
    words = {
        value: say(f"report.over_time.axis.{name}")
        for name, value in (("far", -2), ("usual", 0), ("near", 2))
    }
    y = {
        "field": "z",
        "type": "quantitative",
        "scale": {"domain": [-2.7, 2.7], "nice": False},
        "axis": {
            "values": list(words),
            "labelExpr": f"datum.value < 0 ? '{words[-2]}' : datum.value > 0 ? '{words[2]}' : '{words[0]}'",
            "domain": False,
            "ticks": False,
            "minExtent": AXIS_PX - 6,
            "maxExtent": AXIS_PX - 6,
        },
    }
    x = _time("c")
    x["axis"] = {**x["axis"], "labels": False, "ticks": False}
    peaks = [
        {"c": day_ms(e.closeness_peak) + MS_PER_DAY // 2, "z": _closeness_on(days, e.closeness_peak)}
        for e in finding.episodes
    ]
    peak_layer = {
        "data": {"values": [peak for peak in peaks if peak["z"] is not None]},
        "mark": {
            "type": "point",
            "shape": "diamond",
            "size": 90,
            "filled": True,
            "clip": True,
            "color": "var(--closeness)",
            "stroke": "var(--sheet)",
            "opacity": 1,
        },
        "encoding": {"x": x, "y": y},
    }
    return {
        "width": WIDTH,
        "height": 190,
        "layer": [
            *_bands(finding, days),
            {
                "mark": {"type": "area", "color": "var(--closeness)", "opacity": 0.25, "clip": True},
                "encoding": {"x": x, "y": y, "y2": {"datum": 0}},
            },
            {
                "mark": {"type": "line", "color": "var(--closeness)", "strokeWidth": 1.75, "clip": True},
                "encoding": {"x": x, "y": y},
            },
            *([peak_layer] if finding.episodes else []),
        ],
    }


def _activity_view(finding: Finding, days: Days) -> Spec:
    """Return messages a day, the user's upward, the contact's downward: bars by day, a line for the week."""
    by_size = np.sort(days.messages, axis=None)
    busy = max(1.0, 1.1 * float(by_size[int(BUSY * (len(by_size) - 1))]))
    y = {
        "type": "quantitative",
        "scale": {"domain": [-busy, busy], "nice": False},
        "axis": {
            "labelExpr": "format(abs(datum.value), ',d')",
            "tickCount": 4,
            "domain": False,
            "ticks": False,
            "minExtent": AXIS_PX - 6,
            "maxExtent": AXIS_PX - 6,
        },
    }
    layers = []
    for person, sign, day, week in (("me", "", "m", "ms"), ("them", "-", "t", "ts")):
        colour = f"var(--{person})"
        layers += [
            {
                "transform": [{"calculate": f"{sign}datum.{day}", "as": "y"}],
                "mark": {"type": "rect", "color": colour, "opacity": 0.35, "clip": True},
                "encoding": {
                    "x": _time("s"),
                    "x2": {"field": "e"},
                    "y": {"field": "y", **y},
                    "y2": {"datum": 0},
                },
            },
            {
                "transform": [{"calculate": f"{sign}datum.{week}", "as": "y"}],
                "mark": {"type": "line", "color": colour, "strokeWidth": 1.75, "clip": True},
                "encoding": {"x": _time("c"), "y": {"field": "y", **y}},
            },
        ]
    return {
        "width": WIDTH,
        "height": 150,
        "layer": [
            *_bands(finding, days),
            *layers,
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": "var(--soft-ink)"},
                "encoding": {"y": {"datum": 0}},
            },
            _side_label(say("report.you"), "var(--me)", 2),
            _side_label(finding.contact, "var(--them)", 148, baseline="bottom"),
        ],
    }


def _bands(finding: Finding, days: Days) -> list[Spec]:
    """Return the days that do not count, plain, and the possible episodes, hatched."""
    episodes = [((e.start - days.first).days, (e.end - days.first).days + 1) for e in finding.episodes]
    plain = {"fill": "var(--hairline)", "fillOpacity": 0.6}
    hatch = {"fill": HATCH, "stroke": "var(--soft-ink)", "strokeWidth": 1}
    return [
        _spans(spans, days, mark)
        for spans, mark in ((uncounted_runs(days), plain), (episodes, hatch))
        if spans
    ]


def _spans(spans: list[tuple[int, int]], days: Days, mark: Spec) -> Spec:
    """Return bands of the full height over runs of days."""
    start = day_ms(days.first)
    return {
        "data": {"values": [{"s": start + a * MS_PER_DAY, "e": start + b * MS_PER_DAY} for a, b in spans]},
        "mark": {"type": "rect", "clip": True, **mark},
        "encoding": {"x": _time("s"), "x2": {"field": "e"}},
    }


def _time(field: str) -> Spec:
    """Return the shared axis of time, which shows from ``from`` to ``to``."""
    return {
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc", "domainMin": {"expr": "from"}, "domainMax": {"expr": "to"}, "nice": False},
        "axis": {
            "grid": False,
            "format": TICKS,
            "labelOverlap": True,
            "labelFlush": 24,
            "tickCount": {"expr": "max(2, width / 64)"},
        },
    }


def _side_label(text: str, colour: str, y: int, baseline: str = "top") -> Spec:
    """Return a person's name on their half of the picture."""
    return {
        "data": {"values": [{"name": text}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": baseline,
            "color": colour,
            "fontWeight": "bold",
            "limit": 200,
            "stroke": "var(--sheet)",
            "strokeWidth": 0,
        },
        "encoding": {"text": {"field": "name"}, "x": {"value": 4}, "y": {"value": y}},
    }


def _closeness_on(days: Days, day: date) -> float | None:
    position = (day - days.first).days
    if not 0 <= position < len(days.closeness) or not np.isfinite(days.closeness[position]):
        return None
    return round(float(days.closeness[position]), 2)
