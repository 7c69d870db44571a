"""Signals: what each measure does on records small enough to see through."""

from datetime import date, datetime

import numpy as np
import pytest

from nearer.signals.closeness import measure_closeness
from nearer.signals.daily import measure_daily, weigh_days
from nearer.signals.days import lay_days
from nearer.signals.excursions import NOW, measure_excursions
from nearer.signals.rhythm import count_hours, measure_rhythm
from nearer.signals.turns import NOBODY, merge_turns
from nearer.timeline.dyad import Dyad

MONDAY = datetime(2024, 1, 1)


def make(hours, sender, length=None, away=()):
    hours = np.asarray(hours, dtype=float)
    length = np.full(len(hours), 10.0) if length is None else np.asarray(length, dtype=float)
    return Dyad(hours, np.asarray(sender, dtype=np.int8), length, MONDAY, away)


def turns_of(dyad):
    grid, counts = lay_days(dyad)
    return merge_turns(dyad.hours[counts], dyad.sender[counts], dyad.length[counts], grid), grid


def test_messages_within_an_hour_are_one_turn():
    turns, _ = turns_of(make([8.0, 8.5, 9.5, 9.6, 12.0], [0, 0, 0, 1, 1], [1, 2, 3, 4, 5]))
    assert turns.start_h.tolist() == [8.0, 9.6, 12.0]
    assert turns.end_h.tolist() == [9.5, 9.6, 12.0]
    assert turns.sender.tolist() == [0, 1, 1]
    assert turns.length.tolist() == [6.0, 4.0, 5.0]
    assert turns.next_sender.tolist() == [1, 1, NOBODY]
    assert turns.until_h.tolist() == [9.6, 12.0, 12.0]
    np.testing.assert_allclose(turns.silence_h, [np.inf, 0.1, 2.4])


def test_a_wait_is_cut_off_where_marked_days_begin():
    away = ((date(2024, 1, 3), date(2024, 1, 4)),)
    turns, grid = turns_of(make([10.0, 60.0, 130.0], [0, 1, 1], away=away))
    assert turns.start_h.tolist() == [10.0, 130.0], "60 h is on 3 January"
    assert turns.until_h[0] == 52.0, "3 January begins at 04:00"
    assert turns.next_sender.tolist() == [NOBODY, NOBODY]
    assert np.isinf(turns.silence_h[1])
    assert grid.away.tolist() == [False, False, True, True, False, False]


def test_a_day_starts_at_four():
    grid, counts = lay_days(make([27.9, 28.0], [0, 1]))
    assert counts.all()
    assert (grid.first_date, grid.n_days) == (date(2024, 1, 1), 2)
    assert grid.index(np.array([27.9, 28.0, 900.0])).tolist() == [0, 1, 1]


def test_marked_days_beyond_the_record_do_no_harm():
    away = (
        (date(1900, 1, 1), date(2024, 1, 1)),
        (date(2024, 1, 9), date(2300, 1, 1)),
        (date(2024, 2, 2), date(2024, 2, 1)),
    )
    grid, counts = lay_days(make([5.0, 30.0, 50.0, 400.0], [0, 1, 0, 1], away=away))
    assert counts.tolist() == [False, True, True, False]
    assert grid.first_date == date(2024, 1, 2)
    assert not grid.away.any()


def test_hours_are_counted_by_person_and_weekday():
    counts = count_hours(np.array([0.2, 25.0, 24.0 * 7 + 0.9]), np.array([0, 1, 0]))
    assert counts[0, 0] == 2 and counts[1, 25] == 1 and counts.sum() == 3


def test_the_week_has_mean_one_and_never_stops():
    rhythm = measure_rhythm(np.full(50, 20.0), np.zeros(50, dtype=int))
    np.testing.assert_allclose(rhythm.profile.mean(axis=1), 1.0)
    assert rhythm.profile.min() > 0.0
    assert rhythm.profile[0].argmax() == 20
    np.testing.assert_allclose(rhythm.profile[1], 1.0, err_msg="someone who never wrote")


@pytest.mark.parametrize(("per_day", "shortest"), [(20.0, 4), (3.0, 5), (1.0, 15)])
def test_long_silences_of_both_do_not_count(per_day, shortest):
    n_days = 4000
    messages = np.full(n_days, per_day)
    messages[100 : 100 + shortest - 1] = 0.0
    messages[200 : 200 + shortest + 1] = 0.0
    weight = weigh_days(messages, np.zeros(n_days, dtype=bool))
    assert weight[100 : 100 + shortest - 1].all()
    assert not weight[200 : 200 + shortest + 1].any()
    assert weight.sum() == n_days - shortest - 1


def test_marked_days_do_not_count():
    away = np.zeros(30, dtype=bool)
    away[5:8] = True
    assert np.flatnonzero(weigh_days(np.full(30, 9.0), away) == 0).tolist() == [5, 6, 7]


def swinging_record(n_days=400, seed=1):
    rng = np.random.default_rng(seed)
    level = np.exp(np.sin(np.arange(n_days) / 20.0))
    hours, sender = [], []
    for day in range(n_days):
        n = rng.poisson(15 * level[day])
        hours.append(np.sort(24.0 * day + rng.uniform(8.0, 24.0, n)))
        sender.append(rng.integers(0, 2, n))
    return make(np.concatenate(hours), np.concatenate(sender)), level


def test_closeness_follows_mutual_exchange_and_looks_only_back():
    dyad, level = swinging_record()
    turns, grid = turns_of(dyad)
    rhythm = measure_rhythm(turns.start_h, turns.sender)
    daily = measure_daily(dyad.hours, dyad.sender, dyad.length, turns, rhythm, grid)
    none = np.zeros(grid.n_days)
    closeness = measure_closeness(daily, none)
    assert closeness.shape == (grid.n_days,)
    assert np.abs(closeness).max() <= 2.5
    assert np.corrcoef(closeness[60:-60], np.log(level)[55:-65])[0, 1] > 0.5
    assert closeness[21:].std() == pytest.approx(1.0, abs=0.2)

    daily.messages[:, -1] += 500.0
    np.testing.assert_allclose(
        measure_closeness(daily, none)[:-1].round(1), closeness[:-1].round(1), atol=0.3
    )


def test_a_one_sided_flood_is_no_closeness():
    dyad, _ = swinging_record()
    flood = np.sort(np.random.default_rng(2).uniform(24.0 * 200, 24.0 * 215, 3000))
    hours = np.concatenate([dyad.hours, flood])
    order = np.argsort(hours, kind="stable")
    sender = np.concatenate([dyad.sender, np.ones(3000, dtype=np.int8)])[order]

    def closeness_of(dyad):
        turns, grid = turns_of(dyad)
        rhythm = measure_rhythm(turns.start_h, turns.sender)
        daily = measure_daily(dyad.hours, dyad.sender, dyad.length, turns, rhythm, grid)
        return measure_closeness(daily, np.zeros(grid.n_days))

    both = np.sort(np.concatenate([flood, flood + 0.01]))
    mutual_hours = np.concatenate([dyad.hours, both])
    mutual_order = np.argsort(mutual_hours, kind="stable")
    mutual_sender = np.concatenate([dyad.sender, np.tile([0, 1], 3000).astype(np.int8)])[mutual_order]
    one_sided = closeness_of(make(hours[order], sender))[205:216].mean()
    mutual = closeness_of(make(mutual_hours[mutual_order], mutual_sender))[205:216].mean()
    assert mutual > one_sided + 0.3


def test_excursions_are_zero_below_the_quantile():
    dyad, _ = swinging_record()
    turns, grid = turns_of(dyad)
    excursions = measure_excursions(turns, grid)
    now = excursions.covariates[NOW]
    assert (now == 0.0).mean() == pytest.approx(0.7, abs=0.01)
    assert (now >= 0.0).all() and np.isfinite(excursions.recent).all()
