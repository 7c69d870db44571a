"""Threads as Meta writes them in web pages: Facebook's and Instagram's ``message_1.html``.

Class names are made anew with each change of the site, so the shape alone is read: in the main part of the page follow
boxes that begin with the same tag, and each holds a name, a body and a date::

    <BOX><div>Ana Silva</div>  (a <h2> since 2023)
         <div><div><div></div><div>the text</div><div>what was shared</div>...<ul>reactions</ul></div></div>
         <div>Feb 03, 2020 9:14:05 pm</div></BOX>
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from nearer.sources.files import Export
from nearer.sources.meta_dates import read_date
from nearer.sources.meta_words import judge
from nearer.sources.records import KINDS, DateOrder, Kind, Tally
from nearer.sources.spellings import unescaped, without_comments
from nearer.words import say

__all__ = ["Page", "boxes", "html_frame", "is_page", "without_heading"]

_MAIN: Final = re.compile(
    rb"""<(?=[^<>]*\brole=["']main["'])[^<>]*+>\s*+(<(?:div|section|article)\b[^<>]*+>)"""
)
_BOX: Final = re.compile(rb"""<div class="(?=[^"<>]*\buiBoxWhite noborder\b)[^"<>]*+">""")
_TITLE: Final = re.compile(rb"<title>([^<]*)</title>")
_HEADER: Final = re.compile(rb"<h1\b[^<>]*>([^<]*)</h1>")
_TOKEN: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>|([^<]+)|<")
_APPS: Final = frozenset({"", "Instagram", "Messenger", "Facebook", "Messages"})
_VOID: Final = frozenset({"br", "img", "hr", "input", "source", "meta", "link"})
_SEEN: Final = frozenset({"img", "video", "audio", "source", "a"})
_DEEPEST: Final = 64
_LONGEST_BOX: Final = 1 << 20
_LONGEST_HEAD: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """What stands before the boxes.

    Attributes:
        title: Of the thread; "" where the page names only the app.
    """

    title: str


@dataclass(slots=True)
class _Node:
    """One element: its name, and what is in it."""

    tag: str
    inside: list[_Node | str]

    @property
    def elements(self) -> list[_Node]:
        return [one for one in self.inside if isinstance(one, _Node) and one.tag != "br"]

    def text(self) -> str:
        """Return the words in it, a line break for each ``<br>``; without lists, which hold reactions."""
        if self.tag == "br":
            return "\n"
        if self.tag == "ul":
            return ""
        return "".join([one if isinstance(one, str) else one.text() for one in self.inside])

    def shows(self) -> bool:
        """Whether a picture, a sound, a film or a link is in it."""
        return self.tag in _SEEN or any(one.shows() for one in self.inside if isinstance(one, _Node))


def is_page(head: bytes) -> bool:
    """Tell a page of boxes by its start."""
    start = head[:2048].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html")) and _marker(head) is not None


def boxes(export: Export, n_bytes: int) -> Iterator[Page | list[str]]:
    """Yield what stands before the boxes, then the boxes, some at a time, each without its first tag.

    Args:
        export: The page.
        n_bytes: About how much to hold at a time.

    Raises:
        ExportError: The file cannot be read.
    """
    held, marker = b"", b""
    for piece in export.pieces(n_bytes):
        held += piece
        if not marker:
            found = _marker(held)
            if found is None:
                if len(held) > _LONGEST_HEAD:
                    return
                continue
            marker = found
            before, _, held = held.partition(marker)
            yield Page(_title(before))
        *whole, held = held.split(marker)
        if whole:
            yield [box.decode("utf-8", "replace") for box in whole]
        if len(held) > _LONGEST_BOX:
            yield [held.decode("utf-8", "replace")]
            return
    if marker:
        yield [held.decode("utf-8", "replace")]


def _marker(head: bytes) -> bytes | None:
    """Return the tag with which every box begins."""
    found = _BOX.search(head)
    if found:
        return found[0]
    main = _MAIN.search(head)
    return main[1] if main else None


def _title(before: bytes) -> str:
    for where in (_HEADER, _TITLE):
        found = where.search(before)
        title = unescaped(found[1].decode("utf-8", "replace")).strip() if found else ""
        if title not in _APPS:
            return title
    return ""


def html_frame(found: Sequence[str], tally: Tally, file: str, order: DateOrder | None) -> pl.DataFrame:
    """Turn boxes into columns, with the text; what is no message is counted.

    Args:
        found: Boxes without their first tag.
        tally: Counts.
        file: What to call the file where something is skipped.
        order: What dates of three numbers mean.
    """
    times: list[datetime] = []
    names: list[str] = []
    texts: list[str] = []
    kinds: list[str] = []
    for box in found:
        parts = _parsed(box)
        time = read_date(parts[-1].text().strip(), order) if parts else None
        name = parts[0].text().strip() if len(parts) > 2 else ""
        if time is None or not name:
            tally.skip(file, None, say("sources.reason.no_sender" if time else "sources.reason.no_date"))
            continue
        text, attached = _body(parts[1:-1])
        kind = judge(text, name, attached=attached) if text else Kind.MEDIA
        if kind is None:
            tally.n_system += 1
            continue
        times.append(time)
        names.append(name)
        texts.append(text if kind is Kind.TEXT else "")
        kinds.append(kind.value)
    typed = pl.Series(texts, dtype=pl.String)
    return pl.DataFrame(
        {
            "time": pl.Series(times, dtype=pl.Datetime("ms")),
            "sender": pl.Series(names, dtype=pl.String).cast(pl.Categorical()),
            "length": typed.str.len_chars(),
            "kind": pl.Series(kinds, dtype=KINDS),
            "text": typed,
        }
    )


def _body(parts: Sequence[_Node]) -> tuple[str, bool]:
    """Return what was typed, and whether there is something beside it."""
    wrapped = parts[0].elements
    rows = wrapped[0].elements if len(wrapped) == 1 and wrapped[0].tag == "div" else []
    if len(rows) > 1:
        return rows[1].text().strip(), any(row.shows() for row in (*rows[2:], *parts[1:]))
    return "\n".join(part.text() for part in parts).strip(), any(part.shows() for part in parts)


def without_heading(found: list[str]) -> list[str]:
    """Leave out the first box of a page where it only says who takes part."""
    return found[1:] if len(_parsed(found[0])) == 1 else found


def _parsed(box: str) -> list[_Node]:
    """Return the elements of a box; none where it has no end, or is far too long. What is after its end is left out."""
    if len(box) > _LONGEST_BOX:
        return []
    root = _Node("div", [])
    open_ones = [root]
    for closing, tag, words in _TOKEN.findall(without_comments(box)):
        if words:
            open_ones[-1].inside.append(unescaped(words))
        elif closing:
            if len(open_ones) == 1:
                return root.elements
            open_ones.pop()
        elif tag:
            node = _Node(tag.lower(), [])
            open_ones[-1].inside.append(node)
            if node.tag not in _VOID and len(open_ones) < _DEEPEST:
                open_ones.append(node)
    return []
