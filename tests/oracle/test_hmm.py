"""The two-state model against the sum over every path."""

from itertools import product

import numpy as np
import pytest

from nearer.inference.hmm import forward_backward


def enumerate_paths(log_ratio, entry, leave):
    n = len(log_ratio)
    withdrawn, begins, total = np.zeros(n), np.zeros(n), 0.0
    first = entry[0] / (entry[0] + leave)
    for path in product((0, 1), repeat=n):
        chance = first if path[0] else 1.0 - first
        for day in range(1, n):
            move = {(0, 1): entry[day], (0, 0): 1 - entry[day], (1, 0): leave, (1, 1): 1 - leave}
            chance *= move[path[day - 1], path[day]]
        chance *= np.exp(sum(value for value, state in zip(log_ratio, path, strict=True) if state))
        total += chance
        for day in range(n):
            withdrawn[day] += chance * path[day]
            begins[day] += chance * (day > 0 and path[day] == 1 and path[day - 1] == 0)
    return withdrawn / total, begins / total, np.log(total)


@pytest.mark.parametrize("n_days", [1, 2, 5, 11])
@pytest.mark.parametrize("constant", [True, False])
def test_every_path(n_days, constant):
    rng = np.random.default_rng(n_days)
    log_ratio = rng.normal(scale=2.0, size=n_days)
    entry = np.full(n_days, 1 / 60) if constant else rng.uniform(0.001, 0.2, n_days)
    found = forward_backward(log_ratio, entry, 1 / 12)
    withdrawn, begins, log_likelihood = enumerate_paths(log_ratio, entry, 1 / 12)
    np.testing.assert_allclose(found.withdrawn, withdrawn, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.begins, begins, rtol=1e-9, atol=1e-12)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-9)


def test_without_evidence_the_prior_stands():
    found = forward_backward(np.zeros(400), np.full(400, 1 / 60), 1 / 12)
    np.testing.assert_allclose(found.withdrawn, 1 / 6, rtol=1e-9)
    np.testing.assert_allclose(found.begins[1:], 1 / 60 * 5 / 6, rtol=1e-9)
    assert found.log_likelihood == pytest.approx(0.0, abs=1e-12)


def test_no_days():
    assert len(forward_backward(np.zeros(0), np.zeros(0), 0.1).withdrawn) == 0
