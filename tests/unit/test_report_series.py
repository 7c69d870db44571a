"""Arrays per day made into rows: nothing is lost on the way, however long the record."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from made.findings import EPISODES, FIRST, made_days

from nearer.inference.results import Days
from nearer.report.series import MAX_POINTS, mean_rate, periods, thin_days, uncounted_runs


@pytest.mark.parametrize("n_days", [1, 40, 545, 1_201, 5_000, 12_000])
def test_thinned_days_hold_every_message_and_every_day(n_days):
    days = made_days(n_days, (), seed=n_days)
    rows = thin_days(days)
    assert len(rows) <= MAX_POINTS
    assert sum(row["n"] for row in rows) == n_days
    for person, name in enumerate("mt"):
        total = sum(row[name] * row["n"] for row in rows)
        assert total == pytest.approx(days.messages[person].sum(), abs=0.05 * n_days)


def test_short_records_are_drawn_day_by_day():
    days = made_days(300, (), seed=3)
    rows = thin_days(days)
    assert [row["d"] for row in rows] == list(range(300))
    shown = [np.nan if row["z"] is None else row["z"] for row in rows]
    np.testing.assert_allclose(shown, days.closeness, atol=0.006)


@pytest.mark.parametrize("n_days", [6, 545, 4_000])
def test_periods_cover_the_record_once(n_days):
    days = made_days(n_days, (), seed=1)
    rows = periods(days, ())
    assert rows[0].first == FIRST
    assert rows[-1].last == FIRST + timedelta(days=n_days - 1)
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(rows))
    assert sum(row.mine for row in rows) == days.messages[0].sum()
    assert sum(row.theirs for row in rows) == days.messages[1].sum()
    assert len(rows) <= 120


def test_periods_count_the_marked_days():
    days = made_days(545, EPISODES, seed=1)
    n_marked = sum((episode.end - episode.start).days + 1 for episode in EPISODES)
    assert sum(row.marked for row in periods(days, EPISODES)) == n_marked


def test_days_that_do_not_count_are_left_out_of_means():
    weight = np.array([1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    closeness = np.array([1.0, 9.0, 9.0, 9.0, 2.0, 3.0, 4.0])
    messages = np.vstack((np.array([7.0, 0, 0, 0, 5, 3, 1]), np.zeros(7)))
    days = Days(FIRST, closeness, np.zeros(7), np.zeros(7), messages, weight)
    assert periods(days, ())[0].closeness == 2.5
    assert uncounted_runs(days) == [(1, 4)]
    assert mean_rate(days, FIRST, FIRST + timedelta(days=6)) == 4.0
    assert np.isnan(mean_rate(days, FIRST + timedelta(days=1), FIRST + timedelta(days=3)))
    assert np.isnan(mean_rate(days, date(2022, 1, 1), date(2022, 1, 5)))
