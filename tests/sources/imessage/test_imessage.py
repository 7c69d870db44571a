"""Messages' databases: several versions, one result."""

from __future__ import annotations

import sqlite3
import sys
import zipfile
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from nearer.kernel.errors import ExportError
from nearer.sources import ReadOptions, open_export, open_exports
from nearer.sources.clock import Clock
from nearer.sources.imessage import default_path, open_default
from nearer.sources.imessage_words import decode_stream, last_version, words_of, words_of_all

sys.path.insert(0, str(Path(__file__).parent))
from messages_db import (
    BIG_ENDIAN,
    EPOCH,
    HISTORY,
    LONG,
    MAIL,
    MUTABLE,
    NUMBER,
    OTHER,
    PLAIN,
    RARE,
    START,
    VERSIONS,
    Row,
    Version,
    archived,
    said,
    summary,
    write,
)

ZONE = "Europe/Berlin"
AT = START.replace(tzinfo=None) + timedelta(hours=1)  # in March Berlin is an hour before UTC
EXPECTED = {
    NUMBER: [
        (1, NUMBER, 2, "text", "hi"),
        (2, "Me", 6, "text", "ja? ❤️"),
        (3, NUMBER, 0, "media", ""),
        (4, "Me", 12, "text", "look at this"),
        (5, NUMBER, 503, "text", LONG),
        (7, "Me", 0, "media", ""),
        (8, NUMBER, 19, "text", "https://example.org"),
        (10, "Me", 0, "media", ""),
        (13, NUMBER, 14, "text", "without a chat"),
        (14, NUMBER, 15, "text", "nobody is named"),
    ],
    "chat123": [(11, OTHER, 12, "text", "in the group"), (12, "Me", 6, "text", "me too")],
}


def read(path: Path, **options: object):
    """Read an export; return rows by key of the chat, the chats and the reader."""
    clock = Clock(ZONE)
    reader = open_export(path, ReadOptions(clock=clock, with_text=True, **options))  # type: ignore[arg-type]
    found: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    chats = {}
    for batch in reader:
        chats[batch.chat.key] = batch.chat
        found[batch.chat.key] += [
            (round((time - AT) / timedelta(hours=1)), sender, length, kind, text)
            for time, sender, length, kind, text in batch.frame.iter_rows()
        ]
        assert batch.frame.schema["time"] == pl.Datetime("ms")
        assert batch.frame.schema["length"] == pl.UInt32
    return dict(found), chats, reader


def one(tmp_path: Path, *rows: Row, version: Version = VERSIONS[3], **options: object):
    """Write some rows into a database and read them."""
    return read(write(tmp_path / "chat.db", version, list(rows)), **options)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_every_version_says_the_same(version: Version, tmp_path: Path) -> None:
    found, chats, reader = read(write(tmp_path / "chat.db", version))
    assert found == EXPECTED
    assert reader.tally.n_system == 2
    assert reader.tally.n_skipped == 0
    assert reader.source == "imessage"
    assert reader.name == "chat.db"
    assert reader.tally.owner == "Me"
    assert reader.tally.zone == ZONE
    assert {key: (chat.title, chat.group) for key, chat in chats.items()} == {
        NUMBER: (NUMBER, False),
        "chat123": ("Trip", True),
    }
    assert reader.tally.addresses == {
        NUMBER: {NUMBER, MAIL} if version.persons else {NUMBER},
        OTHER: {OTHER},
        "Me": {"me@example.org", "+491700000009"},
    }
    assert [part.path.name for part in reader.parts] == ["chat.db", *(["chat.db-wal"] if version.wal else [])]


@pytest.mark.parametrize("chunk_bytes", [1, 200, 1 << 20])
@pytest.mark.parametrize("version", [VERSIONS[1], VERSIONS[5], VERSIONS[9]], ids=lambda version: version.name)
def test_the_size_of_pieces_does_not_matter(version: Version, chunk_bytes: int, tmp_path: Path) -> None:
    found, _, reader = read(write(tmp_path / "chat.db", version), chunk_bytes=chunk_bytes)
    assert found == EXPECTED
    assert (reader.tally.n_system, reader.tally.n_skipped) == (2, 0)


def test_a_zip_and_a_folder_hold_it_too(tmp_path: Path) -> None:
    write(tmp_path / "Messages" / "chat.db", VERSIONS[5])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("chat.db", "chat.db-wal"):
            archive.write(tmp_path / "Messages" / name, f"Library/{name}")
    for place in (tmp_path / "Messages", tmp_path / "a.zip"):
        found, _, reader = read(place)
        assert found == EXPECTED
        assert len(reader.parts) == 2


def test_a_phones_backup_names_it_by_a_number(tmp_path: Path) -> None:
    found, *_ = read(write(tmp_path / "3d0d7e5fb2ce288813306e4d4636395e047a3d28", VERSIONS[7]))
    assert found == EXPECTED


def test_words_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    for batch in open_export(write(tmp_path / "chat.db")):
        assert batch.frame.columns == ["time", "sender", "length", "kind"]


def test_edits_and_unsent_messages(tmp_path: Path) -> None:
    found, _, reader = one(
        tmp_path,
        said("after the edit", date_edited=1, message_summary_info=summary("before", "after the edit")),
        said(None, 0, date_edited=1, message_summary_info=summary("before", "in the summary alone")),
        said(None, date_edited=1, message_summary_info=summary(unsent=True)),
        said(None, date_retracted=1),
        said(None, date_edited=1, message_summary_info=b"bplist00 no list"),
        said(None, date_edited=1, message_summary_info="text"),
        said("\ufffc", date_edited=1, message_summary_info=summary()),
    )
    assert [row[1:] for row in found[NUMBER]] == [
        (NUMBER, 14, "text", "after the edit"),
        ("Me", 20, "text", "in the summary alone"),
        *[(NUMBER, 0, "deleted", "")] * 4,
        (NUMBER, 0, "media", ""),
    ]
    assert reader.tally.n_skipped == 0


@pytest.mark.parametrize("kind", [1000, 2000, 2005, 2006, 2007, 3000, 3007, 4000])
def test_reactions_and_votes_are_no_messages(kind: int, tmp_path: Path) -> None:
    found, _, reader = one(tmp_path, said("x"), said("Loved “x”", 0, associated_message_type=kind))
    assert [row[4] for row in found[NUMBER]] == ["x"]
    assert reader.tally.n_system == 1


@pytest.mark.parametrize("kind", [1, 2, 3, 4, 5, 6])
def test_what_happens_in_a_chat_is_no_message(kind: int, tmp_path: Path) -> None:
    _, _, reader = one(tmp_path, said("x"), said(None, 0, item_type=kind))
    assert (reader.tally.n_system, reader.tally.n_skipped) == (1, 0)


def test_a_message_in_two_chats_counts_once(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.db")
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("INSERT INTO chat_message_join VALUES (3, 1)")
    database.close()
    assert read(path)[0] == EXPECTED


def test_what_was_deleted_lately_is_kept_without_its_words(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.db")
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("DELETE FROM chat_message_join WHERE message_id = 2")
        database.execute("INSERT INTO chat_recoverable_message_join VALUES (1, 2)")
    database.close()
    found, _, reader = read(path)
    assert found[NUMBER][1] == (2, "Me", 0, "deleted", "")
    assert reader.tally.n_skipped == 0


def test_what_cannot_be_read_is_counted_with_a_reason(tmp_path: Path) -> None:
    _, _, reader = one(
        tmp_path,
        said("x"),
        said("x", date=None),
        said("x", date=0),
        said("x", date="yesterday"),
        said("x", date=(1 << 63) - 1),
        said("x", 0, None, handle_id=0),
        said("x", 99, 3),
        said(None),
        said(None, attributedBody=b"\x04\x0bstreamtyped\x81\xe8\x03"),
        said(None, attributedBody=7),
    )
    reasons = [skipped.reason for skipped in reader.tally.skipped]
    assert sorted(reasons) == sorted(
        ["no such date or time"] * 4
        + ["no chat that it belongs to", "no sender"]
        + ["neither length nor text"] * 3
    )
    assert all(skipped.file == "chat.db" for skipped in reader.tally.skipped)


def test_own_messages_without_a_chat_go_to_whom_they_were_sent(tmp_path: Path) -> None:
    found, *_ = one(tmp_path, said("x", 0, None, handle_id=3))
    assert [row[1] for row in found[NUMBER]] == ["Me"]


def test_broken_and_odd_texts(tmp_path: Path) -> None:
    found, *_ = one(
        tmp_path,
        said("plain"),
        said(None, attributedBody=archived("abc").replace(b"abc", b"a\xff\xfe")),
        said(None, text="a\x00b"),
        said(None, text=b"\xf0\x9f"),
        said(" "),
    )
    assert [row[2] for row in found[NUMBER]] == [5, 3, 3, 1, 1]


def test_a_row_longer_than_any_message_is_skipped_and_the_rest_is_read(tmp_path: Path) -> None:
    huge = "x" * ((32 << 20) + 1)
    found, _, reader = one(tmp_path, said("a"), said(None, text=huge), said("b"), said(None, text=huge))
    assert [row[4] for row in found[NUMBER]] == ["a", "b"]
    assert [skipped.reason for skipped in reader.tally.skipped] == ["longer than any message"] * 2


def test_a_database_that_ends_in_the_middle_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    rows = [said(f"message {number}") for number in range(2000)]
    path = write(tmp_path / "chat.db", VERSIONS[3], rows)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4 // 4096 * 4096])
    reader = open_export(path)
    assert 0 < sum(len(batch.frame) for batch in reader) < 2000
    assert reader.tally.n_skipped > 0
    assert sum("ends in the middle" in note for note in reader.tally.notes) == 1


@pytest.mark.parametrize(("days", "expected"), [(30, "30 days"), (365, "1 year"), (100, None)])
def test_it_says_where_the_app_deletes_old_messages(days: int, expected: str | None, tmp_path: Path) -> None:
    path = write(tmp_path / "chat.db", VERSIONS[3], [said("a"), said("b")])
    with sqlite3.connect(path, isolation_level=None) as database:
        late = int((START - EPOCH + timedelta(days=days, hours=1)).total_seconds()) * 10**9
        database.execute("UPDATE message SET ROWID = ROWID + 5000")
        database.execute("UPDATE chat_message_join SET message_id = message_id + 5000")
        database.execute("UPDATE message SET date = ? WHERE ROWID = 5002", (late,))
    database.close()
    notes = read(path)[2].tally.notes
    assert len(notes) == (expected is not None)
    assert expected is None or expected in notes[0]


@pytest.mark.parametrize("start", [PLAIN, MUTABLE, RARE, BIG_ENDIAN], ids=["plain", "mutable", "rare", "big"])
@pytest.mark.parametrize("text", ["", "a", "❤️" * 21, "b" * 127, "c" * 128, "d" * 40_000, "86\x86\x84"])
def test_archives_are_read_in_each_way(start: bytes, text: str) -> None:
    body = archived(text, start)
    assert words_of(body) == text
    assert decode_stream(body) == text
    assert words_of_all([b"x", None, body, 7]).to_list() == ["x", None, text, None]
    assert words_of_all([b"x", body]).to_list() == ["x", text]


@pytest.mark.parametrize("cut", range(0, 84, 7))
def test_archives_that_are_cut_are_none_or_a_part(cut: int) -> None:
    body = archived("hello there")[:cut]
    assert words_of(body) in (None, "")
    assert words_of_all([body, b"x"]).to_list()[1] == "x"


def test_summaries_that_are_none() -> None:
    assert last_version(summary("a", "b")) == "b"
    for odd in (None, b"", b"bplist00", summary(unsent=True), summary(""), 7, b"bplist00" + bytes(32)):
        assert last_version(odd) is None


def test_the_macs_own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() is None
    path = write(tmp_path / "Library" / "Messages" / "chat.db")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_path() == path
    assert open_exports(open_default(path)).readers[0].source == "imessage"
    with pytest.raises(ExportError) as caught:
        open_default(tmp_path / "none.db")
    assert caught.value.key == "sources.error.missing"

    usual = Path.open

    def forbidden(asked: Path, *how: object, **more: object) -> object:
        if asked == path:
            raise PermissionError
        return usual(asked, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(ExportError, match="Full Disk Access"):
        open_default(path)


def test_the_history_is_what_the_expectation_counts() -> None:
    assert len(HISTORY) == sum(map(len, EXPECTED.values())) + 2
