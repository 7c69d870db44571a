"""Looking again: what a look costs, when it may be, and that the first costs nothing."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.inference import judge, measure_dyad
from nearer.inference.looks import (
    NEW_DAYS,
    level_at,
    may_look,
    next_look,
    price,
    priced,
    priced_pooled,
)
from nearer.inference.results import Pooled
from nearer.inference.worlds import simulate_dyad

P = st.floats(0.0, 1.0)
NUMBERS = st.integers(1, 500)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture(scope="module")
def measured():
    """A record long enough for a verdict, with a strong drop in quiet spells."""
    return measure_dyad(simulate_dyad(7, "draws_back", drop=0.15, months=18.0).dyad)


def test_levels_fall_and_their_sum_over_all_looks_ever_is_bounded():
    levels = [level_at(number) for number in range(1, 20_001)]
    assert all(later <= earlier for earlier, later in pairwise(levels))
    assert sum(levels) < 0.05 + 23 * level_at(2) + 24 * level_at(2)


def test_levels_keep_exact_tests_of_a_growing_record_near_five_percent():
    """Later looks alone, at a drifting sum with independent gains: Pocock's case, played 20,000 times."""
    rng = np.random.default_rng(11)
    days = 190.0 + NEW_DAYS * np.arange(24)
    gains = rng.normal(size=(20_000, 24)) * np.sqrt(np.diff(days, prepend=0.0))
    z = np.cumsum(gains, axis=1) / np.sqrt(days)
    at_once, bound = 1.6448536, 2.3263479  # upper 5 % and 1 % of the normal
    assert level_at(2) == 0.01
    assert (z > bound).any(axis=1).mean() < 0.05
    assert (z > at_once).any(axis=1).mean() > 0.15


def test_looks_are_counted_from_one():
    with pytest.raises(ValueError, match="from 1"):
        level_at(0)


@given(P, NUMBERS)
def test_a_price_never_helps_and_is_higher_the_more_looks_there_were(p, number):
    assert p <= price(p, number) <= price(p, number + 1) <= 1.0


@given(P, NUMBERS)
def test_to_hold_a_price_against_the_bound_is_to_hold_p_against_the_level(p, number):
    if abs(p - level_at(number)) > 1e-9:
        assert (price(p, number) <= 0.05) == (p <= level_at(number))


def test_the_first_look_is_the_verdict_of_a_single_analysis(measured):
    assert priced(measured, 1).p == measured.p
    (once,), (first,) = judge([measured]).assessments, judge([priced(measured, 1)]).assessments
    assert (once.verdict, once.p_adjusted, once.episodes) == (first.verdict, first.p_adjusted, first.episodes)


def test_only_the_combined_p_pays(measured):
    later = priced(measured, 7)
    assert later.p == price(measured.p, 7)
    for field in fields(measured):
        if field.name != "p":
            assert getattr(later, field.name) is getattr(measured, field.name)


@pytest.mark.parametrize(
    ("p", "number", "verdict"), [(0.04, 1, "pulls_away"), (0.04, 2, "no_sign"), (0.009, 2, "pulls_away")]
)
def test_a_verdict_at_a_later_look_must_be_clearer(measured, p, number, verdict):
    (one,) = judge([priced(replace(measured, p=p, p_onset=p), number)]).assessments
    assert one.verdict == verdict


@given(P, NUMBERS, st.sampled_from(["pulls_away", "no_sign", "too_little_data"]))
def test_the_statement_over_contacts_pays_for_its_own_looks(p, number, verdict):
    paid = priced_pooled(Pooled(verdict, 2.0, 1.0, 4.0, p, 3), number)
    assert paid.p == price(p, number)
    if verdict == "too_little_data":
        assert paid.verdict == verdict
    else:
        assert (paid.verdict == "pulls_away") == (price(p, number) <= 0.05)


def test_nothing_to_pool_costs_nothing():
    nothing = Pooled("too_little_data", None, None, None, None, 0)
    assert priced_pooled(nothing, 5) is nothing


@given(DAYS, st.integers(-400, 400))
def test_a_record_is_looked_at_afresh_after_thirty_new_days(last_until, new_days):
    until = last_until + timedelta(days=new_days)
    assert may_look(last_until, until) == (new_days >= 30) == (until >= next_look(last_until))
