"""Leaky sums, smoothing and clocks against direct double loops and a second library."""

from datetime import datetime

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from nearer.signals.clocks import run_clocks
from nearer.signals.days import lay_days
from nearer.signals.leak import leak_before, leak_days
from nearer.signals.rhythm import measure_rhythm
from nearer.signals.smooth import gaussian_sum
from nearer.signals.turns import merge_turns
from nearer.timeline.dyad import Dyad


@pytest.mark.parametrize("span", [10.0, 1e4, 1e7])
def test_leak_is_the_direct_sum(span):
    rng = np.random.default_rng(1)
    time = np.sort(np.round(rng.uniform(0.0, span, 200), 1))
    mass = rng.uniform(0.0, 2.0, 200)
    direct = [
        0.7 * np.exp(-(t - time[0]) / 5.0) + (mass[:i] * np.exp(-(t - time[:i]) / 5.0)).sum()
        for i, t in enumerate(time)
    ]
    np.testing.assert_allclose(leak_before(time, mass, 5.0, 0.7), direct, rtol=1e-9, atol=1e-300)


def test_daily_leak_stands_still_over_days_that_do_not_count():
    rng = np.random.default_rng(2)
    values = rng.uniform(0.0, 9.0, 90)
    weight = (rng.random(90) < 0.7).astype(float)
    keep = np.exp(-1.0 / 15.0)
    level, direct = 3.0, []
    for value, counts in zip(values, weight, strict=True):
        direct.append(level)
        if counts:
            level = keep * level + (1.0 - keep) * value
    np.testing.assert_allclose(leak_days(values, weight, 15.0, 3.0), direct, rtol=1e-10)


@pytest.mark.parametrize("n", [1, 30, 600])
@pytest.mark.parametrize("sd", [45.0, 70.0])
def test_smoothing_equals_scipy(n, sd):
    values = np.random.default_rng(3).normal(size=n)
    expected = gaussian_filter1d(values, sd, mode="constant", truncate=3.0)
    np.testing.assert_allclose(gaussian_sum(values, sd), expected, rtol=1e-9, atol=1e-12)


def test_expected_counts_add_up_to_observed_ones():
    """The rate of each age range is events over exposure, so the totals over all days are equal."""
    rng = np.random.default_rng(4)
    hours = np.sort(np.concatenate([rng.uniform(5.0, 24.0 * 300, 3000), [24.0 * 500]]))
    dyad = Dyad(hours, rng.integers(0, 2, 3001).astype(np.int8), np.ones(3001), datetime(2024, 1, 1))
    grid, _ = lay_days(dyad)
    turns = merge_turns(dyad.hours, dyad.sender, dyad.length, grid)
    observed, expected = run_clocks(turns, measure_rhythm(turns.start_h, turns.sender), grid)
    np.testing.assert_allclose(observed.sum(axis=2), expected.sum(axis=2), rtol=1e-9)
    assert (expected >= 0.0).all()
    answered = (turns.next_sender >= 0) & (turns.until_h > turns.end_h)
    assert observed.sum() == answered.sum()


def test_days_of_a_long_wait_get_their_share():
    """One bid that waits for ten days: each day's due replies are rate times its operational length."""
    hours = np.array([10.0, 10.0 + 240.0])
    dyad = Dyad(hours, np.array([1, 0], dtype=np.int8), np.ones(2), datetime(2024, 1, 1))
    grid, _ = lay_days(dyad)
    turns = merge_turns(dyad.hours, dyad.sender, dyad.length, grid)
    rhythm = measure_rhythm(turns.start_h, turns.sender)
    observed, expected = run_clocks(turns, rhythm, grid)
    assert observed[0, 0].tolist() == [0.0] * 10 + [1.0]
    last = rhythm.operational(0, np.array([82.0, 250.0]))
    rate = 1.0 / (last[1] - last[0])
    fifth = rhythm.operational(0, np.array([24.0 * 5 + 4.0, 24.0 * 6 + 4.0]))
    assert expected[0, 0, 5] == pytest.approx(rate * (fifth[1] - fifth[0]), rel=1e-9)
    assert expected[0, 0].sum() == pytest.approx(1.0)
