"""The test in use against the reference test, on records that neither was developed on.

    python studies/improvement.py --out .bench/improvement.jsonl [--scale 1]

Both worlds: that of the package (its families and the hazard world with a true ratio of 1), and
:mod:`race_world`, which no estimator has seen. One line per record is kept in the file, so that an interrupted
run goes on where it stopped; the tables, null first, are printed from all lines of the file.

Development used seeds from 8 100 000 000 to 8 129 999 999, and an earlier form of the test was tried on seeds from
8 900 000 000; the seeds here start at 8 950 000 000. The constants were frozen before the first of these was played.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from race_world import RACE_NULLS, simulate_race_dyad

from nearer.inference import measure_dyad
from nearer.inference.onset import REFERENCE
from nearer.inference.ranking import wilson_interval
from nearer.inference.worlds import NULLS, simulate_dyad, simulate_hazard_dyad
from nearer.timeline.dyad import Dyad

FIRST_SEED = 8_950_000_000
UNPLAYED = 1_000  # numbers from here on were not played while anything was chosen
BOUND = 0.05
HOME = [("home", family, 0.35) for family in NULLS] + [("hazard", "hazard, ratio 1", 1.0)]
RACE = [("race", kind, 1.0) for kind in RACE_NULLS]
POSITIVE = [("home", "draws_back", drop) for drop in (0.75, 0.55, 0.35, 0.25, 0.15)]
POSITIVE += [("home", "both_draw_back", 0.35), ("hazard", "hazard, ratio 2", 2.0)]
POSITIVE += [("race", kind, strength) for kind in ("delayed", "instant") for strength in (1.0, 1.5)]
STRICT = [("home", "in_person", 0.35), ("home", "my_busy_spells", 0.35), ("race", "in_person", 1.0)]
"""The nulls that came closest on development records, and the like of the worst in the other world."""

CRITICAL = [*STRICT, ("hazard", "hazard, ratio 1", 1.0), ("race", "busy_me", 1.0)]


class Task(NamedTuple):
    """One record: where, what, how strong (drop, ratio or strength), how long, how busy."""

    world: str
    kind: str
    value: float
    months: float
    messages_a_day: float
    number: int

    @property
    def null(self) -> bool:
        """Whether nothing may be claimed."""
        return (self.world, self.kind, self.value) not in POSITIVE


def plan(scale: float) -> Iterator[Task]:
    """Yield every record, the most important first."""

    def times(
        cells: list[tuple[str, str, float]], months: float, volume: float, n: int, start: int = 0
    ) -> Iterator[Task]:
        for number in range(start, max(round(n * scale), 1)):
            for cell in cells:
                yield Task(*cell, months, volume, number)

    every = HOME + RACE + POSITIVE
    sizes = ((18.0, 20.0), (6.25, 20.0), (18.0, 5.0), (48.0, 20.0), (18.0, 60.0))
    yield from times(CRITICAL + POSITIVE, 18.0, 20.0, 60)
    yield from times(STRICT, 18.0, 60.0, 40)
    yield from times(HOME + RACE, 18.0, 20.0, 60)
    yield from times(STRICT, 48.0, 20.0, 40)
    yield from times(CRITICAL, 18.0, 20.0, 300)
    for start, stop in ((0, 10), (10, 40), (40, 100), (100, 300)):
        for months, volume in sizes:
            yield from times(
                every if stop <= 100 else HOME + RACE, months, volume, stop, round(start * scale)
            )


def plan_race(n: int) -> Iterator[Task]:
    """Yield so many records of every kind of the second world alone, 18 months at 20 messages a day, all unplayed."""
    for number in range(UNPLAYED, UNPLAYED + n):
        for cell in RACE + [one for one in POSITIVE if one[0] == "race"]:
            yield Task(*cell, 18.0, 20.0, number)


def make(task: Task) -> Dyad:
    """Simulate a record; its seed follows from its number only, so that cells share their chances."""
    seed = FIRST_SEED + task.number
    size = {"months": task.months, "messages_a_day": task.messages_a_day}
    if task.world == "race":
        return simulate_race_dyad(seed, task.kind, strength=task.value, **size)
    if task.world == "hazard":
        return simulate_hazard_dyad(seed, task.value, drop=0.35, **size).dyad
    return simulate_dyad(seed, task.kind, drop=task.value, **size).dyad


def run(path: Path, tasks: Iterable[Task]) -> list[tuple[Task, float, float]]:
    """Do what is not done yet; return each record with the p-values of the reference and of the test in use."""
    done = {}
    if path.exists():
        for line in filter(lambda text: text.endswith("]"), path.read_text(encoding="utf-8").splitlines()):
            values = json.loads(line)
            done[Task(*values[:6])] = (values[6], values[7])
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for task in tasks:
            if task in done:
                continue
            dyad = make(task)
            measured = (measure_dyad(dyad, test=REFERENCE), measure_dyad(dyad))
            done[task] = tuple(one.p if one.enough else 1.0 for one in measured)
            file.write(json.dumps([*task, *done[task]]) + "\n")
            file.flush()
    return [(task, *p) for task, p in done.items()]


def report(rows: list[tuple[Task, float, float]]) -> None:
    """Print the tables in Markdown."""
    for null in (True, False):
        cells: dict[tuple[str, ...], list[tuple[bool, bool]]] = defaultdict(list)
        for task, reference, used in rows:
            if task.null != null:
                continue
            size = f"{task.months:g} months, {task.messages_a_day:g} a day"
            kind = task.kind.replace("_", " ") + ("" if null else f" ({task.value:g})")
            claimed = (reference <= BOUND, used <= BOUND)
            cells[size, task.world, kind].append(claimed)
            if null:
                cells[size, "all", "all nulls pooled"].append(claimed)
        print(f"\n### {'False claims' if null else 'Power'}\n")
        print("| size | world | kind | n | reference | in use | upper 95 % |\n|---|---|---|---|---|---|---|")
        for key, claims in cells.items():
            n, old, new = len(claims), sum(c[0] for c in claims), sum(c[1] for c in claims)
            print(
                f"| {' | '.join(key)} | {n} | {old / n:.3f} | {new / n:.3f} | {wilson_interval(new, n)[1]:.3f} |"
            )


def main() -> None:
    """Run the study, or what is left of it, and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(".bench/improvement.jsonl"))
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: fewer records, for a trial")
    parser.add_argument("--only-report", action="store_true", help="print what is in the file already")
    parser.add_argument("--race", type=int, metavar="N", help="only the second world, N records of each kind")
    asked = parser.parse_args()
    tasks = plan_race(asked.race) if asked.race else plan(asked.scale)
    report(run(asked.out, () if asked.only_report else tasks))


if __name__ == "__main__":
    main()
