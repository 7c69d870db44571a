"""What is asked of a database of Messages: one row for each message, whatever version of macOS or iOS wrote it.

Columns that a version does not have are left out of the question. What a row is, SQLite says in a small number, so that
the words of rows that hold none are never fetched.

References:
    Schemas of macOS 10.12 to 26 and iOS 6 to 26, as public readers and dumps show them.
"""

from __future__ import annotations

from typing import Final

from nearer.sources.sqlite_files import Database

__all__ = ["APP", "ATTACHED", "EDITED", "PLAIN", "SYSTEM", "TABLES", "asked"]

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "message": ("date", "is_from_me", "handle_id", "text"),
    "handle": ("id",),
    "chat": (),
    "chat_message_join": ("chat_id", "message_id"),
}
"""Tables that every version has, with the columns that it cannot be read without."""

SYSTEM: Final = 0
APP: Final = 1
PLAIN: Final = 2
ATTACHED: Final = 3
EDITED: Final = 4

_LINK: Final = "com.apple.messages.URLBalloonProvider"


def asked(database: Database) -> str:
    """Return the question: rows in the order of their numbers, from behind one, and how many.

    A row is (number, seconds or nanoseconds since 2001, number of the handle, what it is, its words or
    archived words or None). Of the owner's own messages the handle is the other's: there it is below zero, -1 - handle.
    """
    there = database.tables["message"]

    def where(column: str, test: str) -> str:
        return f"m.{column} {test}" if column in there else "0"

    system = " OR ".join(
        (
            where("item_type", "!= 0"),
            where("is_system_message", "= 1"),
            where("associated_message_type", "NOT IN (0, 2, 3)"),
        )
    )
    app = where("balloon_bundle_id", f"!= '{_LINK}'")
    edited = f"({where('date_edited', '> 0')} OR {where('date_retracted', '> 0')})"
    attached = f"({where('cache_has_attachments', '= 1')} OR {where('is_audio_message', '= 1')})"
    archived = "m.attributedBody" if "attributedBody" in there else "NULL"
    return f"""
        SELECT m.ROWID, m.date,
            CASE WHEN m.is_from_me = 1 THEN -1 - ifnull(m.handle_id, 0) ELSE m.handle_id END,
            CASE WHEN {system} THEN {SYSTEM} WHEN {app} THEN {APP} WHEN {edited} THEN {EDITED}
                WHEN {attached} THEN {ATTACHED} ELSE {PLAIN} END,
            CASE WHEN {system} OR {app} THEN NULL WHEN m.text IS NULL OR m.text = '' THEN {archived} ELSE m.text END
        FROM message AS m WHERE m.ROWID > ? ORDER BY m.ROWID LIMIT ?
    """  # noqa: S608 - our own names
