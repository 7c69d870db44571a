"""A database of Messages as macOS 14 writes it: the words archived in ``attributedBody``, tapbacks, photos."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

SCHEMA = """
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL,
    uncanonicalized_id TEXT, person_centric_id TEXT, UNIQUE (id, service));
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER,
    chat_identifier TEXT, service_name TEXT, room_name TEXT, account_login TEXT, display_name TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT,
    handle_id INTEGER DEFAULT 0, attributedBody BLOB, service TEXT, date INTEGER, date_read INTEGER,
    is_from_me INTEGER DEFAULT 0, is_system_message INTEGER DEFAULT 0, cache_has_attachments INTEGER DEFAULT 0,
    is_audio_message INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0, group_action_type INTEGER DEFAULT 0,
    associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, balloon_bundle_id TEXT,
    message_summary_info BLOB, date_retracted INTEGER DEFAULT 0, date_edited INTEGER DEFAULT 0);
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE (chat_id, handle_id));
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0,
    PRIMARY KEY (chat_id, message_id));
CREATE INDEX chat_message_join_idx_message_id_only ON chat_message_join(message_id);
INSERT INTO handle (id, service) VALUES ('+491700000001', 'iMessage');
INSERT INTO chat (guid, style, chat_identifier, service_name) VALUES
    ('iMessage;-;+491700000001', 45, '+491700000001', 'iMessage');
INSERT INTO chat_handle_join VALUES (1, 1);
"""
BEFORE = (
    b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
)
AFTER = (
    b"\x86\x84\x02iI\x01\x05\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x01\x92\x84\x96\x96\x1d"
    b"__kIMMessagePartAttributeName\x86\x92\x84\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00\x94\x84\x01*\x84\x99\x99"
    b"\x00\x86\x86\x86"
)
WORDS = [
    "so",
    "when",
    "are",
    "you",
    "home",
    "tonight",
    "I",
    "miss",
    "you",
    "❤️",
    "call",
    "me",
    "later",
    "ok",
    "the",
    "train",
    "is",
    "late",
    "again",
    "sorry",
    "🙂",
    "über",
    "morgen",
]

SPAN_S = 8 * 365 * 86_400


def archived(text: str) -> bytes:
    words = text.encode()
    size = bytes([len(words)]) if len(words) < 128 else b"\x81" + len(words).to_bytes(2, "little")
    return BEFORE + size + words + AFTER


def messages(n: int, seed: int) -> Iterator[tuple[object, ...]]:
    draw = random.Random(seed)
    bodies = [archived(" ".join(draw.choices(WORDS, k=draw.randint(1, 28)))) for _ in range(20_000)]
    photo = archived("\ufffc")
    at = 500_000_000.0
    pace = min(1.0, SPAN_S / (n * 1008))  # a message every 1008 s, or faster, so that all fit into the years
    for number in range(n):
        at += pace * (draw.expovariate(1 / 120) if draw.random() < 0.9 else draw.expovariate(1 / 9000))
        kind = draw.random()
        body = photo if kind < 0.04 else None if kind > 0.97 else draw.choice(bodies)
        yield (
            f"{number:08X}-0000-4000-8000-{draw.getrandbits(48):012X}",
            1, body, "iMessage", int(at) * 1_000_000_000 + draw.randrange(10**9), int(draw.random() < 0.5),
            int(kind < 0.04), 2000 if kind > 0.97 else 0,
        )  # fmt: skip


def write(path: Path, n: int, seed: int = 1) -> None:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.executescript(SCHEMA)
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO message (guid, handle_id, attributedBody, service, date, is_from_me, cache_has_attachments,"
            " associated_message_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            messages(n, seed),
        )
        database.execute("INSERT INTO chat_message_join SELECT 1, ROWID, date FROM message")
        database.execute("COMMIT")
    database.close()
