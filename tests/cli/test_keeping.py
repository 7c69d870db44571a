"""Backup, restore, wipe, doctor and paths, as they are typed."""

import os
import subprocess
import sys

import pytest
from places import SECRET, cheap_keys, made_place

from nearer.app.place import Place
from nearer.app.running import claim
from nearer.store.settings import load_setting, save_setting


def nearer(folder, *args, secret=None):
    said = "" if secret is None else f"{secret}\n"
    return subprocess.run(
        [sys.executable, "-m", "nearer", *map(str, args), "--data-dir", str(folder)],
        capture_output=True, text=True, timeout=120, input=said,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    place, _ = made_place(tmp_path / "data")
    save_setting(place.store, "kept", "here")
    place.lock()
    return tmp_path / "data"


def kept(folder, secret=SECRET):
    place = Place(folder)
    place.unlock(secret)
    value = load_setting(place.store, "kept")
    place.lock()
    return value


def change(folder, value, passphrase=None):
    with cheap_keys():
        place = Place(folder)
        place.unlock(SECRET)
        save_setting(place.store, "kept", value)
        if passphrase is not None:
            place.change_passphrase(SECRET, passphrase)
        place.lock()


def done(ran):
    assert ran.returncode == 0, ran.stderr
    assert SECRET not in ran.stdout + ran.stderr
    return ran.stdout


def refused(ran, code, words):
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert words in ran.stderr and "Traceback" not in ran.stderr
    assert SECRET not in ran.stdout + ran.stderr


def test_backup_wipe_and_restore(folder, tmp_path):
    done(nearer(folder, "backup", tmp_path / "all.zip", secret=SECRET))
    said = done(nearer(folder, "wipe", "--yes"))
    assert "saved yourself" in said
    assert not list(folder.rglob("*.db")) and not list(folder.rglob("keys.json"))
    refused(nearer(folder, "backup", tmp_path / "more.zip", secret=SECRET), 6, "Nothing is kept")
    done(nearer(folder, "restore", tmp_path / "all.zip", secret=SECRET))
    assert kept(folder) == "here"


def test_a_restore_says_where_the_rest_went_and_the_latest_comes_back(folder, tmp_path):
    done(nearer(folder, "backup", tmp_path / "all.zip", secret=SECRET))
    change(folder, "later")
    said = done(nearer(folder, "restore", tmp_path / "all.zip", "--yes", secret=SECRET))
    assert str(folder / "backups") in said
    assert kept(folder) == "here"
    name = max(path.name for path in (folder / "backups").iterdir())
    done(nearer(folder, "restore", "--from", name, "--yes", secret=SECRET))
    assert kept(folder) == "later"
    done(nearer(folder, "restore", "--from", "latest", "--yes", secret=SECRET))


def test_a_restore_with_a_wrong_secret_or_a_strange_file_changes_nothing(folder, tmp_path):
    done(nearer(folder, "backup", tmp_path / "all.zip", secret=SECRET))
    change(folder, "later", "another")
    (tmp_path / "junk.zip").write_bytes(b"junk")
    refused(nearer(folder, "restore", tmp_path / "all.zip", "--yes", secret="another"), 6, "does not open it")
    refused(nearer(folder, "restore", tmp_path / "junk.zip", "--yes", secret=SECRET), 6, "not a backup")
    refused(nearer(folder, "restore", tmp_path / "gone.zip", "--yes", secret=SECRET), 6, "not a backup")
    refused(nearer(folder, "restore"), 2, "--from latest")
    refused(nearer(folder, "restore", "--from", "1999"), 2, "no backup of that name")
    assert kept(folder, "another") == "later"


def test_asking_first(folder, tmp_path):
    done(nearer(folder, "backup", tmp_path / "all.zip", secret=SECRET))
    assert nearer(folder, "wipe", secret="n").returncode == 130
    assert nearer(folder, "restore", tmp_path / "all.zip", secret="n").returncode == 130
    assert kept(folder) == "here"
    done(nearer(folder, "wipe", secret="y"))


def test_while_another_has_it_open(folder, tmp_path):
    done(nearer(folder, "backup", tmp_path / "all.zip", secret=SECRET))
    done(nearer(folder, "export", tmp_path / "own.json", secret=SECRET))
    with claim(folder):
        for command in (
            ["backup", tmp_path / "b.zip"],
            ["restore", tmp_path / "all.zip", "--yes"],
            ["wipe", "--yes"],
            ["export", tmp_path / "all.json"],
            ["import", tmp_path / "own.json"],
        ):
            refused(nearer(folder, *command, secret=SECRET), 6, "Another Nearer")
        assert "running at this moment" in nearer(folder, "doctor", secret=SECRET).stdout
    assert kept(folder) == "here"


def test_doctor_says_that_all_is_well(folder):
    kept(folder)
    said = done(nearer(folder, "doctor", secret=SECRET))
    assert (
        "All is well" in said
        and "The database is whole" in said
        and "?" not in [line[0] for line in said.splitlines()]
    )


def test_doctor_without_a_passphrase_looks_at_the_rest(folder):
    assert "was not opened" in done(nearer(folder, "doctor"))
    refused_by = nearer(folder, "doctor", secret="wrong")
    assert refused_by.returncode == 6 and "does not open it" in refused_by.stdout


@pytest.mark.skipif(os.name == "nt", reason="rights are those of POSIX")
def test_doctor_finds_what_is_wrong(folder):
    (folder / "keys.json").chmod(0o644)
    folder.chmod(0o777)
    said = nearer(folder, "doctor").stdout
    assert "keys.json" in said and "could put another file" in said
    folder.chmod(0o700)
    content = bytearray((folder / "nearer.db").read_bytes())
    content[50_000] ^= 1
    (folder / "nearer.db").write_bytes(content)
    ran = nearer(folder, "doctor", secret=SECRET)
    assert ran.returncode == 6 and "damaged" in ran.stdout
    (folder / "keys.json").unlink()
    ran = nearer(folder, "doctor", secret=SECRET)
    assert ran.returncode == 6 and "keys.json is missing or damaged" in ran.stdout


def test_doctor_knows_a_folder_that_a_cloud_copies(tmp_path):
    place, _ = made_place(tmp_path / "Dropbox" / "nearer", None)
    place.lock()
    said = done(nearer(tmp_path / "Dropbox" / "nearer", "doctor"))
    assert "cloud" in said and "no passphrase" in said


def test_doctor_and_paths_of_a_place_that_is_new(tmp_path):
    assert "Nothing is kept yet" in done(nearer(tmp_path / "none", "doctor"))
    said = done(nearer(tmp_path / "none", "paths"))
    assert str(tmp_path / "none" / "nearer.db") in said
    assert not (tmp_path / "none").exists()


def test_a_backup_without_a_passphrase_says_so(tmp_path):
    place, _ = made_place(tmp_path / "data", None)
    place.lock()
    assert "anyone who has this file" in done(nearer(tmp_path / "data", "backup", tmp_path / "all.zip"))
    done(nearer(tmp_path / "data", "restore", tmp_path / "all.zip", "--yes"))
