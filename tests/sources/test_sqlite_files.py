"""Databases of other apps, opened: hostile ones do no harm, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nearer.kernel.errors import ChangedError, ExportError
from nearer.sources import sqlite_files
from nearer.sources.files import Export, hold_bytes, open_file
from nearer.sources.places import find_entries
from nearer.sources.sqlite_copies import PREFIX, log_of, remove_leftovers
from nearer.sources.sqlite_files import Database, opened
from nearer.sources.sqlite_schema import holds_tables


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give temporary files a place of their own, so that what is left there can be seen."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def make(path: Path, *statements: str, wal: bool = False) -> Path:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    if wal:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_autocheckpoint=0")
    database.executescript("CREATE TABLE message (text); INSERT INTO message VALUES ('old');")
    if wal:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for statement in statements:
        database.execute(statement)
    names = [path, *([path.with_name(f"{path.name}-wal")] if wal else [])]
    kept = [name.read_bytes() for name in names]
    database.close()
    for name, content in zip(names, kept, strict=True):
        name.write_bytes(content)
    return path


def on_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_files, "IN_MEMORY_BYTES", 0)


def texts(export: Export) -> list[object]:
    with opened(export) as database:
        return [text for (text,) in database.execute("SELECT text FROM message ORDER BY ROWID")]


NEW = "INSERT INTO message VALUES ('new')"


def test_rows_that_stand_in_the_log_alone_are_there(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db", NEW, wal=True)
    assert path.with_name("a.db-wal").stat().st_size
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
    assert texts(open_file(path)) == ["old", "new"]
    assert before == {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.db", "a.db-wal"):
            archive.write(tmp_path / name, f"x/{name}")
    (entry,) = find_entries(open_file(tmp_path / "a.zip"), frozenset({".db"}))
    assert texts(entry) == ["old", "new"]
    assert texts(hold_bytes("a.db", path.read_bytes())) == ["old"]


@pytest.mark.parametrize("cut", [1, 40, 4000])
def test_a_log_that_breaks_off_holds_what_is_whole(tmp_path: Path, cut: int) -> None:
    path = make(tmp_path / "a.db", NEW, NEW.replace("new", "newer"), wal=True)
    log = path.with_name("a.db-wal")
    log.write_bytes(log.read_bytes()[:-cut])
    assert texts(open_file(path)) == ["old", "new"]
    log.write_bytes(b"no log at all")
    assert texts(open_file(path)) == ["old"]
    log.write_bytes(b"")
    assert log_of(open_file(path)) is None
    assert texts(open_file(path)) == ["old"]


@pytest.mark.parametrize("wal", [False, True])
def test_nothing_is_left_and_nobody_else_can_look(tmp_path: Path, own_place: Path, wal: bool) -> None:
    path = make(tmp_path / "a.db", NEW, wal=wal)
    with opened(open_file(path)) as database:
        folders = list(own_place.iterdir())
        assert len(folders) == int(wal)
        for folder in folders:
            assert folder.name.startswith(PREFIX)
            assert os.name != "posix" or stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert os.name != "posix" or [one.name for one in folder.iterdir()] == ["in-use"]
        assert database.execute("SELECT text FROM message").fetchall()[-1] == ("new",)
    with pytest.raises(RuntimeError, match="of ours"), opened(open_file(path)):
        raise RuntimeError("of ours")
    assert list(own_place.iterdir()) == []


def test_leftovers_of_killed_processes_go_and_those_in_use_stay(tmp_path: Path, own_place: Path) -> None:
    path = make(tmp_path / "a.db", NEW, wal=True)
    other = own_place / "something-else"
    left, young = own_place / f"{PREFIX}left", own_place / f"{PREFIX}young"
    for folder in (other, left, young):
        folder.mkdir()
        (folder / "copy.db").write_bytes(b"x")
    long_ago = time.time() - 1000
    os.utime(left, (long_ago, long_ago))
    with opened(open_file(path)) as database:
        (used,) = set(own_place.iterdir()) - {other, left, young}
        os.utime(used, (long_ago, long_ago))
        remove_leftovers()
        assert set(own_place.iterdir()) == {other, young, used}
        assert database.execute("SELECT count(*) FROM message").fetchone() == (2,)


FORBIDDEN = [
    "INSERT INTO message VALUES (1)",
    "DELETE FROM message",
    "CREATE TABLE x (y)",
    "ATTACH ':memory:' AS x",
    "PRAGMA query_only=OFF",
    "PRAGMA writable_schema=ON",
    "SELECT load_extension('x')",
    "SELECT writefile('x', 'y')",
    "SELECT name FROM sqlite_master",
    "SELECT text FROM seen",
    "SELECT heavy FROM sums",
    "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x",
    "SELECT randomblob(1000000000)",
    "SELECT * FROM words",
    "VACUUM INTO 'x'",
    "BEGIN IMMEDIATE",
]


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_only_reading_of_real_tables_is_allowed(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(
        tmp_path / "a.db",
        "CREATE VIEW seen AS SELECT * FROM message",
        "CREATE TABLE sums (n, heavy AS (hex(zeroblob(n))))",
        "INSERT INTO sums VALUES (900)",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
        "CREATE TRIGGER t AFTER INSERT ON message BEGIN DELETE FROM message; END",
    )
    if place == "disk":
        on_disk(path, monkeypatch)
    with opened(open_file(path)) as database:
        assert database.has("message", "text")
        assert database.has("sums", "n")
        assert not database.has("sums", "heavy")
        assert not {"seen", "words"} & set(database.tables)
        assert database.execute("SELECT max(length(n)) FROM sums").fetchone() == (3,)
        for statement in FORBIDDEN:
            with pytest.raises(sqlite3.Error):
                database.execute(statement).fetchall()


def test_work_is_bounded(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db", *[f"INSERT INTO message VALUES ({n})" for n in range(300)])
    with pytest.raises(ExportError) as caught, opened(open_file(path)) as database:
        database.execute("SELECT count(*) FROM message, message, message, message")
        tables = ", ".join(f"message AS m{n}" for n in range(5))
        database.execute(f"SELECT count(*) FROM {tables}").fetchall()
    assert caught.value.key == "sources.error.damaged_database"


def flip(content: bytes, *places: int) -> bytes:
    changed = bytearray(content)
    for place in places:
        changed[place] ^= 0xFF
    return bytes(changed)


@pytest.mark.parametrize(
    ("harm", "key"),
    [
        (lambda content: b"SQLite format 3\x00", "damaged_database"),
        (lambda content: content[:100], "damaged_database"),
        (lambda content: flip(content, *range(16, 24)), "damaged_database"),
        (lambda content: content[:100] + bytes(len(content) - 100), "damaged_database"),
        (lambda content: os.urandom(len(content)), "no_database"),
        (lambda content: b"text", "no_database"),
    ],
    ids=["header-alone", "cut-header", "page-size", "emptied", "encrypted", "text"],
)
@pytest.mark.parametrize("place", ["memory", "disk"])
def test_what_is_damaged_is_said(
    tmp_path: Path, harm: Callable[[bytes], bytes], key: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.db")
    path.write_bytes(harm(path.read_bytes()))
    if place == "disk":
        on_disk(path, monkeypatch)
    with pytest.raises(ExportError) as caught:
        texts(open_file(path))
    assert caught.value.key == f"sources.error.{key}"


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_a_database_that_is_cut_is_read_as_far_as_it_goes(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.db", *[f"INSERT INTO message VALUES ('{n:0999}')" for n in range(20)])
    with opened(open_file(path)) as database:
        assert not database.cut
    path.write_bytes(path.read_bytes()[:-4096])
    if place == "disk":
        on_disk(path, monkeypatch)
    with opened(open_file(path)) as database:
        assert database.cut
        assert database.execute("SELECT text FROM message").fetchone() == ("old",)
        with pytest.raises(sqlite3.DatabaseError):
            database.execute("SELECT text FROM message").fetchall()


def test_texts_that_are_no_utf8_are_read(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db", "INSERT INTO message VALUES (CAST(x'61ff62' AS TEXT))")
    assert texts(open_file(path)) == ["old", "a\ufffdb"]


@pytest.mark.parametrize(("n_writes", "fails"), [(1, False), (2, False), (100, True)])
def test_a_file_that_is_written_meanwhile_is_copied_anew(
    tmp_path: Path, own_place: Path, n_writes: int, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.db", NEW, wal=True)
    log = path.with_name("a.db-wal")
    whole, copy, writes = log.read_bytes(), shutil.copyfile, iter(range(1, n_writes + 1))
    log.write_bytes(whole[:100])

    def copy_while_written(source: Path, target: Path) -> None:
        copy(source, target)
        if source == log and (n := next(writes, None)):
            log.write_bytes(whole)
            os.utime(log, ns=(n, n))

    monkeypatch.setattr(shutil, "copyfile", copy_while_written)
    if fails:
        with pytest.raises(ChangedError):
            texts(open_file(path))
    else:
        assert texts(open_file(path)) == ["old", "new"]
    assert list(own_place.iterdir()) == []


def test_tables_are_found_without_opening(tmp_path: Path) -> None:
    more = [f"CREATE TABLE other{n} (a{n} INTEGER, b TEXT DEFAULT '{'x' * 200}')" for n in range(200)]
    path = make(tmp_path / "a.db", *more, "CREATE TABLE handle (id)", "CREATE VIEW chat AS SELECT 1")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "a.db")
    (entry,) = find_entries(open_file(tmp_path / "a.zip"), frozenset({".db"}))
    for export in (open_file(path), hold_bytes("a.db", path.read_bytes()), entry):
        head = export.raw_head()
        assert holds_tables(export, head, "message", "handle", "other77")
        assert not holds_tables(export, head, "message", "chat")
        assert not holds_tables(export, b"text", "message")


def test_tables_in_circles_end(tmp_path: Path) -> None:
    path = make(tmp_path / "a.db")
    content = bytearray(path.read_bytes())
    content[100] = 5  # the first page: an inner one, whose children are itself
    content[108:112] = (1).to_bytes(4, "big")
    path.write_bytes(content)
    export = open_file(path)
    assert not holds_tables(export, export.raw_head(), "message")
    with pytest.raises(ExportError):
        texts(export)


def test_a_connection_is_ours() -> None:
    assert issubclass(Database, sqlite3.Connection)
