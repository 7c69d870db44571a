"""What all charts share: the frame of a specification, its colours by name, and days as milliseconds."""

from __future__ import annotations

from datetime import date
from typing import Any

__all__ = ["MS_PER_DAY", "WIDTH", "Spec", "day_ms", "frame"]

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MS_PER_DAY = 86_400_000
WIDTH = 640
CONFIG: Spec = {
    "background": None,
    "aria": False,
    "mark": {"aria": False},
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "aria": False,
        "labelColor": "var(--soft-ink)",
        "labelFontSize": 13,
        "domainColor": "var(--soft-ink)",
        "tickColor": "var(--soft-ink)",
        "gridColor": "var(--hairline)",
        "title": None,
    },
    "text": {"color": "var(--ink)", "fontSize": 13},
}


def frame(description: str, margin: int, **parts: Any) -> Spec:
    """Return a specification around its parts.

    Args:
        description: What the chart shows, for who cannot see it.
        margin: Pixels beside the plot; the page sets the width to what is left.
        **parts: The rest of the specification.
    """
    return {
        "$schema": SCHEMA,
        "description": description,
        "usermeta": {"margin": margin},
        "config": CONFIG,
        "padding": {"left": 0, "right": 0, "top": 2, "bottom": 4},
        **parts,
    }


def day_ms(day: date) -> int:
    """Return midnight of a day as milliseconds since 1970, as if the export's clock were UTC."""
    return (day - date(1970, 1, 1)).days * MS_PER_DAY
