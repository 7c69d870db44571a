"""The databases in which WhatsApp keeps its messages on phones: two generations of Android's, and the iPhone's.

Android: ``msgstore.db``, since 2022 with the table ``message``, before ``messages``; iPhone: ``ChatStorage.sqlite``.
What the numbers of types mean was looked up in the tools that read these files: WhatsApp-Chat-Exporter 0.13, IPED 4,
chat-history-manager.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nearer.sources.records import Chat
from nearer.sources.sqlite_files import Database
from nearer.sources.whatsapp_people import Lookup, Phonebook, chat_of

__all__ = ["Source", "find_source", "give_names"]

_TYPES: Final = {
    # calls, group events, timers, albums (whose pictures stand for themselves)
    "system": frozenset({7, 8, 10, 36, 56, 90, 99}),
    "deleted": frozenset({15, 64}),
}
_IPHONE_TYPES: Final = {"system": frozenset({6, 10, 28, 55, 59, 66}), "deleted": frozenset({14})}

_NEW_COLUMNS: Final = (
    "_id", "chat_row_id", "from_me", "sender_jid_row_id", "timestamp", "message_type", "text_data",
)  # fmt: skip
_OLD_COLUMNS: Final = (
    "_id", "key_remote_jid", "key_from_me", "remote_resource", "timestamp", "status", "media_wa_type", "data",
    "media_caption",
)  # fmt: skip
_IPHONE_COLUMNS: Final = (
    "Z_PK", "ZCHATSESSION", "ZISFROMME", "ZGROUPMEMBER", "ZMESSAGEDATE", "ZMESSAGETYPE", "ZTEXT",
)  # fmt: skip

_NEW: Final = """
SELECT m.chat_row_id, m.from_me, m.sender_jid_row_id, m.timestamp, m.message_type, {words}
FROM message AS m WHERE m.chat_row_id IS NOT -1 ORDER BY m._id
"""
_NEW_WORDS: Final = """
CASE WHEN m.message_type IN (2, 4, 5, 9, 14, 16, 20, 24, 82) THEN NULL
     WHEN typeof(m.text_data) = 'text' AND m.text_data <> '' THEN m.text_data
     {caption} END
"""
_NEW_CAPTION: Final = """
     WHEN m.message_type IN (1, 3, 13, 42, 43)
     THEN (SELECT c.media_caption FROM message_media AS c WHERE c.message_row_id = m._id)
"""
_OLD: Final = """
SELECT m.key_remote_jid, m.key_from_me, m.remote_resource, m.timestamp,
       CASE WHEN m.status = 6 THEN 7 {revoked} ELSE m.media_wa_type + 0 END, {words}
FROM messages AS m WHERE m.key_remote_jid IS NOT '-1' ORDER BY m._id
"""
_OLD_REVOKED: Final = "WHEN m.edit_version = 7 AND m.status IN (0, 5) THEN 15"
_OLD_WORDS: Final = """
CASE WHEN m.media_wa_type + 0 = 0 AND typeof(m.data) = 'text' THEN m.data
     WHEN m.media_wa_type + 0 IN (1, 3, 13) THEN m.media_caption END
"""
_IPHONE: Final = """
SELECT m.ZCHATSESSION, m.ZISFROMME, m.ZGROUPMEMBER, m.ZMESSAGEDATE, m.ZMESSAGETYPE, {words}
FROM ZWAMESSAGE AS m ORDER BY m.Z_PK
"""
_IPHONE_WORDS: Final = """
CASE WHEN m.ZMESSAGETYPE IN (3, 4, 5, 8, 15, 16, 27, 53, 54) THEN NULL
     WHEN typeof(m.ZTEXT) = 'text' AND m.ZTEXT <> '' THEN m.ZTEXT
     {caption} END
"""
_IPHONE_CAPTION: Final = """
     WHEN m.ZMESSAGETYPE IN (1, 2, 11, 38, 39)
     THEN (SELECT c.ZTITLE FROM ZWAMEDIAITEM AS c WHERE c.Z_PK = m.ZMEDIAITEM)
"""


@dataclass(frozen=True, slots=True)
class Source:
    """How one database is read.

    Attributes:
        select: The statement, with ``{words}`` for the text or its length. Its columns: number of the chat, whether it
            is the owner's, number of the sender, time, type, text.
        words: The expression of the text.
        types: Which types are ``system`` lines, and which are ``deleted`` for everyone.
        chats: The chat with a number.
        senders: The name of the sender with a number; None where there is none.
        since_2001: Whether times are seconds since 2001, else milliseconds since 1970.
        n_beside: How many calls and reactions stand in tables of their own.
    """

    select: str
    words: str
    types: Mapping[str, frozenset[int]]
    chats: Lookup[Chat]
    senders: Lookup[str | None]
    since_2001: bool = False
    n_beside: int = 0

    def rows(self, database: Database, *, with_text: bool) -> Iterator[tuple[Any, ...]]:
        """Return the rows in the order in which the phone kept them, with the text or only its length."""
        words = self.words if with_text else f"length({self.words})"
        return database.execute(self.select.replace("{words}", words))


def find_source(database: Database, people: Phonebook) -> Source | None:
    """Return how to read a database; None where it is none of WhatsApp's with messages.

    Args:
        database: Opened.
        people: The names known so far; takes those in the database.
    """
    if database.has("ZWAMESSAGE", *_IPHONE_COLUMNS):
        return _iphone(database, people)
    new = database.has("message", *_NEW_COLUMNS)
    old = database.has("messages", *_OLD_COLUMNS)
    if new and old:  # while the app moves from one to the other
        new = _count(database, "message") >= _count(database, "messages")
    if new:
        return _android(database, people)
    return _old_android(database, people) if old else None


def give_names(database: Database, people: Phonebook) -> None:
    """Take in the names of a database of contacts: ``wa.db`` of Android, ``ContactsV2.sqlite`` of iPhones."""
    for table, jid, *names in (
        ("wa_contacts", "jid", "display_name", "wa_name"),
        ("ZWAADDRESSBOOKCONTACT", "ZWHATSAPPID", "ZFULLNAME"),
    ):
        for name in names:
            _give(database, people, table, jid, name)


def _give(database: Database, people: Phonebook, table: str, jid: str, name: str) -> None:
    if database.has(table, jid, name):
        for row in database.execute(f'SELECT "{jid}", "{name}" FROM "{table}"'):  # noqa: S608 - names of ours
            people.give(*row)


def _count(database: Database, table: str) -> int:
    if table not in database.tables:
        return 0
    (n,) = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - names of ours
    return int(n)


def _android(database: Database, people: Phonebook) -> Source:
    jids: dict[object, str] = {}
    if database.has("jid", "_id", "raw_string"):
        rows = database.execute("SELECT _id, raw_string FROM jid")
        jids = {number: jid for number, jid in rows if isinstance(jid, str)}
    if database.has("jid_map", "lid_row_id", "jid_row_id"):  # accounts that hide their number, and the number
        pairs = database.execute("SELECT lid_row_id, jid_row_id FROM jid_map").fetchall()
        jids |= {hidden: jids[number] for hidden, number in pairs if number in jids}
    chats: dict[object, tuple[object, object]] = {}
    if database.has("chat", "_id", "jid_row_id", "subject"):
        rows = database.execute("SELECT _id, jid_row_id, subject FROM chat")
        chats = {number: (jids.get(jid), subject) for number, jid, subject in rows}
    caption = _NEW_CAPTION if database.has("message_media", "message_row_id", "media_caption") else ""
    return Source(
        _NEW,
        _NEW_WORDS.replace("{caption}", caption),
        _TYPES,
        Lookup(lambda number: chat_of(*chats.get(number, (None, None)), people)),
        Lookup(lambda number: people.name(jids[number]) if number in jids else None),
        n_beside=_count(database, "message_add_on") + _count(database, "call_log"),
    )


def _old_android(database: Database, people: Phonebook) -> Source:
    subjects: dict[object, object] = {}
    if database.has("chat_list", "key_remote_jid", "subject"):
        subjects = dict(database.execute("SELECT key_remote_jid, subject FROM chat_list"))
    elif database.has("chat", "jid_row_id", "subject") and database.has("jid", "_id", "raw_string"):
        rows = database.execute(
            "SELECT j.raw_string, c.subject FROM chat c JOIN jid j ON j._id = c.jid_row_id"
        )
        subjects = dict(rows)
    revoked = _OLD_REVOKED if database.has("messages", "edit_version") else ""
    return Source(
        _OLD.replace("{revoked}", revoked),
        _OLD_WORDS,
        _TYPES,
        Lookup(lambda jid: chat_of(jid, subjects.get(jid), people)),
        Lookup(lambda jid: people.name(jid) if isinstance(jid, str) and jid else None),
        n_beside=_count(database, "call_log"),
    )


def _iphone(database: Database, people: Phonebook) -> Source:
    chats: dict[object, tuple[object, object]] = {}
    if database.has("ZWACHATSESSION", "Z_PK", "ZCONTACTJID", "ZPARTNERNAME"):
        rows = database.execute("SELECT Z_PK, ZCONTACTJID, ZPARTNERNAME FROM ZWACHATSESSION")
        chats = {number: (jid, name) for number, jid, name in rows}
    for jid, name in chats.values():
        people.give(jid, name)
    members: dict[object, str] = {}
    if database.has("ZWAGROUPMEMBER", "Z_PK", "ZMEMBERJID"):
        rows = database.execute("SELECT Z_PK, ZMEMBERJID FROM ZWAGROUPMEMBER")
        members = {number: jid for number, jid in rows if isinstance(jid, str)}
    _give(database, people, "ZWAGROUPMEMBER", "ZMEMBERJID", "ZCONTACTNAME")
    _give(database, people, "ZWAPROFILEPUSHNAME", "ZJID", "ZPUSHNAME")
    titled = database.has("ZWAMEDIAITEM", "Z_PK", "ZTITLE") and database.has("ZWAMESSAGE", "ZMEDIAITEM")
    return Source(
        _IPHONE,
        _IPHONE_WORDS.replace("{caption}", _IPHONE_CAPTION if titled else ""),
        _IPHONE_TYPES,
        Lookup(lambda number: chat_of(*chats.get(number, (None, None)), people)),
        Lookup(lambda number: people.name(members[number]) if number in members else None),
        since_2001=True,
    )
