"""Plain rules that notice words which may push away or hurt, and say why. No model, no network: patterns in a file.

The rules stand in the catalogue under ``wording.rules``, so that another language brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from nearer.words import catalogue

__all__ = ["MOST_WORDS", "Notice", "Rule", "count_words", "known_rules", "notice_wording", "read_rules"]

APOSTROPHES: Final = str.maketrans("’‘ʼ＇", "''''")
MOST_WORDS: Final = 60
"""A message of fewer words is easier to take in; a hint, not a rule."""

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a message that is worth a second look.

    Attributes:
        key: Of the rule.
        quote: The words that it is about; empty where something is missing.
        reason: Why.
        suggestion: What one might do instead.
    """

    key: str
    quote: str
    reason: str
    suggestion: str


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule, as it stands in the file.

    Attributes:
        reason: Why it is worth a second look.
        suggestion: What one might do instead.
        find: What it looks for.
        unless: What it passes over, even where it looks like that.
        needs: What a whole message should have one of; the rule speaks where there is none.
        most_words: More words than these are noticed; 0 for any number.
        part: It speaks where this part of the message is empty; no part for none.
        is_last: It speaks only where no other rule found words.
    """

    reason: str
    suggestion: str
    find: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    most_words: int = 0
    part: str = ""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule that is ready to be used."""

    key: str
    rule: Rule
    find: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    needs: tuple[Pattern, ...]


def notice_wording(text: str, *, is_whole: bool = True, empty: Collection[str] = ()) -> list[Notice]:
    """Return what is worth a second look in a message, at most one notice of each rule, in the order of the rules.

    Args:
        text: The message.
        is_whole: Whether it is complete, so that what is missing can be said.
        empty: Names of its parts that have no words yet, where it is written in parts.

    >>> [(one.key, one.quote) for one in notice_wording("You never listen. I love you, back at nine.")]
    [('absolutes', 'You never')]
    >>> notice_wording("I need an evening. I love you, back at nine.")
    []
    """
    plain = text.translate(APOSTROPHES)
    if not plain.strip():
        return []
    pairs = [(one.rule, _notice(one, plain, text, is_whole, empty)) for one in known_rules()]
    is_quoted = any(notice is not None and notice.quote and not rule.is_last for rule, notice in pairs)
    return [notice for rule, notice in pairs if notice is not None and not (rule.is_last and is_quoted)]


def count_words(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


@cache
def known_rules() -> tuple[Compiled, ...]:
    """Return the rules of the catalogue."""
    return read_rules(catalogue("wording"))


def read_rules(table: dict[str, Any]) -> tuple[Compiled, ...]:
    """Return rules that are ready to be used.

    Args:
        table: ``terms`` (patterns by name, for ``<name>`` within others) and ``rules`` by key.

    Raises:
        ValueError: A key is unknown or missing, or a pattern is none.
    """
    terms = msgspec.convert(table["terms"], dict[str, str])
    return tuple(_compiled(key, msgspec.convert(entry, Rule), terms) for key, entry in table["rules"].items())


def _compiled(key: str, rule: Rule, terms: dict[str, str]) -> Compiled:
    if not (rule.find or rule.needs or rule.most_words or rule.part):
        raise ValueError(f"rule {key} looks for nothing")

    def ready(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(_pattern(key, one, terms) for one in patterns)

    return Compiled(key, rule, ready(rule.find), ready(rule.unless), ready(rule.needs))


def _pattern(key: str, text: str, terms: dict[str, str]) -> Pattern:
    for name, term in terms.items():
        text = text.replace(f"<{name}>", term)
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"rule {key}: {error}") from error


def _notice(one: Compiled, plain: str, text: str, is_whole: bool, empty: Collection[str]) -> Notice | None:
    """Return what a rule says of a message; ``plain`` and ``text`` have the same letters at the same places."""
    span = _first(one, plain)
    if span is not None:
        return Notice(one.key, text[slice(*span)].strip(" .,;!?\n"), one.rule.reason, one.rule.suggestion)
    is_missing = is_whole and (one.rule.part in empty or _lacks(one, plain))
    is_long = 0 < one.rule.most_words < count_words(plain)
    return Notice(one.key, "", one.rule.reason, one.rule.suggestion) if is_missing or is_long else None


def _lacks(one: Compiled, plain: str) -> bool:
    return bool(one.needs) and not any(pattern.search(plain) for pattern in one.needs)


def _first(one: Compiled, plain: str) -> tuple[int, int] | None:
    """Return where a rule first finds what it looks for; words that it passes over count as blanks."""
    for pattern in one.unless:
        plain = pattern.sub(lambda found: " " * len(found[0]), plain)
    spans = [found.span() for pattern in one.find if (found := pattern.search(plain))]
    return min(spans, default=None)
