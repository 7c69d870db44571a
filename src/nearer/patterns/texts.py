"""A text of the library: sections of cited paragraphs, and the sources that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal, get_args

__all__ = [
    "HEADINGS",
    "STRENGTHS",
    "WORDS_A_MINUTE",
    "Block",
    "Cited",
    "Kind",
    "Section",
    "Source",
    "Strength",
    "Text",
]

Strength = Literal["firm", "fair", "early", "tradition", "judgement"]
"""Several good studies agree · some good studies · one or few · handed down, not tested · our own."""

STRENGTHS: Final[tuple[Strength, ...]] = get_args(Strength)

Kind = Literal[
    "experiment", "survey", "diary", "review", "meta-analysis", "cohort", "theory", "tradition", "judgement"
]

HEADINGS: Final = {
    "pattern": (
        "Core meaning",
        "Spiritual perspective",
        "Psychological perspective",
        "Possible causes",
        "Gentle advice",
        "Questions to sit with",
    ),
    "cause": ("What it is", "How it may look", "What your record cannot show"),
}
"""The sections that a text has, in their order."""

WORDS_A_MINUTE: Final = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from.

    Attributes:
        key: By which texts cite it.
        cite: Who, when, where, and what kind of study.
        link: An address that starts with ``https://``; empty for none.
        kind: What it is.
        strength: How well it bears what is said with it.
    """

    key: str
    cite: str
    link: str
    kind: Kind
    strength: Strength


@dataclass(frozen=True, slots=True)
class Cited:
    """One entry of "where this comes from".

    Attributes:
        number: As the text shows it.
        source: What is cited.
        strength: For the claims with this number; not always the source's own.
        anchor: Id on the page, to which the numbers lead.
    """

    number: int
    source: Source
    strength: Strength
    anchor: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, or the place of the reader's own record.

    Attributes:
        kind: Which of these.
        html: Ready for a page, with the numbers of its sources; empty for a record.
        plain: The words alone.
        cited: The numbers that it shows.
        record: One of ``keys.RECORD_KEYS``; empty but for a record.
    """

    kind: Literal["paragraph", "item", "record"]
    html: str = ""
    plain: str = ""
    cited: tuple[int, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text under one heading.

    Attributes:
        key: Id on the page.
        title: The heading; empty for what stands before the first.
        blocks: In order.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in sections, with what it rests on.

    Attributes:
        sections: In order.
        cited: In the order in which they are first cited.
    """

    sections: tuple[Section, ...]
    cited: tuple[Cited, ...]

    @property
    def plain(self) -> str:
        """The words alone, a paragraph a line, without headings."""
        return "\n\n".join(block.plain for part in self.sections for block in part.blocks if block.plain)

    @property
    def minutes(self) -> int:
        """How long it takes to read; at least one."""
        return max(1, ceil(len(self.plain.split()) / WORDS_A_MINUTE))
