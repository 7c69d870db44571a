"""The words of a questionnaire's items, as somebody brings them: a plain text, one numbered item a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nearer.measures.definition import Scale

__all__ = ["MOST_BYTES", "ItemTexts", "TextProblem", "decode_text", "example_of", "read_items"]

MOST_BYTES: Final = 1 << 16
LONGEST_ITEM: Final = 400
LONGEST_INTRO: Final = 2_000
HEADER: Final = re.compile(r"(scale|order|intro)\s*:\s*(.*)", re.IGNORECASE)
ITEM: Final = re.compile(r"([0-9]{1,3})\s*[.):]\s*(.*)")
UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffd]")


class TextProblem(ValueError):  # noqa: N818 - a sentence for the user, mapped by the use case
    """Why a text is not that of a scale's items.

    Args:
        key: Name of the sentence among ``scales.text_errors``.
        **values: Its placeholders: numbers only, never words of the text.
    """

    def __init__(self, key: str, **values: int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """The words of a scale.

    Attributes:
        order: In which of its published orders the items stand.
        intro: What stands before them; empty for nothing.
        items: Their words, in order.
    """

    order: str
    intro: str
    items: tuple[str, ...]


@dataclass(slots=True)
class _Lines:
    headers: dict[str, str] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)


def decode_text(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        TextProblem: It is too large, or no text in UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise TextProblem("too_large", most=MOST_BYTES >> 10)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TextProblem("no_text") from None


def read_items(scale: Scale, text: str) -> ItemTexts:
    """Return the words of a scale's items.

    Each item stands on a line of its own after its number (``1. ...``). Before them may stand ``scale: KEY``,
    ``order: NAME`` and ``intro: ...``; empty lines are left aside.

    Raises:
        TextProblem: It is no such text, or that of another scale.
    """
    lines = _Lines()
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if UNSHOWN.search(plain):
        raise TextProblem("no_text")
    for number, line in enumerate(plain.split("\n"), 1):
        if stripped := " ".join(line.split()):
            _read_line(lines, number, stripped)
    named = lines.headers.get("scale", "").casefold().replace("-", "_")
    if named and named != scale.key:
        raise TextProblem("other_scale")
    return ItemTexts(_order(scale, lines.headers), lines.headers.get("intro", ""), _items(scale, lines.items))


def example_of(scale: Scale, intro: str, words: str) -> str:
    """Return how the text of a scale looks, without its words.

    Args:
        scale: The scale.
        intro: In place of what stands before the items.
        words: In place of the first item.
    """
    order = [f"order: {scale.first_order}"] if len(scale.orders) > 1 else []
    items = [f"1. {words}", "2. …", f"{scale.n_items}. …"]
    return "\n".join([f"scale: {scale.key}", *order, f"intro: {intro}", *items])


def _read_line(lines: _Lines, number: int, line: str) -> None:
    if match := HEADER.fullmatch(line):
        name = match[1].lower()
        if name in lines.headers:
            raise TextProblem("twice_header", line=number)
        if len(match[2]) > LONGEST_INTRO:
            raise TextProblem("too_long", line=number, most=LONGEST_INTRO)
        lines.headers[name] = match[2]
        return
    match = ITEM.fullmatch(line)
    if match is None:
        raise TextProblem("no_number", line=number)
    item, words = int(match[1]), match[2]
    if item in lines.items:
        raise TextProblem("twice", line=number, item=item)
    if not words:
        raise TextProblem("no_words", line=number, item=item)
    if len(words) > LONGEST_ITEM:
        raise TextProblem("too_long", line=number, most=LONGEST_ITEM)
    lines.items[item] = words


def _order(scale: Scale, headers: dict[str, str]) -> str:
    named = headers.get("order", "").casefold()
    if not named:
        if len(scale.orders) > 1:
            raise TextProblem("needs_order")
        return scale.first_order
    if named not in scale.orders:
        raise TextProblem("no_order")
    return named


def _items(scale: Scale, items: dict[int, str]) -> tuple[str, ...]:
    if not items:
        raise TextProblem("no_items", n=scale.n_items)
    if any(item not in range(1, scale.n_items + 1) for item in items) or len(items) > scale.n_items:
        raise TextProblem("too_many", n=scale.n_items)
    missing = _first_missing(scale, list(items))
    if missing:
        raise TextProblem("too_few", n=scale.n_items, found=len(items), item=missing)
    words = [items[item] for item in range(1, scale.n_items + 1)]
    seen: dict[str, int] = {}
    for item, one in enumerate(words, 1):
        same = seen.setdefault(one.casefold(), item)
        if same != item:
            raise TextProblem("same_words", item=item, other=same)
    return tuple(words)


def _first_missing(scale: Scale, found: Sequence[int]) -> int | None:
    return next((item for item in range(1, scale.n_items + 1) if item not in found), None)
