"""Restricted fits against statsmodels, on the same rows written out."""

import numpy as np
import pytest
import statsmodels.api as sm

from nearer.inference.designs import DenseDesign
from nearer.inference.least_squares import fit_least_squares
from nearer.inference.logit import fit_logit
from nearer.inference.poisson import fit_poisson
from nearer.inference.score import block_influences, block_interval, block_p
from nearer.inference.trend import TrendDesign, lay_knots
from nearer.signals.rhythm import Rhythm, measure_rhythm
from nearer.signals.waits import cut_waits


def make_design(rng, n_rows=4000, n_groups=6, days=500.0):
    hours = np.sort(rng.uniform(0.0, 24.0 * days, n_rows))
    segment, place = lay_knots(hours[0], hours[-1]).place(hours)
    return TrendDesign(rng.integers(0, n_groups, n_rows), n_groups, segment, place, int(segment.max()) + 1)


def write_out(design):
    """The same matrix, column by column, from its definition."""
    n_rows = len(design.place)
    groups = np.eye(design.n_groups)[design.group]
    hats = np.zeros((n_rows, design.n_segments + 1))
    hats[np.arange(n_rows), design.segment] = 1.0 - design.place
    hats[np.arange(n_rows), design.segment + 1] += design.place
    return np.column_stack([np.ones(n_rows), groups[:, 1:], hats[:, 1:]])


@pytest.mark.parametrize("n_groups", [1, 2, 6])
def test_banded_products_equal_dense_ones(n_groups):
    rng = np.random.default_rng(1)
    design = make_design(rng, n_groups=n_groups)
    matrix = write_out(design)
    dense = DenseDesign(matrix)
    weight, values = rng.uniform(0.1, 2.0, 4000), rng.normal(size=4000)
    coefficients = rng.normal(size=design.n_columns)
    assert matrix.shape[1] == design.n_columns == dense.n_columns
    np.testing.assert_allclose(
        design.predict(coefficients), dense.predict(coefficients), rtol=1e-10, atol=1e-10
    )
    np.testing.assert_allclose(design.cross(values), dense.cross(values), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(design.gram(weight), dense.gram(weight), rtol=1e-9, atol=1e-9)


def test_poisson_equals_statsmodels():
    rng = np.random.default_rng(2)
    design = make_design(rng)
    matrix = write_out(design)
    exposure = rng.uniform(0.05, 3.0, 4000)
    truth = rng.normal(scale=0.4, size=design.n_columns)
    events = rng.poisson(exposure * np.exp(matrix @ truth)).astype(float)
    ours, mean = fit_poisson(design, events, exposure, 0.0, np.zeros(design.n_columns))
    theirs = sm.GLM(events, matrix, family=sm.families.Poisson(), exposure=exposure).fit(
        tol=1e-12, maxiter=100
    )
    np.testing.assert_allclose(ours, theirs.params, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(mean, theirs.fittedvalues, rtol=1e-6)


def test_poisson_ridge_solves_its_equations():
    rng = np.random.default_rng(3)
    design = make_design(rng, n_rows=600)
    exposure = rng.uniform(0.05, 3.0, 600)
    events = rng.poisson(exposure).astype(float)
    ours, mean = fit_poisson(design, events, exposure, 0.5, np.zeros(design.n_columns))
    np.testing.assert_allclose(write_out(design).T @ (events - mean), 0.5 * ours, atol=1e-8)


def test_least_squares_equals_statsmodels():
    rng = np.random.default_rng(4)
    design = make_design(rng, n_groups=1)
    matrix = write_out(design)
    outcome = matrix @ rng.normal(size=design.n_columns) + rng.normal(size=4000)
    ours, mean = fit_least_squares(design, outcome)
    theirs = sm.OLS(outcome, matrix).fit()
    np.testing.assert_allclose(ours, theirs.params, rtol=1e-6)
    np.testing.assert_allclose(mean, theirs.fittedvalues, rtol=1e-6)


def test_least_squares_without_rows_in_a_segment_is_the_shortest_solution():
    rng = np.random.default_rng(5)
    full = make_design(rng, n_groups=1)
    kept = (full.segment < 1) | (full.segment > 3)
    design = TrendDesign(full.group[kept], 1, full.segment[kept], full.place[kept], full.n_segments)
    outcome = rng.normal(size=int(kept.sum()))
    _, mean = fit_least_squares(design, outcome)
    matrix = write_out(design)
    shortest = np.linalg.lstsq(matrix, outcome, rcond=None)[0]
    np.testing.assert_allclose(mean, matrix @ shortest, rtol=1e-6, atol=1e-9)


def test_logit_equals_statsmodels():
    rng = np.random.default_rng(6)
    matrix = np.column_stack([np.ones(900), rng.normal(size=(900, 4))])
    offset = rng.normal(scale=0.5, size=900)
    chance = 1.0 / (1.0 + np.exp(-(offset + matrix @ np.array([0.2, 0.5, -0.3, 0.0, 0.8]))))
    outcome = (rng.random(900) < chance).astype(float)
    ours, mean = fit_logit(DenseDesign(matrix), outcome, offset, np.zeros(5))
    theirs = sm.GLM(outcome, matrix, family=sm.families.Binomial(), offset=offset).fit(tol=1e-12, maxiter=100)
    np.testing.assert_allclose(ours, theirs.params, rtol=1e-6)
    np.testing.assert_allclose(mean, theirs.fittedvalues, rtol=1e-6)


def test_one_step_estimate_is_near_the_full_fit_and_its_blocks_add_up():
    rng = np.random.default_rng(7)
    design = make_design(rng, n_rows=20000, n_groups=1)
    covariate = rng.normal(size=20000)
    outcome = 0.05 * covariate + rng.normal(size=20000)
    _, mean = fit_least_squares(design, outcome)
    block = np.arange(20000) // 1000
    weight = np.ones(20000)
    influences = block_influences(design, weight, outcome - mean, covariate[None], block, 20)[0]
    full = sm.OLS(outcome, np.column_stack([write_out(design), covariate])).fit()
    # With identity weights the one-step estimate is the least-squares estimate itself.
    assert influences.sum() == pytest.approx(full.params[-1], rel=1e-6)
    value, low, high = block_interval(influences)
    assert low < value < high
    assert high - value == pytest.approx(2.093 * full.bse[-1], rel=0.5)
    assert block_p(influences) > 0.99


def test_piecewise_exponential_rates_equal_a_poisson_fit():
    """Events over exposure is what a GLM with one level per age range finds."""
    rng = np.random.default_rng(8)
    flat = Rhythm(np.ones((2, 168)), np.tile(np.arange(169.0), (2, 1)))
    start = np.sort(rng.uniform(0.0, 5000.0, 800))
    wait = rng.exponential(2.0, 800)
    ages = np.array([0.0, 0.5, 2.0, np.inf])
    groups, exposure, events = [], [], []
    for piece in cut_waits(start, start + wait, ages, flat, 0):
        groups.append(np.full(len(piece.wait), piece.number))
        exposure.append(piece.stop_op - piece.start_op)
        events.append(piece.ended.astype(float))
    group, exposure, events = map(np.concatenate, (groups, exposure, events))
    assert exposure.sum() == pytest.approx(wait.sum())
    assert events.sum() == 800
    fit = sm.GLM(events, np.eye(3)[group], family=sm.families.Poisson(), exposure=exposure).fit(tol=1e-12)
    closed = np.bincount(group, events) / np.bincount(group, exposure)
    np.testing.assert_allclose(np.log(closed), fit.params, rtol=1e-6)


def test_operational_time_is_the_integral_of_the_profile():
    rng = np.random.default_rng(9)
    rhythm = measure_rhythm(rng.uniform(0.0, 3000.0, 900), rng.integers(0, 2, 900))
    np.testing.assert_allclose(rhythm.profile.mean(axis=1), 1.0, rtol=1e-12)
    fine = np.arange(0.0, 400.0, 1 / 64)
    summed = np.concatenate([[0.0], np.cumsum(rhythm.profile[1][np.floor(fine).astype(int) % 168] / 64)])
    np.testing.assert_allclose(rhythm.operational(1, fine), summed[:-1], atol=1e-8)
