"""Instagram: the threads of its "Download your information"."""

from __future__ import annotations

from typing import Final

from nearer.sources.formats import Format
from nearer.sources.meta import MetaReader, recogniser
from nearer.sources.meta_layout import gather

__all__ = ["FORMAT", "InstagramReader"]


class InstagramReader(MetaReader):
    """The threads of one Instagram account."""

    source = "instagram"


FORMAT: Final = Format(
    "instagram",
    "Instagram",
    recogniser(instagram=True),
    InstagramReader,
    frozenset({".json", ".html", ".htm"}),
    gather,
)
