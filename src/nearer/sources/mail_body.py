"""What an e-mail holds: its text, and whether files hang on it (MIME: RFC 2045 to 2049)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nearer.sources.mail_headers import decoded, parse_headers

__all__ = ["Body", "read_body", "split_head"]

_DEEPEST: Final = 8
_MOST_PARTS: Final = 200
_LONGEST_TEXT: Final = 1 << 20
_BLANK: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_PARAMETER: Final = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))')
_NO_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class Body:
    """What an e-mail holds.

    Attributes:
        plain: Its plain text; "" where it has none.
        html: Its page, where there is no plain text.
        attached: Whether files, pictures, invitations hang on it.
    """

    plain: str = ""
    html: str = ""
    attached: bool = False


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part that holds no further parts."""

    kind: str
    text: str
    attached: bool


def split_head(message: bytes) -> tuple[bytes, bytes]:
    """Return the headers of a message and what follows them."""
    blank = _BLANK.search(message)
    return (message, b"") if blank is None else (message[: blank.start()], message[blank.end() :])


def read_body(headers: Mapping[str, str], content: bytes) -> Body:
    """Read the body of an e-mail.

    Args:
        headers: Of the message, names in small letters.
        content: What follows them.
    """
    leaves = list(_leaves(headers, content, 0, [_MOST_PARTS]))
    plain = "\n".join(leaf.text for leaf in leaves if leaf.kind == "text/plain" and not leaf.attached)
    html = "\n".join(leaf.text for leaf in leaves if leaf.kind == "text/html" and not leaf.attached)
    return Body(plain, "" if plain.strip() else html, any(leaf.attached for leaf in leaves))


def _leaves(headers: Mapping[str, str], content: bytes, depth: int, left: list[int]) -> Iterator[_Leaf]:
    """Yield the parts of a body, at most as many as are left."""
    if left[0] <= 0:
        return
    left[0] -= 1
    kind, parameters = _parameters(headers.get("content-type", "text/plain"))
    boundary = parameters.get("boundary", "")
    if kind.startswith("multipart/") and boundary and depth < _DEEPEST:
        marker = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*+(?=\r?\n|\Z)")
        start: int | None = None
        for found in marker.finditer(content):
            if start is not None:
                yield from _part(content[start : found.start()], depth, left)
            if found[1] or left[0] <= 0:
                return
            start = found.end()
        if start is not None:
            yield from _part(content[start:], depth, left)
        return
    disposition, named = _parameters(headers.get("content-disposition", ""))
    attached = disposition == "attachment" or "filename" in named or not kind.startswith("text/")
    attached = attached or kind not in {"text/plain", "text/html"}
    text = ""
    if not attached:
        text = decoded(
            _unpacked(content, headers.get("content-transfer-encoding", "")), parameters.get("charset", "")
        )
    yield _Leaf(kind, text[:_LONGEST_TEXT], attached)


def _part(content: bytes, depth: int, left: list[int]) -> Iterator[_Leaf]:
    """Yield the parts of a part."""
    content = content.removeprefix(b"\r").removeprefix(b"\n")
    if content.startswith((b"\n", b"\r\n")):  # no headers at all: a plain text
        yield from _leaves({}, content.lstrip(b"\r\n"), depth + 1, left)
    else:
        head, rest = split_head(content)
        yield from _leaves(parse_headers(head), rest, depth + 1, left)


def _parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return a header's value and its parameters, both in small letters but for what the parameters say."""
    kind = value.split(";", 1)[0].strip().lower()
    found = {name.rstrip("*").lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(value)}
    return kind, {name.split("*", 1)[0]: text for name, text in found.items()}


def _unpacked(content: bytes, encoding: str) -> bytes:
    """Return the bytes of a part as they were before they were made fit for mail."""
    encoding = encoding.strip().lower()
    if encoding == "base64":
        content = _NO_BASE64.sub(b"", content)
        return binascii.a2b_base64(content[: len(content) - (len(content) % 4 == 1)] + b"==")
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    return content
