"""How often a record that grows is claimed at some look, with and without a price for looking again.

    python studies/looks.py --seed 20261206 --jobs 2

Simulates exchanges of three years with known truth and lets the detector measure each as it grew: at 190 days and
at every 30 more. What was measured is kept, one line for each person, in a file under ``.bench/`` whose name holds
the seed and a fingerprint of the detector and the worlds (not of the prices, which are applied afterwards): an
interrupted run goes on where it stopped. ``docs/looks.md`` is written from it.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from looks_report import write_report
from runs import ROOT, draw, read_rows, run_tasks

from nearer.inference.assess import ENOUGH_DAYS, ENOUGH_TURNS, FEWEST_TURNS_EACH, POOLABLE_DAYS, measure_dyad
from nearer.inference.combine import combine_cauchy
from nearer.inference.onset import CALIBRATED, score_onsets
from nearer.inference.results import Measurement
from nearer.inference.second_opinion import score_blocks, second_opinion
from nearer.inference.withdrawal import estimate_withdrawal
from nearer.inference.worlds import simulate_dyad
from nearer.signals.daily import measure_daily
from nearer.signals.days import lay_days
from nearer.signals.excursions import NOW, SOME_DAYS_AGO
from nearer.signals.rhythm import measure_rhythm
from nearer.signals.turns import merge_turns
from nearer.timeline.dyad import Dyad

CODE = ("inference", "signals", "timeline.dyad")
PRICES = "nearer.inference.looks"

FIRST_DAYS, STEP_DAYS = 190, 30
N_LOOKS = {"null": 31}
N_LOOKS_ELSE = 24
MONTHS = 36.5
HOURS_TO_DAWN = 4.0

WORST = ("my_busy_spells", "in_person", "stationary")


@dataclass(frozen=True, slots=True)
class Task:
    """One person's exchanges, to be measured as they grow.

    Attributes:
        part: Part of the study: null, null_60, power, pooled.
        number: Counts the repetitions of one cell.
        families: One for each contact; ``any_null`` for one drawn at random.
        drop: What is left in quiet spells.
        messages_a_day: Of both people.
    """

    part: str
    number: int
    families: tuple[str, ...]
    drop: float = 0.35
    messages_a_day: float = 20.0

    @property
    def key(self) -> str:
        """Names the task; its chances follow from it."""
        return json.dumps(list(asdict(self).values()))


def plan(scale: float) -> Iterator[Task]:
    """Yield every task of the study; a scale below 1 makes all of it smaller, for a trial."""

    def times(n: int) -> range:
        return range(max(round(n * scale), 1))

    for family in WORST:
        yield from (Task("null", i, (family,)) for i in times(500))
    yield from (Task("power", i, ("draws_back",), 0.25) for i in times(300))
    for family in ("in_person", "my_busy_spells"):
        yield from (Task("null_60", i, (family,), messages_a_day=60.0) for i in times(300))
    yield from (Task("pooled", i, ("any_null",) * 3) for i in times(150))
    yield from (Task("pooled", i, ("draws_back",) * 3, 0.25) for i in times(50))
    yield from (Task("power", i, ("draws_back",), 0.35) for i in times(200))


def run_task(study_and_task: tuple[int, Task]) -> dict[str, Any]:
    """Simulate one person and measure each contact at every look; the row that is kept."""
    study, task = study_and_task
    contacts = []
    for family, seed in draw(study, f"looks {task.key}", task.families):
        made = simulate_dyad(seed, family, drop=task.drop, months=MONTHS, messages_a_day=task.messages_a_day)
        n_looks = N_LOOKS.get(task.part, N_LOOKS_ELSE)
        contacts.append({"family": family, "seed": seed, "looks": measure_looks(made.dyad, n_looks)})
    return {
        "key": task.key,
        "part": task.part,
        "families": task.families,
        "drop": task.drop,
        "contacts": contacts,
    }


def look_day(number: int) -> int:
    """Return how many days the record has at a look, the first being number 0."""
    return FIRST_DAYS + STEP_DAYS * number


def cut(dyad: Dyad, n_days: int) -> Dyad:
    """Return the first days of a record."""
    n = int(np.searchsorted(dyad.hours, 24.0 * n_days + HOURS_TO_DAWN))
    return Dyad(dyad.hours[:n], dyad.sender[:n], dyad.length[:n], dyad.origin)


def measure_p(dyad: Dyad) -> list[float | bool | None]:
    """Return of a look p, of onset, now, lagged; enough, poolable; score, information, spells.

    The same as :func:`describe` of ``measure_dyad``, without what no p-value needs: the contact's own direction.
    """
    grid, counts = lay_days(dyad)
    hours, sender, length = dyad.hours[counts], dyad.sender[counts], dyad.length[counts]
    turns = merge_turns(hours, sender, length, grid)
    mine = int(np.count_nonzero(turns.sender == 0))
    each, n_turns = min(mine, len(turns) - mine), len(turns)
    days = float(hours[-1] - hours[0]) / 24.0
    poolable = days >= POOLABLE_DAYS and each >= FEWEST_TURNS_EACH
    enough = poolable and days >= ENOUGH_DAYS and n_turns >= ENOUGH_TURNS
    if not poolable:
        return describe(measure_dyad(dyad))
    rhythm = measure_rhythm(turns.start_h, turns.sender)
    daily = measure_daily(hours, sender, length, turns, rhythm, grid)
    onset = score_onsets(daily, estimate_withdrawal(daily, 0, CALIBRATED.penalty), CALIBRATED)
    scores = score_blocks(turns, rhythm, grid)
    p_now, p_lag = second_opinion(scores, NOW), second_opinion(scores, SOME_DAYS_AGO)
    p = combine_cauchy((onset.p, p_now, p_lag), CALIBRATED.weights)
    return [p, onset.p, p_now, p_lag, enough, poolable, onset.score, onset.information, onset.n_spells]


def describe(measurement: Measurement) -> list[float | bool | None]:
    """Return the same of a whole measurement."""
    effect = measurement.me
    parts = (None, None, None) if effect is None else (effect.score, effect.information, effect.n_spells)
    return [
        measurement.p,
        measurement.p_onset,
        measurement.p_now,
        measurement.p_lag,
        measurement.enough,
        measurement.poolable,
        *parts,
    ]


def measure_looks(dyad: Dyad, n_looks: int) -> list[list[float | bool | None]]:
    """Measure a record as it grew; the last look is measured whole, too, and must be the same."""
    looks = [measure_p(cut(dyad, look_day(number))) for number in range(n_looks)]
    whole = describe(measure_dyad(cut(dyad, look_day(n_looks - 1))))
    if whole != looks[-1]:
        raise AssertionError(f"the short way gives {looks[-1]}, the whole measurement {whole}")
    return looks


def fingerprint() -> str:
    """Return a short digest of the code that simulates and measures: what of the package is loaded for it."""
    digest = hashlib.sha256()
    for path in sorted({str(module.__file__) for name, module in sys.modules.items() if measures(name)}):
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:12]


def measures(name: str) -> bool:
    """Whether a module has a part in what is measured."""
    return name.startswith(tuple(f"nearer.{part}" for part in CODE)) and name != PRICES


def main() -> None:
    """Run the study, or what is left of it, and write its report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261206)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT, help="root of the project to write the report into")
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: fewer repetitions, for a trial")
    parser.add_argument("--so-far", action="store_true", help="only write the report, from what is done")
    asked = parser.parse_args()
    code = fingerprint()
    path = ROOT / ".bench" / f"looks-{asked.seed}-{code}.jsonl"
    rows = (
        read_rows(path)
        if asked.so_far
        else run_tasks(run_task, list(plan(asked.scale)), asked.seed, asked.jobs, path)
    )
    write_report(rows, asked.out, seed=asked.seed, code=code)


if __name__ == "__main__":
    main()
