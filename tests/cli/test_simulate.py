"""``nearer simulate`` writes what its truth file says."""

import json
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from nearer.app.simulate import simulate_chat, simulate_demo, write_chat
from nearer.cli.simulate import FAMILY_NAMES, STYLE_NAMES, simulate
from nearer.inference.worlds import FAMILIES
from nearer.kernel.errors import OutputError, RequestError
from nearer.sources import open_export
from nearer.sources.write import STYLES


def run(*arguments):
    return CliRunner().invoke(simulate, [str(argument) for argument in arguments], catch_exceptions=False)


def test_options_know_every_family_and_style():
    assert tuple(FAMILIES) == FAMILY_NAMES
    assert tuple(STYLES) == STYLE_NAMES


def test_the_export_shows_the_spells_of_the_truth_file(tmp_path):
    ran = run(
        "--out", tmp_path / "made", "--family", "my_busy_spells", "--drop", 0.15, "--seed", 5, "--me", "Kai"
    )
    assert ran.exit_code == 0
    truth = json.loads((tmp_path / "made" / "truth.json").read_bytes())
    assert truth["me"] == "Kai"
    told = truth["with"]["Sam"]
    assert (told["family"], told["drop"], told["seed"], told["draws_back"]) == (
        "my_busy_spells",
        0.15,
        5,
        False,
    )
    export = tmp_path / "made" / "WhatsApp Chat with Sam.txt"
    frame = pl.concat([batch.frame for batch in open_export(export)])
    mine = frame.filter(pl.col("sender").cast(pl.String) == "Kai")
    days = mine.select(pl.col("time").dt.offset_by("-4h").dt.date().value_counts(name="n")).unnest("time")
    spans = [(date.fromisoformat(span["start"]), date.fromisoformat(span["end"])) for span in told["spells"]]
    assert len(spans) > 2
    quiet = pl.any_horizontal([pl.col("time").is_between(start, end) for start, end in spans])
    n_quiet = sum((end - start).days + 1 for start, end in spans)
    n_days = len(told["closeness"])
    inside, outside = (days.filter(part)["n"].sum() for part in (quiet, ~quiet))
    assert inside / n_quiet < 0.5 * outside / (n_days - n_quiet)


def test_the_same_seed_writes_the_same_bytes_in_either_format(tmp_path):
    for source, name in (("whatsapp", "WhatsApp Chat with Sam.txt"), ("telegram", "result.json")):
        files = []
        for folder in ("one", "two"):
            assert run("--out", tmp_path / folder, "--format", source, "--months", 3).exit_code == 0
            files.append((tmp_path / folder / name).read_bytes())
        assert files[0] == files[1]


def test_a_name_cannot_leave_the_folder(tmp_path):
    made = simulate_chat(months=1, contact="../x/Sam")
    export, _ = write_chat(made, tmp_path)
    assert export.parent == tmp_path
    assert export.exists()


def test_the_demo_has_four_contacts_in_two_apps(tmp_path):
    made = simulate_demo(tmp_path)
    truth = json.loads(made.truth.read_bytes())["with"]
    assert [told["family"] for told in truth.values()] == ["draws_back", "new_job", "draws_back", "both_busy"]
    assert len(made.exports) == 3
    assert all(path.exists() for path in made.exports)


@pytest.mark.parametrize(
    "wrong",
    [
        {"family": "martian"},
        {"drop": 0},
        {"months": 1e9},
        {"messages_a_day": -1},
        {"my_share": 1},
        {"me": "Sam"},
    ],
)
def test_a_wrong_request_is_one_sentence(wrong):
    with pytest.raises(RequestError):
        simulate_chat(**wrong)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("here already")
    with pytest.raises(OutputError):
        write_chat(simulate_chat(months=1), tmp_path / "file" / "folder")


@pytest.mark.parametrize("name", ["Sam\nBob", "\x1b[31mSam", "\u200e", " ", "Alex\u200e"])
def test_names_that_no_chat_can_hold(name):
    with pytest.raises(RequestError):
        simulate_chat(months=1, contact=name)


def test_a_real_chat_is_never_replaced(tmp_path):
    real = tmp_path / "WhatsApp Chat with Sam.txt"
    real.write_text("a real one")
    made = simulate_chat(months=1)
    for write in (lambda: write_chat(made, tmp_path), lambda: simulate_demo(tmp_path)):
        with pytest.raises(RequestError) as caught:
            write()
        assert caught.value.key == "simulate.error.exists"
    assert real.read_text() == "a real one" and list(tmp_path.iterdir()) == [real]


@pytest.mark.parametrize("name", ["truth.json", "result.json", "page.html"])
def test_the_demo_replaces_its_own_files_only(tmp_path, name):
    (tmp_path / name).write_text('{"about": "something else"}')
    with pytest.raises(RequestError):
        simulate_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_made_up_files_may_be_made_again(tmp_path):
    for months in (1, 2):
        export, truth = write_chat(simulate_chat(months=months), tmp_path)
        assert export.exists() and truth.exists()
