"""Simulated chats as Telegram Desktop's JSON export: one chat, or a whole account.

Telegram leaves deleted messages out of its exports; so do these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import polars as pl

from nearer.sources.records import Kind
from nearer.sources.write.filler import filler, longest, pieces

__all__ = ["render_telegram_account", "render_telegram_chat"]

CALLS_EVERY: Final = 997
LINES_EVERY: Final = 29
ENTITY_EVERY: Final = 31
"""One text in so many is written over two lines, or has a part in italics and stands as a list."""

MY_ID: Final = 4_000_001
NOT_INCLUDED: Final = "(File not included. Change data exporting settings to download.)"


def render_telegram_chat(frame: pl.DataFrame, *, me: str, contact: str) -> Iterator[bytes]:
    """Yield the bytes of ``result.json`` for one chat.

    Args:
        frame: Columns as in ``RECORD_SCHEMA``, in order of time; times are cut to seconds.
        me: The user's name.
        contact: The contact's name.
    """
    yield from _chat(frame, me, contact, MY_ID + 1)
    yield b"\n"


def render_telegram_account(chats: Mapping[str, pl.DataFrame], *, me: str) -> Iterator[bytes]:
    """Yield the bytes of ``result.json`` for a whole account.

    Args:
        chats: Columns as in ``RECORD_SCHEMA`` by the contact's name.
        me: The account owner's name.
    """
    owner = {
        "user_id": MY_ID,
        "first_name": me,
        "last_name": "",
        "phone_number": "",
        "username": "",
        "bio": "",
    }
    yield b'{"about": "Made-up chats.", "personal_information": ' + msgspec.json.encode(owner)
    yield b', "chats": {"about": "Nobody in them is real.", "list": ['
    for number, (contact, frame) in enumerate(chats.items()):
        yield b",\n" if number else b"\n"
        yield from _chat(frame, me, contact, MY_ID + 1 + number)
    yield b"\n]}}\n"


def _chat(frame: pl.DataFrame, me: str, contact: str, their_id: int) -> Iterator[bytes]:
    kept = frame.filter(pl.col("kind") != Kind.DELETED)
    yield (
        b'{"name": '
        + _json(contact).encode()
        + f', "type": "personal_chat", "id": {their_id}, "messages": ['.encode()
    )
    message = _message({me: MY_ID, contact: their_id}, longest(kept))
    for number, piece in enumerate(pieces(kept)):
        yield b",\n" if number else b"\n"
        yield piece.select(message.str.join(",\n")).item().encode()
    yield b"\n]}"


def _message(ids: dict[str, int], longest_text: int) -> pl.Expr:
    """Return the JSON of each row; a missed call stands behind some."""
    name = pl.col("sender").cast(pl.String)
    who = name.replace_strict({key: _json(key) for key in ids}, return_dtype=pl.String)
    user = name.replace_strict(
        {key: f'"user{number}"' for key, number in ids.items()}, return_dtype=pl.String
    )
    day, unix = pl.col("time").dt.strftime("%Y-%m-%dT%H:%M:%S"), pl.col("time").dt.epoch("s").cast(pl.String)
    times = [pl.lit(', "date": "'), day, pl.lit('", "date_unixtime": "'), unix]
    number = (2 * pl.col("number")).cast(pl.String)
    message = [pl.lit('{"id": '), number, pl.lit(', "type": "message"'), *times]
    sender = [pl.lit('", "from": '), who, pl.lit(', "from_id": '), user]
    call = pl.concat_str(
        pl.lit(',\n{"id": '),
        (2 * pl.col("number") + 1).cast(pl.String),
        pl.lit(', "type": "service"'),
        *times,
        pl.lit('", "actor": '),
        who,
        pl.lit(', "actor_id": '),
        user,
        pl.lit(', "action": "phone_call", "discard_reason": "missed", "text": "", "text_entities": []}'),
    )
    called = pl.when(pl.col("number") % CALLS_EVERY == CALLS_EVERY - 1).then(call).otherwise(pl.lit(""))
    return pl.concat_str(*message, *sender, _body(longest_text), pl.lit("}"), called)


def _body(longest_text: int) -> pl.Expr:
    number, length = pl.col("number"), pl.col("length").cast(pl.Int64)
    words = filler(number, length, longest_text)
    broken = (
        pl.when(number % LINES_EVERY == 7).then(words.str.replace(" ", r"\n", literal=True)).otherwise(words)
    )
    plain = [
        pl.lit(', "text": "'),
        broken,
        pl.lit('", "text_entities": [{"type": "plain", "text": "'),
        broken,
        pl.lit('"}]'),
    ]
    first, rest = words.str.slice(0, length // 2), words.str.slice(length // 2)
    part = pl.concat_str(pl.lit('{"type": "italic", "text": "'), rest, pl.lit('"}]'))
    entities = [pl.lit(', "text": ["'), first, pl.lit('", '), part]
    entities += [pl.lit(', "text_entities": [{"type": "plain", "text": "'), first, pl.lit('"}, '), part]
    photo = f', "photo": "{NOT_INCLUDED}", "width": 1280, "height": 960, "text": "", "text_entities": []'
    return (
        pl.when(pl.col("kind") == Kind.MEDIA)
        .then(pl.lit(photo))
        .when(number % ENTITY_EVERY == 3)
        .then(pl.concat_str(*entities))
        .otherwise(pl.concat_str(*plain))
    )


def _json(name: str) -> str:
    return msgspec.json.encode(name).decode()
