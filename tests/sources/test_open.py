"""What a file is, and one clear sentence where it is nothing that can be read."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import polars as pl
import pytest
from sources.reading import STYLES_FOR_ZIP, counts, read, write_chat

from nearer.kernel.errors import ChangedError, ExportError, UnknownFormatError
from nearer.sources import RECORD_SCHEMA, ReadOptions, open_export, open_exports
from nearer.sources.formats import each_format, find_suffixes, load_formats

CHAT = "13/01/2020, 10:00 - Ana: hi\n13/01/2020, 10:01 - Bob: ho\n"
SAVED = {
    "whatsapp": CHAT,
    "telegram": json.dumps({
        "name": "Bob", "type": "personal_chat", "id": 1,
        "messages": [{"id": 1, "type": "message", "date": "2020-01-13T10:00:00", "from": "Bob", "from_id": "user1", "text": "hi"}],
    }),
    "jsonl": '{"time": "2020-01-13T10:00:00", "sender": "Ana", "text": "hi"}\n',
    "csv": "time,sender,length\n2020-01-13T10:00:00,Ana,2\n",
}  # fmt: skip


def zip_of(path: Path, entries: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("source", SAVED)
@pytest.mark.parametrize("ending", [".txt", ".json", ".bin", ""])
def test_the_name_of_a_file_tells_nothing(source: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{ending}"
    path.write_text(SAVED[source], encoding="utf-8")
    frame, reader = read(path)
    assert reader.source == source
    assert len(frame) in (1, 2)


@pytest.mark.parametrize("source", SAVED)
def test_batches_have_the_agreed_columns(source: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(SAVED[source], encoding="utf-8")
    for batch in open_export(path):
        assert batch.frame.schema == RECORD_SCHEMA
    for batch in open_export(path, ReadOptions(with_text=True)):
        assert batch.frame.schema == pl.Schema({**RECORD_SCHEMA, "text": pl.String()})


@pytest.mark.parametrize("style", STYLES_FOR_ZIP, ids=lambda style: style.id)
@pytest.mark.parametrize("entry", ["_chat.txt", "WhatsApp Chat with Bob.txt", "folder/_chat.txt"])
def test_a_chat_inside_its_zip(style, entry: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = zip_of(
        tmp_path / "WhatsApp Chat - Bob.zip",
        {
            "00000012-PHOTO.jpg": b"\xff\xd8",
            entry: write_chat(style),
            "__MACOSX/._chat.txt": b"\x00\x05",
            "notes.txt": "a",
        },
    )
    frame, reader = read(path)
    assert counts(frame) == {"Ana María": 5, "Bob": 6}
    assert next(iter(open_export(path))).chat.title == "Bob"
    assert reader.source == "whatsapp"
    assert list(tmp_path.iterdir()) == [path]  # nothing was unpacked


def test_a_sent_text_file_does_not_hide_the_chat(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "export.zip", {"DOC-1.txt": "a shopping list", "something.txt": CHAT})
    assert counts(read(path)[0]) == {"Ana": 1, "Bob": 1}


def test_skipped_lines_of_a_zip_name_the_entry(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"_chat.txt": "hello\n" + CHAT})
    assert read(path)[1].tally.skipped[0].file == "a.zip/_chat.txt"


def error_of(path: Path) -> ExportError:
    with pytest.raises(ExportError) as caught:
        list(open_export(path))
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert "{" not in sentence
    return caught.value


@pytest.mark.parametrize(
    ("content", "key", "says"),
    [
        (b"", "errors.empty_file", "empty"),
        (b"   \n\n", "sources.error.unknown", "Export chat"),
        (b"Dear diary, today nothing happened.\n", "sources.error.unknown", "Export chat"),
        (b"<!DOCTYPE html><html><body>Telegram</body></html>", "sources.error.html", "JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "sources.error.binary", "neither text"),
        (b"SQLite format 3\x00" + bytes(100), "sources.error.binary", "neither text"),
        (b'{"people": [], "messages": [{"who": "A", "when": 1}]}', "sources.error.unknown_json", "Telegram"),
        (b"[1, 2, 3]", "sources.error.unknown", "Export chat"),
        (b'[{"a": 1}]', "sources.error.unknown_json", "Telegram"),
        (b"PK\x03\x04 and then nothing of a zip", "sources.error.broken_zip", "cut off"),
        (b"time,sender\n", "sources.error.unknown", "Export chat"),
        (b"time,sender,length\n", "sources.error.no_message", "no message"),
        (b"time,sender,length\nx,y,z\n", "sources.error.no_message", "no message"),
        (b"31/31/2020, 10:00 - A: x\n", "sources.error.no_message", "no message"),
    ],
)  # fmt: skip
def test_one_sentence_for_what_is_no_export(content: bytes, key: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    error = error_of(path)
    assert error.key == key
    assert says in str(error)
    assert error.exit_code == 3


def test_missing_and_folder(tmp_path: Path) -> None:
    assert error_of(tmp_path / "nothing.txt").key == "sources.error.missing"
    assert error_of(tmp_path / "no" / "nothing.txt").key == "sources.error.missing"
    assert error_of(tmp_path).key == "sources.error.no_export_in_folder"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything"
)
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    path.chmod(0)
    assert error_of(path).key == "sources.error.forbidden"


def test_no_permission_said_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert error_of(path).key == "sources.error.forbidden"


@pytest.mark.parametrize("part", [0.01, 0.3, 0.7, 0.99])
def test_a_zip_that_is_cut_off(part: float, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"_chat.txt": CHAT + os.urandom(2000).hex()})
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    assert error_of(path).key == "sources.error.broken_zip"


def test_a_zip_whose_content_is_damaged(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"_chat.txt": os.urandom(3000).hex()})
    bytes_ = bytearray(path.read_bytes())
    bytes_[500:900] = bytes(400)
    path.write_bytes(bytes_)
    assert error_of(path).key == "sources.error.broken_zip"


def test_zips_without_a_chat_and_with_several(tmp_path: Path) -> None:
    assert error_of(zip_of(tmp_path / "a.zip", {"photo.jpg": b"x"})).key == "sources.error.no_chat_in_zip"
    assert error_of(zip_of(tmp_path / "b.zip", {"a.txt": "x"})).key == "sources.error.no_chat_in_zip"
    several = zip_of(tmp_path / "c.zip", {"a.txt": CHAT, "b.txt": CHAT})
    assert error_of(several).key == "sources.error.many_exports"
    assert [reader.name for reader in open_exports(several).readers] == ["c.zip/a.txt", "c.zip/b.txt"]
    assert error_of(zip_of(tmp_path / "d.zip", {})).key == "sources.error.no_chat_in_zip"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    assert (
        error_of(zip_of(tmp_path / "e.zip", {"chat.zip": inner.getvalue()})).key
        == "sources.error.zip_of_zips"
    )


def test_a_zip_that_unpacks_to_far_too_much(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"_chat.txt": CHAT + "0" * (12 << 20)})
    assert error_of(path).key == "sources.error.bomb"


def test_a_zip_of_too_many_files(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"_chat.txt": CHAT})
    bytes_ = bytearray(path.read_bytes())
    at = bytes_.rfind(b"PK\x05\x06")
    bytes_[at + 12 : at + 16] = (46 * 300_000).to_bytes(4, "little")  # a list of entries as long as that
    path.write_bytes(bytes_)
    assert error_of(path).key == "sources.error.bomb"


@pytest.mark.parametrize("source", SAVED)
def test_a_file_that_changes_meanwhile(source: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(SAVED[source], encoding="utf-8")
    reader = open_export(path)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(ChangedError) as caught:
        list(reader)
    assert "file changed" in str(caught.value)


def test_a_file_that_goes_away_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    reader = open_export(path)
    path.unlink()
    with pytest.raises(ExportError):
        list(reader)


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(
        CHAT.encode() + "13/01/2020, 10:02 - Chloé: hé\n".encode() + b"13/01/2020, 10:03 - Bob: \xff\xfe!\n"
    )
    frame, _ = read(path, with_text=True)
    assert counts(frame) == {"Ana": 1, "Bob": 2, "Chloé": 1}
    assert frame["text"][-1] == "\ufffd\ufffd!"
    path.write_bytes("13/01/2020, 10:02 - Chloé: hé\n".encode("cp1252"))
    assert counts(read(path)[0]) == {"Chloé": 1}


def test_no_sentence_holds_message_text(tmp_path: Path) -> None:
    secret = "canary"
    for name, content in {
        "a.txt": f"{secret}\n31/31/2020, 10:00 - {secret}: {secret}\n",
        "b.json": json.dumps(
            {"type": "personal_chat", "messages": [{"type": "message", "text": {"x": secret}}]}
        ),
        "c.json": f'{{"type": "personal_chat", "messages": [{{"text": "{secret}"',
        "d.jsonl": f'{{"time": "{secret}", "sender": "{secret}", "text": "{secret}"}}\n{secret}\n',
        "e.csv": f"time,sender,text\n{secret},{secret},{secret}\n",
    }.items():
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        reader = None
        with pytest.raises(ExportError) as caught:
            reader = open_export(path)
            list(reader)
        assert secret not in str(caught.value)
        assert reader is not None
        assert secret not in repr(reader.tally)


def test_an_unknown_format_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(UnknownFormatError):
        open_export(path)


def test_entries_with_odd_names(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip", {"_chat.txt": CHAT, "x.txt": "no chat", "d/": "", "__MACOSX/._chat.txt": "x"}
    )
    data = path.read_bytes()
    path.write_bytes(
        data.replace(b"x.txt", b"\x00.txt")
    )  # zipfile cuts a name at a zero byte: nothing is left of it
    assert counts(read(path)[0]) == {"Ana": 1, "Bob": 1}


def test_an_entry_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"\x1b[31m\nx/_chat.txt": f"before\n{CHAT}"})
    frame, reader = read(path)
    assert len(frame) == 2
    assert [s.file for s in reader.tally.skipped] == ["a.zip/�[31m�x/_chat.txt"]


def test_a_zip_of_many_texts_that_are_none(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {f"{n}.txt": "x" for n in range(60)})
    assert error_of(path).key == "sources.error.no_chat_in_zip"


def test_formats_are_asked_first_for_the_endings_that_they_name() -> None:
    for known in load_formats(plugins=False):
        for suffix in known.suffixes:
            first = [one.name for one in each_format(suffix, plugins=False) if suffix in one.suffixes]
            asked = [one.name for one in each_format(suffix, plugins=False)]
            assert asked[: len(first)] == first and known.name in first
            assert sorted(asked) == sorted(one.name for one in load_formats(plugins=False))
    assert find_suffixes(plugins=False) == frozenset().union(
        *(one.suffixes for one in load_formats(plugins=False))
    )


def test_zips_without_an_export_are_told_of(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    zip_of(folder / "chat.zip", {"_chat.txt": CHAT})
    zip_of(folder / "empty.zip", {})
    zip_of(folder / "photos.zip", {"a.jpg": "x"})
    zip_of(folder / "drive-download.zip", {"chat.zip": (folder / "chat.zip").read_bytes(), "a.jpg": "x"})
    opened = open_exports(folder)
    assert [reader.name for reader in opened.readers] == ["all/chat.zip/_chat.txt"]
    assert opened.others == ("all/empty.zip", "all/photos.zip")
    assert [(one.name, one.error.key) for one in opened.refused] == [
        ("all/drive-download.zip", "sources.error.zip_of_zips")
    ]
    assert error_of(folder / "drive-download.zip").key == "sources.error.zip_of_zips"
    assert error_of(folder / "empty.zip").key == "sources.error.no_chat_in_zip"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_what_may_not_be_read_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt", "in/c.txt"):
        (tmp_path / name).write_text(CHAT, encoding="utf-8")
    (tmp_path / "b.txt").chmod(0)
    (tmp_path / "in").chmod(0)
    try:
        opened = open_exports(tmp_path)
    finally:
        (tmp_path / "in").chmod(0o700)
    assert len(opened.readers) == 1
    assert sorted((one.name.split("/")[-1], one.error.key) for one in opened.refused) == [
        ("b.txt", "sources.error.forbidden"),
        ("in", "sources.error.forbidden"),
    ]


@pytest.mark.parametrize("copy", ["zip", "folder"])
def test_a_download_that_was_saved_twice_is_read_once(copy: str, tmp_path: Path) -> None:
    place = "facebook-ana-2024-05-13-AbC"
    people = [{"name": "Ana"}, {"name": "Bob"}]
    messages = [
        {"sender_name": "Bob", "timestamp_ms": 1_580_850_845_000 + n, "content": "hi"} for n in (2, 1)
    ]
    thread = json.dumps(
        {"participants": people, "messages": messages, "title": "Bob", "thread_path": "inbox/bob_1"}
    )
    name = "your_facebook_activity/messages/inbox/bob_1/message_1.json"
    zip_of(tmp_path / f"{place}.zip", {name: thread})
    if copy == "zip":
        zip_of(tmp_path / f"{place} (1).zip", {name: thread})
    else:
        (tmp_path / place / name).parent.mkdir(parents=True)
        (tmp_path / place / name).write_text(thread, encoding="utf-8")
    (reader,) = open_exports(tmp_path).readers
    assert sum(len(batch.frame) for batch in reader) == 2


def test_a_folder_that_is_too_deep_is_told_of(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("export", *"abcdefghijklmn")
    deep.mkdir(parents=True)
    for folder in (tmp_path / "export", deep):
        (folder / "chat.jsonl").write_text('{"time":"2024-03-01T21:00:00","sender":"Ana","text":"a"}\n')
    opened = open_exports(tmp_path / "export")
    assert [reader.name for reader in opened.readers] == ["export/chat.jsonl"]
    (refused,) = opened.refused
    assert refused.name == "m" and refused.error.key == "sources.error.too_deep"
