"""The two guards that can be switched on."""

from math import sqrt

import numpy as np
import pytest

from nearer.inference.guards import guarded_p, statistic_without_strongest
from nearer.inference.onset import Onset, score_days


def make_onset(days_of_onset, closeness_then, n_days=600):
    begins, closeness = np.zeros(n_days), np.zeros(n_days)
    begins[days_of_onset] = 1.0
    closeness[days_of_onset] = closeness_then
    score, information = score_days(begins, closeness)
    return Onset(score, information, float(begins.sum()), closeness, begins)


def test_one_onset_decides_nothing():
    alone = make_onset([100, 300, 500], [2.5, 0.0, 0.0])
    assert statistic_without_strongest(alone) == pytest.approx(0.0)
    assert guarded_p(alone, 500.0) >= 0.5


def test_several_onsets_pass():
    several = make_onset([100, 200, 300, 400, 500], [1.5] * 5)
    assert statistic_without_strongest(several) == pytest.approx(4 * 1.5 / sqrt(4.5))
    assert guarded_p(several, 500.0) == several.p < 0.01


def test_long_records_pay_a_little():
    several = make_onset([100, 200, 300, 400, 500], [1.0] * 5)
    assert guarded_p(several, 3 * 366.0) > guarded_p(several, 3 * 365.0)


def test_a_cluster_of_onsets_counts_for_no_more_than_it_holds():
    begins, closeness = np.zeros(50), np.ones(50)
    begins[20:27] = 0.1
    score, information = score_days(begins, closeness)
    assert score == pytest.approx(0.7)
    mass = [0.4, 0.5, 0.6, 0.7, 0.6, 0.5, 0.4]
    assert information == pytest.approx(0.1 * sum(mass))
