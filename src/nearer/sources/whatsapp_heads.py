"""Where the messages of a block begin: their headers, read from bytes where their shape is known already.

An export has few shapes of headers (``1/3/15, 8:00 AM - `` and ``12/13/15, 10:00 PM - `` are two) and few senders. The
expression of the layout decides what a header is; what it found once is found again by comparing bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.whatsapp_layout import Layout
from nearer.sources.whatsapp_lines import find_bounds, find_line_ends
from nearer.sources.whatsapp_names import Names, open_quote
from nearer.sources.whatsapp_numbers import order_of, read_numbers
from nearer.sources.whatsapp_prefixes import LONGEST, Prefixes, windows

__all__ = ["HALVES", "HeadReader", "Heads"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
HALVES: Final = ("", "am", "pm", "noon")
SAMPLE_LINES: Final = 200
WORTH_LEARNING: Final = 100
"""Lines of a block from which on it takes less time to learn than to ask the expression again."""
LEARNED_AT_ONCE: Final = 50
_DIGITS: Final = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Heads:
    """The headers of a block, in their order; arrays of shape (n,).

    Attributes:
        lines: The number of its line, from 0.
        starts: Where its line begins, bytes from the start of the text.
        line_ends: Where its line ends.
        ends: Where the body begins.
        chars: Characters of the header and the sender.
        senders: Numbers of the senders, see :class:`Names`; -1 where there is none.
        numbers: Three numbers of the date in the order of the export, hour, minute, second; shape (6, n).
        halves: Which half of the day is named, as a place in :data:`HALVES`.
    """

    lines: Ints
    starts: Ints
    line_ends: Ints
    ends: Ints
    chars: Ints
    senders: Ints
    numbers: Ints
    halves: Ints

    def first(self, n: int) -> Heads:
        """Return the first ones."""
        return self.at(slice(0, max(n, 0)))

    def at(self, rows: Ints | slice) -> Heads:
        """Return some of them."""
        return Heads(*(getattr(self, name)[..., rows] for name in Heads.__slots__))

    def put(self, rows: Ints, others: Heads) -> None:
        """Write others over some of them."""
        for name in Heads.__slots__:
            getattr(self, name)[..., rows] = getattr(others, name)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of starts that are alike: as numbers, to be gathered for many lines at once.

    Attributes:
        n_bytes: Length of each.
        n_chars: Length of each.
        means: What it stands for: a place in :data:`HALVES`, or the number of a sender.
    """

    n_bytes: list[int] = field(default_factory=list)
    n_chars: list[int] = field(default_factory=list)
    means: list[int] = field(default_factory=list)

    def add(self, start: str, means: int) -> int:
        """Remember one more, and return its number."""
        self.n_bytes.append(len(start.encode()))
        self.n_chars.append(len(start))
        self.means.append(means)
        return len(self.means) - 1

    def of(self, codes: Ints) -> Ints:
        """Return bytes, characters and meanings, shape (3, n); noughts for the code -1."""
        table = np.array([[*column, 0] for column in (self.n_bytes, self.n_chars, self.means)])
        return table[:, codes]


class HeadReader:
    """Finds headers, and remembers what they look like.

    Args:
        layout: How the export is written.
        names: Its senders.

    Attributes:
        layout: As given.
    """

    def __init__(self, layout: Layout, names: Names) -> None:
        self.layout = layout
        self._names = names
        self._order = order_of(layout.form)
        self._starts = Prefixes()
        self._senders = Prefixes()
        self._shapes = _Known()
        self._named = _Known()
        self._runs: list[list[tuple[int, int]]] = []

    def read(self, lines: pl.Series, text: bytes) -> Heads:
        """Find the headers of a block.

        Args:
            lines: Its lines, String.
            text: The same with the ends of the lines, UTF-8.
        """
        learns = len(lines) >= WORTH_LEARNING
        if learns and not self._runs:
            self._learn(self._search(lines[:SAMPLE_LINES]))
        padded = np.frombuffer(text + bytes(2 * LONGEST + 16), dtype=np.uint8)
        bounds = find_bounds(lines, padded[: len(text)])
        found, known = self._read_quickly(padded, bounds)
        rest = np.flatnonzero(~known)
        if len(rest):
            parts = self._search(lines if len(rest) == len(lines) else lines[rest])
            heads = np.flatnonzero(parts["head"].is_not_null().to_numpy())
            if len(heads):
                parts = parts if len(heads) == len(parts) else parts[heads]
                if learns:
                    self._learn(parts[:LEARNED_AT_ONCE])
                found.put(rest[heads], self._read_slowly(parts, rest[heads], found))
                self._take_back(parts, lines[rest[heads]], rest[heads], found)
            known[rest[heads]] = True
        return found if known.all() else found.at(np.flatnonzero(known))

    def _search(self, lines: pl.Series) -> pl.DataFrame:
        """Return the parts of each header; null where a line has none."""
        found = lines.str.extract_groups(self.layout.pattern).struct.unnest()
        nameless = np.flatnonzero((found["sender"].is_null() & found["head"].is_not_null()).to_numpy())
        if len(nameless):
            again = lines[nameless].str.extract_groups(self.layout.thorough).struct.unnest()
            named = np.flatnonzero(again["sender"].is_not_null().to_numpy())
            if len(named):
                new = [
                    found[name].scatter(nameless[named], again[name][named]) for name in ("head", "sender")
                ]
                found = found.with_columns(new)
        return found

    def _read_quickly(self, text: Bytes, bounds: Ints) -> tuple[Heads, NDArray[np.bool_]]:
        """Read all lines as if they were headers of a known shape and sender, and tell which of them are."""
        lines, starts = np.arange(len(bounds) - 1), bounds[:-1].copy()
        cells = windows(text, starts, self._starts.n_words) - np.uint8(ord("0"))
        shape = self._starts.find((cells * (cells >= 10)).view("<u8"))
        n_bytes, n_chars, half = self._shapes.of(shape)
        ends = starts + n_bytes
        sender = self._senders.find(windows(text, ends, self._senders.n_words).view("<u8"))
        known = (shape >= 0) & (sender >= 0)
        n_bytes, more_chars, code = self._named.of(sender)
        numbers = self._numbers(cells, shape)
        found = Heads(
            lines,
            starts,
            find_line_ends(bounds, text),
            ends + n_bytes,
            n_chars + more_chars,
            code,
            numbers,
            half,
        )
        return found, known

    def _numbers(self, cells: Bytes, shape: Ints) -> Ints:
        """Return the numbers of headers, each from the columns in which its shape has digits."""
        numbers = np.zeros((6, len(shape)), dtype=np.int64)
        for code in np.flatnonzero(np.bincount(shape + 1)[1:]):
            rows = np.flatnonzero(shape == code)
            every = len(rows) == len(shape)
            some = cells.T if every else cells[rows].T
            for place, (start, stop) in zip(self._order, self._runs[code], strict=True):
                value = some[start].astype(np.uint16)
                for at in range(start + 1, stop):
                    value = value * 10 + some[at]
                numbers[place, slice(None) if every else rows] = value
        return numbers

    def _read_slowly(self, found: pl.DataFrame, lines: Ints, all_lines: Heads) -> Heads:
        """Turn what the expression found into numbers."""
        heads = found["head"].str
        halves = np.zeros(len(found), dtype=np.int64)
        if "period" in found.columns:
            meant = {word: HALVES.index(half) for word, half in self.layout.periods.items()}
            halves = _replaced(found["period"], meant, 0)
        return Heads(
            lines,
            all_lines.starts[lines],
            all_lines.line_ends[lines],
            all_lines.starts[lines] + heads.len_bytes().to_numpy(),
            heads.len_chars().to_numpy().astype(np.int64),
            _replaced(found["sender"], self._names.codes(found["sender"]), -1),
            read_numbers(found["moment"], self.layout.form),
            halves,
        )

    def _take_back(self, parts: pl.DataFrame, lines: pl.Series, rows: Ints, found: Heads) -> None:
        """Take for lines of the app those whose "name" begins a quotation that ends behind the colon."""
        names = parts["sender"].unique().drop_nulls().to_list()
        unclear = {name: open_quote(name) for name in names if name not in self.layout.quoting}
        unclear = {name: closing for name, closing in unclear.items() if closing}
        if unclear:
            for row, (line, head, name) in enumerate(zip(lines, parts["head"], parts["sender"], strict=True)):
                if name in unclear and unclear[name] in line[len(head) :]:
                    found.senders[rows[row]] = -1

    def _learn(self, found: pl.DataFrame) -> None:
        """Remember the shapes and the senders of some headers."""
        named = found.filter(pl.col("sender").is_not_null() & pl.col("head").str.ends_with(": "))
        for head, sender in named.select("head", "sender").unique(maintain_order=True).iter_rows():
            if head.endswith(f"{sender}: "):
                self._learn_shape(head.removesuffix(f"{sender}: "))
                self._learn_sender(sender)

    def _learn_sender(self, sender: str) -> None:
        """Remember a sender, unless the name may go on behind its colon."""
        code = self._names.codes(pl.Series([sender]))[sender]
        start = f"{sender}: "
        unsure = open_quote(sender) and sender not in self.layout.quoting
        unsure = unsure or any(name.startswith(start) for name in self.layout.names)
        if code >= 0 and not unsure and self._senders.wants(start.encode()):
            self._senders.add(start.encode(), self._named.add(start, code))

    def _learn_shape(self, start: str) -> None:
        """Remember a shape, and those of the same form that other days, hours and halves of the day have."""
        if not self._starts.wants(_masked(start)):
            return
        parts = _DIGITS.split(start)
        widths = [(1, 2) if len(run) <= 2 else (len(run),) for run in _DIGITS.findall(start)]
        like = [
            "".join(part + "0" * width for part, width in zip(parts, (*some, 0), strict=True))
            for some in product(*widths)
            if len(widths) <= len(self._order)
        ]
        found = self._search(pl.Series([start, *like], dtype=pl.String))
        if "period" in found.columns:
            period = found["period"][0]
            others = [other for other in self.layout.periods if other != period]
            like += [one.replace(period, other) for one in like for other in others]
            found = self._search(pl.Series([start, *like], dtype=pl.String))
        for row in found.drop_nulls("head").iter_rows(named=True):
            self._add_shape(row["head"], self.layout.periods.get(row.get("period") or "", ""))

    def _add_shape(self, start: str, half: str) -> None:
        """Remember one shape, if each of its numbers is written in digits from 0 to 9."""
        raw = start.encode()
        runs = [run.span() for run in re.finditer(rb"[0-9]+", raw)]
        if len(runs) == len(self._order) and self._starts.wants(_masked(start)):
            self._runs.append(runs)
            self._starts.add(_masked(start), self._shapes.add(start, HALVES.index(half)))


def _masked(start: str) -> bytes:
    """Return the bytes of a header as they are compared: less that of nought, and all digits alike."""
    cells = np.frombuffer(start.encode(), dtype=np.uint8) - np.uint8(ord("0"))
    return (cells * (cells >= 10)).tobytes()


def _replaced(words: pl.Series, numbers: dict[str, int], otherwise: int) -> Ints:
    """Return the number of each word."""
    return np.array([numbers.get(word, otherwise) for word in words.to_list()], dtype=np.int64)
