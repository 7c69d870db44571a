"""The words for feelings, in their field of pleasantness and energy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nearer.words import catalogue

__all__ = ["Feeling", "known_feelings", "nearest_feelings"]


@dataclass(frozen=True, slots=True)
class Feeling:
    """A word for a feeling.

    Attributes:
        key: What a check-in keeps.
        name: The word.
        means: Its definition.
        pleasant: Its place in the field, -2 to 2.
        energy: Likewise.
    """

    key: str
    name: str
    means: str
    pleasant: int
    energy: int


@cache
def known_feelings() -> dict[str, Feeling]:
    """Return every word for a feeling by its key."""
    return {key: Feeling(key=key, **entry) for key, entry in catalogue("feelings").items()}


def nearest_feelings(pleasant: int | None, energy: int | None, chosen: tuple[str, ...] = ()) -> list[Feeling]:
    """Return the words, those first that lie nearest to a place in the field; chosen ones before all.

    Args:
        pleasant: The place; None counts as the middle.
        energy: Likewise.
        chosen: Keys of words chosen before.
    """

    def distance(feeling: Feeling) -> tuple[bool, int]:
        gap = (feeling.pleasant - (pleasant or 0)) ** 2 + (feeling.energy - (energy or 0)) ** 2
        return feeling.key not in chosen, gap

    return sorted(known_feelings().values(), key=distance)
