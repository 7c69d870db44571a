"""Messages of Meta's JSON as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from nearer.sources.clock import Clock
from nearer.sources.json_arrays import Piece
from nearer.sources.meta_schema import LINES, Decoder, Messages, Old, is_line
from nearer.sources.meta_thread import repair
from nearer.sources.meta_words import judge, look_over
from nearer.sources.records import KINDS, Kind, Tally
from nearer.words import say

__all__ = ["JsonFrames"]

_BREAK: Final = "\x1e"
_KINDS: Final = pl.Series(["text", "media", "deleted"], dtype=KINDS)
_MEDIA: Final = 1
_DELETED: Final = 2


class JsonFrames:
    """Turns messages into columns, and counts what is none.

    Args:
        tally: Counts.
        clock: Makes local times of moments.
        with_text: Whether columns hold the text.
    """

    def __init__(self, tally: Tally, clock: Clock, *, with_text: bool) -> None:
        self._tally = tally
        self._clock = clock
        self._with_text = with_text
        self._names: dict[str, str] = {}

    def messages(self, piece: Piece, decoder: Decoder, file: str) -> Messages:
        """Return the messages of a piece; what is none is counted.

        Args:
            piece: Of the file.
            decoder: Which has decoded it.
            file: What to call the file where something is skipped.
        """
        if piece.content is not None:
            return piece.content  # type: ignore[no-any-return]
        fault, messages = decoder.lone(piece.array)
        if fault:
            self._tally.skip(file, None, say(f"sources.reason.{fault}"))
        return messages

    def frame(self, messages: Messages) -> pl.DataFrame:
        """Turn messages of one schema, at least one, into columns; the app's own are counted."""
        names = [m.sender for m in messages]
        text = _together([m.content or "" for m in messages], misread=isinstance(messages[0], Old))
        if isinstance(messages[0], Old):
            known = self._names
            known.update((name, repair(name)) for name in set(names) - known.keys())
            names = [known[name] for name in names]
        sender = pl.Series(names, dtype=pl.String)
        lengths, candidates = look_over(text, sender)
        kinds = (lengths == 0).cast(pl.UInt32)
        other, lines = _judge(messages, [(n, text[n], names[n]) for n in candidates])
        if other:
            kinds = kinds.scatter(list(other), list(other.values()))
            lengths = lengths.scatter(list(other), 0)
            text = text.scatter(list(other), "") if self._with_text else text
        columns = {
            "time": self._clock.local(pl.Series([m.moment for m in messages], dtype=pl.Int64)),
            "sender": sender.cast(pl.Categorical()),
            "length": lengths,
            "kind": _KINDS.gather(kinds),
        }
        frame = pl.DataFrame(columns | {"text": text} if self._with_text else columns)
        if not lines:
            return frame
        self._tally.n_system += len(lines)
        return frame.filter(pl.Series([n not in lines for n in range(len(messages))], dtype=pl.Boolean))


def _judge(messages: Messages, candidates: Iterable[tuple[int, str, str]]) -> tuple[dict[int, int], set[int]]:
    """Return which messages are no text although they have one, with their kinds; and which are no messages."""
    other: dict[int, int] = {}
    lines: set[int] = set()
    for n, text, sender in candidates:
        kind = judge(text, sender, attached=messages[n].attached)
        if kind is None:
            lines.add(n)
        elif kind is not Kind.TEXT:
            other[n] = _MEDIA if kind is Kind.MEDIA else _DELETED
    marked = [
        n
        for n, m in enumerate(messages)
        if m.is_unsent or m.is_taken_down or m.missed or m.call_duration is not None or m.type in LINES
    ]
    for n in marked:
        if is_line(messages[n]):
            lines.add(n)
        elif messages[n].is_unsent or messages[n].is_taken_down:
            lines.discard(n)
            other[n] = _DELETED
    return other, lines


def _together(texts: list[str], *, misread: bool) -> pl.Series:
    """Return texts as a column; UTF-8 that was read as Latin-1 is undone in one go where that succeeds for all."""
    joined = _BREAK.join(texts)
    if misread and not joined.isascii():
        try:
            joined = joined.encode("latin-1").decode()
        except UnicodeError:
            return pl.Series([repair(text) for text in texts], dtype=pl.String)
    column = pl.Series([joined], dtype=pl.String).str.split(_BREAK).explode()
    if len(column) != len(texts):  # somebody typed the break
        return pl.Series([repair(text) if misread else text for text in texts], dtype=pl.String)
    return column
