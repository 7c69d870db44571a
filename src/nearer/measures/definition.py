"""Questionnaires as definition files: which items count how. No item's text is among them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final, Literal

import msgspec

from nearer.patterns.keys import SCALES

__all__ = [
    "Kind",
    "Method",
    "Part",
    "Published",
    "Scale",
    "Source",
    "find_scale",
    "load_scales",
    "read_scale",
]

Kind = Literal["published", "own"]
Method = Literal["mean", "sum", "product_mean"]
"""Of the items that count: their mean; their sum; the mean over items of the first answer times the mirrored second."""

Strength = Literal["firm", "fair", "early", "judgement"]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where something about a scale is known from.

    Attributes:
        cite: Authors, year and where.
        link: Its address; empty for none.
        strength: How firmly that is known.
    """

    cite: str
    link: str = ""
    strength: Strength = "fair"


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found in a group of people; set down only where it was read in the source itself.

    Attributes:
        sd: Standard deviation of the part's value over people.
        sd_n: Over how many.
        sd_source: Where that stands.
        retest: Correlation of two sheets of the same people.
        retest_days: Days between them.
        retest_source: Where that stands.
        mean: Mean over the same people as ``sd``.
    """

    sd: float
    sd_n: int
    sd_source: Source
    mean: float | None = None
    retest: float | None = None
    retest_days: int | None = None
    retest_source: Source | None = None


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value of a scale.

    Attributes:
        key: Its name among the parts.
        items: Numbers of its items, from 1.
        method: How they are put together.
        more_is: Whether a higher value is the lighter or the heavier side; None where it is neither.
        published: What is known of it in others.
    """

    key: str
    items: tuple[int, ...]
    method: Method
    more_is: Literal["lighter", "heavier"] | None = None
    published: Published | None = None


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One questionnaire.

    Attributes:
        key: One of ``patterns.keys.SCALES``.
        kind: Published by others, or our own.
        n_items: How many items it has.
        least: Lowest answer.
        most: Highest answer.
        parts: Its values.
        orders: For each order in which the items were published, the items whose answers are mirrored.
        per_item: How many answers an item asks for.
        ends: Name of the words for the lowest and the highest answer, one for each answer of an item.
        about_person: Whether it asks about one relationship.
        circles: Whether the answers are the seven pictures of two circles.
        source: Where its scoring stands.
        permission: Name of the words on where its text may be had.
    """

    key: str
    kind: Kind
    n_items: int
    least: int
    most: int
    parts: tuple[Part, ...]
    orders: dict[str, tuple[int, ...]]
    ends: tuple[str, ...]
    source: Source
    permission: str = "own"
    per_item: int = 1
    about_person: bool = False
    circles: bool = False

    def __post_init__(self) -> None:
        """Refuse a definition that cannot be scored as it stands."""
        numbers = range(1, self.n_items + 1)
        counted = [item for part in self.parts for item in part.items]
        sound = (
            self.key in SCALES
            and self.least < self.most
            and self.orders
            and self.parts
            and sorted(counted) == list(numbers)
            and all(low < high for part in self.parts for low, high in pairwise(part.items))
            and all(set(mirrored) <= set(numbers) for mirrored in self.orders.values())
            and len({part.key for part in self.parts}) == len(self.parts)
            and len(self.ends) == self.per_item
            and all(self.per_item == (2 if part.method == "product_mean" else 1) for part in self.parts)
        )
        if not sound:
            raise ValueError(self.key)

    @property
    def n_answers(self) -> int:
        """How many answers a sheet has room for."""
        return self.n_items * self.per_item

    @property
    def first_order(self) -> str:
        """The order that is meant where none is named."""
        return next(iter(self.orders))

    @property
    def has_text(self) -> bool:
        """Whether the words of its items come with the program, or it needs none."""
        return self.kind == "own" or self.circles


FOLDER: Final = "scales"


def read_scale(text: str) -> Scale:
    """Return a definition from the text of its file.

    Raises:
        ValueError: It is none, has an unknown key, or counts an item twice or never.
    """
    return msgspec.toml.decode(text, type=Scale)


@cache
def load_scales() -> dict[str, Scale]:
    """Return every scale by its key, in the order of ``patterns.keys.SCALES``."""
    folder = resources.files("nearer.measures").joinpath(FOLDER)
    return {key: read_scale(folder.joinpath(f"{key}.toml").read_text(encoding="utf-8")) for key in SCALES}


def find_scale(key: str) -> Scale | None:
    """Return one scale; None where there is none of that key."""
    return load_scales().get(key)
