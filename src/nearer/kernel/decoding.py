"""What decoding JSON that somebody else may have written can raise."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["UNDECODABLE"]

UNDECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON or not of its type; bytes that are no UTF-8, which ``msgspec`` meets in names only; nested beyond measure."""
