"""The pictures of the tipping point: how often over closeness, and where from month to month."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from nearer.report.specs.base import WIDTH, Spec, day_ms, frame
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.tipping import MonthTipping, TippingView
    from nearer.inference.tipping import TippingPoint

__all__ = ["curve_figure", "months_figure", "on_scale", "people_table", "place_words", "share_words"]

LEAST, MOST = 1, 7
AXIS_PX: Final = 64
FAR: Final = 2
NEAR: Final = 6
FEWEST_MONTHS: Final = 3
WIDEST_MONTH: Final = 3.0


def on_scale(place: float) -> int:
    """Return the nearest of the seven pictures.

    >>> on_scale(3.6), on_scale(float("-inf")), on_scale(9.0)
    (4, 1, 7)
    """
    return round(min(max(place, LEAST), MOST))


def place_words(place: float) -> str:
    """Return a place as a number of the scale, or that it lies beyond.

    >>> place_words(3.64), place_words(0.2)
    ('3.6', 'below 1')
    """
    if place < LEAST:
        return say("tipping.scale.below", number=LEAST)
    if place > MOST:
        return say("tipping.scale.above", number=MOST)
    return f"{place:.1f}"


def share_words(share: float) -> str:
    """Return how often, of a hundred moments.

    >>> share_words(0.004), share_words(0.318), share_words(0.999)
    ('fewer than 1', '32', 'more than 99')
    """
    if share < 0.01:
        return say("tipping.scale.fewer")
    if share > 0.99:
        return say("tipping.scale.more")
    return str(round(100 * share))


def curve_figure(found: TippingPoint) -> FigureView:
    """Return how often the urge takes over at each closeness.

    Args:
        found: With enough check-ins.
    """
    points = [point for point in found.curve if point.closeness.is_integer()]
    far, near = points[FAR - 1], points[NEAR - 1]
    return FigureView(
        kind="tipping_curve",
        title=say("tipping.curve.title"),
        sentence=say(
            "tipping.curve.sentence",
            far=say(f"shell.circles.{FAR}"),
            near=say(f"shell.circles.{NEAR}"),
            **{
                f"{name}_{part}": share_words(getattr(point, part))
                for name, point in (("far", far), ("near", near))
                for part in ("low", "middle", "high")
            },
        ),
        charts=(_curve_spec(found),),
        labels=("",),
        legend=(("closeness", say("tipping.curve.legend")),),
        table=TableView(
            say("tipping.curve.caption"),
            tuple(say(f"tipping.curve.{name}") for name in ("closeness", "often", "between")),
            tuple(
                (
                    say(f"shell.circles.{int(point.closeness)}"),
                    share_words(point.middle),
                    say("tipping.scale.range", low=share_words(point.low), high=share_words(point.high)),
                )
                for point in points
            ),
        ),
    )


def months_figure(view: TippingView) -> FigureView | None:
    """Return where the urge takes over from month to month; None where that is not known of three months."""
    known = [month for month in view.months if month.place.width <= WIDEST_MONTH]
    if len(known) < FEWEST_MONTHS:
        return None
    return FigureView(
        kind="tipping_months",
        title=say("tipping.months.title"),
        sentence=say(f"tipping.months.{_moved(known)}", first=_month(known[0]), last=_month(known[-1])),
        charts=(_months_spec(view.months),),
        labels=("",),
        legend=(("closeness", say("tipping.months.legend")),),
        table=TableView(
            say("tipping.months.caption"),
            tuple(say(f"tipping.months.{name}") for name in ("month", "n", "place", "between")),
            tuple(
                (
                    _month(month),
                    str(month.n),
                    place_words(month.place.middle),
                    say(
                        "tipping.scale.range",
                        low=place_words(month.place.low),
                        high=place_words(month.place.high),
                    ),
                )
                for month in view.months
            ),
        ),
    )


def people_table(view: TippingView) -> TableView:
    """Return where the urge takes over with each person, as numbers."""
    return TableView(
        say("tipping.people.caption"),
        tuple(say(f"tipping.people.{name}") for name in ("person", "n", "where", "between")),
        tuple(
            (
                person.name or say("tipping.people.nobody"),
                str(person.n),
                place_words(person.place.middle) if person.place else say("tipping.people.unsure"),
                say(
                    "tipping.scale.range",
                    low=place_words(person.place.low),
                    high=place_words(person.place.high),
                )
                if person.place
                else "",
            )
            for person in view.people
        ),
    )


def _moved(months: list[MonthTipping]) -> str:
    """Say that it moved only where the intervals of the first and the last month do not meet."""
    first, last = months[0].place, months[-1].place
    if last.low > first.high:
        return "later"
    return "earlier" if last.high < first.low else "same"


def _month(month: MonthTipping) -> str:
    return say(
        "tipping.months.of_year", month=say(f"report.months.m{month.first.month}"), year=month.first.year
    )


def _axis(**parts: Any) -> Spec:
    return {"domain": False, "ticks": False, "minExtent": AXIS_PX - 6, "maxExtent": AXIS_PX - 6, **parts}


def _band(
    values: list[dict[str, float]], x: Spec, y: Spec, height: int, description: str, *more: Spec
) -> Spec:
    """Return a line with its interval as a band, and what else is drawn."""
    return frame(
        description,
        margin=AXIS_PX,
        width=WIDTH,
        height=height,
        data={"values": values},
        layer=[
            {
                "mark": {"type": "area", "color": "var(--closeness)", "opacity": 0.25, "clip": True},
                "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "color": "var(--closeness)", "strokeWidth": 2, "clip": True},
                "encoding": {"x": x, "y": {"field": "middle", **y}},
            },
            *more,
        ],
    )


def _curve_spec(found: TippingPoint) -> Spec:
    values = [
        {"c": point.closeness, "low": point.low, "middle": point.middle, "high": point.high}
        for point in found.curve
    ]
    ends = {str(LEAST): say("tipping.curve.far"), str(MOST): say("tipping.curve.near")}
    x = {
        "field": "c",
        "type": "quantitative",
        "scale": {"domain": [LEAST, MOST], "nice": False},
        "axis": {
            "values": list(range(LEAST, MOST + 1)),
            "labelExpr": f"{json.dumps(ends)}[datum.value] || datum.label",
            "labelFlush": True,
            "grid": False,
        },
    }
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": _axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr="format(100 * datum.value, 'd')"),
    }
    half = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {"y": {"datum": 0.5, **y}},
    }
    return _band(values, x, y, 220, say("tipping.curve.description"), half)


def _months_spec(months: tuple[MonthTipping, ...]) -> Spec:
    values = []
    for month in months:
        low, middle, high = (
            min(max(end, LEAST - 1.0), MOST + 1.0)
            for end in (month.place.low, month.place.middle, month.place.high)
        )
        values.append(
            {"m": day_ms(month.first), "low": low, "middle": middle, "high": high, "n": float(month.n)}
        )
    x = {
        "field": "m",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False},
        "axis": {"grid": False, "tickCount": 5, "format": "%b %Y", "labelFlush": True, "labelOverlap": True},
    }
    y = {
        "type": "quantitative",
        "scale": {"domain": [LEAST, MOST], "nice": False},
        "axis": _axis(values=list(range(LEAST, MOST + 1))),
    }
    dots = {
        "transform": [{"filter": "datum.n > 0"}],
        "mark": {"type": "point", "filled": True, "size": 50, "color": "var(--closeness)", "clip": True},
        "encoding": {"x": x, "y": {"field": "middle", **y}},
    }
    return _band(values, x, y, 220, say("tipping.months.description"), dots)
