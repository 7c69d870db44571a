"""The statistics of the calibration study, and the power table that it makes."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from nearer.inference.power import load_power_table, look_up_power
from nearer.inference.ranking import wilson_interval

STUDIES = Path(__file__).resolve().parents[2] / "studies"


@pytest.fixture(scope="module")
def scores():
    spec = importlib.util.spec_from_file_location("calibration_scores", STUDIES / "calibration_scores.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibration_scores"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["calibration_scores"]


@pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 200), (100, 100), (57, 1000)])
def test_wilson_agrees_with_scipy(k, n):
    expected = binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson_interval(k, n), (expected.low, expected.high), atol=1e-6)


def test_spans_close_together_are_one(scores):
    assert scores.merge_spans([(20, 22), (1, 5), (9, 12), (17, 18)]) == [(1, 12), (17, 22)]


def test_an_episode_matches_one_spell_that_it_shares_half_with(scores):
    assert scores.match_episodes([(10, 19), (40, 49)], [(12, 22), (46, 60), (80, 90)]) == (2, 3, 1)
    assert scores.match_episodes([(10, 29)], [(10, 14), (20, 29)]) == (1, 2, 1)
    assert scores.match_episodes([(10, 19)], [(19, 40)]) == (1, 1, 0)
    assert scores.match_episodes([], [(1, 5)]) == (0, 1, 0)


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(scores):
    score = np.array([0.1, 0.4, 0.35, 0.8, 0.4])
    truth = np.array([False, False, True, True, True])
    pairs = [(a > b) + 0.5 * (a == b) for a in score[truth] for b in score[~truth]]
    assert scores.area_under_curve(score, truth) == pytest.approx(np.mean(pairs))
    assert scores.area_under_curve(score, np.zeros(5, dtype=bool)) is None


def test_the_logistic_fit_finds_what_made_the_numbers(scores):
    rng = np.random.default_rng(3)
    x = np.stack([np.ones(20_000), rng.standard_normal(20_000)], axis=1)
    truth = np.array([-0.7, 1.2])
    y = (rng.random(20_000) < 1 / (1 + np.exp(-x @ truth))).astype(float)
    np.testing.assert_allclose(scores.fit_logistic(x, y), truth, atol=0.08)


def test_the_power_table_is_the_study_s_and_grows_with_strength_and_length():
    table = load_power_table()
    assert not table.provisional
    assert ((table.strong >= 0) & (table.strong <= 1) & (table.moderate >= 0)).all()
    assert (table.strong >= table.moderate).all()
    assert (np.diff(table.strong, axis=0) >= 0).all()
    assert (np.diff(table.moderate, axis=0) >= 0).all()
    middle = look_up_power(18 * 30.4375, 12.0, 0.5)
    assert 0.0 < middle.moderate < middle.strong < 1.0
