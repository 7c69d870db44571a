"""What somebody typed into an e-mail: without earlier mails that are quoted, signatures, and what the app adds."""

from __future__ import annotations

import re
from typing import Final

from nearer.sources.mail_terms import load_terms
from nearer.sources.spellings import unescaped, without_comments

__all__ = ["text_of_html", "typed_in"]

_SIGNATURE: Final = re.compile(r"^--[ \t\u00a0]?$", re.MULTILINE)
_RULE: Final = re.compile(r"\n_{20,}[ \t]*\Z")
_MOST_APP: Final = 80
_LONGEST_ABOVE: Final = 400
_DIGIT: Final = re.compile(r"\d")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>|<[!?][^<>]*+>")
_HIDDEN: Final = frozenset({"style", "script", "head", "title"})
_LINE_TAGS: Final = "br p div tr li ul ol table h1 h2 h3 h4 h5 h6 hr pre"
_LINES: Final = frozenset(_LINE_TAGS.split())
_QUOTE: Final = re.compile(
    r"gmail_quote|gmail_signature|moz-cite-prefix|moz-signature|yahoo_quoted|protonmail_quote"
)
_BELOW: Final = re.compile(r"id=[\"']?(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message)")
_SPACES: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_GAPS: Final = re.compile(r"\n{3,}")


def typed_in(text: str) -> tuple[str, bool]:
    r"""Return what of a plain text was typed for this mail, and whether something of an earlier one stood there.

    >>> typed_in("Yes, gladly.\n\nOn 4 Feb 2020, Bob wrote:\n> Tea?\n")
    ('Yes, gladly.', True)
    """
    terms = load_terms()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    below = terms.below.search(text)
    if below:
        text = _RULE.sub("", text[: below.start()].rstrip())
    lines = text.split("\n")
    kept = _without_quotes(lines, terms.wrote)
    quoted = below is not None or len(kept) < len(lines)
    text = "\n".join(line.rstrip() for line in kept)
    if signature := _SIGNATURE.search(text):
        text = text[: signature.start()]
    text = text.strip()
    last = text[text.rfind("\n") + 1 :]
    if last.startswith(terms.apps) and len(last) <= _MOST_APP:
        text = text[: len(text) - len(last)].rstrip()
    return _GAPS.sub("\n\n", text), quoted


def _without_quotes(lines: list[str], wrote: re.Pattern[str]) -> list[str]:
    """Return lines without those of earlier mails, and without the line that says whose those are."""
    n_quoted = sum(_is_quoted(line) for line in lines)
    kept: list[str] = []
    for line in lines:
        if _is_quoted(line):
            n_quoted -= 1
        elif line.rstrip().endswith(":") and (start := _start_of_line_above(kept, line, wrote)) is not None:
            del kept[start:]
            if not n_quoted:  # the earlier mail stands below without marks
                return kept
        else:
            kept.append(line)
    return kept


def _is_quoted(line: str) -> bool:
    return line.startswith((">", " >"))


def _start_of_line_above(kept: list[str], line: str, wrote: re.Pattern[str]) -> int | None:
    """Return where "On Tuesday, 4 February, Bob wrote:" begins, which may take three lines; None where it is none."""
    start = len(kept)
    for _ in range(3):
        if _DIGIT.search(line) and wrote.search(line):
            return start
        if not start or not kept[start - 1].strip() or len(line) > _LONGEST_ABOVE:
            return None
        start -= 1
        line = f"{kept[start]} {line}"
    return None


def text_of_html(page: str) -> tuple[str, bool]:
    r"""Return the text of a page without quoted mails, and whether one stood there.

    >>> text_of_html("<p>Yes,<br>gladly.</p><blockquote>Tea?</blockquote>")
    ('Yes,\ngladly.', True)
    """
    pieces: list[str] = []
    hidden, n_open, quoted, at = "", 0, False, 0
    page = without_comments(page)
    for tag in _TAG.finditer(page):
        name, more = (tag[2] or "").lower(), tag[3] or ""
        opens = not tag[1]
        if not hidden:
            pieces.append(unescaped(_SPACES.sub(" ", page[at : tag.start()])))
            if name in _LINES:
                pieces.append("\n")
        at = tag.end()
        if hidden:
            if name == hidden and not more.endswith("/"):
                n_open += 1 if opens else -1
            hidden = hidden if n_open else ""
        elif opens and _BELOW.search(more):
            return _tidy(pieces), True
        elif opens and (
            name in _HIDDEN or name == "blockquote" or (name in {"div", "span"} and _QUOTE.search(more))
        ):
            hidden, n_open = name, 1
            quoted |= name not in _HIDDEN
    if not hidden:
        pieces.append(unescaped(_SPACES.sub(" ", page[at:])))
    return _tidy(pieces), quoted


def _tidy(pieces: list[str]) -> str:
    """Return pieces of text as lines without spaces around them, and without two empty ones together."""
    lines = "\n".join(line.strip() for line in "".join(pieces).replace("\u00a0", " ").split("\n")).strip()
    return re.sub(r"\n{2,}", "\n", lines)
