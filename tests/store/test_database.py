"""The database: whole writes, many threads, older and newer schemas, and what the library would do without a word."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import SECRET, cheap_keys, made_place
from random_store import SEEDS, fill_store, rows_of
from torture.works import LATER, later_version

from nearer.app.place import Place
from nearer.kernel.errors import DamagedError, LockedError, OutputError, PlaceError
from nearer.store import library
from nearer.store.database import Store
from nearer.store.keys import open_slots, read_key_file
from nearer.store.migrations import run as migrations
from nearer.store.settings import load_setting, save_setting

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "nearer.db", KEY, new=True)
    yield store
    store.close()


def names(store):
    return [row["name"] for row in store.read("SELECT name FROM setting ORDER BY name")]


def insert(connection, name):
    connection.execute("INSERT INTO setting VALUES (?, '1')", (name,))


def test_the_file_is_encrypted_from_its_first_byte(store):
    store.compact()
    content = store.file.read_bytes()
    assert not content.startswith(b"SQLite") and b"CREATE TABLE" not in content
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(store.file).execute("SELECT * FROM sqlite_master")


def test_the_settings_that_keep_it_safe(store):
    asked = {name: store.one(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store", "secure_delete")}  # fmt: skip
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "secure_delete": 1,
    }


def test_a_write_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        insert(connection, "a")
        _ = 1 / 0
    assert names(store) == []


def test_a_write_within_a_write_is_the_same_transaction(store):
    with store.write() as connection:
        insert(connection, "a")
        with store.write() as inner:
            assert inner is connection
            insert(inner, "b")
        assert names(store) == ["a", "b"]
        with pytest.raises(ZeroDivisionError), store.write() as inner:
            insert(inner, "c")
            _ = 1 / 0
        insert(connection, "d")
    assert names(store) == ["a", "b", "d"]
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        with store.write() as inner:
            insert(inner, "e")
        _ = 1 / 0
    assert names(store) == ["a", "b", "d"]


def test_a_snapshot_stays_as_it_was(store):
    with store.write() as connection:
        insert(connection, "a")
    with store.snapshot() as before:
        assert before.execute("SELECT count(*) FROM setting").fetchone()[0] == 1
        with store.write() as connection:
            insert(connection, "b")
        assert before.execute("SELECT count(*) FROM setting").fetchone()[0] == 1
        assert names(store) == ["a", "b"]
    assert names(store) == ["a", "b"]


def test_eight_threads_of_a_thousand_writes_never_meet_a_lock(tmp_path):
    store = Store(tmp_path / "nearer.db", KEY, new=True)
    read = []

    def work(thread):
        for number in range(1000):
            with store.write() as connection:
                insert(connection, f"{thread}-{number}")
            if number % 100 == 0:
                read.append(store.one("SELECT count(*) FROM setting")[0])

    with mock.patch.object(library, "BUSY_MS", 0), ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, thread) for thread in range(8)]:
            done.result()
    assert store.one("SELECT count(*) FROM setting")[0] == 8000
    assert store.check() == []
    store.close()


def test_connections_are_as_many_as_are_used_at_once(store):
    for _ in range(50):
        thread = threading.Thread(target=lambda: names(store))
        thread.start()
        thread.join()
    assert len(store._idle) == 1


def test_a_closed_store_says_that_it_is_locked(store):
    store.close()
    with pytest.raises(LockedError):
        names(store)
    with pytest.raises(LockedError), store.write():
        pass
    assert store._key == b""


def test_closing_does_not_wait_for_a_long_question(store):
    started, said = threading.Event(), []

    def ask():
        started.set()
        try:
            store.read("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c")
        except LockedError as error:
            said.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    started.wait()
    store.close()
    thread.join(30)
    assert len(said) == 1


@settings(max_examples=25)
@given(seed=SEEDS)
def test_another_key_leaves_every_row_and_ends_the_old_one(tmp_path_factory, seed):
    file = tmp_path_factory.mktemp("rekeyed") / "nearer.db"
    store = Store(file, KEY, new=True)
    fill_store(store, seed)
    rows = rows_of(store)
    store.change_key(KEY[::-1])
    assert rows_of(store) == rows and store.check() == []
    store.close()
    with pytest.raises(DamagedError):
        Store(file, KEY)
    store = Store(file, KEY[::-1])
    assert rows_of(store) == rows
    store.close()


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\x00", bytes(4096), b"junk"])
def test_what_is_no_database_of_ours_is_damaged_and_stays(tmp_path, content):
    file = tmp_path / "nearer.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DamagedError):
        Store(file, KEY)
    assert (file.read_bytes() if file.exists() else None) == content


def test_a_real_database_without_encryption_is_refused(tmp_path):
    plain = sqlite3.connect(tmp_path / "nearer.db")
    plain.execute("CREATE TABLE a (b)")
    plain.close()
    with pytest.raises(DamagedError):
        Store(tmp_path / "nearer.db", KEY)


def test_no_file_is_ever_made_over_another(store):
    with pytest.raises(OutputError):
        Store(store.file, KEY, new=True)


def test_a_library_that_is_too_old_or_does_not_encrypt_is_refused():
    for versions in (("3.51.2", "4.6"), ("3.53.0", "")):
        library.check_library.cache_clear()
        with (
            mock.patch.object(library, "library_versions", lambda versions=versions: versions),
            pytest.raises(PlaceError, match="too old"),
        ):
            library.check_library()
    library.check_library.cache_clear()
    library.check_library()


def test_an_older_schema_is_backed_up_then_changed_and_nothing_is_lost(tmp_path):
    with cheap_keys():
        place, _ = made_place(tmp_path)
        fill_store(place.store, 12, most=20)
        rows = rows_of(place.store)
        place.lock()
        with later_version():
            place.unlock(SECRET)
            assert {row[0] for row in place.store.read("SELECT name FROM migration")} >= set(LATER)
            for table in set(rows) - {"checkin", "tag"}:
                kept = place.store.read(f"SELECT * FROM {table}")
                assert sorted((tuple(row) for row in kept), key=repr) == rows[table]
            assert place.store.one("SELECT count(*) FROM tag")[0] == len(rows["tag"])
            assert place.store.check() == []
        (backup,) = place.backups
        before = Store(backup.database, open_slots(read_key_file(backup.key_path).slots, SECRET))
        assert rows_of(before) == rows
        before.close()
        place.lock()
        with pytest.raises(PlaceError, match="newer"):
            Place(tmp_path).unlock(SECRET)


def test_without_room_for_the_backup_the_schema_stays(tmp_path):
    with cheap_keys():
        place, _ = made_place(tmp_path)
        save_setting(place.store, "kept", 1)
        place.lock()

        def no_room(self, file):
            raise OutputError("errors.output_full", file=file.name)

        with later_version(), mock.patch.object(Store, "copy_to", no_room), pytest.raises(OutputError):
            place.unlock(SECRET)
        assert not place.is_open
        place.unlock(SECRET)
        assert load_setting(place.store, "kept") == 1
        place.lock()


@pytest.mark.parametrize(
    "broken",
    ["CREATE TABLE a (b);\nINSERT INTO nowhere VALUES (1);", "DELETE FROM person;\nCREATE TABLE a (b);"],
)
def test_a_migration_that_fails_leaves_nothing_of_itself(tmp_path, broken):
    store = Store(tmp_path / "nearer.db", KEY, new=True)
    with store.write() as connection:
        connection.execute(
            "INSERT INTO person (id, name, alias, made_at) VALUES (1, 'Sam', 1, '2026-01-01T00:00:00')"
        )
        connection.execute(
            "INSERT INTO mark VALUES (1, 1, 'away', '2026-01-01', '2026-01-02', '', '2026-01-01T00:00:00')"
        )
    rows = rows_of(store)
    store.close()
    known = migrations.known_migrations() | {"900_broken": broken}
    with (
        mock.patch.object(migrations, "known_migrations", lambda: known),
        pytest.raises(Exception, match=r"nowhere|damaged"),
    ):
        Store(tmp_path / "nearer.db", KEY)
    store = Store(tmp_path / "nearer.db", KEY)
    assert rows_of(store) == rows
    assert store.one("SELECT 1 FROM sqlite_master WHERE name = 'a'") is None
    assert store.one("PRAGMA foreign_keys")[0] == 1
    store.close()


@given(
    st.lists(
        st.sampled_from(
            ["SELECT 1;", "-- ;\n", "INSERT INTO a VALUES ('x;y');\n", "CREATE TABLE a (b); -- c\n"]
        )
    )
)
def test_a_script_falls_into_its_statements(parts):
    script = "".join(part if part.endswith("\n") else part + "\n" for part in parts)
    statements = list(migrations._statements(script))
    assert "".join(statements) == script
    real = [one for one in statements if any(not line.startswith("--") for line in one.splitlines())]
    assert len(real) == sum(not part.startswith("--") for part in parts)


def test_a_last_statement_without_its_semicolon_is_not_passed_over():
    assert list(migrations._statements("SELECT 1;\nSELECT 2\n")) == ["SELECT 1;\n", "SELECT 2\n"]
