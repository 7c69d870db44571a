"""Ids that a record keeps wherever it goes: made with the form that begins it, so that sending it twice keeps one."""

from __future__ import annotations

import re
import secrets
from typing import Final

__all__ = ["is_uid", "new_uid"]

_UID: Final = re.compile("[0-9a-f]{32}")


def new_uid() -> str:
    """Return an id that no other record has."""
    return secrets.token_hex(16)


def is_uid(text: str) -> bool:
    """Whether a text could be one of ours.

    >>> is_uid(new_uid()), is_uid("1"), is_uid("../" * 11)
    (True, False, False)
    """
    return _UID.fullmatch(text) is not None
