"""Messenger: the threads of Facebook's "Download your information", and its end-to-end download."""

from __future__ import annotations

from typing import Final

from nearer.sources.formats import Format
from nearer.sources.meta import MetaReader, recogniser
from nearer.sources.meta_layout import gather

__all__ = ["FORMAT", "MessengerReader"]


class MessengerReader(MetaReader):
    """The threads of one Messenger account."""

    source = "messenger"


FORMAT: Final = Format(
    "messenger",
    "Messenger",
    recogniser(instagram=False),
    MessengerReader,
    frozenset({".json", ".html", ".htm"}),
    gather,
)
