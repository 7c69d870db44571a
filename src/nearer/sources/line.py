"""LINE's "Export chat history": a text of one chat, from a phone (columns parted by tabs) or a computer (by blanks)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from nearer.sources import dated_lines as dated
from nearer.sources.dated_lines import BAD, Grammar, Said
from nearer.sources.dated_reader import DatedReader, find_owner, first_lines, sample_senders
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.line_words import (
    CLOCK,
    DAY,
    LATE,
    MEDIA,
    OWN_UNSENT,
    PC_MEDIA,
    TITLES,
    UNSENT,
    UNSENT_BODIES,
    WEEKDAYS,
)
from nearer.sources.records import Chat, DateOrder
from nearer.words import printable, say

__all__ = ["FORMAT", "LineReader"]

FEWEST_OF_A_NAME: Final = 3
SURE: Final = 20
LONGEST_NOTICE: Final = 200
_FIRST_LINES: Final = 12
_DAY: Final = re.compile(DAY)
_UNSENT: Final = re.compile(UNSENT)
_EPOCH: Final = date(1970, 1, 1).toordinal()
_TABS: Final = re.compile(rf"^{CLOCK}\t")
_BLANKS: Final = re.compile(rf"^{CLOCK} (\S.*)$")
_TIME: Final = re.compile(r"^(\D*?)\s?(\d{1,2})[:.](\d{2})\s?(\D*)$")
_DAY_LINES: Final = re.compile(
    rb"^[^\n0-9/]{1,40}? ?[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?: BE)?\r?$", re.MULTILINE
)


class LineReader(DatedReader):
    """One exported chat."""

    source = "line"
    no_message = "line.error.no_message"

    def _open(self, part: Export) -> tuple[Iterator[pl.DataFrame], Chat] | None:
        """Find out how the file is written, and whose chat it is."""
        lines = first_lines(part)
        texts = lines[:400]
        title, group = _title(texts, part)
        tabs = any(_TABS.match(text) for text in texts)
        names = _tabbed_names(lines) if tabs else _names(lines, title)
        head = re.compile(_tab_head(names) if tabs else _blank_head(names))
        senders = sample_senders(lines, head)
        if not any(_DAY.match(text) for text in texts) or not any(map(head.match, lines)):
            return None
        owner = None if group else find_owner(senders, title)
        self.tally.owner = self.tally.owner or owner
        order = self._find_order(part, texts)
        interpret = partial(_interpret, owner=owner, media=MEDIA if tabs else f"{MEDIA}|{PC_MEDIA}")
        grammar = Grammar(head.pattern, DAY, "", partial(_read_day, order=order), _read_clock, interpret)
        return self._frames(part, grammar), Chat("chat", title, True if len(senders) > 2 else group)

    def _find_order(self, part: Export, texts: list[str]) -> DateOrder:
        """Decide which number of a day is the month, from the whole file where one line does not tell."""
        if any(re.match(r"\d{4}[/.]", text) and _DAY.match(text) for text in texts):
            self.tally.order = "ymd"
            return "ymd"
        wanted = self._options.date_order
        found = _decide(_day_lines(part, self._chunk_bytes)) if wanted not in ("dmy", "mdy") else wanted
        order: DateOrder = found or "dmy"
        self.tally.order = order
        if found is None:
            self.tally.open_order = order
            self.tally.notes.append(say(f"sources.note.order_{order}", file=part.name))
        return order


def _title(texts: list[str], part: Export) -> tuple[str, bool | None]:
    """Return what the chat is called, and whether it is a group: by the first line, or the name of the file."""
    first = next((text.strip() for text in texts if text.strip()), "")
    for pattern, group in TITLES:
        if found := pattern.match(first):
            return printable(found[1].strip()), group
    stem = part.place.stem
    return (printable(stem[6:].strip()) if stem.startswith("[LINE]") else ""), None


def _tab_head(names: list[str]) -> str:
    known = "".join(f"{re.escape(name)}|" for name in names)
    return rf"^(?P<head>(?P<clock>{CLOCK})\t(?:(?P<sender>{known}[^\t]*)\t)?)"


def _blank_head(names: list[str]) -> str:
    """Return the expression for a message's start; people who are not known are called by one word in groups only."""
    others = [r"\S+"] if len(names) != 2 else []
    known = "|".join([*(re.escape(name) for name in sorted(names, key=len, reverse=True)), *others])
    return rf"^(?P<head>(?P<clock>{CLOCK})(?: (?:(?P<sender>{known}) )?|$))"


def _tabbed_names(lines: list[str]) -> list[str]:
    """Return names with a tab in them: all that seems to be said by their first part begins in the same way."""
    following: dict[str, list[list[str]]] = defaultdict(list)
    if sum(line.count("\t") > 2 for line in lines) >= FEWEST_OF_A_NAME:
        for line in lines:
            cells = line.split("\t", 3)
            if len(cells) > 2 and cells[1] and _TABS.match(line):
                following[cells[1]].append(cells[2:])
    return sorted(
        f"{name}\t{rest[0][0]}"
        for name, rest in following.items()
        if len(rest) >= FEWEST_OF_A_NAME and all(len(more) == 2 and more[0] == rest[0][0] for more in rest)
    )


def _names(lines: list[str], title: str) -> list[str]:
    """Return who writes in a file without tabs: the words with which several messages begin."""
    said = [found[1] for text in lines if (found := _BLANKS.match(text))]
    names = {title} if title and sum(text.startswith(f"{title} ") for text in said) else set()
    words = [text.split(" ") for text in said if not any(text.startswith(f"{name} ") for name in names)]
    counts = Counter(row[0] for row in words if len(row) > 1)
    for first, n in counts.items():
        if n >= 2:
            names.add(_longest(first, [row[1:] for row in words if row[0] == first]))
    return sorted(names)


def _longest(name: str, rows: list[list[str]]) -> str:
    """Add words to a name as long as nearly everything that it begins goes on with the same one."""
    while len(rows) >= FEWEST_OF_A_NAME:
        following = Counter(row[0] for row in rows if len(row) > 1).most_common(1)
        if not following or following[0][1] < 0.9 * len(rows):
            break
        word = following[0][0]
        name, rows = f"{name} {word}", [row[1:] for row in rows if row[0] == word and len(row) > 1]
    return name


def _read_clock(text: str) -> int:
    """Read ``21:14``, ``9:14PM``, ``午後9:14``."""
    found = _TIME.match(text.strip())
    if found is None:
        return int(BAD)
    half = (found[1] or found[4]).strip().replace(".", "").lower()
    return dated.milliseconds(int(found[2]), int(found[3]), late=LATE.get(half))


def _read_day(text: str, order: DateOrder) -> int:
    """Read a line that tells the day."""
    one, two, three = (int(number) for number in re.findall(r"[0-9]+", text)[:3])
    if one >= 1000 or order == "ymd":
        return dated.day_number(one, two, three)
    return dated.day_number(three, one, two) if order == "mdy" else dated.day_number(three, two, one)


def _day_lines(part: Export, n_bytes: int) -> Iterator[str]:
    """Yield the lines of the whole file that tell a day with its year last."""
    for chunk in part.chunks(n_bytes):
        for found in _DAY_LINES.finditer(chunk.replace(b"\r", b"\n")):
            text = found[0].decode("utf-8", "replace").strip()
            if _DAY.match(text):
                yield text


def _decide(texts: Iterable[str]) -> DateOrder | None:
    """Return the order in which days exist, rise, and fall on the day of the week that stands beside them."""
    orders: tuple[DateOrder, DateOrder] = ("dmy", "mdy")
    faults, before = dict.fromkeys(orders, 0), dict.fromkeys(orders, 0)
    for text in texts:
        word = re.split(r"[.,\s]", text, maxsplit=1)[0]
        for order in orders:
            day = _read_day(text, order)
            wrong = day == BAD or date.fromordinal(day + _EPOCH).weekday() != WEEKDAYS.get(word, 7)
            faults[order] += wrong + (day < before[order])
            before[order] = max(before[order], day)
        if abs(faults["dmy"] - faults["mdy"]) >= SURE:
            break
    if faults["dmy"] == faults["mdy"]:
        return None
    return min(orders, key=lambda order: faults[order])


def _interpret(sender: pl.Series, body: pl.Series, owner: str | None, media: str) -> Said:
    """Tell messages from placeholders, calls, and lines about the chat."""
    sender = sender.str.strip_chars()
    nobody = (sender.str.len_bytes().fill_null(0) == 0).to_numpy()
    kinds = np.where(nobody, dated.SYSTEM, dated.TEXT).astype(np.uint8)
    first = body.str.head(1)
    kinds[(first == "☎").to_numpy()] = dated.SYSTEM
    kinds[body.str.contains(media).to_numpy() & ~nobody] = dated.MEDIA
    kinds[body.is_in(UNSENT_BODIES).to_numpy() & ~nobody] = dated.DELETED
    quoted = np.flatnonzero((first == '"').to_numpy())
    if len(quoted):
        body = body.scatter(quoted, body[quoted].str.replace(r'(?s)^"(.*\n.*)"$', "$1"))
    for row in np.flatnonzero(nobody).tolist():
        if who := _unsender(body[row], owner):
            kinds[row] = dated.DELETED
            sender = sender.scatter(row, who)
    return Said(sender, body, kinds)


def _unsender(text: str, owner: str | None) -> str | None:
    """Return who took a message back, where a line says so."""
    if len(text) > LONGEST_NOTICE or (found := _UNSENT.match(text)) is None:
        return None
    name = next((name.strip() for name in found.groups() if name is not None), "")
    return owner if name in OWN_UNSENT else name


def _is_line(export: Export, head: bytes) -> bool:
    """Tell an export by its first line, or by a line with a day above one that begins with a time."""
    texts = [
        line.decode("utf-8", "replace").strip("\r")
        for line in re.split(rb"[\r\n]+", head[:4096], maxsplit=_FIRST_LINES)
    ]
    texts = [text for text in texts[:_FIRST_LINES] if text.strip()]
    if not texts:
        return False
    if any(pattern.match(texts[0]) for pattern, _ in TITLES):
        return True
    days = [number for number, text in enumerate(texts[:4]) if _DAY.match(text)]
    return any(
        _TABS.match(text) or _BLANKS.match(text) for number in days for text in texts[number + 1 : number + 2]
    )


FORMAT: Final = Format("line", "LINE", _is_line, LineReader, frozenset({".txt"}))
