"""``nearer patterns``, as it is typed."""

import subprocess
import sys

import pytest
from made.patterns import HEAD, body, made_pattern
from places import made_place

from nearer.app.deletion import wipe
from nearer.app.doctor import examine
from nearer.app.library import library_of


@pytest.fixture
def nearer(tmp_path):
    def run(*args):
        return subprocess.run(
            [sys.executable, "-m", "nearer", "patterns", "--data-dir", str(tmp_path / "data"), *map(str, args)],
            capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def test_add_list_check_and_remove(nearer, tmp_path):
    here = made_pattern(tmp_path / "mine")
    assert (nearer("check", here).returncode, nearer("add", here).returncode) == (0, 0)
    listed = nearer()
    assert listed.returncode == 0
    assert "counting-exits: Counting the exits (added)" in listed.stdout
    assert "pushing-away: Pushing people away when they get close (with Nearer)" in listed.stdout
    assert nearer("list").stdout == listed.stdout
    copied = tmp_path / "data" / "patterns" / "counting-exits"
    assert sorted(path.name for path in copied.iterdir()) == ["pattern.toml", "text.md"]
    assert (copied / "text.md").read_text() == body()
    assert nearer("check").stdout == "Nothing is wrong. Patterns looked at: 8.\n"
    again = nearer("add", here)
    assert again.returncode == 2 and "already" in again.stderr
    assert nearer("remove", "counting-exits").returncode == 0
    assert not copied.exists()
    assert "counting-exits" not in nearer().stdout


def test_an_added_pattern_may_be_checked_where_it_is_and_anew(nearer, tmp_path):
    here = made_pattern(tmp_path / "mine")
    assert nearer("add", here).returncode == 0
    assert nearer("check", here).returncode == 0
    assert nearer("check", tmp_path / "mine").stdout == "Nothing is wrong. Patterns looked at: 1.\n"


def test_a_faulty_pattern_is_told_in_full_and_not_copied(nearer, tmp_path):
    here = made_pattern(
        tmp_path / "mine", head=f'colour = "red"\n{HEAD}', text=body(core="No source.\n\nNone.")
    )
    for command in ("check", "add"):
        ran = nearer(command, here)
        assert ran.returncode == 2, ran.stderr
        assert ran.stdout == "" and "Traceback" not in ran.stderr
        for part in (
            "pattern.toml: The key colour",
            "Core meaning, paragraph 1:",
            "Core meaning, paragraph 2:",
        ):
            assert part in ran.stderr
        assert "Things to put right: 3." in ran.stderr
    assert not (tmp_path / "data").exists()


def test_what_came_to_the_folder_by_hand_and_is_faulty_is_listed_as_left_out(nearer, tmp_path):
    made_pattern(tmp_path / "data" / "patterns", text=body(core="No source."))
    assert "counting-exits: left out, see: nearer patterns check" in nearer().stdout
    ran = nearer("check")
    assert ran.returncode == 2 and "counting-exits/text.md, Core meaning, paragraph 1" in ran.stderr


@pytest.mark.parametrize("name", ["pushing-away", "../..", "", "nothing"])
def test_only_what_was_added_can_be_removed(nearer, tmp_path, name):
    (tmp_path / "data" / "patterns").mkdir(parents=True)
    ran = nearer("remove", name)
    assert ran.returncode == 2 and ran.stderr.strip() and "Traceback" not in ran.stderr
    assert (tmp_path / "data" / "patterns").is_dir()


@pytest.mark.parametrize("command", ["check", "add"])
def test_a_folder_without_a_pattern(nearer, tmp_path, command):
    (tmp_path / "empty").mkdir()
    ran = nearer(command, tmp_path / "empty")
    assert ran.returncode == 2 and "holds no pattern" in ran.stderr
    assert nearer(command, tmp_path / "none").returncode == 2


def test_our_own_folder_can_be_checked(nearer):
    from nearer.patterns.loading import OWN_FOLDER

    for folder in (OWN_FOLDER, OWN_FOLDER / "patterns" / "going-numb"):
        assert nearer("check", folder).returncode == 0


def test_a_wipe_takes_what_was_added_and_leaves_what_a_link_leads_to(tmp_path):
    place, _ = made_place(tmp_path / "data")
    made_pattern(tmp_path / "data" / "patterns")
    (tmp_path / "data" / "patterns" / "linked").symlink_to(made_pattern(tmp_path / "else"))
    wipe(place)
    assert not (tmp_path / "data" / "patterns").exists()
    assert sorted(path.name for path in (tmp_path / "else" / "counting-exits").iterdir()) == [
        "pattern.toml",
        "text.md",
    ]


def test_a_pattern_may_be_added_before_anything_is_kept(nearer, tmp_path):
    assert nearer("add", made_pattern(tmp_path / "mine")).returncode == 0
    place, _ = made_place(tmp_path / "data")
    try:
        assert "counting-exits" in library_of(place.folder).library.patterns
        assert {check.state for check in examine(place)} <= {"well", "look"}
    finally:
        place.lock()
    assert nearer("remove", "counting-exits").returncode == 0
