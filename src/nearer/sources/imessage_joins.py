"""Which chat a message of Messages is in, for a stretch of messages at a time."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np

from nearer.sources.sqlite_files import Database

__all__ = ["NO_CHAT", "Ints", "Joins"]

Ints: TypeAlias = np.ndarray[Any, Any]

NO_CHAT: Final = -1
_ASKED: Final = (
    "SELECT message_id, chat_id FROM chat_message_join"
    " WHERE chat_id IN (SELECT ROWID FROM chat) AND message_id BETWEEN ? AND ?"
)
_ONE_CHAT: Final = (
    "SELECT message_id, chat_id FROM chat_message_join WHERE chat_id = ? AND message_id BETWEEN ? AND ?"
)
_EVERYTHING: Final = (-(1 << 63), (1 << 63) - 1)


class Joins:
    """Looks chats up in the table ``chat_message_join``.

    Every version of the app has that table's index by chat and message, so that a stretch is found at once. Where it is
    missing, the table is read whole, with 16 bytes a message.

    Args:
        database: The database.

    Attributes:
        damaged: Whether a part of the table could not be read.
    """

    def __init__(self, database: Database) -> None:
        self.damaged = False
        self._database = database
        plan = database.execute(f"EXPLAIN QUERY PLAN {_ASKED}", _EVERYTHING).fetchall()
        indexed = any("COVERING INDEX" in str(step[-1]) for step in plan)
        self._all = None if indexed else self._read(*_EVERYTHING)

    def chats(self, messages: Ints) -> Ints:
        """Return the chat of each message, by the numbers of their rows; the first one of several, or ``NO_CHAT``.

        Args:
            messages: Numbers in rising order, at least one.
        """
        if self._all is None:
            known, chats = self._read(int(messages[0]), int(messages[-1]))
        else:
            known, chats = self._all
        if not len(known):
            return np.full(len(messages), NO_CHAT)
        at = np.searchsorted(known, messages).clip(max=len(known) - 1)
        return np.where(known[at] == messages, chats[at], NO_CHAT)

    def _read(self, first: int, last: int) -> tuple[Ints, Ints]:
        try:
            cursor = self._database.execute(_ASKED, (first, last))
            pairs = np.fromiter(chain.from_iterable(cursor), np.int64).reshape(-1, 2)
        except sqlite3.Error:
            self.damaged = True
            pairs = np.array(self._one_by_one(first, last), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(pairs[:, 0], kind="stable")
        return pairs[order, 0], pairs[order, 1]

    def _one_by_one(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return what can be read of a damaged table: chat by chat."""
        pairs: list[tuple[int, int]] = []
        for (chat,) in self._database.execute("SELECT ROWID FROM chat").fetchall():
            with suppress(sqlite3.Error):
                pairs.extend(self._database.execute(_ONE_CHAT, (chat, first, last)))
        return pairs
