"""The library that comes with Nearer, the patterns that somebody added beside it, and whatever is wrong with either."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from nearer.patterns.definitions import PatternFile
from nearer.patterns.faults import Fault, Faults
from nearer.patterns.files import LONGEST_SLUG, SLUG, read_table, read_text, typed
from nearer.patterns.keys import CATEGORIES, CAUSES, CHECKIN_ITEMS, EXERCISES, SIGNALS
from nearer.patterns.links import Link, check_links
from nearer.patterns.markdown import Rules, parse
from nearer.patterns.reading import (
    expect_among,
    expect_lines,
    read_cause,
    read_page,
    read_questions,
    read_sources,
    read_synonyms,
    read_themes,
)
from nearer.patterns.texts import HEADINGS, Source, Text
from nearer.patterns.types import Library, Pattern

__all__ = ["OWN_FOLDER", "Loaded", "own_library", "read_added", "read_library", "read_single"]

OWN_FOLDER: Final = Path(__file__).with_name("library")
PAGES: Final = ("pushed-away",)
MOST_PATTERNS: Final = 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library, and what had to be left out of it.

    Attributes:
        library: What can be read.
        faults: What is wrong; an added pattern that has a fault is left out.
        left_out: Names of the folders that were left out.
    """

    library: Library
    faults: tuple[Fault, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A pattern as read, before its links are checked."""

    pattern: Pattern
    links: list[Link]
    faults: Faults


@cache
def own_library() -> Loaded:
    """Return the library that comes with Nearer."""
    return read_library(OWN_FOLDER)


def read_library(root: Path) -> Loaded:
    """Read a whole library.

    Args:
        root: Folder with ``sources.toml``, ``patterns/``, ``causes/`` and so on.
    """
    faults, links = Faults(), list[Link]()
    sources = read_sources(
        read_table(root / "sources.toml", faults.at("sources.toml")) or {}, faults.at("sources.toml")
    )
    read, left_out = _patterns(root / "patterns", "patterns/", sources, faults, is_own=True)
    causes = {key: one for key in CAUSES if (one := read_cause(root, key, sources, faults, links))}
    questions = read_questions(root, sources, faults, links)
    pages = {name: found for name in PAGES if (found := read_page(root, name, sources, faults, links))}
    themes = read_themes(root, questions, faults)
    library = Library({}, causes, questions, pages, themes, read_synonyms(root, faults))
    library = replace(library, patterns={read_one.pattern.slug: read_one.pattern for read_one in read})
    there = _there({**library.patterns, **dict.fromkeys(left_out)}, questions)
    check_links([*links, *(link for pattern in read for link in pattern.links)], there)
    for pattern in read:
        _check_related(pattern, there)
    for question in questions.values():
        expect_among(
            "patterns", question.patterns, there["pattern"], faults.at("questions.toml", question.key)
        )
    return Loaded(library, tuple(faults.found), tuple(left_out))


def read_added(library: Library, folder: Path) -> Loaded:
    """Return a library with the patterns of a folder beside its own; a faulty one is told and left out.

    Args:
        library: The one that they join.
        folder: One folder for each pattern; may be missing.
    """
    faults = Faults()
    sources = own_sources()
    read, left_out = _patterns(folder, "", sources, faults, is_own=False, taken=library.patterns)
    return _settled(library, read, faults, left_out)


def read_single(library: Library, folder: Path) -> Loaded:
    """Return a library with one pattern beside its own, from wherever its folder stands.

    Args:
        library: The one that it joins.
        folder: Named by the pattern's slug.
    """
    faults = Faults()
    one = _pattern(folder, "", own_sources(), faults, is_own=False, taken=library.patterns)
    return _settled(library, [one] if one else [], faults, [] if one else [folder.name])


@cache
def own_sources() -> Mapping[str, Source]:
    """Return the sources that every pattern may cite."""
    faults = Faults(file="sources.toml")
    return read_sources(read_table(OWN_FOLDER / "sources.toml", faults) or {}, faults)


def _settled(library: Library, read: list[_Read], faults: Faults, left_out: list[str]) -> Loaded:
    """Add patterns; leave out the faulty, and those that lead to what was left out."""
    kept = list(read)
    while True:
        patterns = {**library.patterns, **{one.pattern.slug: one.pattern for one in kept}}
        there = _there(patterns, library.questions)
        good = []
        for one in kept:
            before = len(faults.found)
            check_links(one.links, there)
            _check_related(one, there)
            if len(faults.found) == before:
                good.append(one)
            else:
                left_out.append(one.pattern.slug)
        if len(good) == len(kept):
            return Loaded(replace(library, patterns=patterns), tuple(faults.found), tuple(left_out))
        kept = good


def _check_related(one: _Read, there: Mapping[str, Collection[str]]) -> None:
    expect_among("leads_to", one.pattern.leads_to, there["pattern"], one.faults)
    expect_among("comes_from", one.pattern.comes_from, there["pattern"], one.faults)


def _there(patterns: Collection[str], questions: Collection[str]) -> dict[str, Collection[str]]:
    return {"pattern": patterns, "question": questions, "cause": CAUSES, "practice": EXERCISES}


def _patterns(
    folder: Path,
    above: str,
    sources: Mapping[str, Source],
    faults: Faults,
    *,
    is_own: bool,
    taken: Collection[str] = (),
) -> tuple[list[_Read], list[str]]:
    """Read every folder of a folder; returns those without a fault, and the names of the others."""
    found: list[_Read] = []
    left_out: list[str] = []
    for path in _folders(folder, faults.at(above or "patterns/")):
        one = _pattern(path, above, sources, faults, is_own=is_own, taken=taken)
        if one is None:
            left_out.append(path.name)
        else:
            found.append(one)
    return found, left_out


def _folders(folder: Path, faults: Faults) -> list[Path]:
    if folder.is_symlink():
        faults.add("link")
        return []
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_symlink() or path.is_dir())
    except FileNotFoundError:
        return []
    except OSError:
        faults.add("unreadable")
        return []
    if len(paths) > MOST_PATTERNS:
        faults.add("too_many", most=MOST_PATTERNS)
    return [path for path in paths if not path.name.startswith(".")][:MOST_PATTERNS]


def _pattern(
    folder: Path,
    above: str,
    sources: Mapping[str, Source],
    faults: Faults,
    *,
    is_own: bool,
    taken: Collection[str] = (),
) -> _Read | None:
    before, slug = len(faults.found), folder.name
    outside, head = faults.at(f"{above}{slug}"), faults.at(f"{above}{slug}/pattern.toml")
    if folder.is_symlink():
        outside.add("link")
        return None
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        outside.add("slug")
        return None
    if slug in taken:
        outside.add("slug_taken", slug=slug)
        return None
    table = read_table(folder / "pattern.toml", head)
    given = None if table is None else typed(PatternFile, table, head)
    body = faults.at(f"{above}{slug}/text.md")
    text = read_text(folder / "text.md", body)
    links: list[Link] = []
    more = _more_sources(given, sources, head) if given else {}
    rules = Rules({**sources, **more}, HEADINGS["pattern"], is_own=is_own)
    parsed = None if text is None else parse(text, rules, body, links)
    if given is None or parsed is None:
        return None
    expect_lines(head, title=(given.title,), short=(given.short,), words=given.words)
    expect_among("category", (given.category,), CATEGORIES, head)
    expect_among("signals", given.signals, SIGNALS, head)
    expect_among("checkin", given.checkin, CHECKIN_ITEMS, head)
    expect_among("causes", given.causes, CAUSES, head)
    expect_among("practices", given.practices, EXERCISES, head)
    if len(faults.found) > before and not is_own:
        return None
    return _Read(_made(slug, given, parsed, is_own), links, head)


def _made(slug: str, given: PatternFile, text: Text, is_own: bool) -> Pattern:
    return Pattern(
        slug=slug,
        title=given.title,
        short=given.short,
        category=given.category,
        words=given.words,
        leads_to=given.leads_to,
        comes_from=given.comes_from,
        signals=given.signals,
        checkin=given.checkin,
        causes=given.causes,
        practices=given.practices,
        text=text,
        is_own=is_own,
    )


def _more_sources(given: PatternFile, sources: Mapping[str, Source], faults: Faults) -> Mapping[str, Source]:
    for key in given.sources.keys() & sources.keys():
        faults.add("source_twice", key=key)
    return read_sources(given.sources, faults)
