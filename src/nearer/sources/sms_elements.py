"""The elements of a backup in XML, read in a stream by a scanner of our own.

A backup holds tags with attributes and nothing else, so a tag ends where the next ``<`` begins; no value may hold one.
Neither entities nor a document type are known here, so nothing in a file can grow, and a damaged element costs itself
alone. Pictures (``data`` of a part, up to hundreds of megabytes in one attribute) are dropped before they are held.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export

__all__ = ["attributes", "plain", "tags"]

MOST_TAG_CHARACTERS: Final = 8 << 20
_PICTURE: Final = re.compile(r"""data=(["'])[A-Za-z0-9+/=&#;\r\n]{512,}+(\1|\Z)""")
_PAIR: Final = re.compile(r"&#(?:5[56]\d{3}|x[dD][89abAB]\w{2});&#(?:5[67]\d{3}|x[dD][c-fC-F]\w{2});")
_ATTRIBUTE: Final = re.compile(r"""\s([A-Za-z_][\w.:-]*+)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_WHOLE: Final = re.compile(r"""\w++(?:\s++[A-Za-z_][\w.:-]*+\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+\s*+/?>""")
_REFERENCE: Final = re.compile(r"&(#x[0-9A-Fa-f]{1,9}|#[0-9]{1,9}|lt|gt|amp|quot|apos);")
_NAMED: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def tags(export: Export, n_bytes: int) -> Iterator[list[str]]:
    """Yield the tags of a file, each without its ``<`` and with what stands behind it up to the next one.

    The last list holds one tag: the end of the file, whole or not.

    Args:
        export: The file.
        n_bytes: About how much to hold at a time.

    Raises:
        ExportError: The file cannot be read, or has a document type.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    held = quote = ""
    in_comment = False
    for piece in export.pieces(n_bytes):
        text = decoder.decode(piece)
        if quote:
            end = text.find(quote)
            if end < 0:
                continue
            text, quote = text[end + 1 :], ""
        text = held + _PAIR.sub(_whole, text)
        if "data=" in text:
            text, quote = _without_pictures(text)
        *found, held = text.split("<")
        if len(held) > MOST_TAG_CHARACTERS:
            held = held[:4] + "\0"  # no tag of an app is as long: it counts as one that cannot be read
        if in_comment or "<!" in text:
            if any(tag.startswith("!") and not tag.startswith("!--") for tag in found):
                raise ExportError("sms.error.document_type", file=export.name)
            found, in_comment = _without_comments(found, in_comment=in_comment)
        yield found
    yield [] if in_comment and "-->" not in held else [held]


def attributes(tag: str) -> dict[str, str] | None:
    """Return the attributes of a tag as they are written, without quotes; None where it is damaged or not whole."""
    whole = _WHOLE.match(tag)
    if whole is None:
        return None
    return {name: value[1:-1] for name, value in _ATTRIBUTE.findall(whole[0])}


def plain(value: str) -> str:
    """Return a value with its references replaced.

    Several exporters write an emoji as two references, one for each half of a surrogate pair; they become one
    character. What is no character becomes U+FFFD.
    """
    if "&" not in value:
        return value
    if "&#" in value:
        value = _REFERENCE.sub(_character, value)
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for reference, character in _NAMED.items():
        value = value.replace(reference, character)
    return value


def _character(reference: re.Match[str]) -> str:
    """Return what one reference stands for."""
    name = reference[1]
    if not name.startswith("#"):
        return _NAMED[reference[0]]
    number = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
    if number > 0x10FFFF or (number < 0x20 and number not in {0x9, 0xA, 0xD}):
        return "\ufffd"
    return chr(number)


def _whole(pair: re.Match[str]) -> str:
    """Return the character that two references are the halves of."""
    return _joined(pair[0])


@lru_cache(1024)
def _joined(pair: str) -> str:
    return plain(pair)


def _without_pictures(text: str) -> tuple[str, str]:
    """Drop the data of pictures; also return the quote that will end one that goes on behind the text."""
    quote = ""

    def drop(found: re.Match[str]) -> str:
        nonlocal quote
        quote = "" if found[2] else found[1]
        return ""

    return _PICTURE.sub(drop, text), quote


def _without_comments(found: list[str], *, in_comment: bool) -> tuple[list[str], bool]:
    """Drop tags that stand in comments; also tell whether one goes on behind them."""
    kept = []
    for tag in found:
        if not in_comment and not tag.startswith("!--"):
            kept.append(tag)
        else:
            in_comment = "-->" not in tag
    return kept, in_comment
