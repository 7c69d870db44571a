"""A phone's ``msgstore.db`` as WhatsApp has kept it since 2022: one chat of two people over some years."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXT = "so then we could maybe meet there again and the bus was late but fine with me thanks see you soon"
WORDS = TEXT.split()
FIRST_MS = 1_560_000_000_000
YEARS_MS = 5 * 365 * 86_400_000
SCHEMA = """
CREATE TABLE jid (_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, server TEXT NOT NULL, agent INTEGER,
  device INTEGER, type INTEGER, raw_string TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, hidden INTEGER, subject TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL,
  key_id TEXT NOT NULL, sender_jid_row_id INTEGER, status INTEGER, broadcast INTEGER, recipient_count INTEGER,
  participant_hash TEXT, origination_flags INTEGER, origin INTEGER, timestamp INTEGER, received_timestamp INTEGER,
  receipt_server_timestamp INTEGER, message_type INTEGER, text_data TEXT, starred INTEGER, lookup_tables INTEGER,
  sort_id INTEGER NOT NULL DEFAULT 0, message_add_on_flags INTEGER);
CREATE TABLE message_media (message_row_id INTEGER PRIMARY KEY, file_path TEXT, mime_type TEXT, media_caption TEXT);
INSERT INTO jid VALUES (1, '491700000000', 's.whatsapp.net', 0, 0, 0, '491700000000@s.whatsapp.net');
INSERT INTO chat VALUES (1, 1, 0, NULL);
"""
COLUMNS = (
    "_id, chat_row_id, from_me, key_id, sender_jid_row_id, status, broadcast, recipient_count, origination_flags, origin,"
    " timestamp, received_timestamp, receipt_server_timestamp, message_type, text_data, starred, sort_id"
)


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a database with n messages and system lines.

    Args:
        path: The file.
        n: How many.
        seed: Of the random numbers.
    """
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    marks = ", ".join("?" * len(COLUMNS.split(",")))
    database.executemany(f"INSERT INTO message ({COLUMNS}) VALUES ({marks})", _rows(n, random.Random(seed)))
    pictures = (
        "SELECT _id, 'Media/WhatsApp Images/IMG.jpg', 'image/jpeg', NULL FROM message WHERE message_type = 1"
    )
    database.execute(f"INSERT INTO message_media {pictures}")
    database.commit()
    database.close()


def _rows(n: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    step = YEARS_MS // max(n, 1)
    for number in range(1, n + 1):
        kind = chance.choices((0, 1, 2, 20, 15, 7), (90, 4, 2, 1, 1, 2))[0]
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))[:150] if kind == 0 else None
        sent = FIRST_MS + number * step + chance.randrange(step + 1)
        mine, status = chance.random() < 0.5, 6 if kind == 7 else 13
        key = f"3EB0{chance.getrandbits(64):016X}"
        yield number, 1, mine, key, 0, status, 0, 0, 0, 0, sent, sent + 400, sent + 300, kind, text, 0, number
