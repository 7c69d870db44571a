"""What encryption costs: the same work on the store and on plain SQLite, in one run; and where the time of opening goes.

``python benchmarks/store.py [--rounds 5] [--json FILE]``. Times are medians; both sides take turns, with the same
settings (write-ahead log, synchronous=FULL, the same cache), so that what the machine does besides hits both.
"""

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from nearer.app.place import Place
from nearer.sources import KINDS
from nearer.store.database import Store
from nearer.store.keys import open_slots, read_key_file
from nearer.store.library import CACHE_KIB
from nearer.store.messages import SEGMENT_ROWS, pack_frame
from nearer.store.migrations.run import migrate

KEY = bytes(range(32))
N_MESSAGES = 1_000_000
N_CHECKINS = 5_000
START = datetime(2016, 1, 1)


class Plain:
    """Plain SQLite with the same schema and settings."""

    def __init__(self, file):
        self.connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
                       "temp_store = MEMORY", f"cache_size = -{CACHE_KIB}"):  # fmt: skip
            self.connection.execute(f"PRAGMA {pragma}").fetchone()
        migrate(self.connection)

    def read(self, sql):
        return self.connection.execute(sql).fetchall()

    def close(self):
        self.connection.close()

    def write(self):
        return Transaction(self.connection)


class Transaction:
    def __init__(self, connection):
        self.connection = connection

    def __enter__(self):
        self.connection.execute("BEGIN IMMEDIATE")
        return self.connection

    def __exit__(self, *_):
        self.connection.execute("COMMIT")


def segments():
    rng = random.Random(1)
    made = []
    for position in range(N_MESSAGES // SEGMENT_ROWS):
        first = START + timedelta(minutes=5 * position * SEGMENT_ROWS)
        frame = pl.DataFrame(
            {
                "time": pl.datetime_range(
                    first, first + timedelta(minutes=5 * (SEGMENT_ROWS - 1)), "5m", time_unit="ms", eager=True
                ),
                "sender": pl.Series(rng.choices([0, 1], k=SEGMENT_ROWS), dtype=pl.UInt32),
                "length": pl.Series(rng.choices(range(300), k=SEGMENT_ROWS), dtype=pl.UInt32),
                "kind": pl.Series(rng.choices(KINDS.categories, k=SEGMENT_ROWS), dtype=KINDS),
            }
        )
        made.append((position, SEGMENT_ROWS, pack_frame(frame)))
    return made


def checkins():
    rng = random.Random(2)
    for number in range(N_CHECKINS):
        at = (START + timedelta(hours=16 * number)).isoformat()
        yield (
            f"u{number}",
            rng.randint(1, 20),
            at,
            at,
            at,
            rng.randint(1, 7),
            rng.randint(0, 10),
            "a few words " * 5,
        )


def insert_messages(store, made):
    with store.write() as connection:
        connection.execute("INSERT INTO export (id, file, digest, source, read_at, n_messages, n_system, n_skipped, skipped, notes)"
                           " VALUES (1, 'f', 'd', 's', '', 0, 0, 0, '[]', '[]')")  # fmt: skip
        connection.execute(
            "INSERT INTO conversation (id, export_id, title, n_messages) VALUES (1, 1, 't', 0)"
        )
        connection.executemany(
            "INSERT INTO segment (conversation_id, position, n_messages, columns) VALUES (1, ?, ?, ?)", made
        )


def insert_checkins(store, made):
    with store.write() as connection:
        connection.executemany("INSERT INTO person (id, name, alias, made_at) VALUES (?, ?, ?, '')",
                               [(number, f"p{number}", number) for number in range(1, 21)])  # fmt: skip
        connection.executemany(
            "INSERT INTO checkin (uid, person_id, at, made_at, changed_at, closeness, urge, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            made,
        )


def one_by_one(store, _):
    for number in range(200):
        with store.write() as connection:
            connection.execute("INSERT INTO setting VALUES (?, '1')", (f"s{number}",))


def repeated(sql, times):
    def ask(store, _):
        for _ in range(times):
            store.read(sql)

    return ask


WORK = {
    "1M messages in (10 segments)": insert_messages,
    "5,000 check-ins in": insert_checkins,
    "200 writes, each committed": one_by_one,
    "group by over the index, 20 times": repeated(
        "SELECT person_id, count(*), max(at) FROM checkin GROUP BY person_id", 20
    ),
    "scan of all check-ins, 20 times": repeated(
        "SELECT avg(length(note)), sum(urge * closeness) FROM checkin", 20
    ),
    "1M messages out": repeated("SELECT columns FROM segment ORDER BY position", 1),
}


def compare(rounds):
    made = {insert_messages: segments(), insert_checkins: list(checkins())}
    took = {name: {"plain": [], "store": []} for name in WORK}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder)
            both = {"plain": Plain(file / "plain.db"), "store": Store(file / "nearer.db", KEY, new=True)}
            for name, work in WORK.items():
                for side in sorted(both, reverse=bool(number % 2)):
                    begun = time.perf_counter()
                    work(both[side], made.get(work))
                    took[name][side].append(time.perf_counter() - begun)
            for side in both.values():
                side.close()
    return took


def opening(rounds):
    """Return the seconds of each step from a passphrase to the first answer, with a million messages behind it."""
    took = {
        "keys (Argon2id)": [],
        "open the database": [],
        "first question": [],
        "all, with today's backup": [],
        "all": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        place.create("a quiet lamp by the window")
        insert_messages(place.store, segments())
        insert_checkins(place.store, list(checkins()))
        place.lock()
        for number in range(rounds):
            times = [time.perf_counter()]
            key = open_slots(read_key_file(place.key_path).slots, "a quiet lamp by the window")
            times.append(time.perf_counter())
            store = Store(place.database_path, key)
            times.append(time.perf_counter())
            store.read("SELECT person_id, count(*) FROM checkin GROUP BY person_id")
            times.append(time.perf_counter())
            store.close()
            for name, begun, ended in zip(took, times, times[1:], strict=False):
                took[name].append(ended - begun)
            begun = time.perf_counter()
            place.unlock("a quiet lamp by the window")
            place.store.read("SELECT person_id, count(*) FROM checkin GROUP BY person_id")
            took["all" if number else "all, with today's backup"].append(time.perf_counter() - begun)
            place.lock()
        size = place.database_path.stat().st_size
    return took, size


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    wanted = options.parse_args()
    took = compare(wanted.rounds)
    print(f"{'':36} plain, ms   store, ms   ratio")
    for name, sides in took.items():
        plain, store = (statistics.median(sides[side]) * 1000 for side in ("plain", "store"))
        ratios = [s / p for s, p in zip(sides["store"], sides["plain"], strict=True)]
        print(f"{name:36} {plain:9.1f} {store:11.1f} {statistics.median(ratios):7.2f}")
    steps, size = opening(wanted.rounds)
    print(f"\nopening, with a database of {size / 1e6:.1f} MB")
    for name, times in steps.items():
        print(f"{name:36} {statistics.median(times) * 1000:9.1f} ms")
    if wanted.json:
        wanted.json.write_text(json.dumps({"cost": took, "opening": steps, "n_bytes": size}, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
