"""Between too easy and too much: the window, what moves it, and which step it picks."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.practice.ladder import (
    AS_IF,
    FARTHEST,
    SPREAD,
    find_difference,
    find_window,
    is_urge_up,
    pick_step,
    place_for,
)

SCALE = st.integers(0, 10)
PAIRS = st.lists(st.tuples(SCALE, SCALE), max_size=60)


def test_without_tests_the_window_is_three_to_six():
    window = find_window([], [], False)
    assert (window.low, window.high) == (3, 6)
    assert (window.difference.n, window.difference.expected, window.difference.mean) == (0, None, 0)


def test_what_is_felt_as_less_makes_room_for_more():
    window = find_window([(6, 4)] * 5, [], False)
    assert (window.difference.expected, window.difference.felt, window.difference.n) == (6, 4, 5)
    assert window.low == pytest.approx(3 + 10 / 9)
    assert find_window([(4, 7)] * 5, [], False).high < 6


def test_the_interval_is_the_posterior_of_a_normal_mean():
    """Against the textbook's precision-weighted sum, put together the long way."""
    pairs = [(5, 3), (6, 6), (4, 1)]
    differences = [felt - expected for expected, felt in pairs]
    prior, data = AS_IF / SPREAD**2, len(pairs) / SPREAD**2
    mean = data * statistics.mean(differences) / (prior + data)
    found = find_difference(pairs)
    assert found.mean == pytest.approx(mean)
    assert found.high - mean == pytest.approx(1.959964 / math.sqrt(prior + data))


@pytest.mark.parametrize(
    ("stopped", "lower"),
    [
        ([], 0),
        ([True], 1),
        ([True, True], 2),
        ([True] * 5, 2),
        ([False, True, True], 0),
        ([True, False, True], 1),
    ],
)
def test_stopping_lately_makes_it_smaller(stopped, lower):
    assert find_window([], stopped, False).high == 6 - lower
    assert find_window([], stopped, True).high == 5 - lower


@given(PAIRS, st.lists(st.booleans(), max_size=9), st.booleans())
def test_the_window_stays_three_wide_and_within_reach(pairs, stopped, urge_up):
    window = find_window(pairs, stopped, urge_up)
    assert window.high - window.low == pytest.approx(3)
    assert -2 <= window.low <= 3 + FARTHEST
    assert any(window.low <= one <= window.high for one in range(11))


@given(PAIRS.filter(bool))
def test_a_difference_is_drawn_toward_none_and_less_so_with_more_tests(pairs):
    plain = statistics.mean(felt - expected for expected, felt in pairs)
    found, more = find_difference(pairs), find_difference(pairs * 50)
    assert abs(found.mean) <= abs(plain) + 1e-9
    assert abs(more.mean - plain) <= abs(found.mean - plain) + 1e-9
    assert found.low < found.mean < found.high


@given(st.lists(st.none() | SCALE), PAIRS)
def test_the_first_that_fits_is_picked(discomforts, pairs):
    window = find_window(pairs, [], False)
    picked = pick_step(discomforts, window)
    fits = [one is not None and window.low <= one <= window.high for one in discomforts]
    assert picked == (fits.index(True) if any(fits) else None)


def test_an_urge_counts_against_ones_own_weeks():
    assert is_urge_up([8, 8, 8], [4] * 6)
    assert not is_urge_up([8, 8, 8], [8] * 6)
    assert not is_urge_up([8, 8], [4] * 6)
    assert not is_urge_up([8, 8, 8], [4] * 5)


@given(st.lists(SCALE), SCALE)
def test_a_new_step_keeps_a_rising_order(discomforts, new):
    order = sorted(discomforts)
    order.insert(place_for(order, new), new)
    assert order == sorted(order)
