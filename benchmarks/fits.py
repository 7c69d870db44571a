"""The restricted reply-hazard fit against statsmodels and glum on the same rows: equal numbers first, then time.

Prints one line of JSON a contestant: name, CPU seconds (median of three fits, matrix building included for each), largest
relative difference of the fitted means from statsmodels' own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

import glum
import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray

from nearer.inference.poisson import fit_poisson
from nearer.inference.trend import TrendDesign

Fit = Callable[[], NDArray[np.float64]]


def make_rows(
    n: int, n_segments: int = 12, n_groups: int = 6, seed: int = 1
) -> tuple[TrendDesign, NDArray, NDArray]:
    """Rows like those of a record: age pieces, a slow trend with knots 90 days apart, exposures over four decades."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, n_groups, n)
    segment = np.sort(rng.integers(0, n_segments, n))
    design = TrendDesign(group, n_groups, segment, rng.random(n), n_segments)
    truth = np.concatenate([[-1.0], rng.normal(0, 0.5, n_groups - 1), rng.normal(0, 0.3, n_segments)])
    exposure = rng.lognormal(-1.0, 1.0, n)
    events = rng.poisson(exposure * np.exp(design.predict(truth))).astype(np.float64)
    return design, events, exposure


def dense(design: TrendDesign) -> NDArray[np.float64]:
    """The same matrix written out."""
    matrix = np.zeros((len(design.group), design.n_groups + design.n_segments + 1))
    rows = np.arange(len(design.group))
    matrix[rows, design.group] = 1.0
    matrix[:, 0] = 1.0
    matrix[rows, design.n_groups + design.segment] += 1.0 - design.place
    matrix[rows, design.n_groups + design.segment + 1] += design.place
    return np.delete(matrix, design.n_groups, axis=1)


def contestants(design: TrendDesign, events: NDArray, exposure: NDArray) -> dict[str, Fit]:
    """One function a contestant, from the rows to fitted means."""

    def ours() -> NDArray[np.float64]:
        start = np.zeros(design.n_columns)
        start[0] = np.log(events.sum() / exposure.sum())
        return fit_poisson(design, events, exposure, 0.0, start)[1]

    def by_statsmodels() -> NDArray[np.float64]:
        family = sm.families.Poisson()
        return (
            sm.GLM(events, dense(design), family=family, offset=np.log(exposure)).fit(tol=1e-12).fittedvalues
        )

    def by_glum() -> NDArray[np.float64]:
        model = glum.GeneralizedLinearRegressor(family="poisson", alpha=0.0, gradient_tol=1e-10)
        matrix = dense(design)[:, 1:]
        model.fit(matrix, events, offset=np.log(exposure))
        return model.predict(matrix, offset=np.log(exposure))

    return {"nearer": ours, "statsmodels GLM": by_statsmodels, "glum": by_glum}


def main(n: int) -> None:
    """Fit with each, three times."""
    rows = make_rows(n)
    fits = contestants(*rows)
    reference = fits["statsmodels GLM"]()
    for name, fit in fits.items():
        times = []
        for _ in range(3):
            started = time.process_time()
            means = fit()
            times.append(time.process_time() - started)
        difference = float(np.max(np.abs(means / reference - 1.0)))
        print(
            json.dumps({"name": name, "cpu_s": statistics.median(times), "difference": difference}),
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
