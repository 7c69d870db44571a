"""Before and after a day: what is summed, what is said, and how seldom without cause."""

from datetime import date, timedelta
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.inference.results import Days
from nearer.practice.before_after import LEAST_AFTER, LEAST_BEFORE, NULL_SD, compare, level_of
from nearer.practice.sides import Sums, sum_sides

FIRST = date(2024, 1, 1)


def record(n_days, seed=1, **changed):
    rng = np.random.default_rng(seed)
    begins = np.where(rng.random(n_days) < 0.03, rng.random(n_days), 0.001)
    arrays = {
        "closeness": rng.normal(size=n_days),
        "withdrawn": rng.random(n_days) * 0.3,
        "begins": begins,
        "messages": np.ones((2, n_days)),
        "weight": np.ones(n_days),
    }
    return Days(first=FIRST, **(arrays | changed))


def sums(score, exposure, days=400.0):
    return Sums(days=days, spells=10.0, score=score, exposure=exposure, variance=exposure * 0.02)


def test_levels_add_up_to_a_twentieth():
    assert isclose(sum(level_of(number) for number in range(1, 200_000)), 0.05, rel_tol=1e-4)
    with pytest.raises(ValueError, match="from 1"):
        level_of(0)


def test_each_further_day_asks_for_more():
    widths = [compare(sums(8, 300), sums(0, 300), level_of(number)).high for number in (1, 2, 5)]
    assert widths == sorted(widths)


def test_what_is_said():
    before, after = sums(30, 300), sums(-10, 300)
    assert compare(before, after, 0.025).change == "less"
    assert compare(after, before, 0.025).change == "more"
    assert compare(sums(5, 300), sums(3, 300), 0.025).change == "open"


def test_too_short_says_nothing():
    before, after = sums(30, 300), sums(-10, 300)
    for sides in (
        (sums(30, 300, LEAST_BEFORE - 1), after),
        (before, sums(-10, 300, LEAST_AFTER - 1)),
        (before, sums(0, 0)),
    ):
        found = compare(*sides, 0.025)
        assert (found.change, found.before, found.after) == ("too_short", None, None)


@given(
    st.floats(-30, 30),
    st.floats(-30, 30),
    st.floats(50, 900),
    st.floats(50, 900),
    st.sampled_from((0.025, 0.004)),
)
def test_interval_and_sentence_agree(mine, later, exposure, exposure_after, level):
    found = compare(sums(mine, exposure), sums(later, exposure_after), level)
    assert found.low < found.difference < found.high
    assert isclose(found.difference, found.after.value - found.before.value, abs_tol=1e-9)
    assert found.change == ("less" if found.high < 0 else "more" if found.low > 0 else "open")
    swapped = compare(sums(-mine, exposure), sums(-later, exposure_after), level)
    assert {found.change, swapped.change} in ({"open"}, {"less", "more"})


def test_a_wandering_difference_crosses_seldom_however_often_one_looks():
    """Looks at every step of many paths with the scatter that is allowed for; one level for all looks together."""
    rng, n_before, n_paths, level = np.random.default_rng(20261224), 300, 400, 0.1
    crossed = 0
    unit = 0.02
    for _ in range(n_paths):
        sd = NULL_SD * np.sqrt(unit)
        before = Sums(400.0, 10.0, sd * np.sqrt(n_before) * rng.normal(), n_before, unit * n_before)
        path = np.cumsum(sd * np.sqrt(10) * rng.normal(size=100))
        crossed += any(
            compare(before, Sums(400.0, 10.0, score, 10.0 * k, unit * 10.0 * k), level).change != "open"
            for k, score in enumerate(path, start=1)
        )
    assert crossed / n_paths <= level


def test_days_after_the_last_look_change_nothing():
    whole = record(500)
    turn, until = FIRST + timedelta(days=250), FIRST + timedelta(days=399)
    cut = Days(
        FIRST,
        *(getattr(whole, name)[:400] for name in ("closeness", "withdrawn", "begins")),
        whole.messages[:, :400],
        whole.weight[:400],
    )
    before, after = sum_sides(whole, turn, until)
    assert before == sum_sides(cut, turn, until)[0]
    np.testing.assert_allclose(after.score, sum_sides(cut, turn, until)[1].score, atol=1e-12)


def test_days_that_do_not_count_are_left_out():
    weight = np.ones(500)
    weight[100:150] = 0.0
    before, after = sum_sides(
        record(500, weight=weight), FIRST + timedelta(days=250), FIRST + timedelta(days=499)
    )
    assert (before.days, after.days) == (250 - 21 - 50, 250)


def test_a_day_outside_the_record_leaves_one_side_empty():
    days = record(300)
    assert sum_sides(days, FIRST - timedelta(days=9), FIRST + timedelta(days=299))[0].days == 0
    assert sum_sides(days, FIRST + timedelta(days=900), FIRST + timedelta(days=1000))[1].days == 0


def test_how_often_spells_begin_may_change_without_a_word():
    """Twice the spells since the day, on both near and distant days alike, leave the slope where it was."""
    closeness = np.tile([-1.0, 1.0], 400)
    begins = np.where(np.arange(800) < 400, 0.02, 0.04)
    days = record(800, closeness=closeness, begins=begins, withdrawn=np.zeros(800))
    found = compare(*sum_sides(days, FIRST + timedelta(days=400), FIRST + timedelta(days=799)), 0.025)
    assert abs(found.difference) < 0.1
    assert found.after.spells > 1.9 * found.before.spells
