"""Backups: whole, encrypted, kept by the stated rule, and what comes back is what was there, row for row."""

import io
import os
import random
import shutil
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import SECRET, Clock, cheap_keys, made_place
from random_store import SEEDS, fill_store, rows_of

from nearer.app.backup_file import latest_backup, needs_secret, restore, save_backup
from nearer.app.place import Place
from nearer.kernel.errors import DamagedError, OutputError, RequestError, WrongSecretError
from nearer.store.backups import Backup, expired, last_day, list_backups
from nearer.store.database import Store
from nearer.store.files import DATABASE, KEY_FILE
from nearer.store.keys import open_slots, read_key_file
from nearer.store.settings import load_setting, save_setting


@pytest.fixture(autouse=True)
def cheap():
    with cheap_keys():
        yield


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def place(tmp_path, clock):
    place, _ = made_place(tmp_path / "data", clock=clock)
    yield place
    place.lock()


def keep(place, value):
    save_setting(place.store, "kept", value)


def kept(place):
    return load_setting(place.store, "kept")


def next_opening(place, clock, days=1, secret=SECRET):
    place.lock()
    clock.pass_days(days)
    place.unlock(secret)


def test_one_a_day_and_only_when_something_changed(place, clock):
    assert place.backups == []
    keep(place, 1)
    next_opening(place, clock)
    assert len(place.backups) == 1
    for _ in range(3):
        next_opening(place, clock)
    assert len(place.backups) == 1
    keep(place, 2)
    next_opening(place, clock, days=0)
    assert len(place.backups) == 2
    keep(place, 3)
    next_opening(place, clock, days=0)
    assert len(place.backups) == 2
    next_opening(place, clock)
    assert len(place.backups) == 3


def test_a_backup_holds_what_was_there_and_opens_with_the_passphrase_of_today(place, clock):
    fill_store(place.store, 11)
    rows = rows_of(place.store)
    next_opening(place, clock)
    keep(place, "later")
    place.change_passphrase(SECRET, "another")
    (backup,) = place.backups
    assert backup.key_path.read_bytes() == place.key_path.read_bytes()
    key = open_slots(read_key_file(backup.key_path).slots, "another")
    with pytest.raises(WrongSecretError):
        open_slots(read_key_file(backup.key_path).slots, SECRET)
    store = Store(backup.database, key)
    assert rows_of(store) == rows and store.check() == []
    store.close()


def test_a_disk_without_room_for_a_backup_does_not_keep_the_place_shut(place, clock, monkeypatch):
    keep(place, 1)
    place.lock()
    clock.pass_days(1)

    def no_room(self, file):
        raise OutputError("errors.output_full", file=file.name)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "copy_to", no_room)
        place.unlock(SECRET)
    assert kept(place) == 1
    assert isinstance(place.backup_error, OutputError)
    assert place.backups == [] and list((place.folder / "backups").iterdir()) == []
    next_opening(place, clock)
    assert place.backup_error is None and len(place.backups) == 1


DAYS = st.lists(st.integers(0, 900), min_size=1, max_size=120, unique=True).map(sorted)


def made(days):
    start = datetime(2024, 1, 1, 12, tzinfo=UTC)
    return [Backup(None, start + timedelta(days=day), 0) for day in days]


@given(days=DAYS)
def test_the_rule_keeps_what_it_says_and_the_day_of_expiry_is_never_later_than_said(days):
    here, promised = [], {}
    for backup in made(days):
        here.insert(0, backup)
        today = backup.made_at.date()
        here = [one for one in here if one not in expired(here, today)]
        assert here[0] == backup
        for one in here:
            promised[one] = min(promised.get(one, last_day(one, here)), last_day(one, here))
            age = (today - one.made_at.date()).days
            assert age < 183 and (one is backup or today < promised[one])
        ages = [(today - one.made_at.date()).days for one in here]
        assert all((today - one.made_at.date()).days in ages for one in made(days) if
                   0 <= (today - one.made_at.date()).days < 7)  # fmt: skip
        assert len(here) <= 7 + 5 + 8


def test_after_a_long_daily_use_there_are_a_week_four_weeks_and_six_months(place):
    here = []
    for backup in made(range(400)):
        here.insert(0, backup)
        here = [one for one in here if one not in expired(here, backup.made_at.date())]
    ages = [(here[0].made_at - one.made_at).days for one in here]
    assert ages[:7] == list(range(7))
    assert sum(7 <= age < 28 for age in ages) == 3
    assert 4 <= sum(28 <= age < 183 for age in ages) <= 6
    assert max(ages) < 183


def test_purging_leaves_one_of_today_without_what_was_deleted(place, clock):
    keep(place, "gone")
    for _ in range(3):
        next_opening(place, clock)
        save_setting(place.store, "other", clock.now.isoformat())
    assert len(place.backups) == 3
    save_setting(place.store, "kept", None)
    place.store.compact()
    made_now = place.purge_backups()
    assert place.backups == [made_now]
    store = Store(made_now.database, open_slots(read_key_file(made_now.key_path).slots, SECRET))
    assert load_setting(store, "kept") is None and load_setting(store, "other")
    store.close()


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(seed=SEEDS)
def test_backup_wipe_restore_is_equal_row_for_row(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("round")
    place, recovery = made_place(folder / "data", random.Random(seed).choice([None, SECRET]))
    secret = None if recovery is None else random.Random(seed).choice([SECRET, recovery])
    fill_store(place.store, seed)
    rows, schema = rows_of(place.store), form(place.store)
    save_backup(place, folder / "all.zip")
    place.lock()
    shutil.rmtree(folder / "data")
    place = Place(folder / "data", Clock())
    assert needs_secret(folder / "all.zip") is (recovery is not None)
    assert restore(place, folder / "all.zip", secret).aside is None
    assert rows_of(place.store) == rows and form(place.store) == schema
    place.lock()
    place.unlock(secret)
    assert rows_of(place.store) == rows
    place.lock()
    shutil.rmtree(folder)


def form(store):
    return [
        tuple(row) for row in store.read("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")
    ]


def test_a_restore_puts_aside_what_was_there_and_can_be_taken_back(place, clock, tmp_path):
    keep(place, "first")
    save_backup(place, tmp_path / "first.zip")
    keep(place, "second")
    place.change_passphrase(SECRET, "another")
    aside = restore(place, tmp_path / "first.zip", SECRET).aside
    assert kept(place) == "first" and place.is_open
    keep(place, "third")
    with pytest.raises(WrongSecretError):
        restore(place, aside, "another")  # the passphrase of today opens all backups of the same key
    again = restore(place, aside, SECRET).aside
    assert kept(place) == "second"
    restore(place, again, SECRET)
    assert kept(place) == "third"
    assert len(place.backups) == 3


def test_what_was_left_in_the_log_comes_along(place, tmp_path):
    save_backup(place, tmp_path / "empty.zip")
    keep(place, "in the log")
    for name in (DATABASE, f"{DATABASE}-wal", KEY_FILE):
        (tmp_path / "data2").mkdir(exist_ok=True)
        shutil.copy(place.folder / name, tmp_path / "data2" / name)
    other = Place(tmp_path / "data2", Clock())
    aside = restore(other, tmp_path / "empty.zip", SECRET).aside
    assert kept(other) is None
    restore(other, aside, SECRET)
    assert kept(other) == "in the log"
    other.lock()


def test_a_damaged_place_is_rescued_from_its_latest_backup(place, clock):
    keep(place, "x")
    next_opening(place, clock)
    place.lock()
    place.database_path.write_bytes(b"junk" * 2000)
    place.key_path.unlink()
    restore(place, latest_backup(place), SECRET)
    assert kept(place) == "x"


def test_without_backups_there_is_no_latest(place):
    with pytest.raises(RequestError):
        latest_backup(place)


def zipped(entries, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["junk", "empty", "missing", "half", "flipped", "more", "twice", "packed", "folder",
                                  "other keys", "no database", "plain", "up"])  # fmt: skip
def test_what_is_no_whole_backup_changes_nothing(place, tmp_path, kind):
    keep(place, "here")
    file = tmp_path / "all.zip"
    save_backup(place, file)
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        keys, database = packed.read(KEY_FILE), packed.read(DATABASE)
    flipped = bytearray(whole)
    flipped[whole.index(database) + 60_000] ^= 1
    other, _ = made_place(tmp_path / "other")
    other.lock()
    contents = {
        "junk": b"PK\x03\x04" + bytes(500),
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "flipped": bytes(flipped),
        "more": zipped([(KEY_FILE, keys), (DATABASE, database), ("more", b"")]),
        "twice": zipped([(KEY_FILE, keys), (DATABASE, database), (DATABASE, b"")]),
        "packed": zipped([(KEY_FILE, keys), (DATABASE, database)], zipfile.ZIP_DEFLATED),
        "other keys": zipped([(KEY_FILE, other.key_path.read_bytes()), (DATABASE, database)]),
        "no database": zipped([(KEY_FILE, keys)]),
        "plain": zipped([(KEY_FILE, keys), (DATABASE, b"SQLite format 3\x00" + bytes(9000))]),
        "up": zipped([(KEY_FILE, keys), (f"../{DATABASE}", database)]),
    }
    file.unlink()
    if kind == "folder":
        file.mkdir()
    elif kind != "missing":
        file.write_bytes(contents[kind])
    before = {
        path: path.read_bytes()
        for path in place.folder.rglob("*")
        if path.is_file() and "shm" not in path.name
    }
    with pytest.raises(DamagedError, match="not a backup"):
        restore(place, file, SECRET)
    assert kept(place) == "here"
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(
        path for path in place.folder.rglob("*") if path.is_file() and "shm" not in path.name
    ) == sorted(before)


def test_a_wrong_secret_changes_nothing(place, tmp_path):
    keep(place, "here")
    save_backup(place, tmp_path / "all.zip")
    for secret in ("wrong", "", None):
        with pytest.raises(WrongSecretError):
            restore(place, tmp_path / "all.zip", secret)
    assert kept(place) == "here" and list(place.folder.glob(".laying-*")) == []


def test_a_backup_of_a_new_place_needs_nothing_there(tmp_path, place):
    keep(place, "x")
    save_backup(place, tmp_path / "all.zip")
    fresh = Place(tmp_path / "fresh", Clock())
    restore(fresh, tmp_path / "all.zip", SECRET)
    assert kept(fresh) == "x"
    assert len(fresh.backups) == 1
    fresh.lock()


@pytest.mark.skipif(os.name == "nt", reason="rights are those of POSIX")
def test_backups_are_for_their_owner_only(place, tmp_path):
    old = os.umask(0)
    try:
        place.back_up()
        save_backup(place, tmp_path / "all.zip")
    finally:
        os.umask(old)
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0
    for path in (place.folder / "backups").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_two_in_one_second_are_two(place):
    assert place.back_up().folder != place.back_up().folder
    assert len(list_backups(place.folder)) == 2
