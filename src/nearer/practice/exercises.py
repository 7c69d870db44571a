"""The exercises: what each is for, how long it takes, what it asks and notes, and how well it is known to help.

A definition is a file of ``exercises/``, named by its key; its words stand in the catalogue under ``exercises.of.KEY``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, get_args

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.patterns.keys import EXERCISES
from nearer.words import catalogue

__all__ = [
    "NEEDS",
    "Definition",
    "Exercise",
    "Need",
    "Words",
    "find_exercise",
    "known_exercises",
    "read_exercise",
]

Need = Literal["now", "before", "afterwards", "myself", "understand"]
"""When one may want it: when it gets close right now · before a step · afterwards · for myself · to understand."""

NEEDS: Final[tuple[Need, ...]] = get_args(Need)

Root = Literal["study", "tradition", "own"]
"""Where it comes from: a studied method · a spiritual tradition · made here."""

Strength = Literal["firm", "fair", "early", "tradition", "judgement"]


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of an exercise.

    Attributes:
        need: When one may want it.
        minutes: How long it takes, from and to.
        root: Where it comes from.
        strength: How well it is known to help.
        cite: The source; empty for our own judgement.
        link: Where the source can be read about; empty for none.
        asks: Whether discomfort is asked, before and after.
        marks: Seconds after the beginning at which discomfort is asked in between.
        phases: Lengths of the timer's parts, in seconds; none for an exercise without a timer.
        fields: What can be written, in order.
        tool: Address of the tool that does it; empty where the exercise is done on a page of its own.
        is_toward: Whether it reaches out to somebody, and so needs the questions of safety first.
        rest_days: Fewest days from one to the next that do good; 0 for any.
    """

    need: Need
    minutes: tuple[int, int]
    root: Root
    strength: Strength
    cite: str = ""
    link: str = ""
    asks: bool = False
    marks: tuple[int, ...] = ()
    phases: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    tool: str = ""
    is_toward: bool = False
    rest_days: int = 0


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the user reads of an exercise.

    Attributes:
        title: Its name.
        short: One sentence for the list.
        purpose: What it is for.
        evidence: What is known of it, in one sentence or two.
        not_when: When not to do it.
        steps: How it is done.
        phases: What the timer says when each part begins.
        end: What it says at the end.
        fields: What is asked, by field.
        hints: A word of help for a field.
    """

    title: str
    short: str
    purpose: str
    evidence: str
    not_when: str
    steps: tuple[str, ...]
    phases: tuple[str, ...] = ()
    end: str = ""
    fields: dict[str, str] = {}
    hints: dict[str, str] = {}


class Exercise(msgspec.Struct, frozen=True):
    """One exercise.

    Attributes:
        key: One of ``patterns.keys.EXERCISES``.
        of: Its definition.
        words: What the user reads.
    """

    key: str
    of: Definition
    words: Words

    @property
    def seconds(self) -> int:
        """How long the timer runs; 0 for an exercise without one."""
        return sum(self.of.phases)

    @property
    def answer_fields(self) -> tuple[str, ...]:
        """Names of everything that a sitting may keep among its answers."""
        return (*self.of.fields, *(f"mark_{second}" for second in self.of.marks))


@cache
def known_exercises() -> dict[str, Exercise]:
    """Return every exercise by its key, in the order of the needs."""
    folder = resources.files(__package__) / "exercises"
    texts = {key: (folder / f"{key}.toml").read_text(encoding="utf-8") for key in EXERCISES}
    words = catalogue("exercises")["of"]
    found = [read_exercise(key, text, words[key]) for key, text in texts.items()]
    return {one.key: one for one in sorted(found, key=lambda one: NEEDS.index(one.of.need))}


def find_exercise(key: str) -> Exercise | None:
    """Return an exercise; None where there is none of this key."""
    return known_exercises().get(key)


def read_exercise(key: str, text: str, words: dict[str, Any]) -> Exercise:
    """Return an exercise from its definition and its words.

    Args:
        key: Its key.
        text: Its definition, TOML.
        words: Its table of the catalogue.

    Raises:
        ValueError: A key is unknown, missing or holds something else, or words and definition do not belong together.
    """
    try:
        one = Exercise(
            key,
            msgspec.convert(tomllib.loads(text), Definition),
            msgspec.convert(words, Words),
        )
    except UNDECODABLE as error:
        raise ValueError(f"exercise {key}: {error}") from error
    least, most = one.of.minutes
    if not 0 < least <= most or any(second <= 0 for second in (*one.of.phases, *one.of.marks)):
        raise ValueError(f"exercise {key}: lengths")
    if len(one.of.phases) != len(one.words.phases) or bool(one.of.phases) != bool(one.words.end):
        raise ValueError(f"exercise {key}: words of the timer")
    if set(one.of.fields) != set(one.words.fields) or not set(one.words.hints) <= set(one.of.fields):
        raise ValueError(f"exercise {key}: words of the fields")
    if one.of.tool and (one.of.asks or one.of.fields or one.of.phases):
        raise ValueError(f"exercise {key}: a tool asks for itself")
    return one
