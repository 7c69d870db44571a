"""Kill a worker at a random moment, look at what is left, and do it again."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from places import cheap_keys
from torture.works import FRESH_EACH_TIME, WORKS, Careless


@dataclass
class Count:
    """What came of the kills of one kind of work.

    Attributes:
        kills: Workers that were killed while they worked.
        finished: Workers that were done before their moment came; not counted as kills.
        acknowledged: What they had told to be finished.
        problems: What was lost or damaged, in words.
    """

    kills: int = 0
    finished: int = 0
    acknowledged: int = 0
    problems: tuple[str, ...] = ()


class Nursery:
    """The process from which workers are forked."""

    def __enter__(self):
        source = Path(__file__).resolve()
        self.process = subprocess.Popen(
            [sys.executable, str(source.with_name("nursery.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )  # fmt: skip
        assert self.next()["ready"]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def next(self):
        return json.loads(self.process.stdout.readline())

    def run(self, name, folder, seed, delay):
        """Let a worker work, and kill it ``delay`` seconds after its start; None lets it live.

        Returns:
            Whether it was killed, and what it acknowledged.
        """
        wanted = {"work": name, "folder": str(folder), "seed": seed, "delay": delay}
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        done = []
        while "over" not in (answer := self.next()):
            assert "failed" not in answer, answer
            if "done" in answer:
                done.append(answer["done"])
        return answer["over"] == signal.SIGKILL, done


def rounds(name, kills, seed, folder):
    """Kill one kind of work so many times, up to the time in which it is done once, or finishes two things.

    Args:
        name: A key of ``WORKS``.
        kills: How many.
        seed: Of places, works and moments.
        folder: An empty folder.
    """
    rng, count = random.Random(f"{seed} {name}"), Count()
    with cheap_keys(), Nursery() as nursery:
        work = (WORKS | {"careless": Careless})[name]()
        first = folder / "first"
        work.prepare(first, rng)
        at = folder / "at"
        shutil.copytree(first, at)
        if name in FRESH_EACH_TIME:
            begun = time.monotonic()
            nursery.run(name, at, 0, None)
            longest = 1.05 * (time.monotonic() - begun)
        else:
            longest = 0.25
            while len(nursery.run(name, at, 0, longest)[1]) < 2:
                longest *= 2
        while count.kills < kills:
            if name in FRESH_EACH_TIME:
                shutil.rmtree(at)
                shutil.copytree(first, at)
            delay = rng.uniform(0.0, longest)
            killed, acknowledged = nursery.run(name, at, rng.randrange(1 << 30), delay)
            count.kills += killed
            count.finished += not killed
            count.acknowledged += len(acknowledged)
            try:
                work.verify(at, [tuple(one) if isinstance(one, list) else one for one in acknowledged])
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                count.problems = (*count.problems, f"kill {count.kills} after {delay:.3f} s: {error!r}")
                break
    return count
