"""Throw mutated bytes at one reader, guided by the code that they reach (Atheris, libFuzzer).

``python fuzz/run.py --reader whatsapp --runs 1000000``; with ``--all`` every reader, one after the other. Stops at the
first exception that is no sentence of ours, and at an input that takes more than a hundred times as long as an ordinary
one of its size. What it found lies in ``.fuzz/READER/``: the corpus, and ``crash-*`` for the next run to begin with.
``--table`` prints what all runs so far saw, as a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import atheris

with atheris.instrument_imports(include=["nearer.sources"]):
    from nearer.kernel.errors import ExportError
    from nearer.sources import hold_bytes
    from nearer.sources.formats import Format, load_formats

    FORMATS = load_formats()

from seeds import ROOT, find_seeds, hold_backup, read_whole

WORST_RATIO = 100.0
FLOOR_S = 0.03
ROUND = 50_000
LONGEST_TEXT, LONGEST_DATABASE = 1536, 4096
"""Bytes of an input: some ten messages, or the fewest pages of a database."""


class Target:
    """One reader, and how long its inputs take.

    Args:
        known: The format.
        seeds: Ordinary inputs, from which the normal time for a size is taken.
        runs: How many inputs to try.
    """

    def __init__(self, known: Format, seeds: list[bytes], runs: int) -> None:
        self.known = known
        self.runs = runs
        self.n = self.n_refused = 0
        self.worst = 0.0
        self.begun = time.monotonic()
        for seed in seeds:
            self.read(seed)  # what is loaded late is loaded now
        times = [(self._timed(seed), len(seed)) for seed in seeds]
        self.fixed_s = sorted(seconds for seconds, _ in times)[len(times) // 2]
        longest, size = max(times, key=lambda one: one[1])
        self.per_byte_s = longest / size
        self.n_refused = 0  # those were not tried, but timed

    def __call__(self, data: bytes) -> None:
        """Read one input; tell what was seen at the last, and at what ends the run before."""
        try:
            self._try(data)
        except Exception:
            self.tell(stopped=True)
            raise
        if self.n == self.runs:
            self.tell()

    def _try(self, data: bytes) -> None:
        """Read one input, and hold its time against that of an ordinary one."""
        self.n += 1
        if data:
            seconds = self._timed(data)
            normal = self.fixed_s + len(data) * self.per_byte_s
            if seconds > self.worst * normal and seconds > FLOOR_S:
                seconds = min(seconds, self._timed(data), self._timed(data))  # not the machine's fault?
                self.worst = max(self.worst, seconds / normal if seconds > FLOOR_S else 0.0)
            if self.worst > WORST_RATIO:
                raise RuntimeError(f"an input of {len(data)} bytes takes {seconds:.2f} s")

    def read(self, data: bytes) -> None:
        """Read one input, and count it where it is refused."""
        export = hold_backup(data) if self.known.name == "whatsapp_crypt" else hold_bytes("chat", data)
        try:
            read_whole(self.known, export)
        except ExportError:
            self.n_refused += 1

    def tell(self, *, stopped: bool = False) -> None:
        """Write what was seen, as a line of JSON."""
        seen = {
            "reader": self.known.name,
            "runs": self.n,
            "refused": self.n_refused,
            "minutes": round((time.monotonic() - self.begun) / 60, 1),
            "normal_ms": round(1000 * self.fixed_s, 2),
            "worst_ratio": round(self.worst, 1),
            "stopped": stopped,
        }
        with (ROOT / ".fuzz" / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(seen) + "\n")
        print(json.dumps(seen), flush=True)

    def _timed(self, data: bytes) -> float:
        start = time.process_time()
        self.read(data)
        return time.process_time() - start


def table() -> str:
    """Return what was seen in all runs so far, a row for each reader."""
    rows = [
        "| reader | inputs | of them refused | slowest above 30 ms, times the usual | ended by an exception or a slow input |",
        "|---|---|---|---|---|",
    ]
    lines = (ROOT / ".fuzz" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    rounds = [json.loads(line) for line in lines]
    for name in sorted({one["reader"] for one in rounds}):
        own = [one for one in rounds if one["reader"] == name]
        runs, refused = (sum(one[key] for one in own) for key in ("runs", "refused"))
        slowest, stopped = (
            max(one["worst_ratio"] for one in own),
            sum(one.get("stopped", False) for one in own),
        )
        rows.append(f"| {name} | {runs:,} | {refused / runs:.1%} | {slowest or '–'} | {stopped} |")
    return "\n".join(rows)


def main() -> None:
    """Fuzz one reader in this process, or all of them in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=[known.name for known in FORMATS])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=int, help="bytes")
    arguments = parser.parse_args()
    if arguments.table:
        print(table())
        return
    if arguments.all or arguments.runs > ROUND:
        names = [known.name for known in FORMATS] if arguments.all else [arguments.reader]
        failed = [name for name in names if not _in_rounds(name, arguments)]
        sys.exit(f"stopped early: {', '.join(failed)}" if failed else 0)
    known = next(one for one in FORMATS if one.name == arguments.reader)
    longest = arguments.longest or (LONGEST_DATABASE if known.binary else LONGEST_TEXT)
    folder = ROOT / ".fuzz" / known.name
    seeds = find_seeds(known.name, folder)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed[:longest])
    logging.disable()
    flags = [f"-runs={arguments.runs}", f"-max_len={longest}", f"-seed={arguments.seed}", "-timeout=60",
             "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={folder}/"]  # fmt: skip
    atheris.Setup([sys.argv[0], *flags, str(corpus)], Target(known, seeds, arguments.runs))
    atheris.Fuzz()


def _in_rounds(name: str, arguments: argparse.Namespace) -> bool:
    """Fuzz one reader in several processes, one after the other, until one of them finds something.

    Each goes on from the corpus of those before it. None lives long: Atheris never lets go of what a comparison
    returned, which for columns is megabytes a second.
    """
    command = [sys.executable, __file__, "--reader", name]
    if arguments.longest:
        command += ["--longest", str(arguments.longest)]
    for done in range(0, arguments.runs, ROUND):
        runs, seed = min(ROUND, arguments.runs - done), arguments.seed + done // ROUND + 1
        if subprocess.run([*command, "--runs", str(runs), "--seed", str(seed)], check=False).returncode:
            return False
    return True


if __name__ == "__main__":
    main()
