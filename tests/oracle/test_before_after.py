"""Before and after a day, against sums written out day by day and the mixture integrated by quadrature."""

from datetime import date, timedelta
from math import log, pi, sqrt

import numpy as np
import pytest

from nearer.inference.results import Days
from nearer.practice.before_after import NARROWEST_AT, NULL_SD, PRIOR_SPELLS, compare
from nearer.practice.sides import Sums, sum_sides

FIRST = date(2024, 1, 1)


def written_out(days, start, stop):
    """The additive hazard's slope with plain loops."""
    rho, xi, z = [], [], []
    for day in range(len(days.weight)):
        counts = days.weight[day] if day >= 21 else 0.0
        rho.append((1.0 - (days.withdrawn[day - 1] if day else 0.0)) * counts)
        xi.append(days.begins[day] * counts)
        z.append(days.closeness[day])
    mean = sum(rho[d] * z[d] for d in range(start, stop)) / sum(rho[start:stop])
    spread = [min(1.0, sum(xi[max(d - 3, 0) : d + 4])) for d in range(len(xi))]
    return (
        sum(xi[d] * (z[d] - mean) for d in range(start, stop)),
        sum(rho[d] * (z[d] - mean) ** 2 for d in range(start, stop)),
        sum(xi[d] * spread[d] * (z[d] - mean) ** 2 for d in range(start, stop)),
    )


@pytest.mark.parametrize("seed", range(5))
def test_sums(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(300, 700))
    days = Days(
        FIRST,
        rng.normal(size=n),
        rng.random(n),
        rng.random(n) * 0.3,
        np.ones((2, n)),
        (rng.random(n) < 0.9).astype(float),
    )
    turn, until = int(rng.integers(60, n - 60)), n - 10
    sides = sum_sides(days, FIRST + timedelta(days=turn), FIRST + timedelta(days=until))
    for side, (start, stop) in zip(sides, ((0, turn), (turn, until + 1)), strict=True):
        np.testing.assert_allclose((side.score, side.exposure, side.variance), written_out(days, start, stop))


def mixed(w, tau, r):
    """The likelihood ratio of a drift, averaged over Normal(0, 1 / r), by the trapezoid rule."""
    drift = np.linspace(-12, 12, 200_001) / sqrt(r)
    weight = np.exp(-r * drift**2 / 2) * sqrt(r / (2 * pi))
    return float(np.trapezoid(np.exp(drift * w - drift**2 * tau / 2) * weight, drift))


@pytest.mark.parametrize(("exposure", "level"), [(200.0, 0.025), (700.0, 0.025), (400.0, 0.004)])
def test_the_bound_is_where_the_mixture_reaches_one_over_the_level(exposure, level):
    before, after = Sums(400.0, 8.0, 6.0, 400.0, 7.0), Sums(300.0, 5.0, 1.0, exposure, 4.0)
    found = compare(before, after, level)
    unit = NULL_SD**2 * (7.0 + 4.0 + PRIOR_SPELLS) / (400.0 + exposure)
    tau = 400.0 * exposure / (400.0 + exposure) / unit
    steep = -2 * log(level)
    r = NARROWEST_AT * 400.0 / unit / (steep + log(1 + steep))
    bound = (found.high - found.low) / 2 / 365.25 * tau
    assert mixed(bound, tau, r) == pytest.approx(1 / level, rel=1e-4)
