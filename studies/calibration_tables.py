"""The tables of the calibration study, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from nearer.inference.ranking import wilson_interval

Row = dict[str, Any]
MY_SHARE = 6  # place of the user's part of the openings in a task's key


def markdown(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    rows = [head, ["---"] * len(head), *[[str(cell) for cell in line] for line in lines]]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def share(k: int, n: int) -> str:
    """Return a share with its 95 % Wilson interval."""
    if n == 0:
        return "-"
    low, high = wilson_interval(k, n)
    return f"{k / n:.3f} ({low:.3f}-{high:.3f})"


def ones(rows: Iterable[Row], part: str, **fixed: object) -> list[Row]:
    """Return the contacts of a part's rows, one contact each, with the row's settings beside what was found."""
    return [
        {**row, **row["contacts"][0], "my_share": json.loads(row["key"])[MY_SHARE]}
        for row in rows
        if row["part"] == part and all(row[name] == value for name, value in fixed.items())
    ]


def claimed(rows: Sequence[Row]) -> int:
    """Return how many records were claimed to show drawing back."""
    return sum(row["verdict"] == "pulls_away" for row in rows)


def mean_of(rows: Sequence[Row], name: str) -> str:
    """Return the mean of what is not missing."""
    values = [row[name] for row in rows if row.get(name) is not None]
    return f"{np.mean(values):.2f}" if values else "-"


def null_tables(rows: Sequence[Row]) -> str:
    """Return the false claims by family, and by length and volume."""
    null = ones(rows, "null")
    by_family = {
        name: [row for row in null if row["family"] == name] for name in sorted({r["family"] for r in null})
    }
    order = sorted(by_family, key=lambda name: -claimed(by_family[name]) / len(by_family[name]))
    lines = []
    for name in order:
        part = by_family[name]
        k, n = claimed(part), len(part)
        by = {manner: sum(row["manner"] == manner for row in part) for manner in ("spells", "slower")}
        at_05 = sum(row["p_onset"] <= 0.05 for row in part)
        lines.append(
            (
                name,
                n,
                k,
                f"{k / n:.3f}",
                f"{wilson_interval(k, n)[1]:.3f}",
                by["spells"],
                by["slower"],
                f"{at_05 / n:.3f}",
            )
        )
    k, n = claimed(null), len(null)
    lines.append(("**all**", n, k, f"{k / n:.3f}", f"{wilson_interval(k, n)[1]:.3f}", "", "", ""))
    spread = np.std([row["t"] for row in null if "t" in row])
    short = sum(row["verdict"] == "too_little_data" for row in null)
    head = (
        "family",
        "records",
        "claimed",
        "share",
        "upper bound",
        "as spells",
        "as slower",
        "p of onset <= .05",
    )
    text = "## False claims\n\nNobody draws back from closeness in these families (18 months, about 20 messages a day).\n\n"
    text += markdown(head, lines)
    text += (
        f"\nStandard deviation of the onset test's t over all of them: {spread:.2f} (1 if its p were exact). "
        f"Too little data: {short} of {n}, counted as not claimed.\n\n"
        "All null families together, by length and volume (claimed, upper bound; worst family):\n\n"
    )
    text += _grid(ones(rows, "null_grid"), _null_cell)
    return text + "\nThe two families with most false claims, at 60 messages a day:\n\n" + _hard(rows)


def _hard(rows: Sequence[Row]) -> str:
    lines = []
    for family in sorted({row["family"] for row in ones(rows, "null_hard")}):
        for months in (18.0, 36.0):
            part = [row for row in ones(rows, "null_hard", months=months) if row["family"] == family]
            k, n = claimed(part), len(part)
            lines.append((family, f"{months:g}", n, k, f"{k / n:.3f}", f"{wilson_interval(k, n)[1]:.3f}"))
    return markdown(("family", "months", "records", "claimed", "share", "upper bound"), lines)


def _null_cell(part: Sequence[Row]) -> str:
    k, n = claimed(part), len(part)
    families = {row["family"] for row in part}
    worst = max(families, key=lambda name: (claimed([row for row in part if row["family"] == name]), name))
    of_worst = [row for row in part if row["family"] == worst]
    enough = sum(row["verdict"] != "too_little_data" for row in part)
    tail = f"; {worst} {claimed(of_worst)}/{len(of_worst)}" if claimed(of_worst) else ""
    return f"{k / n:.3f}, {wilson_interval(k, n)[1]:.3f}{tail} (verdict in {enough}/{n})"


def _grid(part: Sequence[Row], cell: Callable[[Sequence[Row]], str]) -> str:
    volumes = sorted({row["messages_a_day"] for row in part})
    lines = []
    for months in sorted({row["months"] for row in part}):
        cells = [[r for r in part if r["months"] == months and r["messages_a_day"] == v] for v in volumes]
        lines.append((f"{months:g}", *[cell(some) if some else "-" for some in cells]))
    return markdown(("months", *[f"{volume:g} a day" for volume in volumes]), lines)


def episode_scores(part: Sequence[Row]) -> tuple[float, float, float] | None:
    """Return precision, recall and F1 of the episodes in the records in which any were shown."""
    shown = [row for row in part if "n_shown" in row]
    n_shown, n_true, n_matched = (
        sum(row[name] for row in shown) for name in ("n_shown", "n_true_merged", "n_matched")
    )
    if not n_shown or not n_true:
        return None
    precision, recall = n_matched / n_shown, n_matched / n_true
    return precision, recall, 2 * n_matched / (n_shown + n_true)


def _scores_text(part: Sequence[Row]) -> str:
    scores = episode_scores(part)
    return f"{scores[0]:.2f} / {scores[1]:.2f} / {scores[2]:.2f}" if scores else "-"


def power_tables(rows: Sequence[Row]) -> str:
    """Return the power by strength and style."""
    power = ones(rows, "power")
    cells = {(row["family"], row["drop"]) for row in power}
    lines = []
    for family, drop in sorted(cells, key=lambda cell: (cell[0] != "draws_back", cell[0], -cell[1])):
        part = [row for row in power if (row["family"], row["drop"]) == (family, drop)]
        spells = sum(row["manner"] == "spells" for row in part)
        n_shown = sum("n_shown" in row for row in part)
        lines.append(
            (
                family,
                f"{drop:g}",
                len(part),
                share(claimed(part), len(part)),
                spells,
                f"{_scores_text(part)} ({n_shown})",
                mean_of(part, "auc"),
                mean_of(part, "closeness_r"),
            )
        )
    head = (
        "family",
        "drops to",
        "records",
        "power",
        "as spells",
        "episodes: precision / recall / F1 (records)",
        "AUC of withdrawn days",
        "r of closeness",
    )
    return (
        "## Power\n\nThe user draws back from closeness (18 months, about 20 messages a day).\n\n"
        + markdown(head, lines)
    )


def grid_tables(rows: Sequence[Row]) -> str:
    """Return power and F1 by strength, length and volume."""
    text = "## Power by length and volume\n\nPower; then F1 of the episodes where any were shown.\n"
    for drop in sorted({row["drop"] for row in ones(rows, "grid")}, reverse=True):
        part = ones(rows, "grid", drop=drop)
        text += f"\nDrops to {drop:g}:\n\n" + _grid(part, _power_cell)
    return text


def _power_cell(part: Sequence[Row]) -> str:
    scores = episode_scores(part)
    enough = sum(row["verdict"] != "too_little_data" for row in part)
    note = "" if enough == len(part) else f" (verdict in {enough}/{len(part)})"
    return (
        f"{claimed(part) / len(part):.2f}; {scores[2]:.2f}{note}"
        if scores
        else f"{claimed(part) / len(part):.2f}; -{note}"
    )


def pooled_table(rows: Sequence[Row]) -> str:
    """Return what is said about one person with three contacts."""
    pooled = [row for row in rows if row["part"] == "pooled"]
    cells: dict[tuple[int, float], list[Row]] = {}
    for row in pooled:
        n_drawn = sum(one["draws_back"] for one in row["contacts"])
        cells.setdefault((n_drawn, row["drop"] if n_drawn else 0.0), []).append(row)
    lines = []
    for (n_drawn, drop), part in sorted(cells.items(), key=lambda cell: (cell[0][0], -cell[0][1])):
        contacts = [one for row in part for one in row["contacts"]]
        true = [one for one in contacts if one["draws_back"]]
        found = [one for one in contacts if one["verdict"] == "pulls_away"]
        wrong = sum(not one["draws_back"] for one in found)
        any_wrong = sum(
            any(c["verdict"] == "pulls_away" and not c["draws_back"] for c in r["contacts"]) for r in part
        )
        lines.append(
            (
                n_drawn,
                f"{drop:g}" if n_drawn else "-",
                len(part),
                share(sum(row["pooled"]["verdict"] == "pulls_away" for row in part), len(part)),
                share(sum(one["verdict"] == "pulls_away" for one in true), len(true)),
                f"{wrong} of {len(found)}",
                share(any_wrong, len(part)),
            )
        )
    head = (
        "contacts drawn back from",
        "drops to",
        "people",
        "pooled claim",
        "true contacts found",
        "false among the claimed contacts",
        "people with a false claim",
    )
    text = (
        "## Three contacts of one person\n\n"
        "Contacts from whom nobody draws back are of a null family drawn at random.\n\n"
    )
    return text + markdown(head, lines)


def coverage_table(rows: Sequence[Row]) -> str:
    """Return how often the 95 % interval of the hazard ratio holds the true one."""
    lines = []
    part = ones(rows, "coverage")
    for ratio, months in sorted({(row["hazard_ratio"], row["months"]) for row in part}):
        some = [
            row for row in part if (row["hazard_ratio"], row["months"]) == (ratio, months) and "covers" in row
        ]
        logs = np.log([row["ratio"] for row in some])
        lines.append(
            (
                f"{ratio:g}",
                f"{months:g}",
                len(some),
                share(sum(row["covers"] for row in some), len(some)),
                f"{np.exp(np.median(logs)):.2f}",
                f"{np.exp(np.quantile(logs, 0.1)):.2f}-{np.exp(np.quantile(logs, 0.9)):.2f}",
                share(claimed(some), len(some)),
            )
        )
    head = (
        "true ratio",
        "months",
        "records",
        "coverage of 95 %",
        "median estimate",
        "10-90 % of estimates",
        "claimed",
    )
    return "## Coverage of the interval\n\nThe hazard world, drop to .35.\n\n" + markdown(head, lines)
