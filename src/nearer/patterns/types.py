"""What a library holds: patterns, causes, questions and pages, each with its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nearer.patterns.texts import Text

__all__ = ["Cause", "Library", "Page", "Pattern", "Prompt", "Question"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: what people sometimes do, what it means, and what may help.

    Attributes:
        slug: Name of its folder and of its page.
        title: Its name.
        short: One sentence for lists.
        category: One of ``keys.CATEGORIES``.
        words: What people may search for.
        leads_to: Slugs of what may follow from it.
        comes_from: Slugs of what it may follow from.
        signals: Of ``keys.SIGNALS``.
        checkin: Of ``keys.CHECKIN_ITEMS``.
        causes: Of ``keys.CAUSES``.
        practices: Of ``keys.EXERCISES``; the first is the next step.
        text: Its page.
        is_own: Whether it came with Nearer; else somebody added it.
    """

    slug: str
    title: str
    short: str
    category: str
    words: tuple[str, ...]
    leads_to: tuple[str, ...]
    comes_from: tuple[str, ...]
    signals: tuple[str, ...]
    checkin: tuple[str, ...]
    causes: tuple[str, ...]
    practices: tuple[str, ...]
    text: Text
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to write to."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause.

    Attributes:
        key: One of ``keys.CAUSES``.
        title: Its name.
        short: One sentence for lists.
        words: What people may search for.
        prompts: To write to.
        record: Of ``keys.RECORD_KEYS``: what bears on it.
        scales: Of ``keys.SCALES``: what measures it.
        practices: Of ``keys.EXERCISES``.
        text: Its page.
    """

    key: str
    title: str
    short: str
    words: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    record: tuple[str, ...]
    scales: tuple[str, ...]
    practices: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question that people ask, with its short answer.

    Attributes:
        key: Id on the page.
        ask: The question.
        answer: One section without a heading.
        words: What people may search for.
        patterns: Slugs to which it belongs.
    """

    key: str
    ask: str
    answer: Text
    words: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of its own, with the sheet to print.

    Attributes:
        title: Its heading.
        lead: What stands first.
        text: The page.
        sheet: One printed page.
    """

    title: str
    lead: str
    text: Text
    sheet: Text


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that can be read.

    Attributes:
        patterns: By slug.
        causes: By key, in the order of ``keys.CAUSES``.
        questions: By key.
        pages: By name.
        themes: Titles with the keys of their questions, in the order of the page.
        synonyms: Groups of words that mean the same in a search.
    """

    patterns: Mapping[str, Pattern]
    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    pages: Mapping[str, Page]
    themes: tuple[tuple[str, tuple[str, ...]], ...]
    synonyms: tuple[tuple[str, ...], ...]

    def leads_to(self, slug: str) -> list[Pattern]:
        """Return what may follow from a pattern, as told by either side."""
        return self._linked(self.patterns[slug].leads_to, lambda one: slug in one.comes_from)

    def comes_from(self, slug: str) -> list[Pattern]:
        """Return what a pattern may follow from, as told by either side."""
        return self._linked(self.patterns[slug].comes_from, lambda one: slug in one.leads_to)

    def questions_of(self, slug: str) -> list[Question]:
        """Return the questions that belong to a pattern."""
        return [one for one in self.questions.values() if slug in one.patterns]

    def questions_by_theme(self) -> list[tuple[str, list[Question]]]:
        """Return the questions by theme; those without one last, under an empty title."""
        themed = [(title, [self.questions[key] for key in keys]) for title, keys in self.themes]
        placed = {key for _, keys in self.themes for key in keys}
        rest = [one for key, one in self.questions.items() if key not in placed]
        return [*themed, ("", rest)] if rest else themed

    def _linked(self, named: tuple[str, ...], names_it: Callable[[Pattern], bool]) -> list[Pattern]:
        back = (one.slug for one in self.patterns.values() if names_it(one))
        return [self.patterns[slug] for slug in dict.fromkeys((*named, *back))]
