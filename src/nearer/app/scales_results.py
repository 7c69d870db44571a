"""Where each sheet stands among the user's own, in words first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nearer.measures.change import (
    BASELINE,
    FEWEST_FOR_CHANGE,
    Band,
    band_of,
    own_change,
    reliable_difference,
)
from nearer.measures.definition import Part, Scale
from nearer.measures.scoring import Value, check_ticks, score
from nearer.store.scales import Sheet
from nearer.words import say

__all__ = ["Group", "PartResult", "SheetResult", "group_sheets", "number_words"]


@dataclass(frozen=True, slots=True)
class PartResult:
    """One value of a sheet, and where it stands.

    Attributes:
        part: Its definition.
        title: What it is about.
        value: The value.
        band: Where it stands among the user's own earlier ones; None where it is missing.
        place: That in words.
        change: Whether there may be more to it than chance, in words; empty where there is nothing to say.
        numbers: The value as numbers, with how sure it is, sentence by sentence.
    """

    part: Part
    title: str
    value: Value
    band: Band | None
    place: str
    change: str
    numbers: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What it is about, where it stands and how sure that is."""
        return f"{self.title}: {self.place} {self.change}".strip()


@dataclass(frozen=True, slots=True)
class SheetResult:
    """One sheet with its values."""

    sheet: Sheet
    parts: tuple[PartResult, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Sheets that are compared with each other.

    Attributes:
        scale: Their scale.
        person_id: Whom they are about; None for nobody named.
        results: In order of time; at least one.
    """

    scale: Scale
    person_id: int | None
    results: tuple[SheetResult, ...]


def group_sheets(scale: Scale, sheets: Iterable[Sheet]) -> tuple[Group, ...]:
    """Return the sheets of a scale, scored: together, or by the person in mind, those of the latest sheet first.

    A sheet from elsewhere that is none of this scale is left aside.
    """
    groups: dict[int | None, list[Sheet]] = {}
    for sheet in sheets:
        if check_ticks(scale, sheet.ticks) and (sheet.item_order or scale.first_order) in scale.orders:
            groups.setdefault(sheet.counts_for if scale.about_person else None, []).append(sheet)
    scored = [Group(scale, person_id, tuple(_results(scale, group))) for person_id, group in groups.items()]
    return tuple(sorted(scored, key=lambda group: group.results[-1].sheet.at, reverse=True))


def number_words(value: float) -> str:
    """Return a value with one decimal, or none where it is whole.

    >>> number_words(3.0), number_words(2.25), number_words(18.0)
    ('3', '2.2', '18')
    """
    return f"{value:.1f}".removesuffix(".0")


def _results(scale: Scale, sheets: Sequence[Sheet]) -> Iterable[SheetResult]:
    earlier: dict[str, list[float]] = {part.key: [] for part in scale.parts}
    for sheet in sheets:
        values = score(scale, sheet.ticks, sheet.item_order or None)
        parts = tuple(
            _part_result(scale, part, value, earlier[part.key])
            for part, value in zip(scale.parts, values, strict=True)
        )
        for value in values:
            if value.value is not None:
                earlier[value.part].append(value.value)
        yield SheetResult(sheet, parts)


def _part_result(scale: Scale, part: Part, value: Value, earlier: Sequence[float]) -> PartResult:
    title = say(f"scales.parts.{scale.key}.{part.key}")
    if value.value is None:
        words = {"part": title, "answered": value.n_answered, "n": value.n_items}
        missing = say("scales.number.none", **words)
        return PartResult(part, title, value, None, say("scales.band.missing"), "", (missing,))
    band = band_of(value.value, earlier)
    return PartResult(
        part=part,
        title=title,
        value=value,
        band=band,
        place=_place_words(band, len(earlier)),
        change=_change_words(scale, part, [*earlier, value.value], value.most - value.least),
        numbers=tuple(_numbers(title, part, value, earlier)),
    )


def _place_words(band: Band, n_earlier: int) -> str:
    if band != "too_few":
        return say(f"scales.band.{band}")
    missing = BASELINE - n_earlier
    more = say("scales.more.one") if missing == 1 else say("scales.more.some", n=missing)
    return f"{say('scales.band.too_few' if n_earlier else 'scales.band.first')} {more}"


def _change_words(scale: Scale, part: Part, values: Sequence[float], value_range: float) -> str:
    """Say whether a difference may be more than chance: by the person's own times, or by what is published."""
    if len(values) < 2:
        return ""
    if scale.kind == "own":
        change = own_change(values, value_range)
        if change == "too_few" and len(values) <= BASELINE:
            return ""
        return say(f"scales.change.{change}", n=FEWEST_FOR_CHANGE)
    known = part.published
    if known is None or known.retest is None:
        return say("scales.change.unknown")
    is_past = abs(values[-1] - values[-2]) >= reliable_difference(known.sd, known.retest)
    return say("scales.change.past_chance" if is_past else "scales.change.can_be_chance")


def _numbers(title: str, part: Part, value: Value, earlier: Sequence[float]) -> Iterable[str]:
    yield say(
        "scales.number.value",
        part=title,
        value=number_words(value.value or 0.0),
        least=number_words(value.least),
        most=number_words(value.most),
        answered=value.n_answered,
        n=value.n_items,
    )
    if part.more_is:
        yield say(f"scales.number.{part.more_is}")
    if len(earlier) >= BASELINE:
        low, high = number_words(min(earlier)), number_words(max(earlier))
        yield say("scales.number.own_range", n=len(earlier), low=low, high=high)
    known = part.published
    if known is None or known.retest is None or known.retest_source is None:
        yield say("scales.number.unsure")
        return
    yield say("scales.number.chance", difference=number_words(reliable_difference(known.sd, known.retest)))
    yield say(
        "scales.number.chance_source",
        sd=known.sd,
        sd_n=known.sd_n,
        retest=known.retest,
        sd_cite=known.sd_source.cite,
        retest_cite=known.retest_source.cite,
    )
    if known.mean is not None:
        yield say("scales.number.others", sd_n=known.sd_n, mean=number_words(known.mean))
