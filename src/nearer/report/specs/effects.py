"""What went with closer times: a dot and its interval for each measure, on a logarithmic axis."""

from __future__ import annotations

import json
import math
from typing import Any

from nearer.findings import Finding
from nearer.report.effects import EffectRow, effect_rows
from nearer.report.specs.base import WIDTH, Spec, frame
from nearer.words import say

__all__ = ["effects_spec"]

ROW_PX = 84
NAME, MINE, THEIRS, ENDS = 0.18, 0.46, 0.58, 0.74
TICKS = {"eighth": 0.125, "quarter": 0.25, "half": 0.5, "usual": 1, "twice": 2, "four": 4, "eight": 8}


def effects_spec(finding: Finding) -> Spec | None:
    """Return what went with closer times, the user's side with the contact's as a faint comparison."""
    rows = effect_rows(finding)
    if not rows:
        return None
    x = _ratio_axis(rows)
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, len(rows)], "reverse": True, "nice": False},
        "axis": None,
    }
    middle: Spec = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {"x": {"datum": 1, **x}},
    }
    return frame(
        say("report.effects.description", contact=finding.contact),
        margin=4,
        width=WIDTH,
        height=len(rows) * ROW_PX,
        data={"values": _values(rows)},
        layer=[
            middle,
            *_interval(x, y, "them", offset=THEIRS, opacity=0.5),
            *_interval(x, y, "me", offset=MINE, opacity=1),
            _row_text(y, "label", 0, "left", NAME, weight="bold"),
            _row_text(y, "figure", "width", "right", NAME),
            _row_text(y, "less", 0, "left", ENDS, colour="var(--soft-ink)"),
            _row_text(y, "more", "width", "right", ENDS, colour="var(--soft-ink)"),
        ],
    )


def _values(rows: tuple[EffectRow, ...]) -> list[dict[str, Any]]:
    values = []
    for number, row in enumerate(rows):
        words = {
            "label": row.name,
            "figure": row.figure,
            "less": say("report.effects.to_less", word=row.less),
            "more": say("report.effects.to_more", word=row.more),
        }
        for who, estimate in (("me", row.me), ("them", row.them)):
            if estimate is not None:
                place = {
                    "k": number,
                    "who": who,
                    "v": estimate.value,
                    "lo": estimate.low,
                    "hi": estimate.high,
                }
                values.append(place | words if who == "me" else place)
    return values


def _ratio_axis(rows: tuple[EffectRow, ...]) -> Spec:
    """Return a logarithmic axis, as far to the right as to the left, that holds the user's intervals."""
    ends = [abs(math.log2(end)) for row in rows for end in (row.me.low, row.me.high) if end > 0]
    reach = float(2 ** min(3.1, max(1.1, *(end + 0.1 for end in ends))))
    words = {ratio: _tick_word(name) for name, ratio in TICKS.items() if 1 / reach <= ratio <= reach}
    return {
        "type": "quantitative",
        "scale": {"type": "log", "base": 2, "domain": [1 / reach, reach], "nice": False},
        "axis": {
            "values": list(words),
            "labelExpr": f"{json.dumps({f'{ratio:g}': word for ratio, word in words.items()})}[datum.value]",
            "grid": False,
        },
    }


def _tick_word(name: str) -> str:
    return say("report.effects.usual" if name == "usual" else f"report.effects.ticks.{name}")


def _interval(x: Spec, y: Spec, who: str, *, offset: float, opacity: float) -> list[Spec]:
    """Return a line for the interval and a dot for the value: full for the user, hollow for the contact."""
    colour, mine = f"var(--{who})", who == "me"
    transform = [{"filter": f"datum.who == '{who}'"}, {"calculate": f"datum.k + {offset}", "as": "y"}]
    style = {"color": colour, "opacity": opacity, "clip": True}
    height = {"field": "y", **y}
    return [
        {
            "transform": transform,
            "mark": {"type": "rule", "strokeWidth": 3 if mine else 1, **style},
            "encoding": {"x": {"field": "lo", **x}, "x2": {"field": "hi"}, "y": height},
        },
        {
            "transform": transform,
            "mark": {"type": "point", "size": 110 if mine else 50, "filled": mine, **style},
            "encoding": {"x": {"field": "v", **x}, "y": height},
        },
    ]


def _row_text(
    y: Spec,
    field: str,
    x: Any,
    align: str,
    offset: float,
    *,
    colour: str = "var(--ink)",
    weight: str = "normal",
) -> Spec:
    mark = {"type": "text", "align": align, "color": colour, "fontWeight": weight, "fontSize": 14}
    return {
        "transform": [{"filter": "datum.who == 'me'"}, {"calculate": f"datum.k + {offset}", "as": "y"}],
        "mark": mark,
        "encoding": {"text": {"field": field}, "x": {"value": x}, "y": {"field": "y", **y}},
    }
