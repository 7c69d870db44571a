"""Stretch exports: repeat some part of one until it is far longer than any app writes, and see that reading stays quick.

``python fuzz/stretch.py`` for all readers of text, ``--reader line`` for one. What looks at everything behind each
place where it might begin takes no time for the short inputs of ``run.py``, and hours for these. So each is read at
64 KiB, within a quarter of a second of this process; and those that took longest are stretched to eight times that,
for which thrice as much per byte is too much. What is too slow lies in ``.fuzz/READER/stretched-*`` at the end.
"""

from __future__ import annotations

import argparse
import heapq
import logging
import os
import random
import re
import signal
import sys
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")

from seeds import ROOT, find_seeds, read_whole

from nearer.kernel.errors import ExportError
from nearer.sources import hold_bytes
from nearer.sources.formats import Format, load_formats

STRETCHED_BYTES, LONGEST_S = 1 << 16, 0.25
FURTHER, WORST_GROWTH = 8, 3.0
N_FURTHER = 20
LONGEST_SEED = 1 << 14
MOST_TOKENS = 12
TOKEN = re.compile(rb"\w+|[ \t]+|\r?\n|[^\w\s]|.", re.DOTALL)
OTHERS = [
    *(bytes([one]) for one in range(32, 127)), b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\n\n", b" \n", b"\n ", b"<!--", b"-->", b"<a ",
    b"</", b"<a>", b"</a>", b"&#", b"&amp;", b'\\"', b'\\\\', b"\\u0000", b'"",', b"[]", b"{}", b"[[", b"{\"a\":", b"=?", b"?=", b"=?a?q?",
    b"> ", b"\n>", b"\n> ", b"1:", b"1/", b"1.", b"a ", b"a\n", b"A a", b"a: ", b"1 ", "\u200e".encode(), "\u202f".encode(),
    "\u00a0".encode(), "\u00e9".encode(), "\U0001f642".encode(), b"\xff",
]  # fmt: skip


class TooLongError(BaseException):
    """It would take longer than it may."""


def stretched(tokens: list[bytes], rng: random.Random, n_bytes: int) -> bytes:
    """Return an export of which a part stands very many times: in its place, or elsewhere."""
    start = rng.randrange(len(tokens))
    stop = min(len(tokens), start + 1 + int(rng.random() ** 2 * MOST_TOKENS))
    part = b"".join(tokens[start:stop]) if rng.random() < 0.7 else rng.choice(OTHERS)
    if rng.random() < 0.1:
        part += rng.choice(OTHERS)
    where = stop if rng.random() < 0.5 else rng.randrange(len(tokens) + 1)
    after = b"" if rng.random() < 0.3 else b"".join(tokens[where + rng.choice((0, 0, 0, 1)) :])
    return b"".join(tokens[:where]) + part * (n_bytes // len(part)) + after


def seconds_of(known: Format, data: bytes, most: float) -> float:
    """Return the seconds that it takes to read an input; infinite where so many of this process were not enough."""
    export = hold_bytes("chat", data)
    begun = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        read_whole(known, export)
    except ExportError:
        pass
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.perf_counter() - begun


def stretch(known: Format, samples: int, seed: int) -> int:
    """Stretch the exports of one reader, and say what was seen; return how many took too long."""
    folder = ROOT / ".fuzz" / known.name
    seeds = [TOKEN.findall(one[:LONGEST_SEED]) for one in find_seeds(known.name, folder)]
    for old in folder.glob("stretched-*"):
        old.unlink()
    slow: list[bytes] = []
    times: list[tuple[float, int]] = []
    worst = 0.0

    def make(number: int, n_bytes: int) -> bytes:
        rng = random.Random(f"{seed} {known.name} {number}")
        return stretched(rng.choice(seeds), rng, n_bytes)

    for number in range(samples):
        data = make(number, STRETCHED_BYTES)
        times.append((seconds_of(known, data, LONGEST_S), number))
        if times[-1][0] > LONGEST_S:
            slow.append(data)
    for _, number in heapq.nlargest(N_FURTHER, (one for one in times if one[0] <= LONGEST_S)):
        short, long = make(number, STRETCHED_BYTES), make(number, FURTHER * STRETCHED_BYTES)
        per_byte = min(seconds_of(known, short, LONGEST_S) for _ in range(3)) / len(short)
        growth = min(seconds_of(known, long, 10 * LONGEST_S) for _ in range(2)) / len(long) / per_byte
        worst = max(worst, growth)
        if growth > WORST_GROWTH:
            slow.append(long)
    for number, data in enumerate(slow, 1):
        (folder / f"stretched-{number}").write_bytes(data)
    print(f"| {known.name} | {samples:,} | {max(times)[0]:.2f} | {worst:.1f} | {len(slow)} |", flush=True)
    return len(slow)


def main() -> None:
    """Stretch the exports of one reader, or of all that read text."""
    names = {known.name: known for known in load_formats() if not known.binary}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=names)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    def give_up(*_: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGPROF, give_up)
    logging.disable()
    print(
        f"| reader | exports of {STRETCHED_BYTES >> 10} KiB | longest, seconds | a byte of one {FURTHER} times as long, at most | too slow |",
        "|---|---|---|---|---|",
        sep="\n",
    )
    chosen = [names[arguments.reader]] if arguments.reader else names.values()
    sys.exit(1 if sum([stretch(known, arguments.samples, arguments.seed) for known in chosen]) else 0)


if __name__ == "__main__":
    main()
