"""Fears against what happened: the counting, its interval, and how often chance alone is called a difference."""

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.inference.ranking import wilson_interval
from nearer.practice.fears import (
    BIN_EDGES,
    ENDED,
    FEWEST,
    HAPPENED,
    LEVEL,
    Fear,
    bin_beliefs,
    sum_fears,
    weigh_guesses,
)

FEARS = st.builds(
    Fear, st.integers(0, 100), st.sampled_from(ENDED), st.sampled_from([None, *HAPPENED]), st.none()
)


def test_the_sentence_of_the_brief():
    fears = [Fear(75, "done", "no")] * 8 + [Fear(60, "done", "yes"), Fear(55, "stopped", "yes")]
    fears += [Fear(50, "done", "yes"), Fear(35, "done", "no")]
    found = sum_fears(fears)
    assert (found.n, found.n_happened, found.n_expected) == (12, 3, 8.0)
    assert found.expected_share == pytest.approx(2 / 3)
    assert (found.low, found.high) == wilson_interval(3, 12)
    assert found.verdict == "fewer"


def test_nothing_is_said_of_a_few():
    assert sum_fears([]).verdict == "too_few"
    assert sum_fears([]).expected_share is None
    assert sum_fears([Fear(100, "done", "no")] * (FEWEST - 1)).verdict == "too_few"
    assert sum_fears([Fear(100, "done", "no")] * FEWEST).verdict == "fewer"
    assert sum_fears([Fear(0, "done", "yes")] * FEWEST).verdict == "more"
    assert sum_fears([Fear(50, "done", "yes"), Fear(50, "done", "no")] * FEWEST).verdict == "open"


def test_what_is_in_part_stopped_or_let_go_stands_by_itself():
    fears = [
        Fear(80, "done", "partly"),
        Fear(80, "done", "unclear"),
        Fear(80, "done"),
        Fear(80, "stopped"),
        Fear(80, "stopped", "yes"),
        Fear(80, "let_go", "yes"),
        Fear(80, "let_go"),
    ]
    found = sum_fears(fears)
    assert (found.n, found.n_happened, found.n_partly, found.n_unclear, found.n_stopped) == (1, 1, 1, 3, 2)
    assert found.n_expected == pytest.approx(0.8)


@given(st.lists(FEARS))
def test_every_told_fear_is_in_one_bin(fears):
    found, bins = sum_fears(fears), bin_beliefs(fears)
    assert len(bins) == len(BIN_EDGES) - 1
    assert sum(one.n for one in bins) == found.n
    assert sum(one.n_happened for one in bins) == found.n_happened
    assert sum(one.n * one.belief for one in bins) == pytest.approx(found.n_expected)
    assert sum(one.last - one.first + 1 for one in bins) == 101
    for one in bins:
        assert one.first <= 100 * one.belief + 1e-9 <= one.last + 1
        assert (one.low, one.high) == wilson_interval(one.n_happened, one.n)


@given(st.lists(FEARS), st.randoms())
def test_the_order_does_not_matter(fears, chance):
    mixed = list(fears)
    chance.shuffle(mixed)
    one, other = sum_fears(fears), sum_fears(mixed)
    assert one.n_expected == pytest.approx(other.n_expected)
    assert (one.n, one.n_happened, one.verdict) == (other.n, other.n_happened, other.verdict)


def fears_at(chance, n, too_high=0):
    """Fears of any stated likelihood, each that happens with so much less than that."""
    beliefs = [chance.randrange(10, 100, 10) for _ in range(n)]
    return [Fear(one, "done", "yes" if 100 * chance.random() < one - too_high else "no") for one in beliefs]


def test_the_weight_is_a_fair_bet():
    """Over all outcomes, each as likely as was guessed, its mean is 1: so it seldom grows large by chance."""
    beliefs = (10, 45, 70, 70, 95)
    mean = 0.0
    for outcome in itertools.product((True, False), repeat=len(beliefs)):
        chance = math.prod(
            one / 100 if came else 1 - one / 100 for one, came in zip(beliefs, outcome, strict=True)
        )
        fears = [
            Fear(one, "done", "yes" if came else "no") for one, came in zip(beliefs, outcome, strict=True)
        ]
        mean += chance * math.exp(weigh_guesses(fears))
    assert mean == pytest.approx(1)


def test_just_guesses_are_seldom_called_off_however_often_one_looks():
    chance, n_called, n_tries = random.Random(11), 0, 300
    for _ in range(n_tries):
        fears = fears_at(chance, 40)
        n_called += any(sum_fears(fears[:n]).verdict != "open" for n in range(FEWEST, 41, 3))
    assert wilson_interval(n_called, n_tries)[0] <= LEVEL


def test_fears_that_are_far_too_high_are_called_so():
    chance = random.Random(12)
    verdicts = [sum_fears(fears_at(chance, 40, too_high=30)).verdict for _ in range(100)]
    assert verdicts.count("fewer") >= 75 and "more" not in verdicts
