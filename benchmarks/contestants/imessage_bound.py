"""The bound: a bare SELECT of the columns that a reader needs, and the length-prefixed string found in a loop.

It knows the one form of database that it reads: no tables of people and chats beyond the join, no edits, no other
version, no row that could not be read; the database is opened where it lies.
"""

import sqlite3
import sys

MARK = b"\x84\x01+"
total = media = 0
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
rows = database.execute(
    "SELECT m.ROWID, j.chat_id, m.date, m.is_from_me, m.handle_id, m.item_type, m.associated_message_type,"
    " m.balloon_bundle_id, m.date_edited, m.cache_has_attachments, m.text, m.attributedBody"
    " FROM message AS m LEFT JOIN chat_message_join AS j ON j.message_id = m.ROWID ORDER BY m.ROWID"
)
for *_, associated, _, _, _, text, body in rows:
    if associated:
        continue
    if text is None and body is not None:
        at = body.find(MARK) + 3
        size = body[at]
        if size == 0x81:
            size = int.from_bytes(body[at + 1 : at + 3], "little")
            at += 2
        text = body[at + 1 : at + 1 + size].decode()
    total += len(text or "")
    media += text == "\ufffc"
print(total, media)
