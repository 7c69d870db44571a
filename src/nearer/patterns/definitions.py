"""What the TOML files of a library hold; unknown keys are refused by the one who reads them."""

from __future__ import annotations

from typing import Any

import msgspec

from nearer.patterns.texts import Kind, Strength

__all__ = ["CauseFile", "PageFile", "PatternFile", "PromptFile", "QuestionFile", "SourceFile", "ThemeFile"]

Words = tuple[str, ...]


class SourceFile(msgspec.Struct, frozen=True):
    """One source."""

    cite: str
    kind: Kind
    strength: Strength
    link: str = ""


class PatternFile(msgspec.Struct, frozen=True):
    """``pattern.toml``."""

    title: str
    short: str
    category: str
    words: Words = ()
    leads_to: Words = ()
    comes_from: Words = ()
    signals: Words = ()
    checkin: Words = ()
    causes: Words = ()
    practices: Words = ()
    sources: dict[str, Any] = {}


class PromptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt of a cause."""

    key: str
    text: str


class CauseFile(msgspec.Struct, frozen=True):
    """``cause.toml``."""

    title: str
    short: str
    words: Words
    prompts: tuple[PromptFile, ...]
    record: Words
    scales: Words
    practices: Words


class QuestionFile(msgspec.Struct, frozen=True):
    """One question."""

    key: str
    ask: str
    answer: str
    words: Words = ()
    patterns: Words = ()


class PageFile(msgspec.Struct, frozen=True):
    """The head of a page of its own."""

    title: str
    lead: str


class ThemeFile(msgspec.Struct, frozen=True):
    """Questions that stand together."""

    title: str
    questions: Words
