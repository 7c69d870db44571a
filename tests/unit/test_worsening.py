"""Two worse weeks: when the rule speaks, and when it stays silent."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.practice.worsening import Mood, find_worse_weeks, last_sunday

TODAY = date(2026, 3, 4)
MONDAY = date(2026, 2, 16)
"""Of the first of the last two whole weeks."""


def weeks(*urges, a_week=4, pleasant=0, swing=1):
    """Moods of consecutive weeks up to the last whole one, the urge around one value in each."""
    start = MONDAY + timedelta(weeks=2 - len(urges))
    return [
        Mood(start + timedelta(weeks=week, days=number), urge + swing * (-1) ** number, pleasant)
        for week, urge in enumerate(urges)
        if urge is not None
        for number in range(a_week)
    ]


def test_two_hard_weeks():
    found = find_worse_weeks(weeks(3, 3, 3, 3, 3, 3, 8, 8), TODAY)
    assert (found.first, found.last) == (MONDAY, date(2026, 3, 1))
    assert min(found.by) > 1.3


@pytest.mark.parametrize(
    "urges",
    [
        (3, 3, 3, 3, 3, 3, 3, 3),
        (3, 3, 3, 3, 3, 3, 3, 8),
        (3, 3, 3, 3, 3, 3, 8, 3),
        (3, 3, 3, 8, 3, 3, 8, 8),
        (8, 8, 8, 8, 8, 8, 3, 3),
        (8, 8, 8, 8, 8, 8, 8, 8),
        (None, None, None, 3, 3, 3, 8, 8),
    ],
    ids=["level", "one", "earlier one", "as hard before", "lighter", "always hard", "too few weeks"],
)
def test_silent(urges):
    assert find_worse_weeks(weeks(*urges), TODAY) is None


def test_too_few_in_a_week():
    assert find_worse_weeks(weeks(3, 3, 3, 3, 3, 3, 8, 8, a_week=2), TODAY) is None


def test_the_week_that_is_not_over_does_not_count():
    moods = weeks(3, 3, 3, 3, 3, 3, 3, 3)
    this_week = [Mood(TODAY - timedelta(days=number), 10, -2) for number in (0, 1, 2)] * 3
    assert find_worse_weeks(moods + this_week, TODAY) is None
    hard = weeks(3, 3, 3, 3, 3, 3, 8, 8)
    assert find_worse_weeks(hard, TODAY) == find_worse_weeks(hard + this_week, TODAY)


def test_pleasantness_alone_is_enough():
    moods = [Mood(mood.day, None, 1 if mood.day < MONDAY else -2) for mood in weeks(*[3] * 8)]
    assert find_worse_weeks(moods, TODAY) is not None


@given(st.permutations(range(32)), st.integers(0, 6))
def test_order_and_the_day_of_the_week_do_not_matter(order, later):
    moods = weeks(3, 3, 3, 3, 3, 3, 8, 8)
    monday = last_sunday(TODAY) + timedelta(days=1)
    found = find_worse_weeks([moods[place] for place in order], monday + timedelta(days=later))
    assert found is not None
    assert found.first == MONDAY


def test_calm_years_are_mostly_silent():
    """Moods without any memory, one a day: the rule speaks less than once in two years."""
    rng = np.random.default_rng(3)
    spoken, n_weeks = 0, 20 * 52
    start = date(2000, 1, 3)
    moods = [
        Mood(start + timedelta(days=day), int(np.clip(round(4 + 2 * rng.normal()), 0, 10)), None)
        for day in range(7 * n_weeks)
    ]
    for week in range(8, n_weeks):
        spoken += (
            find_worse_weeks(moods[7 * (week - 8) : 7 * week], start + timedelta(weeks=week)) is not None
        )
    assert spoken <= 10
