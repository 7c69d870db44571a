"""Kill the reading of a large mix of exports at random moments; what is committed must be whole, and reading go on there.

``python tests/torture/arrivals.py --messages 10000000 --kills 50 --seed 1``
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from nearer.app.jobs import Progress
from nearer.app.place import Place
from nearer.app.reading import read_basket
from nearer.store.incoming import count_incoming, load_incoming_chats, load_incoming_frame

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
for folder in (ROOT / "tests", ROOT / "benchmarks"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

NOW = datetime(2026, 3, 1, 20, 15)
MIX = {
    "whatsapp": (".txt", 0.3),
    "telegram": (".json", 0.3),
    "sms": (".xml", 0.1),
    "discord": (".json", 0.1),
    "signal": (".jsonl", 0.1),
    "jsonl": (".jsonl", 0.1),
}
MOST_IN_A_FILE = 1_000_000


def write_mix(folder: Path, n_messages: int, formats: list[str]) -> None:
    """Write exports of some formats, of at most a million messages each."""
    whole = sum(MIX[name][1] for name in formats)
    for name in formats:
        suffix, share = MIX[name]
        left, number = round(n_messages * share / whole), 0
        while left > 0:
            n = min(left, MOST_IN_A_FILE)
            import_module(f"exports.{name}").write(folder / f"{name}-{number}{suffix}", n, number + 1)
            left, number = left - n, number + 1


def work(place_folder: Path, exports: Path) -> None:
    """Read the mix, and print how many messages there are whenever something came."""
    place = Place(place_folder, clock=lambda: NOW)
    place.unlock()
    place.basket.add_path(exports)

    class Telling(Progress):
        def step(self, done: int, total: int | None = None, words: str | None = None) -> None:
            print(count_incoming(place.store), flush=True)
            super().step(done, total, words)

    read_basket(place.store, place.basket, Telling(), now=NOW)
    peak = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    )
    refused = [one.why for one in place.basket.draft.refused]
    print(json.dumps({"peak_mib": [kib >> 10 for kib in peak], "refused": refused}), flush=True)
    place.lock()


def committed(place: Path) -> tuple[dict[str, int], list[str]]:
    """Return how many messages of each export are committed, and what is not as it must be."""
    opened = Place(place, clock=lambda: NOW)
    opened.unlock()
    store = opened.store
    problems = [str(one) for one in store.check()]
    found = {}
    for row in store.read("SELECT id, key, n_messages FROM incoming_export"):
        found[row["key"]] = row["n_messages"]
        for table in ("incoming_segment", "incoming_sender"):
            n = store.one(
                f"SELECT coalesce(sum({table}.n_messages), 0) FROM {table}"
                " JOIN incoming_chat ON incoming_chat.id = chat_id WHERE export_id = ?",
                (row["id"],),
            )[0]
            if n != row["n_messages"]:
                problems.append(f"{table} holds {n} of {row['n_messages']} messages")
    opened.lock()
    return found, problems


def content(place: Path) -> dict[str, list[int]]:
    """Return a number for each conversation that was read, the same for the same messages in the same order."""
    opened = Place(place, clock=lambda: NOW)
    opened.unlock()
    found = {}
    for row in opened.store.read("SELECT id, key FROM incoming_export"):
        found[row["key"]] = []
        for chat in load_incoming_chats(opened.store, row["id"]):
            frame = load_incoming_frame(opened.store, chat.id)
            hashes = frame.with_row_index().hash_rows(seed=1)
            found[row["key"]].append(hash((chat.key, frame.height, int(hashes.sum() or 0))))
    opened.lock()
    return found


def start(place: Path, exports: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE), "--work", str(place), str(exports)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def undisturbed(place: Path, exports: Path) -> dict[str, object]:
    """Read to the end; return what was told there, and the seconds."""
    begun = time.monotonic()
    with start(place, exports) as process:
        last = process.communicate()[0].splitlines()[-1]
    return {**json.loads(last), "seconds": round(time.monotonic() - begun, 1)}


def disturbed(place: Path, exports: Path, kills: int, seconds: float, seed: int) -> dict[str, object]:
    """Kill the reading again and again, then let it come to its end."""
    rng = random.Random(seed)
    before: dict[str, int] = {}
    problems: list[str] = []
    n_killed = n_early = 0
    for number in range(kills):
        with start(place, exports) as process:
            over, late = False, rng.uniform(0, 3)
            if number % 5:  # after something new was committed; otherwise at any moment, start included
                over = not _waits_for_more(process, sum(before.values()))
                late = rng.uniform(0, seconds / kills)
            if not over:
                try:
                    process.wait(late)
                    over = True
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
            process.stdout.read()
        n_killed += not over
        now, wrong = committed(place)
        problems += wrong
        problems += [
            f"lost {n - now.get(key, 0)} messages" for key, n in before.items() if now.get(key, 0) < n
        ]
        n_early += now == before
        before = now
    end = undisturbed(place, exports)
    return {**end, "kills": n_killed, "without_progress": n_early, "problems": problems}


def _waits_for_more(process: subprocess.Popen[str], n_before: int) -> bool:
    """Wait until more is committed than before; False where the reading came to its end."""
    while (line := process.stdout.readline()).strip().isdigit():
        if int(line) > n_before:
            return True
    return False


def torment(n_messages: int, kills: int, seed: int, formats: list[str]) -> dict[str, object]:
    """Write a mix, read it undisturbed and disturbed, and compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports = folder / "exports"
        exports.mkdir()
        write_mix(exports, n_messages, formats)
        for place in ("calm", "stormy"):
            made = Place(folder / place, clock=lambda: NOW)
            made.create(None)
            made.lock()
        calm = undisturbed(folder / "calm", exports)
        stormy = disturbed(folder / "stormy", exports, kills, float(calm["seconds"]), seed)
        one, other = content(folder / "calm"), content(folder / "stormy")
        sizes, _ = committed(folder / "calm")
    return {
        "messages": sum(sizes.values()), "exports": len(sizes), "same": one == other and bool(one), "calm": calm, "stormy": stormy
    }  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", nargs=2, type=Path, help=argparse.SUPPRESS)
    options.add_argument("--messages", type=int, default=10_000_000)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--formats", nargs="+", choices=MIX, default=list(MIX))
    wanted = options.parse_args()
    if wanted.work:
        work(*wanted.work)
        return
    found = torment(wanted.messages, wanted.kills, wanted.seed, wanted.formats)
    print(json.dumps({"date": datetime.now(UTC).date().isoformat(), "seed": wanted.seed, **found}, indent=1))
    sys.exit(not found["same"] or bool(found["stormy"]["problems"]))


if __name__ == "__main__":
    main()
