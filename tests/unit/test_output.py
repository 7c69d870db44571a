"""Files are written whole or not at all; what is remembered holds no name."""

import os
import stat
from pathlib import Path

import pytest

from nearer.app.consent import confirm_own, consent_file, is_own
from nearer.app.output import check_outputs, make_folder, write_whole
from nearer.kernel.errors import OutputError, RequestError


def test_write_whole_is_for_the_owner_only_and_leaves_no_other_file(tmp_path):
    file = tmp_path / "page.html"
    write_whole(file, b"one")
    write_whole(file, b"two")
    assert file.read_bytes() == b"two" and list(tmp_path.iterdir()) == [file]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("path", "key"), [("no/page.html", "errors.output_no_folder"), (".", "errors.output_is_folder")]
)
def test_check_outputs_refuses_early(tmp_path, path, key):
    with pytest.raises(OutputError) as caught:
        check_outputs([tmp_path / path])
    assert caught.value.key == key


def test_write_whole_into_nowhere(tmp_path):
    with pytest.raises(OutputError):
        write_whole(tmp_path / "no" / "page.html", b"")
    with pytest.raises(OutputError):
        write_whole(tmp_path, b"")
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_never_written_over(tmp_path):
    export = tmp_path / "chat.txt"
    export.write_text("x")
    (tmp_path / "link").symlink_to(export)
    os.link(export, tmp_path / "hard")
    for output in (export, tmp_path / "link", tmp_path / "hard", tmp_path / "." / "chat.txt"):
        with pytest.raises(RequestError):
            check_outputs([output], [export])


def test_one_file_for_two_outputs_under_two_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError) as caught:
        check_outputs([Path("out"), tmp_path / "out"])
    assert caught.value.key == "errors.output_twice"


def test_make_folder(tmp_path):
    assert make_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        make_folder(tmp_path / "file")


def test_consent_is_remembered_without_the_name():
    file = consent_file()
    assert not is_own("Alex", file)
    confirm_own("Alex", file)
    confirm_own("Kim", file)
    assert is_own("Alex", file) and is_own("Kim", file) and not is_own("Sam", file)
    assert b"Alex" not in file.read_bytes()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"salt": 1}', b"\xff\xfe"])
def test_a_damaged_memory_asks_again(content):
    file = consent_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert not is_own("Alex", file)
    confirm_own("Alex", file)
    assert is_own("Alex", file)
