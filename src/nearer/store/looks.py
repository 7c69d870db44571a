"""What was measured: today's numbers of each record, and the looks on which verdicts stand.

Measurements are kept as compressed JSON, arrays as lists: numbers come back to the last bit, and nothing that is read
can run.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
import numpy as np

from nearer.inference.results import Measurement, Pooled
from nearer.kernel.decoding import UNDECODABLE
from nearer.store.database import Row, Store

__all__ = [
    "AwayDays",
    "Look",
    "PooledLook",
    "Reading",
    "Seen",
    "decode_reading",
    "delete_pooled_look",
    "delete_readings",
    "encode_reading",
    "load_looks",
    "load_pooled_look",
    "load_reading",
    "load_reading_digest",
    "save_look",
    "save_pooled_look",
    "save_reading",
]

MOST_BYTES: Final = 1 << 26
UNREADABLE: Final = (zlib.error, ValueError, TypeError, *UNDECODABLE)

AwayDays = tuple[tuple[date, date], ...]
"""Runs of days that did not count, first and last day of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A record as it was measured.

    Attributes:
        first: Time of its first message.
        last: Time of the last message that was measured.
        n_messages: How many messages.
        away: Days within it that did not count.
        measurement: The numbers.
    """

    first: datetime
    last: datetime
    n_messages: int
    away: AwayDays
    measurement: Measurement


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A verdict on one contact, looked at afresh.

    Attributes:
        person_id: The contact.
        number: Counts the looks at this contact, from 1.
        made_at: When it was looked at.
        digest: Of the messages, the marks and the detector's version that it rests on.
        reading: What it rests on.
        before_marks: The same look as it was first made, where the user has set other marks since.
    """

    person_id: int
    number: int
    made_at: datetime
    digest: str
    reading: Reading
    before_marks: Reading | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at all contacts saw of one of them.

    Attributes:
        last: Time of the last message.
        away: Days that did not count when it was first made.
    """

    last: datetime
    away: AwayDays


@dataclass(frozen=True, slots=True)
class PooledLook:
    """The statement over all contacts, looked at afresh.

    Attributes:
        number: Counts these looks, from 1.
        made_at: When it was looked at.
        digest: Of what it rests on.
        until: Last day that any of the records held.
        seen: What it saw of each contact, by person.
        pooled: The statement, its p-value not yet priced.
        before_marks: The same statement as first made, where the user has set other marks since.
    """

    number: int
    made_at: datetime
    digest: str
    until: date
    seen: dict[int, Seen]
    pooled: Pooled
    before_marks: Pooled | None = None


class _Together(msgspec.Struct, frozen=True):
    """The form in which a pooled statement is kept."""

    seen: dict[int, Seen]
    pooled: Pooled


def encode_reading(reading: Reading) -> bytes:
    """Return a reading as compressed JSON."""
    return _pack(reading)


def decode_reading(data: bytes) -> Reading:
    """Return what :func:`encode_reading` was given."""
    reading: Reading = _unpack(data, Reading)
    return reading


def save_reading(store: Store, person_id: int, digest: str, reading: Reading, now: datetime) -> None:
    """Keep today's numbers of a record, in place of yesterday's.

    Args:
        store: The store.
        person_id: Whose.
        digest: Of all that the numbers rest on.
        reading: The numbers.
        now: The present time.
    """
    with store.write() as connection:
        connection.execute(
            "INSERT INTO measured (person_id, digest, made_at, measurement) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET"
            " digest = excluded.digest, made_at = excluded.made_at, measurement = excluded.measurement",
            (person_id, digest, _text(now), encode_reading(reading)),
        )


def load_reading_digest(store: Store, person_id: int) -> str | None:
    """Return what today's numbers of a record rest on; None where it was never measured."""
    row = store.one("SELECT digest FROM measured WHERE person_id = ?", (person_id,))
    return None if row is None else str(row["digest"])


def load_reading(store: Store, person_id: int) -> Reading | None:
    """Return today's numbers of a record; None where it was never measured."""
    row = store.one("SELECT measurement FROM measured WHERE person_id = ?", (person_id,))
    try:
        return None if row is None else decode_reading(row["measurement"])
    except UNREADABLE:
        return None


def save_look(store: Store, look: Look) -> None:
    """Keep a look, in place of the one before it: what was deleted since must not live on in old looks."""
    before = None if look.before_marks is None else encode_reading(look.before_marks)
    until = look.reading.last.date().isoformat()
    blobs = (encode_reading(look.reading), before)
    _save(store, look.person_id, look.number, look.made_at, until, look.digest, blobs)


def load_looks(store: Store) -> dict[int, Look]:
    """Return the standing look at each contact, by person. One that cannot be read counts as none."""
    rows = store.read("SELECT * FROM look WHERE person_id IS NOT NULL ORDER BY person_id, number")
    return {row["person_id"]: look for row in rows if (look := _look(row)) is not None}


def delete_readings(store: Store, person_id: int) -> None:
    """Delete all that was measured of one person."""
    with store.write() as connection:
        connection.execute("DELETE FROM measured WHERE person_id = ?", (person_id,))
        connection.execute("DELETE FROM look WHERE person_id = ?", (person_id,))


def save_pooled_look(store: Store, look: PooledLook) -> None:
    """Keep a look at all contacts together, in place of the one before it."""
    before = None if look.before_marks is None else _pack(_Together(look.seen, look.before_marks))
    blobs = (_pack(_Together(look.seen, look.pooled)), before)
    _save(store, None, look.number, look.made_at, look.until.isoformat(), look.digest, blobs)


def load_pooled_look(store: Store) -> PooledLook | None:
    """Return the standing look at all contacts together; None where there is none."""
    row = store.one("SELECT * FROM look WHERE person_id IS NULL ORDER BY number DESC LIMIT 1")
    if row is None:
        return None
    try:
        together: _Together = _unpack(row["measurement"], _Together)
        before: _Together | None = _unpack(row["before_marks"], _Together) if row["before_marks"] else None
    except UNREADABLE:
        return None
    return PooledLook(
        number=row["number"],
        made_at=datetime.fromisoformat(row["made_at"]),
        digest=row["digest"],
        until=date.fromisoformat(row["until_day"]),
        seen=together.seen,
        pooled=together.pooled,
        before_marks=None if before is None else before.pooled,
    )


def delete_pooled_look(store: Store) -> None:
    """Delete the look at all contacts together."""
    with store.write() as connection:
        connection.execute("DELETE FROM look WHERE person_id IS NULL")


def _save(
    store: Store,
    person_id: int | None,
    number: int,
    made_at: datetime,
    until: str,
    digest: str,
    blobs: tuple[bytes, bytes | None],
) -> None:
    with store.write() as connection:
        connection.execute("DELETE FROM look WHERE person_id IS ?", (person_id,))
        connection.execute(
            "INSERT INTO look (person_id, number, made_at, until_day, digest, measurement, before_marks)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (person_id, number, _text(made_at), until, digest, *blobs),
        )


def _look(row: Row) -> Look | None:
    try:
        reading = decode_reading(row["measurement"])
        before = decode_reading(row["before_marks"]) if row["before_marks"] else None
    except UNREADABLE:
        return None
    return Look(
        person_id=row["person_id"],
        number=row["number"],
        made_at=datetime.fromisoformat(row["made_at"]),
        digest=row["digest"],
        reading=reading,
        before_marks=before,
    )


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _pack(value: object) -> bytes:
    return zlib.compress(msgspec.json.encode(value, enc_hook=_to_list))


def _unpack(data: bytes, kind: type) -> Any:
    """Return what was packed; the bytes may have come from a file that somebody else wrote."""
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(data, MOST_BYTES)
    if not unpacker.eof:
        raise zlib.error("cut, or larger than any reading")
    return msgspec.json.decode(unpacked, type=kind, dec_hook=_to_array)


def _to_list(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError


def _to_array(kind: type, value: Any) -> object:
    return np.array(value, dtype=np.float64)
