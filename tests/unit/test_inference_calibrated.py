"""The test in use: its null first, then its power, then what must not matter."""

from dataclasses import replace
from datetime import timedelta
from math import sqrt

import numpy as np
import pytest

from nearer.inference import measure_dyad
from nearer.inference.distributions import normal_sf
from nearer.inference.onset import CALIBRATED, REFERENCE, Onset
from nearer.inference.worlds import simulate_dyad, simulate_hazard_dyad
from nearer.signals.closeness import DEPTH, VOLUME, measure_closeness
from nearer.signals.daily import Daily
from nearer.timeline.dyad import Dyad

FIRST_SEED = 8_700_000_000


def both(dyad):
    return measure_dyad(dyad, test=REFERENCE), measure_dyad(dyad)


def make_daily(messages, residual):
    n_days = messages.shape[1]
    clocks = np.zeros((2, 3, n_days))
    return Daily(
        messages, residual, np.ones(2), clocks, clocks, np.ones(n_days), np.zeros(n_days, dtype=bool)
    )


@pytest.mark.parametrize("family", ["in_person", "my_busy_spells", "needier", "hazard"])
def test_without_the_effect_hardly_anything_is_claimed(family):
    claims = 0
    for seed in range(FIRST_SEED, FIRST_SEED + 40):
        made = simulate_hazard_dyad(seed, 1.0) if family == "hazard" else simulate_dyad(seed, family)
        claims += measure_dyad(made.dyad).p <= 0.05
    assert claims <= 6  # more than 6 of 40 has a chance below .005 at a true share of .05


def test_it_finds_more_than_the_reference_test():
    found = np.zeros(2)
    for seed in range(FIRST_SEED, FIRST_SEED + 40):
        found += [one.p <= 0.05 for one in both(simulate_dyad(seed, "draws_back", drop=0.25).dyad)]
    assert found[1] >= found[0] + 4
    assert found[1] >= 12


def test_p_allows_for_the_scatter_and_the_length_of_the_record():
    plain = Onset(4.0, 3.5, 8.0, np.zeros(1), np.zeros(1))
    assert plain.p == pytest.approx(normal_sf(1.9))
    assert replace(plain, null_sd=0.8).p == pytest.approx(normal_sf(1.9 / 0.8))
    assert replace(plain, bias=0.4, null_sd=0.8).p == pytest.approx(normal_sf(1.6 / 0.8))
    assert replace(plain, n_spells=0.9, null_sd=0.8).p == 0.5


def test_long_records_are_held_to_more():
    for months, expected in ((12.0, 0.1), (48.0, 0.1 + 0.015 * 30.0)):
        dyad = simulate_dyad(FIRST_SEED, "draws_back", months=months).dyad
        for test, bias, sd in ((CALIBRATED, expected, 0.86), (REFERENCE, 0.1, 1.0)):
            measured = measure_dyad(dyad, test=test)
            t = measured.me.score / sqrt(measured.me.information + 0.5)
            assert measured.p_onset == pytest.approx(normal_sf((t - bias) / sd), rel=0.02)


def test_the_reference_differs_in_closeness_only_by_its_recipe():
    rng = np.random.default_rng(3)
    messages, withdrawn = rng.poisson(10.0, (2, 300)).astype(float), np.zeros(300)
    daily = make_daily(messages, np.zeros((2, 300)))
    same_memory = replace(VOLUME, deep=True)
    np.testing.assert_allclose(
        measure_closeness(daily, withdrawn, same_memory), measure_closeness(daily, withdrawn, VOLUME)
    )


def test_writing_at_more_length_as_often_is_closer():
    messages, residual = np.full((2, 300), 10.0), np.zeros((2, 300))
    residual[:, 150:160] = 5.0
    daily, withdrawn = make_daily(messages, residual), np.zeros(300)
    deep = measure_closeness(daily, withdrawn, DEPTH)
    assert deep[155:162].min() > 1.0 > deep[:150].max()
    plain = make_daily(messages, np.zeros((2, 300)))
    np.testing.assert_array_equal(
        measure_closeness(daily, withdrawn, VOLUME), measure_closeness(plain, withdrawn, VOLUME)
    )


def test_one_person_writing_at_length_is_no_closer_than_the_two_of_them():
    messages, one, two = np.full((2, 300), 10.0), np.zeros((2, 300)), np.zeros((2, 300))
    one[0, 150:160] = 5.0
    two[:, 150:160] = 2.5
    withdrawn = np.zeros(300)
    np.testing.assert_allclose(
        measure_closeness(make_daily(messages, one), withdrawn),
        measure_closeness(make_daily(messages, two), withdrawn),
    )


@pytest.mark.parametrize("days", [1, 7, 400])
def test_a_shift_of_both_clocks_by_whole_days_hardly_changes_p(days):
    for seed in range(FIRST_SEED, FIRST_SEED + 5):
        dyad = simulate_dyad(seed, "draws_back", drop=0.25, months=12.0).dyad
        moved = Dyad(
            dyad.hours + 24.0 * (days % 7),
            dyad.sender,
            dyad.length,
            dyad.origin + timedelta(days=days // 7 * 7),
        )
        assert abs(measure_dyad(dyad).p - measure_dyad(moved).p) <= 0.005
