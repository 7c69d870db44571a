"""A clock that goes back, folders whose names are no text, disks that cannot be written to."""

import os
import shutil
import subprocess
import sys
from datetime import datetime

import pytest
from places import SECRET, Clock, made_place

from nearer.app.backup_file import restore, save_backup
from nearer.app.uploads import Basket
from nearer.store.settings import load_setting, save_setting

READ_ONLY = (
    'mount -t tmpfs none "$1" && cp -a "$2/." "$1" && mount -o remount,ro "$1" && shift 2 && exec "$@"'
)


def open_again(place):
    place.lock()
    place.unlock(SECRET)
    return [backup.made_at.replace(tzinfo=None) for backup in place.backups]


def test_a_clock_that_was_ahead_stops_no_backup(tmp_path):
    clock = Clock(datetime(2031, 5, 1, 12))
    place, _ = made_place(tmp_path / "place", clock=clock)
    ahead = open_again(place)
    assert len(ahead) == 1
    for database in place.folder.rglob("nearer.db"):
        os.utime(database, (2**31, 2**31))
    for day in (4, 5, 6):
        clock.now = datetime(2026, 3, day, 12)
        save_setting(place.store, "day", day)
        made = open_again(place)
        assert made[0] == ahead[0] and made[1].day == day
    assert len(made) == 4


def test_a_clock_before_every_calendar_keeps_the_place_open(tmp_path):
    clock = Clock()
    place, _ = made_place(tmp_path / "place", clock=clock)
    for year in (1970, 1969, 1, 9999, 2026):
        clock.now = datetime(year, 12, 30, 12)
        save_setting(place.store, "year", year)
        open_again(place)
        assert place.backup_error is None
        assert load_setting(place.store, "year") == year
    assert place.store.check() == []


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_folder_whose_name_is_no_text(tmp_path):
    place, _ = made_place(tmp_path / os.fsdecode(b"pl\xff\xe9ce"))
    save_setting(place.store, "kept", "here")
    assert open_again(place)
    assert place.backup_error is None
    save_backup(place, tmp_path / os.fsdecode(b"all\xff.zip"))
    save_setting(place.store, "kept", "later")
    restore(place, tmp_path / os.fsdecode(b"all\xff.zip"), SECRET)
    assert load_setting(place.store, "kept") == "here"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_file_whose_name_is_no_text_can_be_told_of(tmp_path):
    (tmp_path / os.fsdecode(b"S\xe9m.txt")).write_text("x")
    basket = Basket()
    basket.add_path(tmp_path)
    (file,) = basket.files
    assert file.name.encode() and file.path.exists()


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(tmp_path):
    if shutil.which("unshare") is None:
        pytest.skip("this system has no name spaces")
    place, _ = made_place(tmp_path / "place", None)
    place.lock()
    (tmp_path / "at").mkdir()
    for command in (("serve", "--no-browser"), ("doctor",), ("export", str(tmp_path / "all.json"))):
        ran = subprocess.run(
            ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", tmp_path / "at", tmp_path / "place",
             sys.executable, "-m", "nearer", *command, "--data-dir", tmp_path / "at"],
            capture_output=True, text=True, timeout=60, input="\n",
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )  # fmt: skip
        if "mount" in ran.stderr or "unshare" in ran.stderr:
            pytest.skip("this system lets nobody mount a disk of their own")
        said = ran.stdout + ran.stderr
        assert ran.returncode in (4, 6), said
        assert "Traceback" not in said and "broke" not in said and len(said.splitlines()) < 20
        assert any(word in said for word in ("written", "write", "allow", "right")), said
