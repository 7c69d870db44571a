"""How often the detector claims drawing back that is not there, and how often it finds what is.

    python studies/calibration.py --seed 20261122 --jobs 2

Simulates some 30,000 exchanges with known truth, lets the detector judge each, and writes
``docs/calibration.md`` and ``src/nearer/inference/power_table.json``. What is judged is kept, one line for
each task, in a file under ``.bench/`` whose name holds the seed and a fingerprint of the detector and the
worlds: an interrupted run goes on where it stopped, and a change of the code begins anew. Seeds come from the
study's seed and the task's name, as 64-bit numbers, so they are none of the small numbers that tests and
development use.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from calibration_report import write_report
from calibration_scores import area_under_curve, match_episodes
from runs import ROOT, draw, read_rows, run_tasks

from nearer.inference import judge, measure_dyad
from nearer.inference.results import Assessment
from nearer.inference.worlds import NULLS, SimulatedDyad, simulate_dyad, simulate_hazard_dyad

CODE = ("timeline", "signals", "inference")

MONTHS = (6.25, 12.0, 18.0, 36.0)
VOLUMES = (5.0, 20.0, 60.0)
SHARES = (0.3, 0.5, 0.7)
DROPS = (0.75, 0.55, 0.35, 0.25, 0.15)
TABLE_DROPS = (0.55, 0.25)
RATIOS = (1.0, 1.5, 2.0, 3.0)
STYLES = ("both_draw_back", "delays_only", "starts_only", "shorter_only")


@dataclass(frozen=True, slots=True)
class Task:
    """One person's exchanges to be simulated and judged.

    Attributes:
        part: Part of the study: null, null_grid, null_hard, power, grid, pooled, coverage.
        number: Counts the repetitions of one cell.
        families: One for each contact; ``hazard`` for the hazard world, ``any_null`` for one drawn at random.
        drop: What is left in quiet spells.
        months: Length of the records.
        messages_a_day: Of both people.
        my_share: Of the openings.
        hazard_ratio: For the hazard world.
    """

    part: str
    number: int
    families: tuple[str, ...]
    drop: float = 0.35
    months: float = 18.0
    messages_a_day: float = 20.0
    my_share: float = 0.5
    hazard_ratio: float = 1.0

    @property
    def key(self) -> str:
        """Names the task; its chances follow from it."""
        return json.dumps(list(asdict(self).values()))


def plan(scale: float) -> Iterator[Task]:
    """Yield every task of the study; a scale below 1 makes all of it smaller, for a trial."""

    def times(n: int) -> range:
        return range(max(round(n * scale), 1))

    for family in NULLS:
        yield from (Task("null", i, (family,)) for i in times(1000))
    for family in ("my_busy_spells", "in_person"):
        for months in (18.0, 36.0):
            yield from (Task("null_hard", i, (family,), 0.35, months, 60.0) for i in times(300))
    for drop in DROPS:
        yield from (Task("power", i, ("draws_back",), drop) for i in times(300))
    for family in STYLES:
        yield from (Task("power", i, (family,)) for i in times(200))
    for ratio in RATIOS:
        for months in (18.0, 36.0):
            yield from (
                Task("coverage", i, ("hazard",), months=months, hazard_ratio=ratio) for i in times(300)
            )
    yield from (Task("pooled", i, ("any_null",) * 3) for i in times(600))
    for drop in (0.75, *TABLE_DROPS):
        yield from (Task("pooled", i, ("draws_back", "any_null", "any_null"), drop) for i in times(200))
        yield from (Task("pooled", i, ("draws_back",) * 3, drop) for i in times(200))
    for months in MONTHS:
        for volume in VOLUMES:
            for family in NULLS:
                yield from (Task("null_grid", i, (family,), 0.35, months, volume) for i in times(40))
            for drop in DROPS:
                shares = SHARES if drop in TABLE_DROPS else (0.5,)
                for share in shares:
                    yield from (
                        Task("grid", i, ("draws_back",), drop, months, volume, share) for i in times(60)
                    )


def run_task(study_and_task: tuple[int, Task]) -> dict[str, Any]:
    """Simulate and judge one person; the row that is kept."""
    study, task = study_and_task
    made = [simulate(task, family, seed) for family, seed in draw(study, task.key, task.families)]
    judgement = judge([measure_dyad(one.dyad) for one in made])
    pairs = zip(made, judgement.assessments, strict=True)
    pooled = judgement.pooled
    return {
        "key": task.key,
        "part": task.part,
        "drop": task.drop,
        "months": task.months,
        "messages_a_day": task.messages_a_day,
        "hazard_ratio": task.hazard_ratio,
        "contacts": [describe(one, assessment) for one, assessment in pairs],
        "pooled": {
            "verdict": pooled.verdict,
            "p": pooled.p,
            "ratio": pooled.ratio,
            "low": pooled.low,
            "high": pooled.high,
        },
    }


def simulate(task: Task, family: str, seed: int) -> SimulatedDyad:
    """Simulate one contact of a task."""
    if family == "hazard":
        return simulate_hazard_dyad(
            seed, task.hazard_ratio, drop=task.drop, months=task.months, messages_a_day=task.messages_a_day
        )
    return simulate_dyad(
        seed,
        family,
        drop=task.drop,
        months=task.months,
        messages_a_day=task.messages_a_day,
        my_share=task.my_share,
    )


def describe(made: SimulatedDyad, assessment: Assessment) -> dict[str, Any]:
    """Return what is kept of one contact."""
    measured, truth = assessment.measurement, made.truth
    n_turns, days, effect = sum(measured.n_turns), measured.days, measured.me
    row: dict[str, Any] = {
        "seed": truth.seed,
        "family": truth.family,
        "draws_back": truth.draws_back,
        "verdict": assessment.verdict,
        "manner": assessment.manner,
        "p": measured.p,
        "p_onset": measured.p_onset,
        "p_now": measured.p_now,
        "p_lag": measured.p_lag,
        "span_days": measured.span_days,
        "turns_per_day": n_turns / max(measured.span_days, 1.0),
        "share": measured.n_turns[0] / max(n_turns, 1),
        "n_true": len(truth.spells),
    }
    if effect is not None:
        row |= {"ratio": effect.ratio, "low": effect.low, "high": effect.high}
        row["t"] = effect.score / (effect.information + 0.5) ** 0.5
        row["covers"] = log(effect.low) <= truth.log_hazard_ratio <= log(effect.high)
    if days is not None:
        offset = (days.first - made.dyad.origin.date()).days
        n = min(len(days.withdrawn), len(truth.closeness) - offset)
        quiet = np.zeros(len(truth.closeness), dtype=bool)
        for first, last in truth.spells:
            quiet[first : last + 1] = True
        quiet = quiet[offset : offset + n]
        row["auc"] = area_under_curve(days.withdrawn[:n], quiet)
        row["closeness_r"] = correlate(days.closeness[21:n], truth.closeness[offset + 21 : offset + n])
    if assessment.episodes:
        origin = made.dyad.origin.date()
        shown = [((one.start - origin).days, (one.end - origin).days) for one in assessment.episodes]
        n_true, n_shown, n_matched = match_episodes(truth.spells, shown)
        row |= {"n_true_merged": n_true, "n_shown": n_shown, "n_matched": n_matched}
    return row


def correlate(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return the correlation; None where one of them does not vary."""
    if len(a) < 3 or np.std(a) == 0 or np.std(b) == 0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def fingerprint() -> str:
    """Return a short digest of the code whose calibration this is."""
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((ROOT / "src" / "nearer" / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def main() -> None:
    """Run the study, or what is left of it, and write its report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT, help="root of the project to write the report into")
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: fewer repetitions, for a trial")
    parser.add_argument(
        "--code", help="only write the report again, from what was judged with this fingerprint"
    )
    asked = parser.parse_args()
    code = asked.code or fingerprint()
    path = ROOT / ".bench" / f"calibration-{asked.seed}-{code}.jsonl"
    rows = (
        read_rows(path)
        if asked.code
        else run_tasks(run_task, list(plan(asked.scale)), asked.seed, asked.jobs, path)
    )
    rows.sort(key=lambda row: row["key"])
    write_report(rows, asked.out, seed=asked.seed, code=code)


if __name__ == "__main__":
    main()
