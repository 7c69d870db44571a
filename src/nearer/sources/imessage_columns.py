"""From rows of a database of Messages to columns, some ten thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import numpy as np
import polars as pl

from nearer.sources.imessage_joins import NO_CHAT, Ints, Joins
from nearer.sources.imessage_people import People
from nearer.sources.imessage_query import APP, ATTACHED, EDITED, SYSTEM
from nearer.sources.imessage_words import last_version, words_of_all
from nearer.sources.options import ReadOptions
from nearer.sources.records import KINDS, OWN_NAME, Batch, Chat, Kind, Tally
from nearer.sources.sqlite_files import Database
from nearer.words import say

__all__ = ["Block", "Kept"]

APPLE_EPOCH_MS: Final = 978_307_200_000
NANOSECONDS: Final = 10**12
"""Above this, a date is in nanoseconds since 2001 (macOS 10.13 and iOS 11 and later), below in seconds."""
OBJECT: Final = "\ufffc"
OWN: Final = 1
_KINDS: Final = pl.Series([Kind.TEXT, Kind.MEDIA, Kind.DELETED, None], dtype=KINDS)
_TEXT, _MEDIA, _DELETED, _NOTHING = range(4)
_COLUMNS: Final = ("row", "date", "who", "state", "said")
SPANS: Final = {"kept_month": (29.0, 31.0), "kept_year": (364.0, 367.0)}
DELETED_ROWS: Final = 100


class Block:
    """Turns rows into columns and counts what is no message.

    Args:
        database: To look up what was deleted lately.
        people: Who is who.
        options: How to read.
        tally: What is counted besides messages.
        name: Of the file.
    """

    def __init__(
        self, database: Database, people: People, options: ReadOptions, tally: Tally, name: str
    ) -> None:
        self._people = people
        self._options = options
        self._tally = tally
        self._name = name
        self._joins = Joins(database)
        self._database = database
        self._recoverable = _recoverable(database)
        self._chats: list[Chat] = list(dict.fromkeys(people.chats.values()))
        self._number = {chat: number for number, chat in enumerate(self._chats)}
        names = sorted(people.names.items())
        self._handles = np.array([row for row, _ in names], dtype=np.int64)
        self._names = pl.Series([None, OWN_NAME, *(name for _, name in names)], dtype=pl.Categorical())
        self._seen = np.zeros(len(self._names), dtype=bool)

    def frame(self, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
        """Return the messages among some rows: time, sender, length, kind (and text), with the chat's number."""
        columns = {name: list(map(itemgetter(at), rows)) for at, name in enumerate(_COLUMNS)}
        row = np.array(columns["row"], dtype=np.int64)
        state = np.array(columns["state"], dtype=np.int8)
        words, media = _typed(words_of_all(columns["said"]), state)
        words = self._with_edits(words, state, row)
        gone = self._gone(row)
        handles = _integers(columns["who"], 0)
        own, partner = handles < 0, self._partner(np.where(handles < 0, -1 - handles, handles))
        chat = self._chat(row, partner)
        who = self._named(np.where(own, OWN, partner), chat)
        length = words.str.len_chars().fill_null(0).to_numpy() * ~gone
        typed = length > 0
        kind = np.select(
            (typed, media & ~gone, gone | (state == EDITED)), (_TEXT, _MEDIA, _DELETED), default=_NOTHING
        )
        frame = pl.DataFrame(
            {
                "time": self._options.clock.local(_moments(columns["date"])),
                "sender": self._names.gather(who),
                "length": pl.Series(length, dtype=pl.UInt32),
                "kind": _KINDS.gather(kind),
                "chat": pl.Series(chat, dtype=pl.Int64),
                "who": pl.Series(who, dtype=pl.Int64),
            }
        )
        if self._options.with_text:
            text = pl.when(pl.Series(typed)).then(words).otherwise(pl.lit(""))
            frame = frame.with_columns(text=text)
        self._tally.n_system += int(np.count_nonzero(state == SYSTEM))
        return self._whole(frame.filter(pl.Series(state != SYSTEM)))

    def batches(self, frame: pl.DataFrame) -> Iterator[Batch]:
        """Yield what :meth:`frame` returned, conversation by conversation."""
        columns = ["time", "sender", "length", "kind", *(["text"] if self._options.with_text else [])]
        parts = [frame] if frame["chat"].n_unique() < 2 else frame.partition_by("chat", maintain_order=True)
        for part in parts:
            if len(part):
                yield Batch(self._chats[part["chat"][0]], part.select(columns))

    @property
    def damaged(self) -> bool:
        """Whether a part of the table that tells the chats could not be read."""
        return self._joins.damaged

    def addresses(self) -> dict[str, set[str]]:
        """Return the addresses of those who wrote."""
        names = {OWN_NAME, *self._names.gather(np.flatnonzero(self._seen)).drop_nulls().to_list()}
        return {name: known for name, known in self._people.addresses.items() if name in names}

    def _whole(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Leave out and count what lacks something that every message has."""
        for test, reason in (
            (pl.col("time").is_null(), "sources.reason.no_date"),
            (pl.col("chat") == NO_CHAT, "imessage.reason.no_chat"),
            (pl.col("sender").is_null(), "sources.reason.no_sender"),
            (pl.col("kind").is_null(), "sources.reason.no_length"),
        ):
            lacking = frame.select(test.fill_null(value=True)).to_series()
            if lacking.any():
                for _ in range(int(lacking.sum())):
                    self._tally.skip(self._name, None, say(reason))
                frame = frame.filter(~lacking)
        self._seen[frame["who"].unique().to_numpy()] = True
        return frame

    def _gone(self, row: Ints) -> Ints:
        """Whether the owner deleted a message lately, so that it is still kept for a month."""
        return np.isin(row, list(self._recoverable)) if self._recoverable else np.zeros(len(row), dtype=bool)

    def _with_edits(self, words: pl.Series, state: Ints, row: Ints) -> pl.Series:
        """Fill in the last version of messages that were edited, where it stands in the summary alone."""
        lacking = np.flatnonzero((state == EDITED) & (words.fill_null("") == "").to_numpy())
        if not len(lacking) or not self._database.has("message", "message_summary_info"):
            return words
        query = "SELECT message_summary_info FROM message WHERE ROWID = ?"
        found = [self._database.execute(query, (at,)).fetchone() for at in row[lacking].tolist()]
        return words.scatter(lacking, [last_version(one[0]) if one else None for one in found])

    def _partner(self, handles: Ints) -> Ints:
        """Return for each number of a handle where its name stands among the names; 0 where there is none."""
        if not len(self._handles):
            return np.zeros(len(handles), dtype=np.int64)
        at = np.searchsorted(self._handles, handles).clip(max=len(self._handles) - 1)
        return np.where(self._handles[at] == handles, at + 2, 0)

    def _chat(self, row: Ints, partner: Ints) -> Ints:
        """Return the number of each row's conversation."""
        joined = self._joins.chats(row)
        chats = np.full(len(row), NO_CHAT)
        for there in np.unique(joined).tolist():
            if there in self._people.chats:
                chats[joined == there] = self._number[self._people.chats[there]]
        for at in np.flatnonzero(chats == NO_CHAT):
            once = self._people.chats.get(self._recoverable.get(int(row[at])))  # type: ignore[arg-type]
            if once is None and partner[at] and not self.damaged:
                once = self._people.alone_with(self._names[int(partner[at])])
            if once is not None:
                if once not in self._number:
                    self._number[once] = len(self._chats)
                    self._chats.append(once)
                chats[at] = self._number[once]
        return chats

    def _named(self, who: Ints, chat: Ints) -> Ints:
        """Fill in senders that some rows do not name, where a conversation has but one other person."""
        nameless = np.flatnonzero((who == 0) & (chat != NO_CHAT))
        if len(nameless):
            position = {name: at for at, name in enumerate(self._names.to_list())}
            for at in nameless.tolist():
                there = self._chats[chat[at]]
                who[at] = position.get(there.key, 0) if there.group is False else 0
        return who


class Kept:
    """Finds out whether the app deletes what is older than a month or a year."""

    def __init__(self) -> None:
        self._first_row: int | None = None
        self._earliest: datetime | None = None
        self._latest: datetime | None = None

    def look(self, first_row: int, frame: pl.DataFrame) -> None:
        """Look at some messages, in the order of the database."""
        if self._first_row is None:
            self._first_row = first_row
        times: Any = frame["time"]
        if len(times):
            earliest, latest = times.min(), times.max()
            self._earliest = min(earliest, self._earliest or earliest)
            self._latest = max(latest, self._latest or latest)

    def note(self) -> str | None:
        """Return the name of the sentence that fits; None where nothing speaks for it.

        The span alone says little; but numbers of rows are never used twice, so a first one far above 1 shows that
        earlier messages were deleted.
        """
        if self._earliest is None or self._latest is None or (self._first_row or 0) <= DELETED_ROWS:
            return None
        days = (self._latest - self._earliest).total_seconds() / 86_400
        return next((name for name, (least, most) in SPANS.items() if least <= days <= most), None)


def _recoverable(database: Database) -> dict[int, int]:
    """Return the chats of messages that were deleted lately, by the number of the message."""
    if not database.has("chat_recoverable_message_join", "message_id", "chat_id"):
        return {}
    rows = database.execute("SELECT message_id, chat_id FROM chat_recoverable_message_join")
    return {message: chat for message, chat in rows if isinstance(message, int)}


def _integers(values: Sequence[Any], otherwise: int) -> Ints:
    try:
        return np.array(values, dtype=np.int64)
    except (TypeError, ValueError, OverflowError):
        return np.array([one if type(one) is int else otherwise for one in values], dtype=np.int64)


def _moments(dates: Sequence[Any]) -> pl.Series:
    """Return milliseconds since 1970 UTC; null for dates that are none."""
    since = _integers(dates, 0)
    ms = np.where(since > NANOSECONDS, since // 1_000_000, since * 1000) + APPLE_EPOCH_MS
    there = since > 0
    return pl.Series("time", np.where(there, ms, 0)).set(pl.Series(~there), None)


def _typed(texts: pl.Series, state: Ints) -> tuple[pl.Series, Ints]:
    """Take the places of attachments out of the texts; also return which messages have one, or are an app's."""
    media = (state == APP) | (state == ATTACHED)
    places = texts.str.contains(OBJECT, literal=True).arg_true()
    if len(places):
        media[places.to_numpy()] = True
        bare = texts.gather(places).str.replace_all(OBJECT, "", literal=True).str.strip_chars()
        texts = texts.scatter(places, bare)
    return texts, media
