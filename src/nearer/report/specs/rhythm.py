"""The week's rhythm: weekday by hour."""

from __future__ import annotations

from typing import Literal

import numpy as np

from nearer.findings import Finding
from nearer.report.specs.base import WIDTH, Spec, frame
from nearer.words import say

__all__ = ["rhythm_spec"]


def rhythm_spec(finding: Finding, person: Literal["me", "them"] = "me") -> Spec:
    """Return when one person writes: weekday by hour, darker where more of their messages lie."""
    counts = finding.assessment.measurement.rhythm[0 if person == "me" else 1]
    weekdays = [say(f"report.weekdays.short_{number}") for number in range(7)]
    values = [
        {"w": weekdays[weekday], "h": int(hour), "n": int(counts[weekday, hour])}
        for weekday, hour in np.ndindex(counts.shape)
    ]
    key = "report.rhythm.description_me" if person == "me" else "report.rhythm.description_them"
    return frame(
        say(key, contact=finding.contact),
        margin=48,
        width=WIDTH,
        height=7 * 22,
        data={"values": values},
        transform=[{"calculate": "datum.h + 1", "as": "e"}],
        mark={"type": "rect", "fill": f"var(--{person})", "stroke": "var(--sheet)", "strokeWidth": 1.5},
        encoding={
            "x": {
                "field": "h",
                "type": "quantitative",
                "scale": {"domain": [0, 24], "nice": False},
                "axis": {
                    "values": [0, 6, 12, 18, 24],
                    "labelExpr": "datum.value + ':00'",
                    "grid": False,
                    "domain": False,
                },
            },
            "x2": {"field": "e"},
            "y": {
                "field": "w",
                "type": "ordinal",
                "sort": weekdays,
                "axis": {"domain": False, "ticks": False, "minExtent": 40, "maxExtent": 40},
            },
            "fillOpacity": {
                "field": "n",
                "type": "quantitative",
                "scale": {"domain": [0, max(1, int(counts.max()))], "range": [0.06, 1]},
                "legend": None,
            },
        },
    )
