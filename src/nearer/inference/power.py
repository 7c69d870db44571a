"""The power that a record had, read from the table of the calibration study.

The table (``power_table.json``) gives the share of simulated records with a drop of a given strength in which
a sign was found, on a grid of months x turns a day x the user's share of the turns; its own header says how
it was made. Between grid points the share is linear in log months, log turns a day and share; outside, the
nearest edge is taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from nearer.inference.results import Power

__all__ = ["PowerTable", "load_power_table", "look_up_power"]

DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True, eq=False)
class PowerTable:
    """Power on a grid.

    Attributes:
        months: Increasing, shape (n_months,).
        turns_per_day: Of both people together, increasing, shape (n_turns,).
        share: The user's share of the turns, increasing, shape (n_shares,).
        moderate: Power for a drop to .55, shape (n_months, n_turns, n_shares).
        strong: Power for a drop to .25, same shape.
        provisional: Whether the values still stand in for the study's.
    """

    months: NDArray[np.float64]
    turns_per_day: NDArray[np.float64]
    share: NDArray[np.float64]
    moderate: NDArray[np.float64]
    strong: NDArray[np.float64]
    provisional: bool


@cache
def load_power_table() -> PowerTable:
    """Read the table that comes with the package."""
    text = resources.files("nearer.inference").joinpath("power_table.json").read_text(encoding="utf-8")
    table = json.loads(text)
    axes = {
        name: np.array(table["axes"][name], dtype=np.float64) for name in ("months", "turns_per_day", "share")
    }
    power = {name: np.array(table["power"][name], dtype=np.float64) for name in ("moderate", "strong")}
    return PowerTable(**axes, **power, provisional=bool(table["provisional"]))


def look_up_power(span_days: float, turns_per_day: float, share: float) -> Power:
    """Return the power of a record like this one.

    Args:
        span_days: Length of the record.
        turns_per_day: Of both people together, over the whole record.
        share: The user's share of the turns, within [0, 1].
    """
    table = load_power_table()
    months = max(span_days / DAYS_A_MONTH, 1e-9)
    corners = [
        _bracket(np.log(table.months), float(np.log(months))),
        _bracket(np.log(table.turns_per_day), float(np.log(max(turns_per_day, 1e-9)))),
        _bracket(table.share, share),
    ]
    return Power(_interpolate(table.moderate, corners), _interpolate(table.strong, corners))


def _bracket(axis: NDArray[np.float64], value: float) -> tuple[int, int, float]:
    """Return the grid points on both sides of a value, and how far it lies towards the upper one."""
    upper = int(np.clip(np.searchsorted(axis, value), 0, len(axis) - 1))
    lower = max(upper - 1, 0)
    width = float(axis[upper] - axis[lower])
    along = (value - float(axis[lower])) / width if width else 0.0
    return lower, upper, min(max(along, 0.0), 1.0)


def _interpolate(values: NDArray[np.float64], corners: list[tuple[int, int, float]]) -> float:
    for lower, upper, along in corners:
        values = (1.0 - along) * values[lower] + along * values[upper]
    return float(values)
