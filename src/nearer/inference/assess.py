"""From a record to a measurement, and from all of a person's measurements to verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nearer.inference.channels import describe_channels
from nearer.inference.combine import combine_cauchy
from nearer.inference.episodes import find_episodes
from nearer.inference.guards import guarded_p
from nearer.inference.multiplicity import adjust_benjamini_hochberg
from nearer.inference.onset import CALIBRATED, Onset, OnsetTest, describe_effect, score_onsets
from nearer.inference.pool import pool_p, pool_ratio
from nearer.inference.power import look_up_power
from nearer.inference.results import (
    Assessment,
    Days,
    Effect,
    Episode,
    Judgement,
    Manner,
    Measurement,
    Pooled,
    Verdict,
)
from nearer.inference.second_opinion import score_blocks, second_opinion
from nearer.inference.withdrawal import Withdrawal, estimate_withdrawal
from nearer.signals.daily import Daily, measure_daily
from nearer.signals.days import DayGrid, lay_days
from nearer.signals.excursions import NOW, SOME_DAYS_AGO
from nearer.signals.rhythm import count_hours, measure_rhythm
from nearer.signals.turns import merge_turns
from nearer.timeline.dyad import Dyad

__all__ = [
    "BOUND_ONE",
    "BOUND_SEVERAL",
    "ENOUGH_DAYS",
    "ENOUGH_TURNS",
    "FEWEST_TURNS_EACH",
    "POOLABLE_DAYS",
    "judge",
    "measure_dyad",
]

ENOUGH_DAYS = 182.0
ENOUGH_TURNS = 1500
FEWEST_TURNS_EACH = 200
POOLABLE_DAYS = 56.0
FEWEST_DAYS_SHOWN = 28
BOUND_ONE = 0.05
BOUND_SEVERAL = 0.10


@dataclass(frozen=True, slots=True, eq=False)
class _Direction:
    """State, onset test and effect of one person."""

    withdrawal: Withdrawal
    onset: Onset
    effect: Effect


def measure_dyad(dyad: Dyad, *, test: OnsetTest = CALIBRATED, guarded: bool = False) -> Measurement:
    """Measure one record by itself.

    Args:
        dyad: The messages of two people; any number of them, none included.
        test: Which form of the onset test; :data:`nearer.inference.onset.REFERENCE` is the other.
        guarded: Whether the onset test is held to :mod:`nearer.inference.guards`.

    Returns:
        All that the record says; nothing in it is ever not a number.
    """
    grid, counts = lay_days(dyad)
    hours, sender, length = dyad.hours[counts], dyad.sender[counts], dyad.length[counts]
    turns = merge_turns(hours, sender, length, grid)
    n_turns = _count(turns.sender)
    recorded_h = float(hours[-1] - hours[0]) if len(hours) else 0.0
    counted_days = recorded_h / 24.0 - float(grid.away.sum())
    each = min(n_turns)
    poolable = counted_days >= POOLABLE_DAYS and each >= FEWEST_TURNS_EACH
    enough = poolable and counted_days >= ENOUGH_DAYS and sum(n_turns) >= ENOUGH_TURNS

    daily, me, them, scores = None, None, None, None
    if grid.n_days >= FEWEST_DAYS_SHOWN and each > 0:
        rhythm = measure_rhythm(turns.start_h, turns.sender)
        daily = measure_daily(hours, sender, length, turns, rhythm, grid)
        me, them = (_measure_direction(daily, person, test) for person in (0, 1))
        if poolable:
            scores = score_blocks(turns, rhythm, grid)

    p_onset = 1.0
    if me and poolable:
        p_onset = guarded_p(me.onset, counted_days) if guarded else me.onset.p
    p_now, p_lag = (second_opinion(scores, which) if scores else 1.0 for which in (NOW, SOME_DAYS_AGO))
    return Measurement(
        span_days=float(dyad.hours[-1] - dyad.hours[0]) / 24.0 if len(dyad) else 0.0,
        n_messages=_count(dyad.sender),
        n_turns=n_turns,
        enough=enough,
        poolable=poolable,
        p=combine_cauchy((p_onset, p_now, p_lag), test.weights),
        p_onset=p_onset,
        p_now=p_now,
        p_lag=p_lag,
        me=me.effect if me and poolable else None,
        them=them.effect if them and poolable else None,
        channels=describe_channels(scores),
        power=look_up_power(counted_days, len(turns) / counted_days, n_turns[0] / len(turns))
        if enough
        else None,
        days=_lay_out(grid, daily, me) if daily and me else None,
        rhythm=count_hours(hours, sender).reshape(2, 7, 24),
        log_likelihood_ratio=me.withdrawal.log_ratio if me else None,
    )


def judge(measurements: Sequence[Measurement]) -> Judgement:
    """Give each of a person's contacts its verdict, and pool them.

    One contact is claimed at p <= 0.05, one of several at a Benjamini-Hochberg adjusted p <= 0.10.

    Args:
        measurements: One for each contact, in any order.
    """
    judged = [place for place, one in enumerate(measurements) if one.enough]
    adjusted = adjust_benjamini_hochberg([measurements[place].p for place in judged])
    bound = BOUND_ONE if len(judged) <= 1 else BOUND_SEVERAL
    p_adjusted = dict(zip(judged, adjusted, strict=True))
    assessments = tuple(_assess(one, p_adjusted.get(place), bound) for place, one in enumerate(measurements))
    return Judgement(assessments, _pool(measurements, assessments))


def _count(sender: NDArray[np.integer]) -> tuple[int, int]:
    mine = int(np.count_nonzero(sender == 0))
    return mine, len(sender) - mine


def _measure_direction(daily: Daily, person: int, test: OnsetTest) -> _Direction:
    withdrawal = estimate_withdrawal(daily, person, test.penalty)
    onset = score_onsets(daily, withdrawal, test)
    return _Direction(withdrawal, onset, describe_effect(daily, person, withdrawal, onset))


def _lay_out(grid: DayGrid, daily: Daily, me: _Direction) -> Days:
    posterior = me.withdrawal.posterior
    return Days(
        first=grid.first_date,
        closeness=me.onset.closeness,
        withdrawn=posterior.withdrawn,
        begins=posterior.begins,
        messages=daily.messages,
        weight=daily.weight,
    )


def _assess(measurement: Measurement, p_adjusted: float | None, bound: float) -> Assessment:
    if p_adjusted is None:
        return Assessment(measurement, "too_little_data", None, None, ())
    if p_adjusted > bound:
        return Assessment(measurement, "no_sign", None, p_adjusted, ())
    if _find_manner(measurement) == "slower":
        # What rests on slower replies says nothing about spells: no ratio of them, and no times.
        return Assessment(replace(measurement, me=None, them=None), "pulls_away", "slower", p_adjusted, ())
    episodes: tuple[Episode, ...] = ()
    if measurement.days is not None and measurement.log_likelihood_ratio is not None:
        episodes = find_episodes(measurement.days, measurement.log_likelihood_ratio)
    return Assessment(measurement, "pulls_away", "spells", p_adjusted, episodes)


def _find_manner(measurement: Measurement) -> Manner:
    """Tell what a claim rests on: the onset test if it holds by itself or is the strongest of the three."""
    second = min(measurement.p_now, measurement.p_lag)
    return "spells" if measurement.p_onset <= BOUND_ONE or measurement.p_onset <= second else "slower"


def _pool(measurements: Sequence[Measurement], assessments: Sequence[Assessment]) -> Pooled:
    """Pool all records that are long enough to count; one alone is its own statement."""
    counted = [place for place, one in enumerate(measurements) if one.poolable and one.me is not None]
    effects = [effect for place in counted if (effect := measurements[place].me) is not None]
    if not effects:
        return Pooled("too_little_data", None, None, None, None, 0)
    if len(counted) == 1:
        alone = assessments[counted[0]]
        effect = alone.measurement.me
        if effect is None:
            return Pooled(alone.verdict, None, None, None, alone.measurement.p, 1)
        return Pooled(alone.verdict, effect.ratio, effect.low, effect.high, alone.measurement.p, 1)
    ratio, p = pool_ratio(effects), pool_p(effects)
    verdict: Verdict = "pulls_away" if p <= BOUND_ONE else "no_sign"
    if not _enough_together([measurements[place] for place in counted]):
        verdict = "too_little_data"
    return Pooled(verdict, ratio.value, ratio.low, ratio.high, p, len(effects))


def _enough_together(measurements: Sequence[Measurement]) -> bool:
    days = sum(one.span_days for one in measurements)
    return days >= ENOUGH_DAYS and sum(sum(one.n_turns) for one in measurements) >= ENOUGH_TURNS
