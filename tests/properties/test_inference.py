"""What must not matter to the analysis."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.inference import judge, measure_dyad
from nearer.timeline.dyad import Dyad

MONDAY = datetime(2024, 1, 1)


def record(seed, n_days=240, step_h=1.0 / 60.0):
    """A record on whole minutes, with swings."""
    rng = np.random.default_rng(seed)
    level = np.exp(0.5 * np.sin(np.arange(n_days) / rng.uniform(5.0, 25.0)))
    counts = rng.poisson(14.0 * level)
    hours = np.repeat(24.0 * np.arange(n_days), counts) + rng.uniform(7.0, 27.0, counts.sum())
    hours = np.sort(np.round(hours / step_h)) * step_h
    sender = rng.integers(0, 2, len(hours)).astype(np.int8)
    return Dyad(hours, sender, np.floor(rng.lognormal(3.0, 1.0, len(hours))), MONDAY)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), days=st.integers(1, 900))
def test_a_shift_by_whole_days_hardly_changes_p(seed, days):
    dyad = record(seed)
    shifted = Dyad(dyad.hours + 24.0 * days, dyad.sender, dyad.length, MONDAY)
    before, after = measure_dyad(dyad), measure_dyad(shifted)
    assert abs(before.p - after.p) <= 0.005
    assert abs(before.p_onset - after.p_onset) <= 0.005
    assert before.enough == after.enough


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_order_within_a_minute_of_one_sender_does_not_matter(seed):
    dyad = record(seed)
    rng = np.random.default_rng(seed + 1)
    run = np.cumsum(np.append(True, (np.diff(dyad.hours) > 0) | (np.diff(dyad.sender) != 0)))
    order = np.lexsort((rng.random(len(run)), run))
    assert (dyad.hours[order] == dyad.hours).all() and (dyad.sender[order] == dyad.sender).all()
    before = measure_dyad(dyad)
    after = measure_dyad(Dyad(dyad.hours, dyad.sender, dyad.length[order], MONDAY))
    assert after.p == pytest.approx(before.p, abs=1e-9)
    assert after.me.ratio == pytest.approx(before.me.ratio, rel=1e-9)


@settings(max_examples=60)
@given(
    minutes=st.lists(st.integers(0, 60 * 24 * 400), max_size=60),
    repeat=st.integers(1, 40),
    seed=st.integers(0, 1000),
)
def test_anything_gives_an_answer(minutes, repeat, seed):
    rng = np.random.default_rng(seed)
    hours = np.sort(np.repeat(np.array(minutes, dtype=float), repeat)) / 60.0
    hours = np.sort(hours + rng.integers(0, 500, len(hours)) / 60.0)
    sender = rng.integers(0, 2, len(hours)).astype(np.int8)
    length = rng.integers(0, 4000, len(hours)).astype(float)
    measured = measure_dyad(Dyad(hours, sender, length, MONDAY))
    assert 0.0 <= measured.p <= 1.0
    assert sum(measured.n_messages) == len(hours)
    assert judge([measured]).assessments[0].verdict in ("pulls_away", "no_sign", "too_little_data")
    if measured.days is not None:
        assert np.isfinite(measured.days.closeness).all()
        assert ((measured.days.withdrawn >= 0.0) & (measured.days.withdrawn <= 1.0)).all()


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([2.0, 10.0]))
def test_judging_does_not_depend_on_the_order_of_contacts(seed, factor):
    one, other = measure_dyad(record(seed)), measure_dyad(record(seed + 1, step_h=factor / 60.0))
    forward, backward = judge([one, other]), judge([other, one])
    assert [a.verdict for a in forward.assessments] == [a.verdict for a in backward.assessments][::-1]
    assert forward.pooled.p == pytest.approx(backward.pooled.p)
