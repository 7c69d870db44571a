"""A process that has imported everything once and forks a worker for each line that it reads.

A line is JSON: ``{"work": name, "folder": path, "seed": n, "delay": seconds}``; after the delay the worker is killed, None
lets it live. Only here is it certain that the number still is that of the worker. Answers are lines of JSON, too: ``{"pid": n}`` at the start
of the work, ``{"done": value}`` for each acknowledgement, ``{"failed": words}``, and ``{"over": status}`` when it is dead.
"""

import json
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from places import cheap_keys
from torture.works import WORKS, Careless


def tell(**values):
    os.write(1, json.dumps(values).encode() + b"\n")


def work(name, folder, seed):
    tell(pid=os.getpid())
    try:
        with cheap_keys():
            (WORKS | {"careless": Careless})[name]().work(Path(folder), seed, lambda value: tell(done=value))
    except BaseException as error:  # noqa: BLE001
        tell(failed=f"{type(error).__name__}: {error}")
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    tell(ready=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            work(wanted["work"], wanted["folder"], wanted["seed"])
        if wanted.get("delay") is not None:
            signal.sigtimedwait([signal.SIGCHLD], wanted["delay"])
            os.kill(child, signal.SIGKILL)  # where it is done already it waits for us, and this does nothing
        tell(over=os.waitpid(child, 0)[1])
        signal.sigtimedwait([signal.SIGCHLD], 0)
