"""What a whole process costs: CPU seconds, wall seconds, peak memory, by the operating system's own account."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MIB = 1024
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For a process that is to take one core."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One run, or the medians of several.

    Attributes:
        cpu_s: User and system CPU time of the process and the children it waited for.
        wall_s: Time from start to end.
        peak_mib: Largest resident set.
        printed: What it printed, stripped.
        failed: Whether it left with an error.
    """

    cpu_s: float
    wall_s: float
    peak_mib: float
    printed: str
    failed: bool


def run_once(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and account for it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read().decode(errors="replace").strip()
        if process.returncode:
            err.seek(0)
            printed = err.read().decode(errors="replace").strip().splitlines()[-1:][0][:200]
    return Cost(
        usage.ru_utime + usage.ru_stime,
        wall_s,
        usage.ru_maxrss / MIB,
        printed,
        failed=process.returncode != 0,
    )


def compare(
    commands: Mapping[str, Sequence[str]], rounds: int, env: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Cost]:
    """Run every command once a round, in turn, after one round that does not count; return medians by name."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            if runs[name] and runs[name][-1].failed:
                continue
            cost = run_once(command, (env or {}).get(name))
            if number > 0 or cost.failed:
                runs[name].append(cost)
    return {name: median(costs) for name, costs in runs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(cost.cpu_s for cost in costs),
        statistics.median(cost.wall_s for cost in costs),
        statistics.median(cost.peak_mib for cost in costs),
        costs[-1].printed,
        costs[-1].failed,
    )
