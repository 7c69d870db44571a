"""The sentences above the pictures of the path: what may be said, and when."""

from datetime import date

import pytest

from nearer.app.pauses import PausesSummary
from nearer.app.progress import DrawnMonth
from nearer.app.progress_compared import fears_figure
from nearer.app.progress_figures import drawn_figure, gap_figure, pauses_words
from nearer.inference.ranking import wilson_interval
from nearer.practice.fears import Fear, sum_fears
from nearer.practice.gap import MonthGap, find_gaps


def gaps(*means, n=10, half=0.5):
    return [
        MonthGap(date(2025, month, 1), n, mean, mean - half, mean + half) if mean is not None
        else MonthGap(date(2025, month, 1), 1, None, None, None)
        for month, mean in enumerate(means, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("means", "words"),
    [
        ((2.0, 1.0, 0.1), ("about as close as you wanted", "leans more toward room")),
        ((0.0, 1.0, 1.8), ("1.8 steps closer than it felt", "leans more toward closeness")),
        ((-1.0, None, -1.0, -1.2), ("1.2 steps more room", "can't be told")),
    ],
)
def test_the_gap_in_words(means, words):
    figure = gap_figure(gaps(*means))
    assert all(part in figure.sentence for part in words)
    assert len(figure.table.rows) == len(means)


def test_a_month_that_is_not_known_stands_in_the_table_only():
    figure = gap_figure(gaps(1.0, None, 1.0, 1.0))
    assert len(figure.charts[0]["data"]["values"]) == 3
    assert "too few days" in figure.table.rows[1]
    assert gap_figure(gaps(1.0, None, 1.0)) is None


def test_days_count_once_and_months_between_are_there():
    day = date(2025, 1, 3)
    once = find_gaps([(day, 2), (date(2025, 1, 9), 0), (date(2025, 1, 20), 1), (date(2025, 3, 1), 1)])
    often = find_gaps(
        [*[(day, 2)] * 30, (date(2025, 1, 9), 0), (date(2025, 1, 20), 1), (date(2025, 3, 1), 1)]
    )
    assert once == often
    assert [month.n for month in once] == [3, 0, 1]
    assert once[0].low < once[0].middle == 1.0 < once[0].high
    assert find_gaps([]) == ()


def test_answers_that_are_all_alike_still_have_a_range():
    (month,) = find_gaps([(date(2025, 1, day), 1) for day in range(1, 6)])
    assert month.high - month.low > 0.5


def test_pauses_by_month():
    months = [DrawnMonth(date(2025, 1, 1), 3, 4), DrawnMonth(date(2025, 2, 1), 0, 0)]
    assert "7 times" in drawn_figure(months).sentence
    assert "in 3." in drawn_figure(months).sentence
    assert drawn_figure([DrawnMonth(date(2025, 1, 1), 2, 2)]) is None


def test_pauses_that_were_kept():
    low, high = wilson_interval(4, 6)
    said = pauses_words(PausesSummary(8, 6, 4, 1, 1, 4 / 6, low, high))
    assert "6 announced pauses" in said
    assert "After 4 of them" in said
    assert "once you noted it of 5" in pauses_words(PausesSummary(8, 0, 0, 0, 0, None, None, None))


@pytest.mark.parametrize(
    ("belief", "n_yes", "words"),
    [(90, 1, "fewer came true than you feared"), (10, 11, "more came true"), (50, 6, "can't be told yet")],
)
def test_fears_in_words(belief, n_yes, words):
    fears = [Fear(belief, "done", "yes" if k < n_yes else "no") for k in range(12)]
    figure = fears_figure(sum_fears(fears))
    assert "Of 12 fears" in figure.sentence
    assert words in figure.sentence
    assert fears_figure(sum_fears(fears[:3])) is None
