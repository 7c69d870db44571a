"""What a worker does until it is killed, and what must hold afterwards.

Each kind of work has three parts: ``prepare`` lays out a place, ``work`` runs in a process of its own and tells what it
has finished (an acknowledgement), ``verify`` looks at what the kill left and raises where anything is lost or damaged.
"""

import random
from datetime import datetime, timedelta
from unittest import mock

import numpy as np
import polars as pl
from places import NOW, SECRET, Clock, made_place
from random_store import fill_store, rows_of

from nearer.app.backup_file import restore, save_backup
from nearer.app.place import Place
from nearer.kernel.errors import WrongSecretError
from nearer.sources import KINDS, Tally
from nearer.store.database import Store
from nearer.store.keys import open_slots, read_key_file
from nearer.store.messages import add_export, unpack_frame
from nearer.store.migrations import run as migrations
from nearer.store.settings import load_setting, save_setting
from nearer.timeline import Timeline


def opened(folder, secret=SECRET):
    place = Place(folder, Clock())
    place.unlock(secret)
    return place


def whole(store):
    """Every page, every row and every reference is as it should be."""
    problems = store.check()
    assert problems == [], problems


class Committing:
    """Transactions of several rows, small and large."""

    def prepare(self, folder, rng):
        place, _ = made_place(folder)
        place.lock()

    def work(self, folder, seed, acknowledge):
        rng = random.Random(seed)
        place = opened(folder)
        number = 1 + (place.store.one("SELECT max(CAST(uid AS INTEGER)) FROM checkin")[0] or 0)
        while True:
            n_rows, note = rng.randint(1, 5), "n" * rng.choice([1, 100, 50_000])
            with place.store.write() as connection:
                for row in range(n_rows):
                    connection.execute(
                        "INSERT INTO checkin (uid, at, made_at, changed_at, urge, note) VALUES (?, ?, ?, ?, ?, ?)",
                        (f"{number}-{row}", *[NOW.isoformat()] * 3, n_rows, note),
                    )
            acknowledge(number)
            number += 1

    def verify(self, folder, acknowledged):
        place = opened(folder)
        counts = {}
        for row in place.store.read("SELECT uid, urge FROM checkin"):
            counts.setdefault(int(row["uid"].split("-")[0]), []).append(row["urge"])
        assert set(acknowledged) <= set(counts), "an acknowledged transaction is lost"
        assert all(len(rows) == rows[0] for rows in counts.values()), "half of a transaction"
        assert sorted(counts) == list(range(1, len(counts) + 1)), "a transaction in between is lost"
        whole(place.store)
        with place.store.write() as connection:
            connection.execute("UPDATE checkin SET note = ''")
        if place.store.one("PRAGMA page_count")[0] > 2000:
            place.store.compact()
        place.lock()


class Importing:
    """Exports of two conversations, ten thousand messages each, one with its words."""

    n_messages = 10_000
    n_chats = 2

    def prepare(self, folder, rng):
        place, _ = made_place(folder)
        place.lock()

    def work(self, folder, seed, acknowledge):
        place = opened(folder)
        number = 1 + (place.store.one("SELECT max(CAST(digest AS INTEGER)) FROM export")[0] or 0)
        while True:
            chats = [timeline(seed + chat, self.n_messages) for chat in range(self.n_chats)]
            words = {0: pl.Series("text", ["words"] * self.n_messages)}
            add_export(place.store, file="chat.txt", digest=str(number), tally=Tally(), source="whatsapp",
                       timelines=chats, people=[None] * self.n_chats, words=words, now=NOW)  # fmt: skip
            acknowledge(number)
            number += 1

    def verify(self, folder, acknowledged):
        place = opened(folder)
        kept = {int(row["digest"]): row for row in place.store.read("SELECT * FROM export")}
        assert set(acknowledged) <= set(kept), "an acknowledged export is lost"
        for number in set(acknowledged) | set(list(kept)[-1:]):
            chats = place.store.read("SELECT id FROM conversation WHERE export_id = ?", (kept[number]["id"],))
            segments = [
                place.store.read("SELECT columns FROM segment WHERE conversation_id = ?", (chat["id"],))
                for chat in chats
            ]
            heights = [sum(unpack_frame(row["columns"]).height for row in rows) for rows in segments]
            assert heights == [self.n_messages] * self.n_chats, "half of an export"
        whole(place.store)
        with place.store.write() as connection:
            connection.execute("DELETE FROM export WHERE id < (SELECT max(id) FROM export)")
        if place.store.one("PRAGMA page_count")[0] > 5000:
            place.store.compact()
        place.lock()


def timeline(seed, n):
    rng, start = np.random.default_rng(seed), datetime(2020, 1, 1)
    end = start + timedelta(minutes=7 * (n - 1))
    frame = pl.DataFrame(
        {
            "time": pl.datetime_range(start, end, "7m", time_unit="ms", eager=True),
            "sender": pl.Series(np.where(rng.random(n) < 0.5, "Alex", "Sam"), dtype=pl.Categorical),
            "length": pl.Series(rng.integers(0, 200, n), dtype=pl.UInt32),
            "kind": pl.repeat(KINDS.categories[0], n, dtype=KINDS, eager=True),
        }
    )
    return Timeline("Sam", "whatsapp", 0, frame, False)


LATER = {
    "900_more": "ALTER TABLE checkin ADD COLUMN weather TEXT;\nCREATE INDEX checkin_weather ON checkin (weather);\n"
    "UPDATE checkin SET weather = 'rain ' || note;",
    "901_anew": "CREATE TABLE tag_anew (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hidden INTEGER, n INTEGER) STRICT;\n"
    "INSERT INTO tag_anew SELECT id, name, hidden, (SELECT count(*) FROM checkin_tag WHERE tag_id = tag.id) FROM tag;\n"
    "DROP TABLE tag;\nALTER TABLE tag_anew RENAME TO tag;",
    "902_filled": "CREATE TABLE filled (n INTEGER PRIMARY KEY, text TEXT) STRICT;\n"
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000)\n"
    "INSERT INTO filled SELECT n, hex(randomblob(40)) FROM c;",
}


def later_version():
    known = migrations.known_migrations() | LATER
    return mock.patch.object(migrations, "known_migrations", lambda: known)


class Migrating:
    """An older schema becomes a newer one, in three steps: a column, a table built anew, a table filled."""

    def prepare(self, folder, rng):
        place, _ = made_place(folder)
        fill_store(place.store, rng.randrange(1 << 30), most=12)
        with place.store.write() as connection:
            connection.executemany(
                "INSERT INTO checkin (uid, at, made_at, changed_at, note) VALUES (?, ?, ?, ?, ?)",
                [(f"u{n}", *[NOW.isoformat()] * 3, f"note {n}" * 20) for n in range(5000)],
            )
        self.rows = rows_of(place.store)
        place.lock()

    def work(self, folder, seed, acknowledge):
        with later_version():
            place = opened(folder)
        acknowledge(1)
        save_setting(place.store, "later", 1)
        acknowledge(2)
        place.lock()

    def verify(self, folder, acknowledged):
        place = Place(folder, Clock())
        key = open_slots(read_key_file(place.key_path).slots, SECRET)
        with later_version():
            store = Store(place.database_path, key, before_migration=lambda store: None)
            began = acknowledged or list(place.backups)
            if acknowledged:
                assert place.backups, "no backup before the change"
            for backup in place.backups[-1:] if began else []:
                before = Store(backup.database, key, before_migration=lambda store: None)
                whole(before)
                before.close()
            assert store.read("SELECT name FROM migration WHERE name >= '9'")[-1][0] == "902_filled"
            assert store.one("SELECT count(*) FROM filled")[0] == 20_000
            for table, rows in self.rows.items():
                if table in ("checkin", "tag", "setting"):
                    continue
                assert sorted(map(tuple, store.read(f"SELECT * FROM {table}")), key=repr) == rows, table
            for row in store.read("SELECT note, weather FROM checkin"):
                assert row["weather"] == f"rain {row['note']}"
            assert store.one("SELECT count(*) FROM checkin")[0] == len(self.rows["checkin"])
            assert store.one("SELECT count(*) FROM tag")[0] == len(self.rows["tag"])
            if 2 in acknowledged:
                assert load_setting(store, "later") == 1
            whole(store)
            store.close()


class Rekeying:
    """A first passphrase: every page is written anew under another key."""

    def prepare(self, folder, rng):
        place, _ = made_place(folder, None)
        fill_store(place.store, rng.randrange(1 << 30))
        with place.store.write() as connection:
            connection.executemany(
                "INSERT INTO checkin (uid, at, made_at, changed_at, note) VALUES (?, ?, ?, ?, ?)",
                [(f"u{n}", *[NOW.isoformat()] * 3, f"note {n}" * 200) for n in range(2000)],
            )
        self.rows = rows_of(place.store)
        place.lock()

    def work(self, folder, seed, acknowledge):
        place = opened(folder, None)
        acknowledge("opened")
        recovery = place.change_passphrase(None, SECRET)
        acknowledge(recovery)
        place.lock()

    def verify(self, folder, acknowledged):
        place = Place(folder, Clock())
        if len(acknowledged) > 1:
            for secret in (None, "wrong"):
                try:
                    place.unlock(secret)
                except WrongSecretError:
                    continue
                raise AssertionError("opened without its passphrase")
            place.unlock(acknowledged[1])
            place.lock()
        place.unlock(SECRET)
        assert rows_of(place.store) == self.rows, "rows are lost"
        whole(place.store)
        for backup in place.backups:
            store = Store(backup.database, open_slots(read_key_file(backup.key_path).slots, SECRET))
            assert rows_of(store) == self.rows, "a backup is not whole"
            store.close()
        place.lock()


class BackingUp:
    """Backups, one after the other, with writes in between."""

    def prepare(self, folder, rng):
        place, _ = made_place(folder)
        fill_store(place.store, rng.randrange(1 << 30))
        with place.store.write() as connection:
            connection.executemany(
                "INSERT INTO checkin (uid, at, made_at, changed_at, note) VALUES (?, ?, ?, ?, ?)",
                [(f"u{n}", *[NOW.isoformat()] * 3, f"note {n}" * 200) for n in range(2000)],
            )
        place.lock()

    def work(self, folder, seed, acknowledge):
        place = opened(folder)
        number = load_setting(place.store, "number", 0)
        while True:
            number += 1
            save_setting(place.store, "number", number)
            made = place.back_up()
            acknowledge([made.folder.name, number])

    def verify(self, folder, acknowledged):
        place = opened(folder)
        names = {backup.folder.name: backup for backup in place.backups}
        assert {name for name, _ in acknowledged} <= set(names), "an acknowledged backup is lost"
        numbers = dict(acknowledged)
        for name, backup in names.items():
            store = Store(backup.database, open_slots(read_key_file(backup.key_path).slots, SECRET))
            assert name not in numbers or load_setting(store, "number") == numbers[name]
            whole(store)
            store.close()
        assert not list((folder / "backups").glob(".making-*")), "what was cut off is still there"
        assert load_setting(place.store, "number", 0) >= max([0, *numbers.values()])
        whole(place.store)
        place.purge_backups()
        place.lock()


class Restoring:
    """Two backups take each other's place, again and again."""

    def prepare(self, folder, rng):
        place, _ = made_place(folder)
        self.states = {}
        for name in ("one", "other"):
            save_setting(place.store, "name", name)
            save_setting(place.store, "bulk", name * 50_000)
            save_backup(place, folder.parent / f"{name}.zip")
            self.states[name] = rows_of(place.store)
        place.lock()

    def work(self, folder, seed, acknowledge):
        place = Place(folder, Clock())
        rng = random.Random(seed)
        while True:
            name = rng.choice(["one", "other"])
            restore(place, folder.parent / f"{name}.zip", SECRET)
            acknowledge(name)

    def verify(self, folder, acknowledged):
        place = opened(folder)
        assert rows_of(place.store) in self.states.values(), "neither one nor the other"
        whole(place.store)
        assert not [*folder.glob(".laying-*"), *folder.glob("ready-*")], "what was cut off is still there"
        for backup in place.backups:
            store = Store(backup.database, open_slots(read_key_file(backup.key_path).slots, SECRET))
            assert rows_of(store) in self.states.values()
            store.close()
        place.purge_backups()
        place.lock()


class Careless(Committing):
    """Tells that a transaction is done before it is: what the harness must find out."""

    def work(self, folder, seed, acknowledge):
        place = opened(folder)
        number = 1 + (place.store.one("SELECT max(CAST(uid AS INTEGER)) FROM checkin")[0] or 0)
        while True:
            with place.store.write() as connection:
                connection.execute(
                    "INSERT INTO checkin (uid, at, made_at, changed_at, urge, note) VALUES (?, ?, ?, ?, 1, ?)",
                    (f"{number}-0", *[NOW.isoformat()] * 3, "n" * 3_000_000),
                )
                acknowledge(number)
            number += 1


WORKS = {
    work.__name__.lower(): work for work in (Committing, Importing, Migrating, Rekeying, BackingUp, Restoring)
}
FRESH_EACH_TIME = {"migrating", "rekeying"}
"""Work that is done once: each kill needs a place of its own, a copy of the first."""
