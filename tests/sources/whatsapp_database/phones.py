"""The same two chats as each kind of phone keeps them."""

from __future__ import annotations

import hmac
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

START_MS = 1_700_000_000_000
BOB, CLEO = "491700000001@s.whatsapp.net", "491700000002@s.whatsapp.net"
TRIP = "491700000001-1500000000@g.us"
STORIES = "status@broadcast"
HIDDEN = "99887766554433@lid"
ROOT_KEY = bytes(range(32))

# chat, sender (None: the owner), what: the text, or the kind of what is no text
EVENTS: list[tuple[str, str | None, str, str]] = [
    (BOB, BOB, "system", ""),
    (BOB, BOB, "text", "hi"),
    (BOB, None, "text", "two\nlines 🙂"),
    (BOB, BOB, "image", ""),
    (TRIP, BOB, "system", ""),
    (TRIP, BOB, "text", "hello all"),
    (BOB, None, "image", "look"),
    (BOB, BOB, "voice", ""),
    (BOB, BOB, "deleted", ""),
    (TRIP, None, "text", "é"),
    (TRIP, CLEO, "document", ""),
    (BOB, None, "sticker", ""),
    (STORIES, BOB, "image", "my story"),
    (BOB, BOB, "location", ""),
    (BOB, BOB, "call", ""),
]
ANDROID = {
    "text": 0, "image": 1, "voice": 2, "location": 5, "system": 7, "document": 9, "deleted": 15, "sticker": 20, "call": 90,
}  # fmt: skip
IPHONE = {
    "text": 0, "image": 1, "voice": 3, "location": 5, "system": 10, "document": 8, "deleted": 14, "sticker": 15, "call": 59,
}  # fmt: skip
N_SYSTEM = 4

NAMES = {BOB: "Bob", CLEO: "+491700000002", None: "Me"}
KINDS = {"text": "text", "deleted": "deleted"}


def time_of(number: int) -> int:
    return START_MS + number * 3_600_000 + number * 250


def expected() -> dict[str, list[tuple[str, int, int, str]]]:
    """Sender, milliseconds since 1970, length, kind; by chat."""
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for number, (chat, sender, kind, text) in enumerate(EVENTS):
        if chat != STORIES and kind not in ("system", "call"):
            shown = "text" if text else KINDS.get(kind, "media")
            found.setdefault(chat, []).append((NAMES[sender], time_of(number), len(text), shown))
    return found


def fill(path: Path, schema: str, rows: dict[str, list[tuple[Any, ...]]]) -> Path:
    database = sqlite3.connect(path)
    database.executescript(schema)
    for table, values in rows.items():
        if values:
            database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(values[0]))})", values)
    database.commit()
    database.close()
    return path


NEW = """
CREATE TABLE jid (_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, server TEXT NOT NULL, raw_string TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, hidden INTEGER, subject TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL,
  key_id TEXT NOT NULL, sender_jid_row_id INTEGER, status INTEGER, timestamp INTEGER, message_type INTEGER, text_data TEXT);
"""
CAPTIONS = (
    "CREATE TABLE message_media (message_row_id INTEGER PRIMARY KEY, file_path TEXT, media_caption TEXT);"
)
HIDING = "CREATE TABLE jid_map (lid_row_id INTEGER PRIMARY KEY, jid_row_id INTEGER NOT NULL);"
CONTACTS = (
    "CREATE TABLE wa_contacts (_id INTEGER PRIMARY KEY, jid TEXT NOT NULL, display_name TEXT, wa_name TEXT);"
)
LONG_SCHEMA = "".join(f"CREATE TABLE feature_{n} (_id INTEGER PRIMARY KEY, value TEXT);" for n in range(120))


def contacts(folder: Path) -> None:
    names = [(1, BOB, "Bob", "bobby"), (2, CLEO, None, None), (3, TRIP, "Trip", None)]
    fill(folder / "wa.db", CONTACTS, {"wa_contacts": names})


def android(
    folder: Path,
    *,
    captions: bool = False,
    hiding: bool = False,
    long: bool = False,
    name: str = "msgstore.db",
) -> Path:
    contacts(folder)
    jids = [BOB, CLEO, TRIP, STORIES, HIDDEN]
    number = {jid: n for n, jid in enumerate(jids, 1)}
    chats = [BOB, TRIP, STORIES]
    messages: list[tuple[Any, ...]] = [(1, -1, 0, "-1", -1, -1, 0, -1, None)]
    media = []
    for n, (chat, sender, kind, text) in enumerate(EVENTS):
        told = 0 if sender is None or chat == BOB else number[HIDDEN if hiding and sender == BOB else sender]
        inline = None if captions and kind == "image" else text or None
        status = 6 if kind == "system" else 0
        messages.append(
            (
                n + 2,
                chats.index(chat) + 1,
                sender is None,
                f"K{n}",
                told,
                status,
                time_of(n),
                ANDROID[kind],
                inline,
            )
        )
        if kind == "image":
            media.append((n + 2, "Media/a.jpg", (text or None) if captions else None))
    rows: dict[str, list[tuple[Any, ...]]] = {
        "jid": [(n, *jid.split("@"), jid) for jid, n in number.items()],
        "chat": [
            (n, number[HIDDEN] if hiding and jid == BOB else number[jid], 0, "Trip" if jid == TRIP else None)
            for n, jid in enumerate(chats, 1)
        ],
        "message": messages,
    }
    schema = (LONG_SCHEMA if long else "") + NEW
    if captions:
        schema, rows = schema + CAPTIONS, rows | {"message_media": media}
    if hiding:
        schema, rows = schema + HIDING, rows | {"jid_map": [(number[HIDDEN], number[BOB])]}
    return fill(folder / name, schema, rows)


OLD = """
CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT NOT NULL, key_from_me INTEGER,
  key_id TEXT NOT NULL, status INTEGER, data TEXT, timestamp INTEGER, media_wa_type TEXT, media_caption TEXT,
  remote_resource TEXT, edit_version INTEGER);
"""
LIST = "CREATE TABLE chat_list (_id INTEGER PRIMARY KEY, key_remote_jid TEXT UNIQUE, subject TEXT);"


def old_android(folder: Path, *, between: bool = False) -> Path:
    contacts(folder)
    messages: list[tuple[Any, ...]] = [(1, "-1", 0, "-1", -1, "", 0, "-1", None, None, None)]
    for n, (chat, sender, kind, text) in enumerate(EVENTS):
        told = None if sender is None or chat == BOB else sender
        revoked = kind == "deleted"
        status = 6 if kind == "system" else 0
        kind_number = "0" if revoked else "8" if kind == "call" else str(ANDROID[kind])
        data = text if kind == "text" else b"\xff\xd8thumb" if kind == "image" else None
        caption = text or None if kind == "image" else None
        messages.append(
            (
                n + 2,
                chat,
                sender is None,
                f"K{n}",
                status,
                data,
                time_of(n),
                kind_number,
                caption,
                told,
                7 if revoked else 0,
            )
        )
    chats = [(1, BOB, None), (2, TRIP, "Trip")]
    if not between:
        return fill(folder / "msgstore.db", OLD + LIST, {"messages": messages, "chat_list": chats})
    jids = [(1, *BOB.split("@"), BOB), (2, *TRIP.split("@"), TRIP)]
    new_chats = [(1, 1, 0, None), (2, 2, 0, "Trip")]
    return fill(folder / "msgstore.db", OLD + NEW, {"messages": messages, "jid": jids, "chat": new_chats})


APPLE = """
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR, ZSESSIONTYPE INTEGER);
CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR, ZCONTACTNAME VARCHAR);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZTITLE VARCHAR);
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZISFROMME INTEGER, ZMESSAGETYPE INTEGER, ZGROUPEVENTTYPE INTEGER,
  ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER, ZMESSAGEDATE TIMESTAMP, ZTEXT VARCHAR);
"""
PUSH = "CREATE TABLE ZWAPROFILEPUSHNAME (Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR, ZPUSHNAME VARCHAR);"
BOOK = (
    "CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZWHATSAPPID VARCHAR, ZFULLNAME VARCHAR);"
)


def iphone(folder: Path, *, named: str = "session") -> Path:
    chats = [BOB, TRIP, STORIES]
    members = [(1, 2, BOB, "Bob" if named == "member" else None), (2, 2, CLEO, None)]
    messages, media = [], []
    for n, (chat, sender, kind, text) in enumerate(EVENTS):
        member = None if sender is None or chat == BOB else 1 if sender == BOB else 2
        if kind == "image":
            media.append((n + 1, n + 1, text or None))
        messages.append((
            n + 1, sender is None, IPHONE[kind], 0, chats.index(chat) + 1, member, n + 1 if kind == "image" else None,
            time_of(n) / 1000 - 978_307_200, text if kind == "text" else None,
        ))  # fmt: skip
    titles = {BOB: "Bob" if named == "session" else "\u202a+49 170 0000001\u202c", TRIP: "Trip"}
    rows: dict[str, list[tuple[Any, ...]]] = {
        "ZWACHATSESSION": [(n, jid, titles.get(jid), 0) for n, jid in enumerate(chats, 1)],
        "ZWAGROUPMEMBER": members,
        "ZWAMEDIAITEM": media,
        "ZWAMESSAGE": messages,
    }
    schema = APPLE
    if named == "push":
        schema, rows = schema + PUSH, rows | {"ZWAPROFILEPUSHNAME": [(1, BOB, "Bob")]}
    if named == "book":
        fill(folder / "ContactsV2.sqlite", BOOK, {"ZWAADDRESSBOOKCONTACT": [(1, BOB, "Bob")]})
    return fill(folder / "ChatStorage.sqlite", schema, rows)


def with_log(folder: Path) -> Path:
    """A database whose last messages still stand in the write-ahead log."""
    path = android(folder)
    copy = folder / "copy.db"
    shutil.copy(path, copy)
    database = sqlite3.connect(copy)
    database.execute("DELETE FROM message WHERE _id > 8")
    database.commit()
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA wal_autocheckpoint=0")
    database.execute("ATTACH ? AS whole", (str(path),))
    database.execute("INSERT INTO main.message SELECT * FROM whole.message WHERE _id > 8")
    database.commit()
    log = (folder / "copy.db-wal").read_bytes()
    content = copy.read_bytes()
    database.close()
    path.write_bytes(content)
    (folder / "msgstore.db-wal").write_bytes(log)
    for left in folder.glob("copy.db*"):
        left.unlink()
    return path


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def java_bytes(content: bytes) -> bytes:
    """An array of bytes as Java writes it: 27 bytes, and what it holds."""
    head = bytes.fromhex("aced0005757200025b42acf317f8060854e0020000") + b"xp"
    return head + len(content).to_bytes(4, "big") + content


def seal(plain: bytes, key: bytes, iv: bytes, header: bytes, mark: bytes = b"\x01") -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = AESGCM(key).encrypt(iv, zlib.compress(plain), None)
    return bytes([len(header)]) + mark + header + sealed + bytes(16)


def crypt15_of(plain: bytes, mark: bytes = b"\x01") -> bytes:
    key = hmac.digest(hmac.digest(bytes(32), ROOT_KEY, "sha256"), b"backup encryption\x01", "sha256")
    iv = os.urandom(16)
    return seal(plain, key, iv, b"\x08\x01" + field(3, field(1, iv)) + field(4, b"\x0a\x092.26.3.7X"), mark)


def crypt15(
    folder: Path,
    *,
    name: str = "msgstore.db.crypt15",
    key: bytes | None = None,
    key_name: str = "key.txt",
    mark: bytes = b"\x01",
    database: Callable[[Path], Path] | None = None,
) -> Path:
    """A backup of a phone with its key beside it, as 64 digits unless other bytes are given."""
    path = (database or android)(folder)
    content = path.read_bytes()
    path.unlink()
    backup = folder / name
    backup.write_bytes(crypt15_of(content, mark))
    (folder / key_name).write_bytes(ROOT_KEY.hex().encode() if key is None else key)
    return backup


def crypt14(folder: Path) -> Path:
    path = android(folder)
    key, salt, iv = os.urandom(32), os.urandom(32), os.urandom(16)
    cipher = field(1, b"\x00\x01") + field(2, b"1") + field(3, salt) + field(4, bytes(16)) + field(5, iv)
    backup = folder / "msgstore.db.crypt14"
    backup.write_bytes(seal(path.read_bytes(), key, iv, b"\x08\x00" + field(2, cipher)))
    path.unlink()
    inner = b"\x00\x01" + b"1" + salt + bytes(64) + key
    (folder / "key").write_bytes(java_bytes(inner))
    return backup


def sealed_contacts(folder: Path) -> Path:
    """A backup whose contacts are a backup too."""
    backup = crypt15(folder)
    names = folder / "wa.db"
    (folder / "wa.db.crypt15").write_bytes(crypt15_of(names.read_bytes(), mark=b""))
    names.unlink()
    return backup


VARIANTS: dict[str, Callable[[Path], Path]] = {
    "android": android,
    "android, captions apart": lambda folder: android(folder, captions=True),
    "android, hidden numbers": lambda folder: android(folder, hiding=True),
    "android, many tables": lambda folder: android(folder, long=True),
    "android, another name": lambda folder: android(folder, name="copy of chats.db"),
    "android, log beside": with_log,
    "android until 2022": old_android,
    "android between the two": lambda folder: old_android(folder, between=True),
    "iphone": iphone,
    "iphone, name of the member": lambda folder: iphone(folder, named="member"),
    "iphone, name of the profile": lambda folder: iphone(folder, named="push"),
    "iphone, address book beside": lambda folder: iphone(folder, named="book"),
    "crypt15, digits": crypt15,
    "crypt15, digits in groups": lambda folder: crypt15(
        folder, key="\r\n".join(ROOT_KEY.hex().upper()[n : n + 4] for n in range(0, 64, 4)).encode() + b"\r\n"
    ),
    "crypt15, digits of an editor of Windows": lambda folder: crypt15(
        folder, key=f"\ufeff{ROOT_KEY.hex()}\r\n".encode()
    ),
    "crypt15, digits in UTF-16": lambda folder: crypt15(folder, key=ROOT_KEY.hex().encode("utf-16")),
    "crypt15, digits among words": lambda folder: crypt15(
        folder, key=f"My key for the backup:\n{ROOT_KEY.hex(' ', 2)}\n".encode()
    ),
    "crypt15, key of the phone": lambda folder: crypt15(
        folder, key=java_bytes(ROOT_KEY), key_name="encrypted_backup.key"
    ),
    "crypt15, without a mark": lambda folder: crypt15(folder, mark=b""),
    "crypt15, of a day": lambda folder: crypt15(folder, name="msgstore-2024-03-01.1.db.crypt15"),
    "crypt15, until 2022": lambda folder: crypt15(folder, database=old_android),
    "crypt15, sealed contacts": sealed_contacts,
    "crypt14": crypt14,
    "crypt14, of a day": lambda folder: crypt14(folder).rename(folder / "msgstore-2022-03-01.1.db.crypt14"),
}
