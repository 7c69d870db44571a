"""What an export shows about what is missing from it: the earliest part, the beginning, the end."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from nearer.sources.files import Export
from nearer.sources.whatsapp_layout import Layout
from nearer.words import say

__all__ = ["notes_on"]

CAP: Final = range(39_900, 40_101)
CAP_WITH_MEDIA: Final = range(9_990, 10_011)
"""The app exports at most 40,000 messages, or 10,000 with media, in a zip; what is older is left out silently."""

FEWEST_TO_BEGIN: Final = 200
NOTICES_SINCE: Final = datetime(2017, 1, 1)
"""Chats begun since the app encrypts them all (April 2016) begin with its notice; some months for old versions."""


def notes_on(export: Export, layout: Layout, n_lines: int, first: datetime | None, tail: bytes) -> list[str]:
    """Return sentences about what is probably missing.

    Args:
        export: The file.
        layout: How it is written.
        n_lines: Messages and lines of the app.
        first: Time of the first message.
        tail: The last bytes, as UTF-8.
    """
    notes = []
    with_media = export.archive is not None and len(export.archive.names()) > 1
    capped = n_lines in CAP or (with_media and n_lines in CAP_WITH_MEDIA)
    if capped:
        notes.append(say("sources.note.capped", file=export.name))
    began = layout.begins or first is None or first < NOTICES_SINCE or n_lines < FEWEST_TO_BEGIN
    if not began and not capped:
        notes.append(say("whatsapp.note.no_beginning", file=export.name))
    if export.entry is None and _is_cut(tail, iphone=layout.form.bracket):
        notes.append(say("whatsapp.note.cut", file=export.name))
    return notes


def _is_cut(tail: bytes, *, iphone: bool) -> bool:
    """Tell whether a text ends within a character, or without the line end that Android writes after every message."""
    try:
        tail[-4:].decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return True
    return not iphone and not tail.endswith((b"\n", b"\r"))
