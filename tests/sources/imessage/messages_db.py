"""Databases of Messages for tests: one short history, as several versions of macOS and iOS keep it."""

from __future__ import annotations

import plistlib
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2023, 3, 4, 5, 6, 7, tzinfo=UTC)
EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
NUMBER, MAIL, OTHER = "+491700000001", "ana@example.org", "+491700000002"

HEADER = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84"
PLAIN = (
    HEADER
    + b"\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
)
MUTABLE = (
    HEADER
    + b"\x19NSMutableAttributedString\x00\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+"
)
RARE = (
    HEADER
    + b"\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x02\x94\x84\x01+"
)
BIG_ENDIAN = (
    b"\x04\x0btypedstream\x81\x03\xe8\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
)
TAIL = b"\x86\x84\x02iI\x01\x05\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x00\x86\x86"


def archived(text: str, start: bytes = PLAIN) -> bytes:
    """Archive a text as an attributed string."""
    words = text.encode()
    order = "big" if start is BIG_ENDIAN else "little"
    if len(words) < 128:
        size = bytes([len(words)])
    elif len(words) < 1 << 15:
        size = b"\x81" + len(words).to_bytes(2, order)
    else:
        size = b"\x82" + len(words).to_bytes(4, order)
    return start + size + words + TAIL


def summary(*versions: str, unsent: bool = False) -> bytes:
    """Write what is kept of an edited message."""
    kept: dict[str, Any] = {"otr": {"0": {"lo": 0, "le": 3}}}
    if versions:
        kept["ec"] = {"0": [{"d": 700000000.0, "t": archived(one)} for one in versions]}
    if unsent:
        kept["rp"] = [0]
    return plistlib.dumps(kept, fmt=plistlib.FMT_BINARY)


@dataclass(frozen=True)
class Version:
    """How one version of the app keeps messages.

    ``words``: in ``text`` ("text"), or archived, in one of the ways above.
    """

    name: str
    nanoseconds: bool = True
    words: str | bytes = PLAIN
    edits: bool = True
    reactions: bool = True
    deleted: bool = True
    persons: bool = True
    wal: bool = False
    page_size: int = 4096
    encoding: str = "UTF-8"
    index: bool = True


VERSIONS = [
    Version("macos-10.12", nanoseconds=False, words="text", edits=False, deleted=False, persons=False),
    Version("macos-10.13", words="text", edits=False, deleted=False, persons=False),
    Version("macos-11", words="text", edits=False, deleted=False),
    Version("macos-13", words=PLAIN),
    Version("macos-14-mutable", words=MUTABLE),
    Version("macos-15-wal", wal=True),
    Version("macos-26-large-pages", page_size=32768, words=MUTABLE),
    Version("ios-sms.db", words=RARE, page_size=1024),
    Version("old-archive", words=BIG_ENDIAN),
    Version("no-index", index=False),
]

OLD = {
    "handle": "id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT",
    "chat": "guid TEXT UNIQUE NOT NULL, style INTEGER, state INTEGER, account_login TEXT, chat_identifier TEXT,"
    " service_name TEXT, room_name TEXT, display_name TEXT, last_addressed_handle TEXT",
    "message": "guid TEXT UNIQUE NOT NULL, text TEXT, handle_id INTEGER DEFAULT 0, attributedBody BLOB, service TEXT,"
    " date INTEGER, date_read INTEGER, is_from_me INTEGER DEFAULT 0, is_system_message INTEGER DEFAULT 0,"
    " cache_has_attachments INTEGER DEFAULT 0, is_audio_message INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0,"
    " group_title TEXT, group_action_type INTEGER DEFAULT 0, associated_message_guid TEXT,"
    " associated_message_type INTEGER DEFAULT 0, balloon_bundle_id TEXT, payload_data BLOB",
}


@dataclass(frozen=True)
class Row:
    """One row of ``message``: ``who`` is a number in ``handle`` (0: the owner), ``chat`` one in ``chat``."""

    text: str | None
    who: int = 1
    chat: int | None = 1
    more: tuple[tuple[str, object], ...] = ()


def said(text: str | None, who: int = 1, chat: int | None = 1, /, **more: object) -> Row:
    return Row(text, who, chat, tuple(more.items()))


LONG = "long " * 100 + "ü❤️"
HISTORY = [
    said("hi"),
    said("ja? ❤️", 0),
    said("\ufffc", cache_has_attachments=1),
    said("\ufffclook at this", 0, cache_has_attachments=1),
    said(LONG, 2, 2),  # by SMS
    said("Loved “hi”", 0, associated_message_type=2000, associated_message_guid="p:0/m1"),
    said(None, 0, balloon_bundle_id="com.apple.messages.MSMessageExtensionBalloonPlugin:x"),
    said("https://example.org", 1, balloon_bundle_id="com.apple.messages.URLBalloonProvider"),
    said(None, item_type=1, group_action_type=1),
    said("\ufffc", 0, is_audio_message=1),
    said("in the group", 4, 3),
    said("me too", 0, 3),
    said("without a chat", 1, None),
    said("nobody is named", 99, 1),
]


def write(path: Path, version: Version = VERSIONS[3], rows: list[Row] = HISTORY) -> Path:
    """Write a database; with a log beside it where the version says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA page_size={version.page_size}")
    database.execute("PRAGMA synchronous=OFF")
    database.execute(f"PRAGMA encoding='{version.encoding}'")
    if version.wal:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_autocheckpoint=0")
    _tables(database, version)
    if version.wal:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number, row in enumerate(rows, 1):
        _put(database, version, number, row)
    if version.wal:
        _keep_log(database, path)
    database.close()
    return path


def _tables(database: sqlite3.Connection, version: Version) -> None:
    columns = dict(OLD)
    if version.persons:
        columns["handle"] += ", person_centric_id TEXT"
    if version.edits:
        columns["message"] += ", message_summary_info BLOB, date_retracted INTEGER, date_edited INTEGER"
    for table, said_of in columns.items():
        database.execute(f"CREATE TABLE {table} (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, {said_of})")
    key = ", PRIMARY KEY (chat_id, message_id)" if version.index else ""
    database.execute(
        f"CREATE TABLE chat_message_join (chat_id INTEGER REFERENCES chat, message_id INTEGER{key})"
    )
    database.execute(
        "CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE(chat_id, handle_id))"
    )
    if version.deleted:
        database.execute("CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER)")
    database.execute(
        "CREATE TRIGGER after_delete AFTER DELETE ON message BEGIN SELECT before_delete_message(OLD.guid); END"
    )
    database.execute("CREATE VIEW newest AS SELECT * FROM message ORDER BY date DESC")
    handles = [(NUMBER, "iMessage"), (NUMBER, "SMS"), (MAIL, "iMessage"), (OTHER, "iMessage")]
    database.executemany("INSERT INTO handle (id, service) VALUES (?, ?)", handles)
    if version.persons:
        database.execute("UPDATE handle SET person_centric_id = 'A-B-C' WHERE ROWID < 4")
    chats = [
        (f"iMessage;-;{NUMBER}", 45, NUMBER, "iMessage", None, "E:me@example.org"),
        (f"SMS;-;{NUMBER}", 45, NUMBER, "SMS", None, "P:+491700000009"),
        ("iMessage;+;chat123", 43, "chat123", "iMessage", "Trip", "E:me@example.org"),
    ]
    database.executemany(
        "INSERT INTO chat (guid, style, chat_identifier, service_name, display_name, account_login)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        chats,
    )
    database.executemany("INSERT INTO chat_handle_join VALUES (?, ?)", [(1, 1), (2, 2), (3, 1), (3, 4)])


def _put(database: sqlite3.Connection, version: Version, number: int, row: Row) -> None:
    time = START + timedelta(hours=number) - EPOCH
    values = {
        "ROWID": number,
        "guid": f"m{number}",
        "handle_id": row.who,
        "is_from_me": int(row.who == 0),
        "date": int(time.total_seconds()) * (10**9 if version.nanoseconds else 1),
        **dict(row.more),
    }
    if version.words == "text":
        values.setdefault("text", row.text)
    elif row.text is not None:
        values.setdefault("attributedBody", archived(row.text, version.words))
    names = ", ".join(values)
    database.execute(
        f"INSERT INTO message ({names}) VALUES ({', '.join('?' * len(values))})", [*values.values()]
    )
    if row.chat is not None:
        database.execute("INSERT INTO chat_message_join VALUES (?, ?)", (row.chat, number))


def _keep_log(database: sqlite3.Connection, path: Path) -> None:
    """Leave the database and its log as they lie beside a running app: closing would merge them."""
    names = (path, path.with_name(f"{path.name}-wal"))
    kept = [name.read_bytes() for name in names]
    database.close()
    for name, content in zip(names, kept, strict=True):
        name.write_bytes(content)


WITHOUT_PERSONS = replace(VERSIONS[0], name="x")
