"""One spelling for what exports of several apps spell in many ways: telephone numbers, and the references of HTML."""

from __future__ import annotations

import html
import re
from typing import Final

__all__ = ["same_number", "unescaped", "without_comments"]

_NUMBER: Final = re.compile(r"\+?[\d\s().\-/\u00a0\u200e\u202a\u202c]+")
_NO_DIGIT: Final = re.compile(r"\D+")
_SIGNIFICANT: Final = 9
"""Digits at the end of a number that tell it: country and trunk codes before them are written or left out at will."""


def same_number(address: str) -> str:
    """Return one spelling for all spellings of a telephone number; short codes, names and e-mail addresses stay.

    >>> same_number("+49 (171) 234-5678") == same_number("0171 2345678")
    True
    >>> same_number("22000")
    '22000'
    """
    address = address.strip()
    if _NUMBER.fullmatch(address) is None:
        return address.casefold()
    digits = _NO_DIGIT.sub("", address)
    return digits if len(digits) <= _SIGNIFICANT else digits[-_SIGNIFICANT:]


def unescaped(text: str) -> str:
    """Return a text of HTML with its references replaced; as it is where one is no number of any use."""
    try:
        return html.unescape(text)
    except ValueError:
        return text


def without_comments(page: str) -> str:
    """Return HTML without its comments; one that nothing ends goes on to the end.

    >>> without_comments("<p>Yes<!-- no -->, gladly")
    '<p>Yes, gladly'
    """
    if "<!--" not in page:
        return page
    first, *others = page.split("<!--")
    return first + "".join(one.partition("-->")[2] for one in others)
