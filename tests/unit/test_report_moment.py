"""One possible episode by itself: why it was marked, in words that fit the numbers; and the answer before and after."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import findings as made

from nearer.inference.results import Days, Episode
from nearer.report.compare import compare_findings, compare_words
from nearer.report.moment import around, moment_figure, why_marked
from nearer.words import say

FIRST = date(2024, 1, 1)
EPISODE = Episode(FIRST + timedelta(days=60), FIRST + timedelta(days=70), FIRST + timedelta(days=58), 0.9)


def finding(mine=(10.0, 4.0), theirs=(10.0, 10.0), closeness=1.5, weight=1.0):
    """Return a finding with given messages a day before and within the episode."""
    n = 120
    within = np.arange(n)
    inside = (within >= 60) & (within <= 70)
    messages = np.vstack([np.where(inside, low, high) for high, low in (mine, theirs)])
    days = Days(
        FIRST, np.full(n, closeness), inside * 0.9, np.zeros(n), messages, np.where(inside, weight, 1.0)
    )
    (found,) = made.made_findings(("Sam", made.spells())).relationships
    measurement = replace(found.assessment.measurement, days=days)
    return replace(found, assessment=replace(found.assessment, measurement=measurement, episodes=(EPISODE,)))


def test_why_says_closeness_then_you_then_the_other():
    closer, mine, theirs = why_marked(finding(), EPISODE)
    assert closer.startswith("You and Sam had been clearly closer") and "28 February 2024" in closer
    assert mine == (
        "Then, for 11 days, you wrote about a third as much: 4.0 messages a day, after 10 in the three weeks before."
    )
    assert theirs == "Sam kept writing: 10 messages a day, after 10."


@pytest.mark.parametrize(
    ("within", "words"),
    [(1.0, "very little"), (4.0, "a third"), (5.0, "half as much"), (8.0, "wrote less"), (10.0, "about as much"), (15.0, "more than before")],
)  # fmt: skip
def test_how_much_less_is_said_as_it_was(within, words):
    assert words in why_marked(finding(mine=(10.0, within)), EPISODE)[1]


@pytest.mark.parametrize(
    ("within", "words"), [(9.0, "kept writing"), (6.0, "a little less"), (2.0, "the other side")]
)
def test_the_other_side_is_told_without_judging(within, words):
    assert words in why_marked(finding(theirs=(10.0, within)), EPISODE)[2]


@pytest.mark.parametrize(
    ("closeness", "words"),
    [(0.5, "a little closer"), (-0.5, "as close as usual"), (np.nan, "as close as usual")],
)
def test_closeness_is_not_overstated(closeness, words):
    assert words in why_marked(finding(closeness=closeness), EPISODE)[0]


def test_days_that_do_not_count_are_not_counted():
    assert "quieter than it usually is" in why_marked(finding(weight=0.0), EPISODE)[1]
    assert "too little around these days" in why_marked(finding(theirs=(0.0, 0.0)), EPISODE)[2]


@given(start=st.integers(0, 119), length=st.integers(3, 40))
def test_the_weeks_around_are_a_window_of_the_record(start, length):
    days = finding().assessment.measurement.days
    episode = Episode(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1), FIRST, 0.9)
    near = around(days, episode)
    offset = (near.first - days.first).days
    assert offset == max(0, start - 35)
    n = len(near.closeness)
    assert n == min(120, start + length + 35) - offset
    np.testing.assert_array_equal(near.messages, days.messages[:, offset : offset + n])


def test_the_picture_shows_this_one_only():
    (found,) = made.made_findings(("Sam", made.spells())).relationships
    figure = moment_figure(found, found.episodes[1])
    assert figure.kind == "moment" and len(figure.charts) == 1
    assert "20 September to 9 October 2023" in figure.sentence
    shown = figure.charts[0]["params"]
    assert (shown[1]["value"] - shown[0]["value"]) / 86_400_000 == 70 + 20
    (short,) = made.made_findings(("Sam", made.hardly_any())).relationships
    assert moment_figure(short, EPISODE) is None and why_marked(short, EPISODE) == ()


def test_before_and_after_are_told_in_words_and_figures():
    (before,) = made.made_findings(("Sam", made.spells())).relationships
    (after,) = made.made_findings(("Sam", made.no_sign())).relationships
    words = compare_words(before, after)
    assert before.sentence in words and after.sentence in words
    assert compare_words(before, before) == say("people.compare.same")
    table = compare_findings(before, after)
    assert table.rows[1][1:] == ("2.0 times (1.3 to 3.2)", "1.1 times (0.7 to 1.6)")
    assert table.rows[2][1:] == ("in about 1 of 100 such records", "in about 41 of 100 such records")
    assert table.rows[3][1:] == ("3", "0")
    (short,) = made.made_findings(("Sam", made.hardly_any())).relationships
    assert {row[2] for row in compare_findings(before, short).rows[1:]} == {
        say("people.compare.no_ratio"),
        "0",
    }
