"""What decoding JSON that somebody else may have written can raise."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["UNDECODABLE", "decode_texts"]

UNDECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON or not of its type; bytes that are no UTF-8, which ``msgspec`` meets in names only; nested beyond measure."""


def decode_texts(content: str) -> tuple[str, ...]:
    """Return the texts of a JSON list; anything else in it, as another program may have put there, is left out.

    >>> decode_texts('["calm", 7, ["torn"], "warm"]')
    ('calm', 'warm')
    """
    try:
        found = msgspec.json.decode(content, type=list[object])
    except UNDECODABLE:
        return ()
    return tuple(one for one in found if isinstance(one, str))
