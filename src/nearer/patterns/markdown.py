"""A text in Markdown as sections of cited paragraphs, ready for a page; everything else in it is a fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, get_args

from nearer.patterns.faults import Faults
from nearer.patterns.keys import RECORD_KEYS
from nearer.patterns.links import Link
from nearer.patterns.spans import Notes, write_spans
from nearer.patterns.texts import Block, Section, Source, Strength, Text
from nearer.patterns.wording import find_label

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["Rules", "parse"]

ASKS: Final = "Questions to sit with"
_CITATION: Final = re.compile(r"\[\^([a-z0-9_-]{1,60})(?::([a-z]{1,20}))?\]")
_RECORD: Final = re.compile(r"\{record:\s*([a-z_]+)\}")
_STRENGTHS: Final = frozenset(get_args(Strength))


@dataclass(frozen=True, slots=True)
class Rules:
    """What a text must be.

    Attributes:
        sources: What it may cite, by key.
        headings: Its sections; empty where they are free.
        uncited: Headings under which nothing need be cited.
        prefix: Put before the ids of its sources, where several texts share a page.
        is_own: Whether links to the web are links; in a text from elsewhere they are words.
        has_sections: Whether it has headings at all.
    """

    sources: Mapping[str, Source]
    headings: Sequence[str] = ()
    uncited: Sequence[str] = ()
    prefix: str = ""
    is_own: bool = True
    has_sections: bool = True


@dataclass(slots=True)
class _Part:
    """A section that is being read."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)


def parse(text: str, rules: Rules, faults: Faults, links: list[Link]) -> Text:
    """Return a text in sections; whatever is wrong with it goes to the faults.

    Args:
        text: Markdown: paragraphs, lists and headings of the second level.
        rules: What it must be.
        faults: At its file.
        links: Takes the links to our own pages, to be checked when all of those are known.
    """
    notes = Notes(rules.sources, rules.prefix, rules.is_own, links)
    parts = [_Part()]
    for kind, token in _pieces(_reader().parse(text), faults):
        if kind == "heading":
            if not rules.has_sections:
                faults.add("no_heading_here")
            parts.append(_Part(token.content))
            continue
        part = parts[-1]
        here = faults.at(section=part.title, paragraph=len(part.blocks) + 1)
        part.blocks.append(_block(kind, token, part.title, rules, notes, here))
    first, *titled = parts
    if rules.has_sections and first.blocks:
        faults.add("before_heading")
    if rules.headings and [part.title for part in titled] != list(rules.headings):
        faults.add("headings", wanted=" · ".join(rules.headings))
    kept = titled if rules.has_sections else [first]
    for part in kept:
        if not part.blocks:
            faults.at(section=part.title).add("empty_section")
    keys = _ids([part.title for part in kept])
    sections = (Section(key, part.title, tuple(part.blocks)) for key, part in zip(keys, kept, strict=True))
    return Text(tuple(sections), tuple(notes.cited.values()))


def _block(kind: str, token: Token, title: str, rules: Rules, notes: Notes, faults: Faults) -> Block:
    record = _RECORD.fullmatch(token.content.strip())
    if record:
        if record[1] not in RECORD_KEYS:
            faults.add("no_record", key=record[1])
        return Block("record", record=record[1])
    spans = write_spans(token.children or [], notes, faults)
    asks = title == ASKS and ASKS in rules.headings
    if asks and (kind != "item" or spans.cited or not spans.plain.endswith("?")):
        faults.add("no_question")
    elif not asks and title not in rules.uncited and not spans.ends_cited:
        faults.add("uncited")
    label = find_label(spans.plain)
    if label:
        faults.add("label", word=label)
    return Block("item" if kind == "item" else "paragraph", spans.html, spans.plain, spans.cited)


def _pieces(tokens: Sequence[Token], faults: Faults) -> list[tuple[str, Token]]:
    """Return headings, paragraphs and list items in order, each with its inline token."""
    found: list[tuple[str, Token]] = []
    section, in_list, fresh, heading = "", 0, False, False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = token.tag == "h2" and not in_list
                if not heading:
                    faults.at(section=section).add("heading_level")
            case "bullet_list_open":
                in_list += 1
                if in_list > 1:
                    faults.at(section=section).add("nested")
            case "bullet_list_close":
                in_list -= 1
            case "list_item_open":
                fresh = True
            case "inline" if heading:
                section, heading = token.content, False
                found.append(("heading", token))
            case "inline":
                if in_list and not fresh:
                    faults.at(section=section).add("nested")
                found.append(("item" if in_list else "paragraph", token))
                fresh = False
            case "paragraph_open" | "paragraph_close" | "heading_close" | "list_item_close":
                pass
            case _ if not token.type.endswith("_close"):
                faults.at(section=section).add("not_allowed")
    return found


def _ids(titles: Sequence[str]) -> list[str]:
    """Return an id for each title, no two the same.

    >>> _ids(["What it is", "What it is", ""])
    ['what-it-is', 'what-it-is-2', 'text']
    """
    found: list[str] = []
    for title in titles:
        plain = "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "text"
        number = 2
        key = plain
        while key in found:
            key, number = f"{plain}-{number}", number + 1
        found.append(key)
    return found


def _citation(state: StateInline, silent: bool) -> bool:
    """Read ``[^key]`` and ``[^key:strength]``."""
    match = _CITATION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"key": match[1], "strength": match[2]}
    state.pos = match.end()
    return True


@cache
def _reader() -> MarkdownIt:
    """Return CommonMark without HTML, pictures and reference links; addresses are checked where they are written."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    reader.disable(["html_block", "html_inline", "reference", "autolink", "image"])
    reader.inline.ruler.before("link", "citation", _citation)
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader
