"""The few headers of an e-mail that tell who wrote it to whom, and when (RFC 5322; encoded words: RFC 2047)."""

from __future__ import annotations

import binascii
import re
from datetime import date
from functools import lru_cache
from typing import Final

__all__ = ["addresses_of", "decode_words", "decoded", "moment_of", "parse_headers"]

_HEADER: Final = re.compile(
    rb"^([!-9;-~]{1,76}+)[ \t]*+:[ \t]*+([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)", re.MULTILINE
)
_NAMES: Final = (
    b"from to cc bcc date subject message-id references in-reply-to x-gm-thrid x-gmail-labels delivered-to list-id "
    b"list-unsubscribe auto-submitted precedence content-type content-disposition content-transfer-encoding"
)
_WANTED: Final = frozenset(_NAMES.split())
_FOLD: Final = re.compile(r"\r?\n[ \t]+")
_WORD: Final = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\s]*+)\?=")
_BETWEEN: Final = re.compile(r"(?<=\?=)\s+(?==\?)")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[^",;]++|[,;]', re.DOTALL)
_QUOTED_PAIR: Final = re.compile(r"\\(.)")
_DATE: Final = re.compile(
    r"(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([+-]\d{4})|\s+([A-Z]{1,5}))?"
)
_DELIVERED: Final = re.compile(
    r"([A-Za-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+([+-]\d{4}|[A-Z]{3,5}))?\s+(\d{4})"
)
_MONTH_NAMES: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_ZONES: Final = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_CHARSET: Final = re.compile(
    r"(?:utf-?(?:8|16|32|7)|iso-?\d|us-?ascii|ascii|latin|windows|cp|koi8|gb|big5|euc|shift|sjis|mac|tis|ks_c|hz)",
    re.IGNORECASE,
)
_MOST_ADDRESSES: Final = 500
_LONGEST_NAME: Final = 500
_LONGEST_VALUE: Final = 1 << 16
_LONGEST_DATE: Final = 500


def parse_headers(head: bytes) -> dict[str, str]:
    """Return the headers that tell something, the first of each name, unfolded; names in small letters.

    Args:
        head: The lines of the headers.
    """
    found: dict[str, str] = {}
    for written, value in _HEADER.findall(head):
        name = written.lower()
        if name not in _WANTED:
            continue
        text = decoded(value[:_LONGEST_VALUE], "")
        found.setdefault(name.decode("ascii"), _FOLD.sub(" ", text) if "\n" in text else text)
    return found


def decoded(content: bytes, charset: str) -> str:
    """Return bytes as a text, whatever they say that they are.

    Args:
        content: The bytes.
        charset: As it is declared; "" where it is not.
    """
    if _CHARSET.match(charset):
        try:
            return content.decode(charset, "replace")
        except (LookupError, ValueError):  # no such charset, or a name with a zero byte in it
            pass
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def decode_words(value: str) -> str:
    """Return a header with its encoded words decoded.

    >>> decode_words("=?utf-8?Q?Ana_Mar=C3=ADa?= Silva")
    'Ana María Silva'
    """
    if "=?" not in value:
        return value
    return _WORD.sub(_decode_word, _BETWEEN.sub("", value))


@lru_cache(4096)
def addresses_of(value: str | None) -> tuple[tuple[str, str], ...]:
    """Return the addresses of a header, in small letters, each with the name beside it ("" where there is none).

    >>> addresses_of('"Silva, Ana" <Ana@x.org>, bob@x.org')
    (('ana@x.org', 'Silva, Ana'), ('bob@x.org', ''))
    """
    found: list[tuple[str, str]] = []
    entry = ""
    for token in (*_TOKEN.findall(value or ""), ","):
        if token not in {",", ";"}:
            entry += token
        elif "@" in entry:
            found.extend(_address_of(entry))
            entry = ""
        elif len(entry) > _LONGEST_NAME:
            entry = ""
        else:
            entry += token if entry else ""
        if len(found) >= _MOST_ADDRESSES:
            break
    return tuple(found)


def _address_of(entry: str) -> list[tuple[str, str]]:
    """Return the address of one entry and the name beside it."""
    name, opening, rest = entry.rpartition("<")
    address = rest.partition(">")[0].strip() if opening else ""
    if "@" not in address:
        words = [word.strip("<>()[]'\"") for word in entry.split() if "@" in word]
        address, name = (words[-1] if words else ""), ""
    if not address.strip("@") or any(one.isspace() for one in address):
        return []
    name = name.strip(" \t'")
    if name.startswith('"'):
        name = _QUOTED_PAIR.sub(r"\1", name.strip('"'))
    return [(address.lower(), decode_words(name).strip(" \t'\""))]


def moment_of(value: str | None) -> int | None:
    """Return the moment of a ``Date`` header, or of the line that begins a message, milliseconds since 1970 UTC.

    A date without a zone is taken for UTC.

    >>> moment_of("Tue, 4 Feb 2020 22:14:05 +0100")
    1580850845000
    >>> moment_of("1661828917674532318@xxx Tue Feb 04 21:14:05 +0000 2020")
    1580850845000
    """
    if value is None:
        return None
    value = value[:_LONGEST_DATE]
    if found := _DATE.search(value):
        day, month, year, hour, minute, second, offset, zone = found.groups()
        zone = offset or zone
    elif found := _DELIVERED.search(value):
        month, day, hour, minute, second, zone, year = found.groups()
    else:
        return None
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return None
    try:
        days = date(number, _MONTHS[month.lower()], int(day)).toordinal() - _FIRST_DAY
    except (KeyError, ValueError):
        return None
    seconds = ((days * 24 + int(hour)) * 60 + int(minute)) * 60 + int(second or 0)
    return (seconds - _offset_of(zone or "")) * 1000


def _offset_of(zone: str) -> int:
    """Return how far a zone is from UTC, seconds."""
    if zone.startswith(("+", "-")):
        seconds = (int(zone[1:3]) * 60 + int(zone[3:])) * 60
        return -seconds if zone.startswith("-") else seconds
    return _ZONES.get(zone, 0) * 3600


def _decode_word(word: re.Match[str]) -> str:
    """Return what one encoded word says; itself where it is damaged."""
    charset, encoding, text = word.groups()
    try:
        if encoding in "bB":
            content = binascii.a2b_base64(text + "=" * (-len(text) % 4))
        else:
            content = binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
    except (binascii.Error, ValueError):
        return word[0]
    return decoded(content, charset)
