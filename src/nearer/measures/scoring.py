"""From the answers on a sheet to the values of a scale, with missing answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nearer.measures.definition import Part, Scale

__all__ = ["MOST_MISSING", "Value", "answers_of", "check_ticks", "score"]

MOST_MISSING: Final = (1, 5)
"""A part has no value where more than this share of its items is missing: one in five, as a fraction."""

Ticks = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Value:
    """One part of a sheet.

    Attributes:
        part: Its key.
        value: In the units of the scale; None where too much is missing.
        n_items: How many items the part has.
        n_answered: How many of them were answered in full.
        least: Lowest value that there can be.
        most: Highest value that there can be.
    """

    part: str
    value: float | None
    n_items: int
    n_answered: int
    least: float
    most: float


def check_ticks(scale: Scale, ticks: Ticks) -> bool:
    """Whether these are answers of this scale: the right number of them, each within its range or missing."""
    return len(ticks) == scale.n_answers and all(
        tick is None or (type(tick) is int and scale.least <= tick <= scale.most) for tick in ticks
    )


def answers_of(scale: Scale, ticks: Ticks, item: int) -> tuple[int | None, ...]:
    """Return the answers to an item, as they were ticked.

    Args:
        scale: The scale.
        ticks: One sheet: the answers to the first item, then those to the second, and so on.
        item: Its number, from 1.
    """
    first = (item - 1) * scale.per_item
    return tuple(ticks[first : first + scale.per_item])


def score(scale: Scale, ticks: Ticks, order: str | None = None) -> tuple[Value, ...]:
    """Return the values of a sheet, one for each part of the scale.

    A part of which more than a fifth of the items is missing has no value. Otherwise what is missing counts as the
    mean of what is there: a sum is carried on to the full number of items.

    Args:
        scale: The scale.
        ticks: One sheet, see :func:`answers_of`.
        order: In which of its published orders the items stood; None for the first.

    Raises:
        ValueError: These are no answers of this scale, or it has no such order.
    """
    mirrored = scale.orders.get(order or scale.first_order)
    if mirrored is None or not check_ticks(scale, ticks):
        raise ValueError(scale.key)
    return tuple(_value(scale, part, ticks, frozenset(mirrored)) for part in scale.parts)


def _value(scale: Scale, part: Part, ticks: Ticks, mirrored: frozenset[int]) -> Value:
    points = [
        point
        for item in part.items
        if (point := _point(scale, answers_of(scale, ticks, item), item in mirrored)) is not None
    ]
    n, answered = len(part.items), len(points)
    share, of = MOST_MISSING
    times = n if part.method == "sum" else 1
    is_known = answered > 0 and (n - answered) * of <= n * share
    least, most = _bounds(scale, part)
    return Value(
        part=part.key,
        value=sum(points) * times / answered if is_known else None,
        n_items=n,
        n_answered=answered,
        least=least * times,
        most=most * times,
    )


def _point(scale: Scale, answers: tuple[int | None, ...], is_mirrored: bool) -> int | None:
    """Return what one item counts; None where an answer is missing."""
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(answers):
        return None
    if len(known) == 1:
        return scale.least + scale.most - known[0] if is_mirrored else known[0]
    concern, acceptance = known
    return concern * (scale.least + scale.most - acceptance)


def _bounds(scale: Scale, part: Part) -> tuple[int, int]:
    if part.method == "product_mean":
        return scale.least**2, scale.most**2
    return scale.least, scale.most
