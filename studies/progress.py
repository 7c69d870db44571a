"""How often "before and after a day" sees a change: where there is none, and where there is one.

    python studies/progress.py --seed 20261222 --jobs 1

Simulates exchanges with a turning day and lets the detector measure each as it grew: at every 30 days after that day,
24 times. What both sides of the day came to is kept, one line for each record, in a file under ``.bench/`` whose name
holds the seed and a fingerprint of the detector, the worlds and the sums; the bound is applied afterwards. An interrupted run goes
on where it stopped. ``docs/progress.md`` has what came of it.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from looks import cut, fingerprint
from numpy.typing import NDArray
from runs import ROOT, draw, read_rows, run_tasks

from nearer.inference.assess import measure_dyad
from nearer.inference.onset import CALIBRATED, score_onsets
from nearer.inference.ranking import wilson_interval
from nearer.inference.results import Days
from nearer.inference.withdrawal import estimate_withdrawal
from nearer.inference.worlds import FAMILIES, simulate_dyad
from nearer.inference.worlds.scene import DAYS_A_MONTH, Scene, Setting, set_scene
from nearer.inference.worlds.simulate import play, record
from nearer.inference.worlds.spells import BY_CHANCE
from nearer.inference.worlds.truth import spans_of
from nearer.practice import sides
from nearer.practice.before_after import compare, level_of
from nearer.practice.sides import Sums, sum_sides
from nearer.signals.daily import measure_daily
from nearer.signals.days import lay_days
from nearer.signals.rhythm import measure_rhythm
from nearer.signals.turns import merge_turns
from nearer.timeline.dyad import Dyad

N_LOOKS, STEP_DAYS = 24, 30
CHECKED_LOOKS = (6, 12, 24)
LOOK_NAMES = tuple(f"found by look {look}" for look in CHECKED_LOOKS)
CHANGES = {
    "stops": "it stops",
    "halves": "every second spell stays away",
    "by_chance": "spells go on, but by chance",
    "begins": "it begins",
}

NULLS = (
    "stationary",
    "my_busy_spells",
    "in_person",
    "both_busy",
    "needier",
    "new_job",
    "mutual_fade",
    "honeymoon",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One record with a turning day.

    Attributes:
        number: Counts the repetitions of one cell.
        family: Of the world.
        change: What changes on the day: none; the pattern stops; every second spell stays away; spells go on by
            chance; the pattern begins.
        before: Months before the day.
        drop: What is left in quiet spells.
        messages_a_day: Of both people.
    """

    number: int
    family: str
    change: str = "none"
    before: int = 12
    drop: float = 0.25
    messages_a_day: float = 20.0

    @property
    def key(self) -> str:
        """Names the task; its chances follow from it."""
        return json.dumps(list(asdict(self).values()))

    @property
    def cell(self) -> tuple[Any, ...]:
        """What is told together."""
        return (self.family, self.change, self.before, self.drop, self.messages_a_day)


def plan(scale: float) -> Iterator[Task]:
    """Yield every task of the study; a scale below 1 makes all of it smaller, for a trial."""

    def times(n: int) -> range:
        return range(max(round(n * scale), 1))

    yield from (Task(i, "draws_back") for i in times(300))
    yield from (Task(i, "draws_back", "stops") for i in times(200))
    for family in NULLS:
        yield from (Task(i, family) for i in times(300 if family in NULLS[:3] else 200))
    yield from (Task(i, "draws_back", before=24) for i in times(200))
    yield from (Task(i, "draws_back", drop=0.55) for i in times(200))
    for before, drop, volume in (
        (24, 0.25, 20.0),
        (36, 0.25, 20.0),
        (12, 0.55, 20.0),
        (12, 0.25, 60.0),
        (24, 0.25, 60.0),
    ):
        yield from (Task(i, "draws_back", "stops", before, drop, volume) for i in times(150))
    for change in ("halves", "by_chance", "begins"):
        yield from (Task(i, "draws_back", change, 24) for i in times(150))
    for family in ("my_busy_spells", "in_person", "draws_back"):
        yield from (Task(i, family, messages_a_day=60.0) for i in times(500))


def run_task(study_and_task: tuple[int, Task]) -> dict[str, Any]:
    """Simulate one record and sum both sides of its day at every look; the row that is kept."""
    study, task = study_and_task
    ((_, seed),) = draw(study, f"progress {task.key}", (task.family,))
    turn = round(task.before * DAYS_A_MONTH)
    dyad = simulate_change(seed, task, turn)
    looks = []
    for number in range(1, N_LOOKS + 1):
        grown = cut(dyad, turn + STEP_DAYS * number)
        days = measure_days(grown)
        day = (dyad.origin + timedelta(days=turn)).date()
        sides = sum_sides(days, day, day + timedelta(days=STEP_DAYS * number - 1))
        looks.append([astuple(side) for side in sides])
    whole = measure_dyad(grown).days
    if whole is None or not (
        np.array_equal(whole.begins, days.begins) and np.array_equal(whole.closeness, days.closeness)
    ):
        raise AssertionError("the short way differs from the whole measurement")
    return {"key": task.key, "cell": task.cell, "looks": looks}


def simulate_change(seed: int, task: Task, turn: int) -> Dyad:
    """Return the messages of a record in which something changes for the user on a day.

    The exchange is played as it would have been; then once more, with the same chances, and with the user's quiet days
    as the change leaves them.
    """
    months = (turn + STEP_DAYS * N_LOOKS + 1) / DAYS_A_MONTH
    if task.change == "none":
        made = simulate_dyad(
            seed, task.family, drop=task.drop, months=months, messages_a_day=task.messages_a_day
        )
        return made.dyad
    setting = Setting(FAMILIES[task.family], task.drop, months, task.messages_a_day, 0.5, 1.5)
    scene = set_scene(np.random.SeedSequence(seed), setting)
    quiet = change_days(play(scene).quiet[0], task.change, turn, scene)
    return record(scene, play(scene, quiet))[0]


def change_days(quiet: NDArray[np.bool_], change: str, turn: int, scene: Scene) -> NDArray[np.bool_]:
    """Return the user's quiet days, shape (n_days,), as a change on a day leaves them."""
    days, out = np.arange(len(quiet)), quiet.copy()
    if change == "begins":
        out[days < turn] = False
        return out
    if change == "halves":
        for number, (first, last) in enumerate(span for span in spans_of(quiet) if span[0] >= turn):
            if number % 2:
                out[first : last + 1] = False
        return out
    out[days >= turn] = False
    if change == "by_chance":
        for day in days[(days >= turn) & (scene.uniforms[0] < BY_CHANCE)]:
            out[day : day + scene.stays[0, day]] = True
    return out


def measure_days(dyad: Dyad) -> Days:
    """Return what the whole measurement keeps by day of the user, without what no comparison needs."""
    grid, counts = lay_days(dyad)
    hours, sender, length = dyad.hours[counts], dyad.sender[counts], dyad.length[counts]
    turns = merge_turns(hours, sender, length, grid)
    daily = measure_daily(hours, sender, length, turns, measure_rhythm(turns.start_h, turns.sender), grid)
    withdrawal = estimate_withdrawal(daily, 0, CALIBRATED.penalty)
    onset = score_onsets(daily, withdrawal, CALIBRATED)
    posterior = withdrawal.posterior
    return Days(
        grid.first_date, onset.closeness, posterior.withdrawn, posterior.begins, daily.messages, daily.weight
    )


def judge_looks(looks: Iterable[Any], level: float) -> list[str]:
    """Return what is said at each look."""
    return [compare(Sums(*before), Sums(*after), level).change for before, after in looks]


def share(k: int, n: int) -> str:
    """Return a share with its 95 % Wilson interval."""
    low, high = wilson_interval(k, n)
    return f"{k / n:.3f} ({low:.3f}-{high:.3f})"


def report(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield both tables: where nothing changes, and where something does."""
    cells: dict[tuple[Any, ...], list[list[str]]] = defaultdict(list)
    for row in rows:
        cells[tuple(row["cell"])].append(judge_looks(row["looks"], level_of(1)))
    yield '| family | months before | drops to | messages a day | records | "less" | "more" | either |'
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for (family, change, before, drop, volume), said in cells.items():
        if change == "none":
            shares = (claimed(said, ("less",)), claimed(said, ("more",)), claimed(said, ("less", "more")))
            kind = FAMILIES[family]
            shown = "-" if {kind.mine, kind.theirs, kind.shared} == {"never"} else drop
            yield line(family, before, shown, f"{volume:g}", len(said), *shares)
    yield ""
    yield line(
        "on the day",
        "months before",
        "drops to",
        "messages a day",
        "records",
        '"less"',
        '"more"',
        *LOOK_NAMES,
    )
    yield "|" + " --- |" * (7 + len(LOOK_NAMES))
    for (_, change, before, drop, volume), said in cells.items():
        if change != "none":
            sought = "more" if change == "begins" else "less"
            by = [sum(sought in looks[:look] for looks in said) / len(said) for look in CHECKED_LOOKS]
            both = (claimed(said, ("less",)), claimed(said, ("more",)))
            found = (f"{part:.2f}" for part in by)
            yield line(CHANGES[change], before, drop, f"{volume:g}", len(said), *both, *found)


def claimed(said: Sequence[Sequence[str]], words: tuple[str, ...]) -> str:
    """Return the share of records in which one of some words is said at any look."""
    return share(sum(any(word in looks for word in words) for looks in said), len(said))


def line(*values: object) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(map(str, values))} |"


def hindsight(study: int, n: int) -> Iterator[str]:
    """Yield how often some day of many is claimed in records of three years without a change.

    A day every 30 days from the seventh month on, all compared once with the whole record: each as if it were the only
    one that was ever chosen, and each at the price that it has as one of many, the earliest first.
    """
    yield "| family | records | any of 28 days, each as the first | each at its price |"
    yield "| --- | --- | --- | --- |"
    for family in ("draws_back", *NULLS[:3]):
        first, priced = 0, 0
        for number in range(n):
            ((_, seed),) = draw(study, f"hindsight {family} {number}", (family,))
            dyad = simulate_dyad(seed, family, drop=0.25, months=36.5).dyad
            days = measure_days(dyad)
            last = days.first + timedelta(days=len(days.weight) - 1)
            both = [sum_sides(days, days.first + timedelta(days=210 + 30 * k), last) for k in range(28)]
            first += any(compare(*one, level_of(1)).change in ("less", "more") for one in both)
            priced += any(
                compare(*one, level_of(k)).change in ("less", "more") for k, one in enumerate(both, 1)
            )
        yield f"| {family} | {n} | {share(first, n)} | {share(priced, n)} |"


def code() -> str:
    """Return a short digest of what simulates, measures and sums."""
    return hashlib.sha256(fingerprint().encode() + Path(sides.__file__).read_bytes()).hexdigest()[:12]


def main() -> None:
    """Run the study, or what is left of it, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261222)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="below 1: fewer repetitions, for a trial")
    parser.add_argument(
        "--hindsight", type=int, default=0, help="only that part, with so many records of a family"
    )
    parser.add_argument("--so-far", action="store_true", help="only print the table, from what is done")
    asked = parser.parse_args()
    if asked.hindsight:
        print("\n".join(hindsight(asked.seed, asked.hindsight)))
        return
    path = ROOT / ".bench" / f"progress-{asked.seed}-{code()}.jsonl"
    rows = (
        read_rows(path)
        if asked.so_far
        else run_tasks(run_task, list(plan(asked.scale)), asked.seed, asked.jobs, path)
    )
    print("\n".join(report(rows)))


if __name__ == "__main__":
    main()
