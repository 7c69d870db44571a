"""Simulated chats as Telegram Desktop's JSON export: one chat, or a whole account.

Telegram leaves deleted messages out of its exports; so do these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
PHOTO: Final = (
    ',\n   "photo": "(File not included. Change data exporting settings to download.)",\n   "width": 1280,'
    '\n   "height": 960,\n   "text": "",\n   "text_entities": []'
)
CALL: Final = (
    ',\n   "action": "phone_call",\n   "discard_reason": "missed",\n   "text": "",'
    '\n   "text_entities": []\n  }'
)


def render_telegram_chat(frame: pl.DataFrame, *, me: str, contact: str) -> Iterator[bytes]:
    """Yield the bytes of ``result.json`` for one chat.

    Args:
        frame: Columns as in ``RECORD_SCHEMA``, in order of time; times are cut to seconds.
        me: The user's name.
        contact: The contact's name.
    """
    yield from _chat(frame, me, contact, MY_ID + 1, "")


def render_telegram_account(chats: Mapping[str, pl.DataFrame], *, me: str) -> Iterator[bytes]:
    """Yield the bytes of ``result.json`` for a whole account.

    Args:
        chats: Columns as in ``RECORD_SCHEMA`` by the contact's name.
        me: The account owner's name.
    """
    owner = f'"user_id": {MY_ID},\n  "first_name": {_json(me)},\n  "last_name": ""'
    yield f'{{\n "about": "Made-up chats.",\n "personal_information": {{\n  {owner}\n }},\n'.encode()
    yield b' "chats": {\n  "about": "Nobody in them is real.",\n  "list": ['
    for number, (contact, frame) in enumerate(chats.items()):
        yield b",\n   " if number else b"\n   "
        yield from _chat(frame, me, contact, MY_ID + 1 + number, "   ")
    yield b"\n  ]\n }\n}"


def _chat(frame: pl.DataFrame, me: str, contact: str, their_id: int, pad: str) -> Iterator[bytes]:
    """Yield one chat whose lines stand behind a pad."""
    kept = frame.filter(pl.col("kind") != Kind.DELETED)
    head = f'{{\n "name": {_json(contact)},\n "type": "personal_chat",\n "id": {their_id},\n "messages": ['
    yield head.replace("\n", "\n" + pad).encode()
    message = _Template(pad).message({me: MY_ID, contact: their_id}, longest(kept))
    for number, piece in enumerate(pieces(kept)):
        yield b"," if number else b""
        yield piece.select(message.str.join(",")).item().encode()
    yield f"\n{pad} ]\n{pad}}}".encode()


@dataclass(frozen=True, slots=True)
class _Template:
    """JSON of messages as expressions, each line behind a pad."""

    pad: str

    def message(self, ids: dict[str, int], longest_text: int) -> pl.Expr:
        """Return the JSON of each row; a missed call stands behind some."""
        name = pl.col("sender").cast(pl.String)
        who = name.replace_strict({key: _json(key) for key in ids}, return_dtype=pl.String)
        user = name.replace_strict(
            {key: f'"user{number}"' for key, number in ids.items()}, return_dtype=pl.String
        )
        number = 2 * pl.col("number")
        message = [*self._head(number, "message"), *self._member("from", who), *self._member("from_id", user)]
        call = [
            *self._head(number + 1, "service"),
            *self._member("actor", who),
            *self._member("actor_id", user),
        ]
        call.append(self._lit(CALL))
        called = pl.when(pl.col("number") % CALLS_EVERY == CALLS_EVERY - 1)
        return pl.concat_str(
            *message,
            self._body(longest_text),
            self._lit("\n  }"),
            called.then(pl.concat_str(pl.lit(","), *call)).otherwise(pl.lit("")),
        )

    def _head(self, number: pl.Expr, kind: str) -> list[pl.Expr]:
        day, unix = pl.col("time").dt.strftime('"%Y-%m-%dT%H:%M:%S"'), pl.col("time").dt.epoch("s")
        return [
            self._lit('\n  {\n   "id": '),
            number.cast(pl.String),
            *self._member("type", pl.lit(f'"{kind}"')),
            *self._member("date", day),
            *self._member("date_unixtime", pl.concat_str(pl.lit('"'), unix.cast(pl.String), pl.lit('"'))),
        ]

    def _body(self, longest_text: int) -> pl.Expr:
        number, length = pl.col("number"), pl.col("length").cast(pl.Int64)
        words = filler(number, length, longest_text)
        broken = words.str.replace(" ", r"\n", literal=True)
        words_or_lines = pl.when(number % LINES_EVERY == 7).then(broken).otherwise(words)
        plain = _string(words_or_lines)
        first, rest = _string(words.str.slice(0, length // 2)), _string(words.str.slice(length // 2))
        styled = [
            self._lit("[\n    "),
            first,
            self._lit(",\n    "),
            *self._entity("italic", rest),
            self._lit("\n   ]"),
        ]
        return (
            pl.when(pl.col("kind") == Kind.MEDIA)
            .then(self._lit(PHOTO))
            .when(number % ENTITY_EVERY == 3)
            .then(
                self._text(pl.concat_str(*styled), self._entity("plain", first), self._entity("italic", rest))
            )
            .otherwise(self._text(plain, self._entity("plain", plain)))
        )

    def _text(self, text: pl.Expr, *entities: list[pl.Expr]) -> pl.Expr:
        parts = [*self._member("text", text), self._lit(',\n   "text_entities": [\n    ')]
        for number, entity in enumerate(entities):
            parts += [self._lit(",\n    "), *entity] if number else entity
        return pl.concat_str(*parts, self._lit("\n   ]"))

    def _entity(self, kind: str, text: pl.Expr) -> list[pl.Expr]:
        return [self._lit(f'{{\n     "type": "{kind}",\n     "text": '), text, self._lit("\n    }")]

    def _member(self, key: str, value: pl.Expr) -> list[pl.Expr]:
        return [self._lit(f',\n   "{key}": '), value]

    def _lit(self, text: str) -> pl.Expr:
        return pl.lit(text.replace("\n", "\n" + self.pad))


def _string(words: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), words, pl.lit('"'))


def _json(name: str) -> str:
    return msgspec.json.encode(name).decode()
