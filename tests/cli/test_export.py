"""``nearer export`` and ``nearer import``, as a person calls them."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from nearer.app.example import add_example
from nearer.app.place import Place
from nearer.cli.commands import main
from nearer.kernel.errors import NearerError, WrongSecretError
from nearer.store.tables import TABLES
from nearer.words import say

NOW = datetime(2026, 3, 4, 21, 30)
PASSPHRASE = "lamp orbit velvet teacup"


def everything(folder, secret=PASSPHRASE):
    place = Place(folder)
    place.unlock(secret)
    rows = {
        table.name: [tuple(row) for row in place.store.read(f"SELECT * FROM {table.name} ORDER BY rowid")]
        for table in TABLES
    }
    place.lock()
    return rows


@pytest.fixture
def folder(tmp_path):
    place = Place(tmp_path / "place")
    place.create(PASSPHRASE)
    add_example(place.store, NOW)
    place.lock()
    return place.folder


def call(*args, typed=""):
    result = CliRunner().invoke(main, list(map(str, args)), input=typed)
    if isinstance(result.exception, NearerError):
        raise result.exception
    assert result.exception is None, result.exception
    return " ".join(result.output.split())


@pytest.mark.parametrize("name", ["all.json", "all.zip"])
def test_out_and_into_a_new_place(folder, tmp_path, name):
    call("export", tmp_path / name, "--data-dir", folder, typed=f"{PASSPHRASE}\n")
    other = Place(tmp_path / "other")
    other.create(None)
    other.lock()
    said = call("import", tmp_path / name, "--data-dir", other.folder, typed=f"{PASSPHRASE}\n")
    assert "records were added" in said
    assert everything(other.folder, None) == everything(folder)
    again = call("import", tmp_path / name, "--data-dir", other.folder, typed=f"{PASSPHRASE}\n")
    assert say("yours.import.nothing_new") in again


def test_a_passphrase_of_its_own(folder, tmp_path):
    file = tmp_path / "all.json"
    call("export", file, "--own-passphrase", "--data-dir", folder, typed=f"{PASSPHRASE}\nanother one\n")
    with pytest.raises(WrongSecretError):
        call("import", file, "--data-dir", folder, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    said = call("import", file, "--data-dir", folder, typed=f"{PASSPHRASE}\nanother one\n")
    assert say("yours.import.nothing_new") in said


def test_without_names(folder, tmp_path):
    file = tmp_path / "all.json"
    said = call("export", file, "--without-names", "--data-dir", folder, typed=f"{PASSPHRASE}\n")
    assert say("yours.export.nameless") in said
    document = json.loads(file.read_text())
    assert document["sealed"] == []
    assert [person["name"] for person in document["tables"]["person"]] == [
        f"Contact {n}" for n in range(1, 5)
    ]


def test_a_copy_to_read(folder, tmp_path):
    file = tmp_path / "all.md"
    call("export", file, "--data-dir", folder, typed=f"{PASSPHRASE}\n")
    assert file.read_text().startswith("# ")
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_wrong_passphrase_writes_nothing(folder, tmp_path):
    with pytest.raises(WrongSecretError):
        call("export", tmp_path / "all.json", "--data-dir", folder, typed="wrong\n")
    assert not (tmp_path / "all.json").exists()


def test_an_unknown_ending_says_what_there_is(folder, tmp_path):
    with pytest.raises(NearerError, match="Markdown"):
        call("export", tmp_path / "all.doc", "--data-dir", folder)
