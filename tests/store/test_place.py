"""The place: made, locked, opened, its passphrase changed; every wrong state has its sentence, and none loses data."""

import os
import shutil
import stat
import threading

import pytest
from places import SECRET, Clock, cheap_keys, made_place
from random_store import fill_store, rows_of

from nearer.app.place import Place
from nearer.kernel.errors import (
    DamagedError,
    LockedError,
    OutputError,
    PlaceError,
    RequestError,
    WrongSecretError,
)
from nearer.store.database import Store
from nearer.store.keys import KeyFile, open_slots, read_key_file
from nearer.store.settings import load_setting, save_setting

posix = pytest.mark.skipif(os.name == "nt", reason="rights are those of POSIX")


@pytest.fixture(autouse=True)
def cheap():
    with cheap_keys():
        yield


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def keep(place, value):
    save_setting(place.store, "kept", value)


def kept(place):
    return load_setting(place.store, "kept")


def test_created_locked_and_opened_again(folder):
    place = Place(folder, Clock())
    assert place.is_new and not place.is_open
    recovery = place.create(SECRET)
    keep(place, 1)
    place.lock()
    with pytest.raises(LockedError):
        _ = place.store
    for secret in (SECRET, recovery):
        place.unlock(secret)
        assert kept(place) == 1
        place.lock()
    assert not place.is_new and place.has_passphrase and place.has_recovery_key
    for secret in (None, "", "a quiet lamp"):
        with pytest.raises(WrongSecretError):
            place.unlock(secret)
    assert not place.is_open


def test_what_is_there_is_never_made_anew(folder):
    place, _ = made_place(folder)
    place.lock()
    with pytest.raises(PlaceError):
        Place(folder).create(None)
    (folder / "keys.json").unlink()
    with pytest.raises(PlaceError):
        Place(folder).create(None)


def test_nothing_to_open(folder):
    with pytest.raises(PlaceError, match="Nothing is kept"):
        Place(folder).unlock(None)


@posix
def test_everything_is_for_its_owner_only(folder):
    old = os.umask(0)
    try:
        place, _ = made_place(folder)
        keep(place, 1)
        place.back_up()
        assert {file.name for file in folder.iterdir()} >= {
            "nearer.db",
            "nearer.db-wal",
            "nearer.db-shm",
            "keys.json",
        }
        for path in (folder, *folder.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    finally:
        os.umask(old)


@posix
def test_a_folder_of_somebody_else_is_refused(folder, monkeypatch):
    place, _ = made_place(folder)
    place.lock()
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(PlaceError, match="another user"):
        place.unlock(SECRET)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + bytes(4080), b"junk" * 2048, None])
def test_a_database_that_is_none_is_said_to_be_damaged(folder, content):
    place, _ = made_place(folder)
    place.lock()
    if content is None:
        place.database_path.unlink()
    else:
        place.database_path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"nearer\.db"):
        place.unlock(SECRET)
    if content is not None:
        assert place.database_path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"{}", b"junk", None])
def test_a_key_file_that_is_none_is_said_to_be_damaged(folder, content):
    place, _ = made_place(folder)
    place.lock()
    if content is None:
        place.key_path.unlink()
    else:
        place.key_path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"keys\.json"):
        place.unlock(SECRET)


def test_the_key_file_of_another_place_is_not_a_wrong_secret(tmp_path):
    one, _ = made_place(tmp_path / "one")
    other, _ = made_place(tmp_path / "other")
    one.lock()
    other.lock()
    shutil.copy(other.key_path, one.key_path)
    with pytest.raises(DamagedError, match=r"nearer\.db"):
        one.unlock(SECRET)


def test_a_changed_byte_anywhere_is_found(folder):
    place, _ = made_place(folder)
    fill_store(place.store, 7)
    place.store.compact()
    place.lock()
    content = bytearray(place.database_path.read_bytes())
    content[len(content) // 2] ^= 1
    place.database_path.write_bytes(content)
    place.unlock(SECRET)
    assert place.store.check()
    assert isinstance(place.backup_error, DamagedError | None)
    assert bool(place.backup_error) is not bool(place.backups)


def test_the_passphrase_changes_by_one_small_file(folder):
    place, recovery = made_place(folder)
    keep(place, "x")
    place.store.compact()
    before = place.database_path.read_bytes()
    assert place.change_passphrase(SECRET, "another") is None
    assert place.database_path.read_bytes() == before
    place.lock()
    with pytest.raises(WrongSecretError):
        place.unlock(SECRET)
    for secret in ("another", recovery):
        place.unlock(secret)
        assert kept(place) == "x"
        place.lock()


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(folder):
    place, recovery = made_place(folder)
    place.lock()
    place.unlock(recovery)
    place.change_passphrase(recovery, "new")
    place.lock()
    place.unlock("new")


def test_a_new_recovery_key_ends_the_old_one(folder):
    place, old = made_place(folder)
    new = place.new_recovery_key(SECRET)
    place.lock()
    with pytest.raises(WrongSecretError):
        place.unlock(old)
    place.unlock(new)
    with pytest.raises(WrongSecretError):
        place.new_recovery_key("wrong")


def test_a_wrong_secret_changes_nothing(folder):
    place, _ = made_place(folder)
    before = place.key_path.read_bytes()
    with pytest.raises(WrongSecretError):
        place.change_passphrase("wrong", "new")
    with pytest.raises(RequestError):
        place.change_passphrase(SECRET, " ")
    assert place.key_path.read_bytes() == before
    place.lock()
    with pytest.raises(LockedError):
        place.change_passphrase(SECRET, "new")


def test_a_first_passphrase_makes_the_old_key_worthless(folder):
    place, recovery = made_place(folder, None)
    assert recovery is None and not place.has_passphrase
    with pytest.raises(RequestError):
        place.new_recovery_key("x")
    fill_store(place.store, 3)
    rows, old = rows_of(place.store), open_slots(read_key_file(place.key_path).slots, None)
    place.back_up()
    recovery = place.change_passphrase(None, SECRET)
    assert place.is_open and rows_of(place.store) == rows
    place.lock()
    for file in folder.rglob("nearer.db"):
        with pytest.raises(DamagedError):
            Store(file, old)
    assert len(place.backups) == 1
    for secret in (SECRET, recovery):
        place.unlock(secret)
        assert rows_of(place.store) == rows
        place.lock()
    with pytest.raises(WrongSecretError):
        place.unlock(None)


def test_and_back_again(folder):
    place, _ = made_place(folder)
    keep(place, 2)
    place.back_up()
    assert place.change_passphrase(SECRET, None) is None
    place.lock()
    assert not place.has_passphrase and not place.has_recovery_key
    place.unlock(None)
    assert kept(place) == 2
    assert all(not read_key_file(backup.key_path).has_passphrase for backup in place.backups)


def half_changed(folder, rekeyed):
    """A place whose first passphrase was being set when the machine stopped, before or after the database changed."""
    from nearer.app.rekeying import new_sealed

    place, _ = made_place(folder, None)
    keep(place, "x")
    key = open_slots(read_key_file(place.key_path).slots, None)
    place.lock()
    new_key, slots, recovery = new_sealed(SECRET)
    place.key_path.write_bytes(KeyFile(read_key_file(place.key_path).slots, slots).encode())
    if rekeyed:
        store = Store(place.database_path, key)
        store.change_key(new_key)
        store.close()
    return place, recovery


@pytest.mark.parametrize("rekeyed", [False, True])
def test_a_change_that_was_cut_off_is_finished(folder, rekeyed):
    place, recovery = half_changed(folder, rekeyed)
    assert place.has_passphrase
    place.unlock(SECRET)
    assert kept(place) == "x"
    assert not read_key_file(place.key_path).coming
    place.lock()
    for secret in (None, recovery):  # nobody has seen that recovery key
        with pytest.raises(WrongSecretError):
            place.unlock(secret)
    assert not place.has_recovery_key
    place.unlock(SECRET)


def test_a_change_that_was_cut_off_early_is_taken_back_without_its_passphrase(folder):
    place, _ = half_changed(folder, False)
    place.unlock(None)
    assert kept(place) == "x" and not place.has_passphrase


def test_a_change_that_was_cut_off_late_needs_its_passphrase(folder):
    place, _ = half_changed(folder, True)
    with pytest.raises(WrongSecretError):
        place.unlock("wrong")
    place.unlock(SECRET)
    assert kept(place) == "x"


@pytest.mark.parametrize("rekeyed", [False, True])
def test_backups_whose_key_stood_open_go_after_a_cut_and_no_others(folder, rekeyed):
    other, _ = made_place(folder.with_name("other"), None)
    aside = other.back_up()
    place, _ = half_changed(folder, rekeyed)
    for name in ("2026-03-03T213000Z", "2026-03-02T213000Z"):
        copied = place.folder / "backups" / name
        copied.parent.mkdir(exist_ok=True)
        source = aside.folder if name.startswith("2026-03-03") else place.folder
        copied.mkdir()
        for file in ("keys.json", "nearer.db"):
            (copied / file).write_bytes((source / file).read_bytes())
    opens = read_key_file(place.key_path).opens
    place.unlock(SECRET)
    left = [read_key_file(backup.key_path).opens for backup in place.backups]
    assert opens not in left and read_key_file(aside.key_path).opens in left
    assert not read_key_file(place.key_path).retired
    other.lock()


def test_a_change_for_which_there_is_no_room_leaves_all_as_it_was(folder, monkeypatch):
    place, _ = made_place(folder, None)
    keep(place, "x")

    def no_room(self, key):
        raise OutputError("errors.output_full", file="nearer.db")

    monkeypatch.setattr(Store, "change_key", no_room)
    with pytest.raises(OutputError):
        place.change_passphrase(None, SECRET)
    assert place.is_open and kept(place) == "x" and not place.has_passphrase


def test_locking_while_others_read_and_write_stops_them_with_a_sentence(folder):
    place, _ = made_place(folder)
    fill_store(place.store, 5)
    said, started = [], threading.Barrier(5)

    def work(number):
        store = place.store
        started.wait()
        try:
            while True:
                save_setting(store, f"n{number}", number)
                store.read("SELECT count(*) FROM checkin a, checkin b, checkin c, person, person, tag, mark")
        except Exception as error:  # noqa: BLE001
            said.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    started.wait()
    place.lock()
    for thread in threads:
        thread.join(20)
    assert len(said) == 4 and all(isinstance(error, LockedError) for error in said), said
    place.unlock(SECRET)
    assert place.store.check() == []
