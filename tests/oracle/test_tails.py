"""Tails, adjustment and combination against scipy and statsmodels."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from nearer.inference.combine import combine_cauchy
from nearer.inference.distributions import normal_sf, t_cdf, t_quantile
from nearer.inference.multiplicity import adjust_benjamini_hochberg


def test_normal_tail():
    x = np.linspace(-8.0, 8.0, 65)
    np.testing.assert_allclose([normal_sf(value) for value in x], stats.norm.sf(x), rtol=1e-12)


@pytest.mark.parametrize("n_free", [1, 2, 3, 4, 7, 12, 30, 61, 260])
def test_t_distribution(n_free):
    x = np.linspace(-12.0, 12.0, 97)
    np.testing.assert_allclose([t_cdf(value, n_free) for value in x], stats.t.cdf(x, n_free), atol=1e-13)
    for p in (0.005, 0.2, 0.5, 0.9, 0.975):
        assert t_quantile(p, n_free) == pytest.approx(stats.t.ppf(p, n_free), rel=1e-8, abs=1e-12)


def test_benjamini_hochberg():
    rng = np.random.default_rng(1)
    for n in (1, 2, 9, 40):
        p = rng.uniform(size=n) ** 2
        np.testing.assert_allclose(
            adjust_benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], rtol=1e-12
        )
    assert adjust_benjamini_hochberg([]) == []


def test_cauchy_combination():
    weights = (0.5, 0.35, 0.15)
    p = (0.01, 0.2, 0.45)
    statistic = sum(w * np.tan((0.5 - one) * np.pi) for w, one in zip(weights, p, strict=True))
    assert combine_cauchy(p, weights) == pytest.approx(stats.cauchy.sf(statistic), rel=1e-10)
    assert combine_cauchy((0.02, 0.9, 1.0), weights) == combine_cauchy((0.02, 0.5, 0.5), weights)
    assert combine_cauchy((0.5, 0.9, 1.0), weights) == 1.0
    assert 0.0 <= combine_cauchy((0.0, 0.0, 0.0), weights) < 1e-11
