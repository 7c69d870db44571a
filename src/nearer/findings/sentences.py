"""The sentences about one contact and about all: plain, about the user only, never beyond the record's power."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import ceil

from nearer.inference.assess import ENOUGH_DAYS, ENOUGH_TURNS, FEWEST_TURNS_EACH
from nearer.inference.results import Assessment, Measurement, Pooled, Power
from nearer.words import say

__all__ = ["describe_contact", "describe_overall", "explain_overall", "is_blind", "out_of_ten"]

DAYS_A_WEEK = 7
SEEING = 0.5
HALF_DEPTH = 0.97


def describe_contact(contact: str, assessment: Assessment) -> tuple[str, str, str]:
    """Return the answer, how sure it is, and what it rests on."""
    record = assessment.measurement
    if assessment.verdict == "too_little_data":
        return (
            say("findings.too_little.sentence", contact=contact),
            say("findings.too_little.how_sure"),
            say("findings.too_little.why", missing=_missing(record)),
        )
    power = _power_words(record.power)
    if assessment.verdict == "no_sign":
        kind = "no_sign_blind" if is_blind(assessment) else "no_sign"
        return (
            say(f"findings.{kind}.sentence", contact=contact),
            say(f"findings.{kind}.how_sure", power=power),
            say(f"findings.{kind}.why"),
        )
    if assessment.manner == "slower" or record.me is None:
        return (
            say("findings.slower.sentence", contact=contact),
            say("findings.slower.how_sure", chance=_chance(assessment)),
            say("findings.slower.why"),
        )
    effect = record.me
    depth = effect.depth
    deep = depth is not None and depth < HALF_DEPTH
    sentence = say(
        "findings.spells.sentence_depth" if deep else "findings.spells.sentence",
        contact=contact,
        ratio=_times(effect.ratio),
        low=_times(effect.low),
        high=_times(effect.high),
        percent=round(100 * (depth or 0)),
    )
    return (
        sentence,
        say(
            "findings.spells.how_sure" if effect.low > 1 else "findings.spells.how_sure_faint",
            chance=_chance(assessment),
        ),
        say("findings.spells.why", n=max(1, round(effect.n_spells))),
    )


def is_blind(assessment: Assessment) -> bool:
    """Tell whether nothing showed in a record in which even a strong pattern would mostly not have."""
    power = assessment.measurement.power
    return assessment.verdict == "no_sign" and power is not None and power.strong < SEEING


def describe_overall(pooled: Pooled) -> str | None:
    """Return the statement over all contacts; None with fewer than two that count."""
    if pooled.n <= 1:
        return None
    if pooled.verdict == "pulls_away" and pooled.ratio is not None and pooled.low is not None:
        return say(
            "findings.overall.pulls_away",
            n=pooled.n,
            ratio=_times(pooled.ratio),
            low=_times(pooled.low),
            high=_times(pooled.high or pooled.ratio),
        )
    return say(f"findings.overall.{pooled.verdict}", n=pooled.n)


def explain_overall(pooled: Pooled, assessments: Sequence[Assessment]) -> str | None:
    """Return how the statement over all goes together with those about each; None where nothing needs it."""
    n_alone = sum(assessment.verdict == "pulls_away" for assessment in assessments)
    if pooled.n <= 1 or (pooled.verdict == "pulls_away" and n_alone == len(assessments)):
        return None
    if pooled.verdict == "pulls_away":
        return say("findings.overall.note_some_alone" if n_alone else "findings.overall.note_none_alone")
    if n_alone == 0:
        return None
    if n_alone == 1:
        return say("findings.overall.note_one_all_the_same")
    return say("findings.overall.note_more_all_the_same", n=n_alone)


def out_of_ten(share: float) -> int:
    """Return a chance as so many in ten, never ten: nothing shows always.

    >>> out_of_ten(0.97), out_of_ten(0.04)
    (9, 0)
    """
    return min(9, int(share * 10 + 0.5))


def _power_words(power: Power | None) -> str:
    if power is None:
        return ""
    return say(
        "findings.power.sentence",
        strong=_in_ten(power.strong),
        moderate=_in_ten(power.moderate),
    )


def _in_ten(share: float) -> str:
    n = out_of_ten(share)
    return say("findings.power.fewer" if n < 1 else "findings.power.in_ten", n=n)


def _chance(assessment: Assessment) -> str:
    """Return how often chance alone gives as much, in words that do not overstate a small p-value."""
    p = assessment.p_adjusted if assessment.p_adjusted is not None else assessment.measurement.p
    if p < 0.001:
        return say("findings.chance.under", n="1,000")
    return say("findings.chance.about", n=f"{max(2, round(1 / p)):,}")


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def _missing(record: Measurement) -> str:
    """Say what a short record lacks."""
    weeks = ceil((ENOUGH_DAYS - record.span_days) / DAYS_A_WEEK)
    turns = ENOUGH_TURNS - sum(record.n_turns)
    mine, theirs = (FEWEST_TURNS_EACH - n for n in record.n_turns)
    lacks = []
    if weeks > 0:
        lacks.append(_so_many("weeks", weeks))
    if turns > 0:
        lacks.append(_so_many("turns", turns))
    if max(mine, theirs) > 0 and turns <= 0:
        lacks.append(_so_many("turns_a_side", max(mine, theirs)))
    if not lacks:
        return say("findings.too_little.too_even")
    return reduce(lambda before, after: say("findings.too_little.join", before=before, after=after), lacks)


def _so_many(what: str, n: int) -> str:
    return say(f"findings.too_little.{what}_one" if n == 1 else f"findings.too_little.{what}", n=f"{n:,}")
