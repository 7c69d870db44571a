"""The chats that ``signal-export`` writes for people to read: ``chat.md``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from nearer.sources.records import Kind

__all__ = ["CALL", "is_markdown", "messages_of"]

_SYSTEM: Final = "system"
_START: Final = re.compile(
    r"^\[(\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?)\] ([^:\n]*): ?", re.MULTILINE | re.ASCII
)
_QUOTE: Final = re.compile(r"\n\n> [^\n]*(?:\n> [^\n]*)*\n\n")
CALL: Final = re.compile(r"(?:Incoming|Outgoing|Missed)(?: \w+)? call(?: \([^()\n]*\))?")
_DELETED: Final = "(This message was deleted)"
_MISSING: Final = ("(media not exported)  ", "(attachment not exported)  ")
_FILE: Final = "](./media/"
_STICKER: Final = "](../exported_stickers/"
_MARGIN: Final = "  "
_LONGEST_LINK: Final = 4096

Columns = tuple[list[int], list[str], list[str], list[str], list[str]]


def is_markdown(head: bytes) -> bool:
    """Tell such a chat: it begins with a message, there is an empty line before each, and texts end with two spaces."""
    text = _plain(head[: 1 << 16])
    starts = [found.start() for found in _START.finditer(text)]
    return starts[:1] == [0] and "  \n\n" in text and all(_begins(text, start) for start in starts)


def messages_of(chunks: Iterator[bytes], check: Callable[[str], None]) -> Iterator[Columns]:
    """Yield the messages in some text as columns: line, time, sender, kind (or ``system``), what was typed.

    Args:
        chunks: The text in UTF-8, in pieces that end where lines end.
        check: Is given what of a message there is, as long as it may go on.
    """
    carried, n_lines = "", 0
    for chunk in chunks:
        text = carried + _plain(chunk)
        starts = [found for found in _START.finditer(text) if _begins(text, found.start())]
        keep = starts[-1].start() if starts else len(text)
        if whole := [found for found in starts if found.start() < keep]:
            yield _columns(text, whole, keep, n_lines)
        carried = text[keep:]
        check(carried)
        n_lines += text.count("\n", 0, keep)
    if found := _START.match(carried):
        yield _columns(carried, [found], len(carried), n_lines)


def _plain(chunk: bytes) -> str:
    return chunk.replace(b"\r\n", b"\n").decode("utf-8", "replace")


def _begins(text: str, start: int) -> bool:
    """Whether a message can begin at a line: at the top, or after an empty one."""
    return start == 0 or text.startswith("\n\n", start - 2)


def _columns(text: str, starts: list[re.Match[str]], stop: int, n_lines: int) -> Columns:
    """Read the messages that begin at some places."""
    lines: list[int] = []
    times: list[str] = []
    senders: list[str] = []
    kinds: list[str] = []
    texts: list[str] = []
    counted = 0
    for found, end in zip(starts, [*(following.start() for following in starts[1:]), stop], strict=True):
        n_lines += text.count("\n", counted, found.start())
        counted = found.start()
        kind, said = _said(text[found.end() : end].removesuffix("\n").removesuffix("\n"))
        lines.append(n_lines + 1)
        times.append(found[1])
        senders.append(found[2])
        kinds.append(kind)
        texts.append(said)
    return lines, times, senders, kinds, texts


def _said(body: str) -> tuple[str, str]:
    """Return the kind of a message, and what was typed: without the quote before it and what is written after it."""
    if body == _DELETED:
        return Kind.DELETED.value, ""
    quote = _QUOTE.match(body)
    body = body[quote.end() :] if quote else body
    end, shared = len(body), False
    while (file := _file_at(body, end)) is not None:
        end, shared = file, True
    if body.endswith(" ))", 0, end) and (start := body.rfind("\n(( ", 0, end)) >= 0:
        end, shared = start, True
    if body.endswith(" -)", 0, end) and (start := body.rfind("\n(- ", 0, end)) >= 0:
        end = start
    text = body[:end].removesuffix(_MARGIN)
    if CALL.fullmatch(text):
        return _SYSTEM, ""
    return (Kind.TEXT.value, text) if text else (Kind.MEDIA.value if shared else _SYSTEM, "")


def _file_at(body: str, end: int) -> int | None:
    """Return where the file begins that is written at the end of a text, as a link; None where there is none."""
    for missing in _MISSING:
        if body.endswith(missing, 0, end):
            return end - len(missing)
    within = max(0, end - _LONGEST_LINK)
    line = max(body.rfind("\n", within, end) + 1, within)
    if not body.endswith(")  ", line, end):
        return None
    for mark in (_FILE, _STICKER):
        at = body.rfind(mark, line, end)
        if at < 0:
            continue
        name = body[at + len(mark) : end - len(")  ")]
        start = at - len(name) - 1
        if not body.startswith(
            f"[{name}]", max(start, line)
        ):  # a sticker, or a name that differs from the path
            start = body.rfind("[", line, at)
        if start >= line:
            return start - 1 if body.startswith("!", start - 1) and start > line else start
    return None
