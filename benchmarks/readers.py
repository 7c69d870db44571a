"""What it costs to read each format, beside the bounds and other readers of the same file.

``python benchmarks/readers.py`` writes docs/reading-speed.md; ``--messages``, ``--formats`` and ``--rounds`` change what is
run, ``--large 10000000`` adds the memory for exports of that size, ``--only-print`` writes nothing. Every row is a whole
process, start-up and children included; contestants take turns. Nothing here is a test: ratios travel, seconds do not.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cost import ONE_THREAD, Cost, compare, run_once

from nearer.sources.formats import load_formats

HERE = Path(__file__).parent
CONTESTANTS = HERE / "contestants"
RESULTS = HERE.parent / "docs" / "reading-speed.md"
SUFFIXES = {
    "imessage": ".db", "kakaotalk": ".txt", "line": ".txt", "mbox": ".mbox", "signal": ".jsonl", "sms": ".xml", "whatsapp": ".txt",
    "whatsapp_database": ".db", "jsonl": ".jsonl", "csv": ".csv", "telegram": ".json", "discord": ".json", "hangouts": ".json",
}  # fmt: skip
"""Endings of the files; the formats that are not here are written as folders."""

NEARER, APART = "Nearer, in one process", "`nearer inspect`, with the reader in a process of its own"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to read a format.

    Attributes:
        name: What to call it.
        command: How it is called, without the file.
        limit: Nearer's CPU time may be so many times this one's; None where it is only compared.
    """

    name: str
    command: tuple[str, ...]
    limit: float | None = None


def script(name: str) -> tuple[str, ...]:
    return (sys.executable, str(CONTESTANTS / f"{name}.py"))


def node(name: str) -> tuple[str, ...]:
    return ("node", str(CONTESTANTS / f"{name}.cjs"))


PEERS = {
    "whatsapp": (
        Peer("Polars regex that knows the format (the bound), 1 thread", script("polars_bound"), 1.0),
        Peer("whatsapp-chat-parser (npm)", node("whatsapp_chat_parser_read"), 1.0),
        Peer("chatpack (Rust)", script("chatpack_read"), 1.0),
        Peer("one compiled `re` with a date cache", script("stdlib_re")),
    ),
    "telegram": (Peer("typed msgspec with flattened text (the bound)", script("telegram_bound"), 1.0),),
    "sms": (Peer("bare defusedxml iterparse (the bound)", script("sms_bound"), 1.5),),
    "imessage": (Peer("bare SELECT with the NSString scan (the bound)", script("imessage_bound"), 1.5),),
}


def is_there(peer: Peer) -> bool:
    """Whether a peer is installed here."""
    return bool(shutil.which(peer.command[0])) and all(
        Path(one).exists() for one in peer.command[1:2] if os.sep in one
    )


@contextmanager
def made(name: str, n_messages: int) -> Iterator[Path]:
    """Write an export, and delete it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{SUFFIXES.get(name, '')}"
        if name not in SUFFIXES:
            path.mkdir()
        writing = f"from exports.{name} import write; from pathlib import Path; write(Path({str(path)!r}), {n_messages})"
        written = run_once([sys.executable, "-c", writing], {"PYTHONPATH": str(HERE)})
        if written.failed:
            raise RuntimeError(f"{name}: {written.printed}")
        yield path


def size_of(path: Path) -> int:
    return (
        sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
        if path.is_dir()
        else path.stat().st_size
    )


def bench_format(name: str, n_messages: int, rounds: int) -> tuple[list[str], list[str]]:
    """Return the rows of one format, and what is over its limit."""
    peers = [peer for peer in PEERS.get(name, ()) if is_there(peer)]
    with made(name, n_messages) as path:
        commands = {
            NEARER: [*script("drain"), str(path)],
            **{peer.name: [*peer.command, str(path)] for peer in peers},
        }
        commands[APART] = [sys.executable, "-m", "nearer", "inspect", str(path), "--json", "-"]
        costs = compare(commands, rounds if peers else 1, dict.fromkeys(commands, ONE_THREAD))
        mib = size_of(path) / 2**20
    ours = costs[NEARER]
    rows = [f"| {name} | {mib:,.0f} | {row(one, costs, ours)}" for one in commands]
    over = [
        f"{name}: {ours.cpu_s / costs[peer.name].cpu_s:.2f} times {peer.name}, at most {peer.limit}"
        for peer in peers
        if peer.limit and not costs[peer.name].failed and ours.cpu_s > peer.limit * costs[peer.name].cpu_s
    ]
    return rows, over


def row(name: str, costs: dict[str, Cost], ours: Cost) -> str:
    cost = costs[name]
    if cost.failed:
        return f"{name} | failed: {cost.printed[:60]} | | | | |"
    n = cost.printed if name != APART else ""
    return f"{name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {ours.cpu_s / cost.cpu_s:.2f} | {cost.peak_mib:,.0f} | {n[:12]} |"


def bench_memory(name: str, n_messages: int) -> str:
    """Return the row of a very large export."""
    with made(name, n_messages) as path:
        cost = run_once([*script("drain"), str(path)])
        gib = size_of(path) / 2**30
    told = cost.printed[:60] if cost.failed else f"{int(cost.printed):,}"
    return f"| {name} | {gib:.1f} | {cost.cpu_s:.1f} | {cost.peak_mib:,.0f} | {told} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    names = [
        known.name
        for known in load_formats(plugins=False)
        if (HERE / "exports" / f"{known.name}.py").exists()
    ]
    names.sort(key=lambda name: name not in PEERS)  # those first whose figures other work must not disturb
    options.add_argument("--formats", nargs="+", choices=names, default=names)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--large", type=int, default=0)
    options.add_argument("--only-print", action="store_true")
    wanted = options.parse_args()
    sys.path.insert(0, str(HERE))
    lines = [
        "# How fast each format is read",
        "",
        f"Made by `python benchmarks/readers.py{' ' + ' '.join(sys.argv[1:]) if sys.argv[1:] else ''}` (this page is its output). "
        "Whole processes, start-up and children included; one thread. Where there is somebody to compare with, medians of rounds in "
        "which the contestants take turns; else a single round. Ratios travel, seconds do not.",
        "",
        f"{datetime.now(UTC).date()} · Python {platform.python_version()} · {platform.machine()}, {os.cpu_count()} cores · "
        + ", ".join(f"{one} {version(one)}" for one in ("polars", "msgspec", "defusedxml", "selectolax")),
        "",
        f"## {wanted.messages:,} messages",
        "",
        "| format | MiB | | CPU s | wall s | Nearer's CPU against it | peak MiB | messages found |",
        "|---|---|---|---|---|---|---|---|",
    ]
    try:
        measure(wanted, lines)
    finally:
        if not wanted.only_print:
            RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(wanted: argparse.Namespace, lines: list[str]) -> None:
    """Add what is measured to the lines of the page, one after the other."""
    over = []
    for name in wanted.formats:
        rows, too_slow = bench_format(name, wanted.messages, wanted.rounds)
        print(*rows, *too_slow, sep="\n", flush=True)
        lines += rows
        over += too_slow
    lines += ["", *(f"- over its limit: {one}" for one in over)]
    if wanted.large:
        lines += [
            "",
            f"## Memory: {wanted.large:,} messages",
            "",
            "| format | GiB | CPU s | peak MiB | messages found |",
            "|---|---|---|---|---|",
        ]
        for name in wanted.formats:
            lines.append(bench_memory(name, wanted.large))
            print(lines[-1], flush=True)


if __name__ == "__main__":
    main()
