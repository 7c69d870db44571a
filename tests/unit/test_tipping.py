"""The tipping point: what is said, when nothing is, and what never matters to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.inference.grid_quantiles import quantiles
from nearer.inference.tipping import LEAST, LEAST_OF_EACH, find_tipping_point
from nearer.inference.tipping_grid import CheckIns, count, dispersion, fit
from nearer.inference.tipping_path import find_path


def made_up(seed=1, n=300, own=(0.0, 0.0, 0.0), slope=1.2, months=12, drift=0.0):
    rng = np.random.default_rng(seed)
    person = rng.integers(0, len(own), n)
    person[: len(own)] = np.arange(len(own))
    closeness = rng.integers(1, 8, n).astype(float)
    day = np.sort(rng.integers(0, months * 30, n))
    odds = np.array(own)[person] + slope * (closeness - 4) + drift * (day // 30)
    taken = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)
    return CheckIns(person, closeness, taken, day)


def cut(checkins, kept):
    return CheckIns(checkins.person[kept], checkins.closeness[kept], checkins.taken[kept], checkins.day[kept])


def test_it_finds_a_clear_one():
    found = find_tipping_point(made_up())
    assert found.state == "found"
    assert found.place.low < 4 < found.place.high
    assert found.p_rises > 0.999
    assert found.slope.low < 1.2 < found.slope.high
    assert all(person.low < 4 < person.high for person in found.people)


def test_people_differ():
    early, late = find_tipping_point(made_up(n=600, own=(2.4, -2.4))).people
    assert early.low < 2 < early.high
    assert late.low < 6 < late.high


@pytest.mark.parametrize("n", [0, 1, LEAST - 1])
def test_too_few(n):
    found = find_tipping_point(cut(made_up(), slice(n)))
    assert (found.state, found.n, found.place, found.curve) == ("too_few", n, None, ())


def test_too_few_of_one_outcome():
    checkins = made_up()
    often, seldom = np.flatnonzero(checkins.taken == 1), np.flatnonzero(checkins.taken == 0)
    kept = np.concatenate([often, seldom[: LEAST_OF_EACH - 1]])
    assert find_tipping_point(cut(checkins, kept)).state == "too_few"
    kept = np.concatenate([often, seldom[:LEAST_OF_EACH]])
    assert find_tipping_point(cut(checkins, kept)).state != "too_few"


def test_other_answers():
    assert find_tipping_point(made_up(slope=-1.2)).state == "falls"
    assert find_tipping_point(made_up(slope=0.0, n=3000)).state == "flat"
    assert find_tipping_point(made_up(slope=0.0, n=30)).state == "open"
    off_the_scale = find_tipping_point(made_up(slope=0.6, own=(-3.0, -3.0, -3.0), n=1000))
    assert (off_the_scale.state, off_the_scale.place) == ("wide", None)


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10**6), n=st.integers(LEAST, 80), slope=st.floats(-2, 2), n_people=st.integers(1, 4)
)
def test_it_always_makes_sense(seed, n, slope, n_people):
    checkins = made_up(seed, n, (0.0,) * n_people, slope)
    found = find_tipping_point(checkins)
    if found.state == "too_few":
        return
    assert 0 <= found.p_rises <= 1
    assert found.dispersion >= 1
    for point in found.curve:
        assert 0 <= point.low <= point.middle <= point.high <= 1
    for place in (found.place, *found.people):
        assert place is None or place.low <= place.middle <= place.high
    assert (found.place is not None) == (found.state == "found")


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_order_and_numbering_do_not_matter(seed):
    checkins = made_up(seed, 60)
    shuffle = np.random.default_rng(seed).permutation(60)
    other = cut(checkins, shuffle)
    other = CheckIns(2 - other.person, other.closeness, other.taken, other.day + 700)
    one, two = find_tipping_point(checkins), find_tipping_point(other)
    assert one.state == two.state
    if one.state == "found":
        assert [one.place.low, one.place.high] == pytest.approx([two.place.low, two.place.high], abs=1e-3)
        mine = [person and person.middle for person in one.people]
        assert mine == pytest.approx([person and person.middle for person in two.people[::-1]], abs=1e-3)


def test_turning_all_answers_round_turns_the_slope_round():
    checkins = made_up(n=80)
    turned = CheckIns(checkins.person, checkins.closeness, 1 - checkins.taken, checkins.day)
    one, two = fit(count(checkins)), fit(count(turned))
    assert one.slope_quantiles((0.1, 0.9)) == pytest.approx(-two.slope_quantiles((0.9, 0.1)), abs=1e-3)


def test_fortnights_that_share_a_mood_count_for_less():
    alone = made_up(n=200, slope=0.0)
    again = CheckIns(
        *(np.repeat(getattr(alone, part), 4) for part in ("person", "closeness", "taken", "day"))
    )
    assert dispersion(again, fit(count(again))) > 2.5
    assert dispersion(alone, fit(count(alone))) < 2


def test_as_many_people_as_check_ins_and_none_at_all_in_between():
    checkins = made_up(n=30)
    strangers = CheckIns(np.arange(30), checkins.closeness, checkins.taken, checkins.day)
    assert find_tipping_point(strangers).state in {"open", "wide", "found"}


def test_quantiles_of_weighted_values():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5])
    assert quantiles(values, weights, (0.5,)) == pytest.approx([2.0])
    assert quantiles(values, weights * 0.5, (0.1, 0.5, 0.9), weight_below=0.25) == pytest.approx(
        [-np.inf, 2.0, np.inf]
    )


def test_months_follow_a_place_that_moves():
    checkins = made_up(n=1500, months=12, drift=-0.3, own=(1.6, 1.6))
    path = find_path(checkins, checkins.day // 30)
    assert [place.month for place in path] == list(range(12))
    assert sum(place.n for place in path) == 1500
    true = [4 - (1.6 - 0.3 * month) / 1.2 for month in range(12)]
    held = [place.place.low <= t <= place.place.high for place, t in zip(path, true, strict=True)]
    assert sum(held) >= 10
    assert path[-1].place.low > path[0].place.high


def test_months_without_check_ins_are_wider_and_few_months_say_nothing():
    checkins = made_up(n=600, months=12)
    month = checkins.day // 30
    kept = (month < 4) | (month > 7)
    gap = find_path(cut(checkins, kept), month[kept])
    assert [place.n for place in gap[4:8]] == [0, 0, 0, 0]
    assert gap[5].place.width > gap[2].place.width
    assert find_path(cut(checkins, month < 2), month[month < 2]) == ()


def test_held_in_a_mid_size_sample_from_the_prior():
    """95 % intervals of 150 people drawn from the prior; each side of the truth lies outside in 2.5 %."""
    rng = np.random.default_rng(20261122)
    hits = []
    for seed in range(150):
        spread = min(max(abs(rng.normal()), 0.05), 4.0)
        level, slope = rng.normal(0, 2), rng.normal()
        checkins = made_up(seed, 60, tuple(rng.normal(level, spread, 3)), slope)
        low, high = fit(count(checkins)).tipping((0.025, 0.975))
        truth = 4 - level / slope if slope > 0 else rng.choice([-np.inf, np.inf])
        hits.append(low <= truth <= high)
    assert 0.90 <= np.mean(hits) <= 0.99
