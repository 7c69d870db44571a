"""The words of one paragraph as HTML: emphasis, links, and the numbers of its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Final

from nearer.patterns.faults import Faults
from nearer.patterns.links import ADDRESSES, Link, is_web, own_address
from nearer.patterns.texts import STRENGTHS, Cited, Source
from nearer.words import say

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Notes", "Spans", "write_spans"]

_PLAIN_TAGS: Final = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
}


@dataclass(frozen=True, slots=True)
class Notes:
    """What the paragraphs of a text share.

    Attributes:
        sources: What may be cited, by key.
        prefix: Put before the ids of the sources.
        is_own: Whether links to the web are links.
        links: Takes the links to our own pages.
        cited: What was cited so far, by source and strength.
    """

    sources: Mapping[str, Source]
    prefix: str
    is_own: bool
    links: list[Link]
    cited: dict[tuple[str, str], Cited] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spans:
    """One paragraph.

    Attributes:
        html: Ready for a page.
        plain: The words alone.
        cited: Numbers of its sources.
        ends_cited: Whether it ends with the number of a source.
    """

    html: str
    plain: str
    cited: tuple[int, ...]
    ends_cited: bool


def write_spans(tokens: Sequence[Token], notes: Notes, faults: Faults) -> Spans:
    """Return one paragraph as HTML and as words.

    Args:
        tokens: Children of an inline token.
        notes: Of the text.
        faults: At this paragraph.
    """
    html: list[str] = []
    plain: list[str] = []
    cited: list[int] = []
    closing: list[str] = []
    ends_cited = False
    for token in tokens:
        if token.type in _PLAIN_TAGS:
            html.append(_PLAIN_TAGS[token.type])
        elif token.type in ("text", "text_special"):
            html.append(escape(token.content))
            plain.append(token.content)
            ends_cited = ends_cited and not token.content.strip()
        elif token.type in ("softbreak", "hardbreak"):
            html.append(" ")
            plain.append(" ")
        elif token.type == "link_open":
            before, after = _link(str(token.attrs.get("href", "")), notes, faults)
            html.append(before)
            closing.append(after)
        elif token.type == "link_close":
            html.append(closing.pop())
        elif token.type == "citation":
            ends_cited = True
            entry = _cite(token.meta["key"], token.meta["strength"], notes, faults)
            if entry is not None:
                cited.append(entry.number)
                _close_up(html)
                html.append(_number(entry))
                _close_up(plain)
        else:
            faults.add("not_allowed")
    return Spans("".join(html).strip(), " ".join("".join(plain).split()), tuple(cited), ends_cited)


def _close_up(pieces: list[str]) -> None:
    """Take the blank away that stands before a number."""
    while pieces and not pieces[-1].strip():
        pieces.pop()
    if pieces:
        pieces[-1] = pieces[-1].rstrip()


def _link(href: str, notes: Notes, faults: Faults) -> tuple[str, str]:
    """Return what stands before and after the words of a link."""
    own = own_address(href)
    if own is not None:
        notes.links.append(Link(*own, faults))
        return f'<a href="{ADDRESSES[own[0]].format(own[1])}">', "</a>"
    if not is_web(href):
        faults.add("bad_link", link=href)
        return "", ""
    if notes.is_own:
        return f'<a href="{escape(href)}" rel="noreferrer">', "</a>"
    return "", f" ({escape(href)})"


def _cite(key: str, strength: str | None, notes: Notes, faults: Faults) -> Cited | None:
    source = notes.sources.get(key)
    if source is None:
        faults.add("no_source", key=key)
        return None
    if strength is not None and strength not in STRENGTHS:
        faults.add("no_strength", strength=strength)
        return None
    level = next((one for one in STRENGTHS if one == strength), source.strength)
    number = len(notes.cited) + 1
    return notes.cited.setdefault(
        (key, level), Cited(number, source, level, f"{notes.prefix}source-{number}")
    )


def _number(entry: Cited) -> str:
    label = escape(say("library.cite.label", n=entry.number))
    return (
        f'<sup class="cite"><a href="#{escape(entry.anchor)}" aria-label="{label}">{entry.number}</a></sup>'
    )
