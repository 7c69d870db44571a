"""All benchmarks in one run; writes docs/benchmarks.md. Called by ``make bench``, in an environment of its own.

Every row is a whole process: CPU seconds (user and system, children included), medians over rounds in which the contestants
take turns, so that a machine whose speed drifts is unfair to nobody. Ratios travel; seconds do not.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cost import ONE_THREAD, Cost, compare
from pages import bench_pages

import nearer

HERE = Path(__file__).parent
CONTESTANTS = HERE / "contestants"
RESULTS = HERE.parent / "docs" / "benchmarks.md"
ROUNDS = 5
FEW = 3
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
LARGE = SIZES[-1]
BOUND, IMPORTS = (
    "Polars regex that knows the format (the bound), 1 thread",
    "import numpy, scipy.stats, polars",
)
INSPECT, ANALYZE = "nearer inspect", "nearer analyze"


def nearer_command(*args: str) -> list[str]:
    """Call the installed command as a user does."""
    return [str(Path(sys.executable).with_name("nearer")), *args]


def script(name: str, *args: str) -> list[str]:
    """Call a contestant."""
    return [sys.executable, str(CONTESTANTS / f"{name}.py"), *args]


def make_chat(folder: Path, n_messages: int) -> Path:
    """Write a made-up chat, in a process of its own."""
    file = folder / f"{n_messages}.txt"
    subprocess.run([sys.executable, str(HERE / "make_chat.py"), str(n_messages), str(file)], check=True)
    return file


def found(printed: str) -> str:
    """Return how many messages a contestant says there are."""
    if printed.startswith("{"):
        return f"{json.loads(printed)['messages']:,}"
    first = printed.split()[0] if printed[:1].isdigit() else ""
    return f"{int(first):,}" if first.isdigit() else first


def table(costs: dict[str, Cost], n_messages: int, against: str) -> list[str]:
    """One row a contestant."""
    lines = ["| | CPU s | times the bound | messages/s | peak MiB | found |", "|---|---|---|---|---|---|"]
    for name, cost in costs.items():
        if cost.failed:
            lines.append(f"| {name} | failed: {cost.printed[:100]} | | | | |")
            continue
        ratio = cost.cpu_s / costs[against].cpu_s
        lines.append(
            f"| {name} | {cost.cpu_s:.2f} | {ratio:.2f} | {n_messages / cost.cpu_s / 1000:,.0f}k "
            f"| {cost.peak_mib:,.0f} | {found(cost.printed)} |"
        )
    return lines


def bench_reading(chat: Path, n_messages: int) -> list[str]:
    """Readers of the same file."""
    file = str(chat)
    commands = {
        BOUND: script("polars_bound", file),
        INSPECT: nearer_command("inspect", file, "--json", "-"),
        "one compiled `re` of the standard library with a date cache": script("stdlib_re", file),
        "whatsapp-chat-analyzer": script("whatsapp_chat_analyzer_read", file),
        "whatstk": script("whatstk_read", file),
        "chat-miner": script("chat_miner_read", file),
    }
    fast = dict(list(commands.items())[:3])
    costs = compare(fast, ROUNDS, {BOUND: ONE_THREAD})
    costs |= compare({name: command for name, command in commands.items() if name not in fast}, 1)
    return table(costs, n_messages, BOUND)


def bench_analysis(small: Path, large: Path) -> list[str]:
    """The main job against what it must at least pay for."""
    with tempfile.TemporaryDirectory() as folder:
        page = str(Path(folder) / "page.html")
        file = str(Path(folder) / "f.json")
        args = ("--me", "Alex", "--mine", "--json", file)
        costs = compare(
            {
                IMPORTS: [sys.executable, "-c", "import numpy, scipy.stats, polars"],
                "`nearer --help`": nearer_command("--help"),
                "`nearer analyze`, 10k messages": nearer_command("analyze", str(small), *args),
                "`nearer analyze --html`, 10k messages": nearer_command(
                    "analyze", str(small), *args, "--html", page
                ),
                BOUND: script("polars_bound", str(large)),
                "`nearer analyze`, 1M messages": nearer_command("analyze", str(large), *args),
            },
            ROUNDS,
            {BOUND: ONE_THREAD},
        )
    lines = [
        "| | CPU s | wall s | peak MiB | times the imports | times the Polars read |",
        "|---|---|---|---|---|---|",
    ]
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {cost.peak_mib:,.0f} "
            f"| {cost.cpu_s / costs[IMPORTS].cpu_s:.2f} | {cost.cpu_s / costs[BOUND].cpu_s:.2f} |"
        )
    return lines


def bench_scale(chats: dict[int, Path]) -> list[str]:
    """How cost grows."""
    commands = {}
    for n, chat in chats.items():
        commands[f"{n} inspect"] = nearer_command("inspect", str(chat))
        commands[f"{n} analyze"] = nearer_command("analyze", str(chat), "--me", "Alex", "--mine")
    costs = compare(commands, FEW)
    lines = ["| messages | inspect: CPU s | peak MiB | analyze: CPU s | peak MiB |", "|---|---|---|---|---|"]
    for n in chats:
        read, whole = costs[f"{n} inspect"], costs[f"{n} analyze"]
        lines.append(
            f"| {n:,} | {read.cpu_s:.2f} | {read.peak_mib:.0f} | {whole.cpu_s:.2f} | {whole.peak_mib:.0f} |"
        )
    return lines


def bench_fits() -> list[str]:
    """The restricted fit, equal numbers first."""
    lines = [
        "| rows | | CPU s | times Nearer's | largest relative difference of the means |",
        "|---|---|---|---|---|",
    ]
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    for n in (51_000, 500_000):
        command = [sys.executable, "-W", "ignore", str(HERE / "fits.py"), str(n)]
        printed = compare({"fits": command}, 1, {"fits": one_thread})["fits"].printed
        rows = [json.loads(line) for line in printed.splitlines()]
        ours = rows[0]["cpu_s"]
        lines += [
            f"| {n:,} | {row['name']} | {row['cpu_s']:.3f} | {row['cpu_s'] / ours:.1f} | {row['difference']:.0e} |"
            for row in rows
        ]
    return lines


def versions() -> str:
    """What was compared."""
    named = []
    for package in (
        "polars",
        "numpy",
        "scipy",
        "statsmodels",
        "glum",
        "whatstk",
        "chat-miner",
        "whatsapp-chat-analyzer",
    ):
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            named.append(f"{package} (not installed)")
    return ", ".join(named)


def main() -> None:
    """Run everything and write the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chats = {n: make_chat(folder, n) for n in SIZES}
        size_mb = chats[LARGE].stat().st_size / 1e6
        lines = [
            "# Benchmarks",
            "",
            "Made by `make bench` (this page is its output). Every row is a whole process, start-up included; CPU is user and",
            "system time; medians of rounds in which the contestants take turns. whatstk is GPL and is installed in the",
            "benchmark's own environment only. Nothing here is a test: machines differ, ratios travel.",
            "",
            f"{datetime.now().astimezone().date().isoformat()} · Nearer {nearer.__version__} · Python {platform.python_version()} · "
            f"{platform.machine()}, {os.cpu_count()} cores · {versions()}.",
            "",
            f"## Reading a WhatsApp chat of a million messages ({size_mb:.0f} MB, simulated, Android, 24 h)",
            "",
            *bench_reading(chats[LARGE], LARGE),
            "",
            "## The whole answer",
            "",
            *bench_analysis(chats[SIZES[0]], chats[LARGE]),
            "",
            "## How cost grows (three years, ever more messages in them)",
            "",
            *bench_scale(chats),
            "",
            "## The restricted fit of the reply hazard (Poisson with offset, 6 age groups and 12 trend knots)",
            "",
            *bench_fits(),
            "",
            *bench_pages(),
            "",
        ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
