"""From the rows of the calibration study to its tables and to the table that ``power`` is read from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from calibration_scores import fit_logistic
from calibration_tables import (
    Row,
    claimed,
    coverage_table,
    grid_tables,
    markdown,
    null_tables,
    ones,
    pooled_table,
    power_tables,
)

from nearer import __version__

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
AXES = {"months": [6, 12, 18, 36], "turns_per_day": [3, 6, 12, 24], "share": [0.3, 0.5, 0.7]}
TABLE = {"moderate": 0.55, "strong": 0.25}


def write_report(rows: Sequence[Row], root: Path, *, seed: int, code: str) -> None:
    """Write the tables into ``docs/calibration.md``, between its marks, and the power table."""
    n_exchanges = sum(len(row["contacts"]) for row in rows)
    head = (
        f"Made by `python studies/calibration.py --seed {seed}` with Nearer {__version__} (code {code}) on "
        f"{datetime.now(UTC).date().isoformat()}, from {n_exchanges:,} simulated exchanges.\n"
    )
    parts = [
        head,
        null_tables(rows),
        power_tables(rows),
        grid_tables(rows),
        pooled_table(rows),
        coverage_table(rows),
    ]
    table, note = power_table(rows, seed, code)
    parts.append(note)
    path = root / "docs" / "calibration.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(before + BEGIN + "\n\n" + "\n".join(parts) + "\n" + END + after, encoding="utf-8")
    target = root / "src" / "nearer" / "inference" / "power_table.json"
    text = re.sub(
        r"\[[\d.,\s]+\]",
        lambda row: " ".join(row[0].split()).replace("[ ", "[").replace(" ]", "]"),
        json.dumps(table, indent=1),
    )
    target.write_text(text + "\n", encoding="utf-8")


def features(months: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """Return the columns from which power is smoothed, shape (n, 5)."""
    a, b = np.log(months / 18.0), np.log(turns / 9.0)
    return np.stack([np.ones_like(a), a, b, a * b, b * b], axis=1)


def by_share(rows: Sequence[Row]) -> str:
    """Return the power by the user's part of the openings, in words."""
    parts = []
    for drop in TABLE.values():
        some = ones(rows, "grid", drop=drop)
        shares = sorted({row["my_share"] for row in some})
        cells = [[row for row in some if row["my_share"] == share] for share in shares]
        told = ", ".join(
            f"{claimed(cell) / len(cell):.3f} at {share:g}" for share, cell in zip(shares, cells, strict=True)
        )
        parts.append(f"{told} for a drop to {drop:g}")
    return "; ".join(parts)


def power_table(rows: Sequence[Row], seed: int, code: str) -> tuple[dict[str, Any], str]:
    """Return the table that ``power`` is read from, and a few words on its fit."""
    power: dict[str, Any] = {}
    lines = []
    grid = np.meshgrid(*AXES.values(), indexing="ij")
    shape = grid[0].shape
    for name, drop in TABLE.items():
        part = [row for row in ones(rows, "grid", drop=drop) if row["verdict"] != "too_little_data"]
        months = np.array([row["span_days"] / 30.4375 for row in part])
        x = features(months, np.array([row["turns_per_day"] for row in part]))
        y = np.array([float(row["verdict"] == "pulls_away") for row in part])
        beta = fit_logistic(x, y)
        fitted = 1.0 / (1.0 + np.exp(-x @ beta))
        at = features(grid[0].ravel().astype(float), grid[1].ravel().astype(float)) @ beta
        power[name] = np.round(1.0 / (1.0 + np.exp(-at)), 3).reshape(shape).tolist()
        deciles = np.array_split(np.argsort(fitted), 5)
        told = ", ".join(f"{fitted[some].mean():.2f}/{y[some].mean():.2f}" for some in deciles)
        lines.append((name, f"{drop:g}", len(part), told))
    about = [
        "Share of simulated records with a drop of the given strength in which a sign was found.",
        "moderate: replies and openings fall to 0.55 of the usual in quiet spells; strong: to 0.25.",
        "Axes: months of the record; turns a day, of both, over the whole record; the user's share of turns.",
        "Alike for all shares: between 0.3 and 0.7 of the openings, power does not depend on them.",
        "Values are indexed [month][turns a day][share].",
        "Smoothed over the records of the calibration study by a logistic regression; see docs/calibration.md.",
    ]
    made_by = {
        "command": f"python studies/calibration.py --seed {seed}",
        "version": __version__,
        "code": code,
    }
    made_by |= {"date": datetime.now(UTC).date().isoformat(), "records": {name: n for name, _, n, _ in lines}}
    table = {
        "schema": "nearer.power/1",
        "provisional": False,
        "about": about,
        "made_by": made_by,
        "axes": AXES,
    }
    table["power"] = power
    text = (
        "## The table that `power` is read from\n\n"
        "A logistic regression on the log of months, the log of turns a day and its square, and the product of the "
        "two, fitted to the records of the section on length and volume that were long enough for a verdict. "
        f"The user's part of the openings is left out, for it makes no difference: {by_share(rows)}. (Their share of "
        "the turns is no substitute: it falls with the depth of the spells that are looked for.) "
        "Fitted/observed power by fifths of the fitted one:\n\n"
    )
    return table, text + markdown(("strength", "drops to", "records", "fitted/observed"), lines)
