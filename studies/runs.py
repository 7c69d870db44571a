"""What long studies have alike: named tasks with seeds of their own, and rows kept as they come, so that a run goes on."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from nearer.inference.worlds import NULLS

__all__ = ["ROOT", "Named", "draw", "read_rows", "run_tasks"]

ROOT = Path(__file__).resolve().parents[1]


class Named(Protocol):
    """A task."""

    @property
    def key(self) -> str:
        """Names the task; its chances follow from it."""
        ...


T = TypeVar("T", bound=Named)


def draw(study: int, name: str, families: Sequence[str]) -> list[tuple[str, int]]:
    """Return a family and a 64-bit seed for each contact of a task.

    Args:
        study: Seed of the study.
        name: Of the task.
        families: One for each contact; ``any_null`` for one drawn at random.
    """
    digest = hashlib.sha256(name.encode()).digest()
    root = np.random.SeedSequence([study, int.from_bytes(digest[:8], "big")])
    rng = np.random.default_rng(root)
    drawn = [str(rng.choice(NULLS)) if family == "any_null" else family for family in families]
    seeds = (int(number) for number in root.generate_state(len(drawn), np.uint64))
    return list(zip(drawn, seeds, strict=True))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read what was kept; a last line that was cut off is left out."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def run_tasks(
    run_task: Callable[[tuple[int, T]], dict[str, Any]], tasks: Sequence[T], seed: int, jobs: int, path: Path
) -> list[dict[str, Any]]:
    """Do what is not done yet; return the rows of all tasks in their order."""
    done = {row["key"]: row for row in read_rows(path)}
    left = [(seed, task) for task in tasks if task.key not in done]
    path.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    with path.open("a", encoding="utf-8") as file, multiprocessing.Pool(jobs) as pool:
        if file.tell():
            file.write("\n")  # ends a line that an interruption cut off
        for number, row in enumerate(pool.imap(run_task, left, chunksize=4), start=1):
            file.write(json.dumps(row) + "\n")
            done[row["key"]] = row
            if number % 100 == 0:
                file.flush()
                print(f"{number} of {len(left)} in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return [done[task.key] for task in tasks]
