"""The lines of a text, as a column."""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["split_lines"]

SMALL_BYTES: Final = 1 << 16
"""Up to here it takes less time to cut the text than to ask Polars for its lines."""


def split_lines(text: bytes) -> tuple[pl.Series, bytes]:
    """Return the lines of a text, without what ends them, and the text: bytes that are not UTF-8 become U+FFFD.

    Args:
        text: Lines that end in LF or CRLF, UTF-8.
    """
    if len(text) < SMALL_BYTES:
        return _split_small(text)
    try:
        return _split_large(text), text
    except pl.exceptions.ComputeError:
        text = text.decode("utf-8", "replace").encode()
        return _split_large(text), text


def _split_small(text: bytes) -> tuple[pl.Series, bytes]:
    words = text.decode("utf-8", "replace")
    closed = words if words.endswith("\n") or not words else f"{words}\n"
    lines = closed.replace("\r\n", "\n").split("\n")[:-1]
    return pl.Series("lines", lines, dtype=pl.String), words.encode()


def _split_large(text: bytes) -> pl.Series:
    """Return the lines; Polars would unpack what begins like packed data, as ``x^`` does, so a line end comes first."""
    return pl.read_lines(b"\n" + text).to_series()[1:]
