"""The picture of a scale over time: a dot for each sheet, its numbers behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from nearer.app.scales_results import number_words
from nearer.report.dates import day_words
from nearer.report.specs.base import WIDTH, Spec, day_ms, frame
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.scales_results import Group, PartResult, SheetResult

__all__ = ["part_table", "trend_figures"]

AXIS_PX: Final = 64
HEIGHT_PX: Final = 150
FEWEST: Final = 2
MOST_PARTS: Final = 2
"""Parts that are drawn; a scale of more shows them as a table."""


def trend_figures(group: Group) -> tuple[FigureView, ...]:
    """Return a picture for each part of a scale of few parts that has at least two values."""
    if len(group.scale.parts) > MOST_PARTS:
        return ()
    drawn = (_figure(group, number) for number in range(len(group.scale.parts)))
    return tuple(figure for figure in drawn if figure is not None)


def part_table(result: SheetResult) -> TableView:
    """Return the parts of one sheet as numbers."""
    return TableView(
        say("scales.trend.caption"),
        (say("scales.trend.part"), say("scales.trend.value"), say("scales.trend.answered")),
        tuple((part.title, _value_words(part), _answered(part)) for part in result.parts),
    )


def _figure(group: Group, number: int) -> FigureView | None:
    parts = [(result.sheet.at.date(), result.parts[number]) for result in group.results]
    known = [(day, part) for day, part in parts if part.value.value is not None]
    if len(known) < FEWEST:
        return None
    latest = known[-1][1]
    return FigureView(
        kind="scale_trend",
        title=latest.title,
        sentence=say(
            "scales.trend.sentence",
            n=len(known),
            first=day_words(known[0][0]),
            last=day_words(known[-1][0]),
        ),
        charts=(_spec([(day_ms(day), part) for day, part in known]),),
        labels=("",),
        legend=(),
        table=TableView(
            say("scales.trend.caption"),
            (say("scales.trend.day"), say("scales.trend.value"), say("scales.trend.answered")),
            tuple((day_words(day), _value_words(part), _answered(part)) for day, part in parts),
        ),
    )


def _value_words(part: PartResult) -> str:
    value = part.value.value
    return say("scales.trend.none") if value is None else number_words(value)


def _answered(part: PartResult) -> str:
    return say("scales.trend.of", answered=part.value.n_answered, n=part.value.n_items)


def _spec(known: list[tuple[int, PartResult]]) -> Spec:
    least, most = known[0][1].value.least, known[0][1].value.most
    ends = {str(number_words(least)): say("scales.trend.less"), number_words(most): say("scales.trend.more")}
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False, "padding": 12},
        "axis": {"grid": False, "tickCount": 4, "format": "%b %Y", "labelFlush": True, "labelOverlap": True},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [least, most], "nice": False, "padding": 8},
        "axis": {
            "domain": False,
            "ticks": False,
            "minExtent": AXIS_PX - 6,
            "maxExtent": AXIS_PX - 6,
            "values": [least, most],
            "labelExpr": f"{json.dumps(ends)}[datum.value] || datum.label",
        },
    }
    values = [{"day": day, "value": part.value.value} for day, part in known]
    return frame(
        say("scales.trend.description"),
        margin=AXIS_PX,
        width=WIDTH,
        height=HEIGHT_PX,
        data={"values": values},
        layer=[
            {
                "mark": {"type": "line", "color": "var(--hairline)", "strokeWidth": 2},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 70,
                    "opacity": 1,
                    "color": "var(--closeness)",
                },
                "encoding": {"x": x, "y": y},
            },
        ],
    )
