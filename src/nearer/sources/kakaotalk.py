"""KakaoTalk's "Export chat": text from Android, iPhone, Windows; a table from the Mac; in Korean or English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from nearer.sources import dated_lines as dated
from nearer.sources.dated_lines import BAD, Grammar, Said
from nearer.sources.dated_reader import DatedReader, find_owner, first_lines, sample_senders
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.kakaotalk_words import (
    CALLS,
    CLOCK,
    DATE,
    DELETED,
    HEADING,
    LATE,
    MEDIA,
    MONTHS,
    NOTICE,
    OWN,
    TITLES,
    UNDER,
)
from nearer.sources.records import OWN_NAME, Chat
from nearer.words import printable

__all__ = ["FORMAT", "KakaoTalkReader"]

_CSV: Final = re.compile(rb'^"?Date"?,"?User"?,"?Message"?\r?\n')
_SAID: Final = r"(?:, (?:(?P<sender>[^\n]*?) :(?: |$))?|: )"
_HEADS: Final = tuple(
    re.compile(head)
    for head in (
        rf"^(?P<head>(?P<date>{DATE})(?:,| at)? (?P<clock>{CLOCK}){_SAID})",
        rf"^(?P<head>\[(?P<sender>[^\n]+?)\] \[(?P<clock>{CLOCK})\](?: |$))",
        rf"^(?P<head>(?P<clock>{CLOCK}){_SAID})",
    )
)
"""Starts of messages: on phones with the date; on Windows; on some iPhones below lines that tell the day."""

_ROW: Final = (
    rf"^(?P<head>(?P<date>[0-9]{{4,9}}[-.][0-9]{{1,2}}[-.][0-9]{{1,2}}) "
    rf'(?P<clock>{CLOCK})(?:,(?P<sender>"(?:[^"\n]|"")*"|[^",\n]*)(?:,|$)|$))'
)
"""The start of a row of the Mac's table; so a quotation that is never closed spoils one message only."""

_NO_DAY: Final = r"(a)\ba"
"""Matches nothing."""
_UNDER: Final = re.compile(UNDER)
_PART: Final = re.compile(r"^(.*?)-(\d{1,4})$")
_TIME: Final = re.compile(r"^(\D*?)\s?(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(\D*)$")
_FIRST_LINES: Final = 8


class KakaoTalkReader(DatedReader):
    """One exported chat: a file, or the parts that a long one is cut into."""

    source = "kakaotalk"
    no_message = "kakaotalk.error.no_message"

    def _open(self, part: Export) -> tuple[Iterator[pl.DataFrame], Chat] | None:
        """Find out how the file is written, and whose chat it is."""
        lines = first_lines(part)
        if _CSV.match(part.head()):
            grammar = Grammar(_ROW, _NO_DAY, "", _read_day, _read_clock, _interpret_row)
            return self._frames(part, grammar), Chat("chat", "")
        head = next((head for head in _HEADS if any(map(head.match, lines))), None)
        if head is None:
            return None
        title = _title(lines[:_FIRST_LINES])
        senders = sample_senders(lines, head)
        self.tally.owner = OWN_NAME if OWN in senders else find_owner(senders, title)
        group = True if len(senders) > 2 else False if self.tally.owner else None
        notice = NOTICE if head == _HEADS[1] else ""
        grammar = Grammar(head.pattern, UNDER, notice, _read_day, _read_clock, _interpret)
        return self._frames(part, grammar), Chat("chat", title, group)


def _title(texts: list[str]) -> str:
    """Return what the chat is called."""
    for text in texts:
        for pattern in TITLES:
            if found := pattern.match(text.strip()):
                return printable(found[1].strip())
    return ""


def _read_clock(text: str) -> int:
    """Read ``21:14``, ``9:14 PM``, ``오후 9:14``."""
    found = _TIME.match(text.strip())
    if found is None:
        return int(BAD)
    half = (found[1] or found[5]).strip().replace(".", "").lower()
    return dated.milliseconds(int(found[2]), int(found[3]), int(found[4] or 0), late=LATE.get(half))


def _read_day(text: str) -> int:
    """Read the date in ``2020년 2월 3일 월요일``, ``2020. 2. 3.``, ``Monday, February 3, 2020``."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    month = re.search(r"[A-Za-z]{3}(?=[a-z]{0,6} [0-9])", re.sub(r"[A-Za-z]+day,?", "", text))
    if month is None:
        return dated.day_number(*numbers[:3])
    day, year = numbers[:2]
    return dated.day_number(year, MONTHS.get(month[0], 0), day)


def _interpret(sender: pl.Series, body: pl.Series) -> Said:
    """Tell messages from placeholders, calls, and lines about the chat."""
    sender = sender.str.strip_chars().replace(OWN, OWN_NAME)
    nobody = (sender.str.len_bytes().fill_null(0) == 0).to_numpy()
    kinds = np.full(len(body), dated.TEXT, dtype=np.uint8)
    kinds[body.str.contains(MEDIA).to_numpy()] = dated.MEDIA
    kinds[body.is_in(DELETED).to_numpy()] = dated.DELETED
    kinds[nobody | body.str.contains(CALLS).to_numpy()] = dated.SYSTEM
    return Said(sender, body, kinds)


def _interpret_row(sender: pl.Series, body: pl.Series) -> Said:
    """Do the same for rows of a table, where lines about the chat have a sender too."""
    quoted = body.str.starts_with('"')
    plain = body.str.strip_prefix('"').str.strip_suffix('"').str.replace_all('""', '"', literal=True)
    sender = sender.str.strip_chars('"').str.replace_all('""', '"', literal=True)
    said = _interpret(sender, pl.select(pl.when(quoted).then(plain).otherwise(body)).to_series())
    said.kinds[said.body.str.contains(NOTICE).to_numpy()] = dated.SYSTEM
    return said


def _is_kakaotalk(export: Export, head: bytes) -> bool:
    """Tell an export by its headings and a message below them."""
    if _CSV.match(head):
        return True
    texts = [line.decode("utf-8", "replace") for line in re.split(rb"[\r\n]+", head[: 1 << 14])]
    texts = [text for text in texts if text.strip()]
    first = texts[:_FIRST_LINES]
    dashes = any(text.startswith("---") and _UNDER.match(text) for text in first)
    if dashes or any(HEADING.match(text) or _title([text]) for text in first[:4]):
        return any(head.match(text) for text in texts for head in _HEADS)
    return any((found := _HEADS[0].match(text)) and found["sender"] for text in first[:2])


def _gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Put the numbered parts of one chat together: the same name, title and folder."""
    groups: dict[tuple[str, ...], list[tuple[int, Export]]] = defaultdict(list)
    for number, export in enumerate(exports):
        found = _PART.match(export.place.stem)
        title = _title(first_lines(export)[:_FIRST_LINES]) if found else ""
        key = (str(export.place.parent), found[1], title) if found and title else (str(number),)
        groups[key].append((int(found[2]) if found else 0, export))
    return [[export for _, export in sorted(parts, key=lambda part: part[0])] for parts in groups.values()]


FORMAT: Final = Format(
    "kakaotalk", "KakaoTalk", _is_kakaotalk, KakaoTalkReader, frozenset({".txt", ".csv"}), _gather
)
