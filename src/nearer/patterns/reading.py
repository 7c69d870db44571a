"""The parts of a library besides its patterns: sources, causes, questions, pages, and words that mean the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from nearer.patterns.definitions import CauseFile, PageFile, QuestionFile, SourceFile, ThemeFile
from nearer.patterns.faults import Faults
from nearer.patterns.files import read_table, read_text, typed
from nearer.patterns.keys import EXERCISES, RECORD_KEYS, SCALES
from nearer.patterns.links import Link, is_web
from nearer.patterns.markdown import Rules, parse
from nearer.patterns.texts import HEADINGS, Source
from nearer.patterns.types import Cause, Page, Prompt, Question
from nearer.patterns.wording import find_label

__all__ = [
    "expect_among",
    "expect_lines",
    "read_cause",
    "read_page",
    "read_questions",
    "read_sources",
    "read_synonyms",
    "read_themes",
]

LONGEST_LINE: Final = 300
"""Letters of a title, a sentence for lists, a word to search for."""


def read_sources(table: Mapping[str, Any], faults: Faults) -> dict[str, Source]:
    """Return the sources of a table by their keys; a faulty one is left out."""
    found = {}
    for key, entry in table.items():
        here = faults.at(section=key)
        given = typed(SourceFile, entry, here)
        if given is None:
            continue
        if given.link and not is_web(given.link):
            here.add("bad_link", link=given.link)
            continue
        found[key] = Source(key, given.cite, given.link, given.kind, given.strength)
    return found


def read_cause(
    root: Path, key: str, sources: Mapping[str, Source], faults: Faults, links: list[Link]
) -> Cause | None:
    """Return one cause; None where a file of it cannot be read."""
    head, body = faults.at(f"causes/{key}/cause.toml"), faults.at(f"causes/{key}/text.md")
    table = read_table(root / "causes" / key / "cause.toml", head)
    given = None if table is None else typed(CauseFile, table, head)
    text = read_text(root / "causes" / key / "text.md", body)
    headings = HEADINGS["cause"]
    parsed = None if text is None else parse(text, Rules(sources, headings, headings[-1:]), body, links)
    if given is None or parsed is None:
        return None
    expect_lines(head, title=(given.title,), short=(given.short,), words=given.words)
    expect_lines(head, prompts=[prompt.text for prompt in given.prompts])
    expect_among("record", given.record, RECORD_KEYS, head)
    expect_among("scales", given.scales, SCALES, head)
    expect_among("practices", given.practices, EXERCISES, head)
    prompts = tuple(Prompt(one.key, one.text) for one in given.prompts)
    _once("prompts", [one.key for one in prompts], head)
    return Cause(
        key,
        given.title,
        given.short,
        given.words,
        prompts,
        given.record,
        given.scales,
        given.practices,
        parsed,
    )


def read_questions(
    root: Path, sources: Mapping[str, Source], faults: Faults, links: list[Link]
) -> dict[str, Question]:
    """Return the questions by their keys."""
    here = faults.at("questions.toml")
    entries = (read_table(root / "questions.toml", here) or {}).get("question", [])
    found = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        given = typed(QuestionFile, entry, faults.at("questions.toml", paragraph=number))
        if given is None:
            continue
        at = faults.at(f"questions.toml, {given.key}")
        rules = Rules(sources, prefix=f"{given.key}-", has_sections=False)
        answer = parse(given.answer, rules, at, links)
        expect_lines(at, ask=(given.ask,), words=given.words)
        if given.key in found:
            at.add("twice", key="key", value=given.key)
        found[given.key] = Question(given.key, given.ask, answer, given.words, given.patterns)
    return found


def read_themes(
    root: Path, questions: Collection[str], faults: Faults
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the themes of the questions, without those questions that are not there."""
    here = faults.at("themes.toml")
    entries = (read_table(root / "themes.toml", here) or {}).get("theme", [])
    found = []
    for entry in entries if isinstance(entries, list) else []:
        given = typed(ThemeFile, entry, here)
        if given is not None:
            expect_among("questions", given.questions, questions, here)
            found.append((given.title, tuple(key for key in given.questions if key in questions)))
    return tuple(found)


def read_page(
    root: Path, name: str, sources: Mapping[str, Source], faults: Faults, links: list[Link]
) -> Page | None:
    """Return a page of its own, with its sheet; None where a file of it cannot be read."""
    head = faults.at(f"pages/{name}.toml")
    table = read_table(root / "pages" / f"{name}.toml", head)
    given = None if table is None else typed(PageFile, table, head)
    texts = []
    for file in (f"pages/{name}.md", f"pages/{name}-sheet.md"):
        text = read_text(root / file, faults.at(file))
        if text is not None:
            texts.append(parse(text, Rules(sources), faults.at(file), links))
    if given is None or len(texts) < 2:
        return None
    return Page(given.title, given.lead, *texts)


def read_synonyms(root: Path, faults: Faults) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words that mean the same in a search."""
    groups = (read_table(root / "synonyms.toml", faults.at("synonyms.toml")) or {}).get("groups", [])
    good = isinstance(groups, list) and all(
        isinstance(group, list) and all(isinstance(word, str) for word in group) for group in groups
    )
    if not good:
        faults.at("synonyms.toml").add("wrong_value", key="groups")
        return ()
    return tuple(tuple(group) for group in groups)


def expect_among(name: str, values: Iterable[str], allowed: Collection[str], faults: Faults) -> None:
    """Note a fault for every value that is none of the allowed ones."""
    for value in values:
        if value not in allowed:
            faults.add("no_key", key=name, value=value)


def _once(name: str, values: list[str], faults: Faults) -> None:
    for value in sorted({one for one in values if values.count(one) > 1}):
        faults.add("twice", key=name, value=value)


def expect_lines(faults: Faults, **lines: Iterable[str]) -> None:
    """Note what is empty, too long, of more than one line, or a label."""
    for name, texts in lines.items():
        for text in texts:
            if not text.strip() or len(text) > LONGEST_LINE or "\n" in text:
                faults.add("wrong_line", key=name, most=LONGEST_LINE)
            label = None if name == "words" else find_label(text)
            if label:
                faults.add("label", word=label)
