"""The grid's figures against a sampler of our own: plain Metropolis steps on the model as it is written down."""

import numpy as np
import pytest

from nearer.inference.tipping_grid import CheckIns, count, fit

N_POPULATIONS, N_CHAINS, N_STEPS, BURN = 8, 24, 4000, 1000
P = (0.025, 0.25, 0.5, 0.75, 0.975)


def made_up(seed, n, n_people, slope, level=-0.5, spread=0.8, usual=4.5):
    rng = np.random.default_rng(seed)
    own = rng.normal(level, spread, n_people)
    person = np.concatenate([np.arange(n_people), rng.integers(0, n_people, n - n_people)])
    closeness = np.clip(np.round(rng.normal(usual, 1.4, n)), 1, 7)
    taken = rng.random(n) < 1 / (1 + np.exp(-(own[person] + slope * (closeness - 4))))
    return CheckIns(person, closeness, taken.astype(float), np.arange(n))


def log_density(state, checkins):
    """Of (level, slope, log spread, a_1 ... a_J), one row for each chain, up to a constant."""
    level, slope, spread, own = state[:, 0], state[:, 1], np.exp(state[:, 2]), state[:, 3:]
    odds = own[:, checkins.person] + slope[:, None] * (checkins.closeness - 4.0)
    likelihood = (checkins.taken * odds - np.logaddexp(0.0, odds)).sum(axis=1)
    people = (-0.5 * ((own - level[:, None]) / spread[:, None]) ** 2).sum(axis=1) - own.shape[1] * state[:, 2]
    prior = -0.5 * (level / 2.0) ** 2 - 0.5 * slope**2 - 0.5 * spread**2 + state[:, 2]
    inside = (np.abs(slope) <= 4.0) & (spread >= 0.05) & (spread <= 4.0)
    return np.where(inside, likelihood + people + prior, -np.inf)


def draw(checkins, seed):
    """Differential evolution Metropolis (ter Braak 2006, Stat. Comput. 16, 239): chains step along each other."""
    rng = np.random.default_rng(seed)
    n_free = 3 + int(checkins.person.max()) + 1
    state = rng.normal(0.0, 0.5, (N_CHAINS, n_free))
    state[:, 2] = np.clip(state[:, 2], -1.0, 1.0)
    now = log_density(state, checkins)
    kept = []
    half = N_CHAINS // 2
    for step in range(N_STEPS):
        for mine, theirs in ((slice(0, half), slice(half, None)), (slice(half, None), slice(0, half))):
            others = state[theirs]
            first = rng.integers(0, half, half)
            second = (first + rng.integers(1, half, half)) % half
            reach = 1.0 if step % 10 == 0 else 2.38 / np.sqrt(2 * n_free)
            move = reach * (others[first] - others[second]) + rng.normal(0.0, 1e-3, (half, n_free))
            tried = state[mine] + move
            then = log_density(tried, checkins)
            taken = np.log(rng.random(half)) < then - now[mine]
            state[mine] = np.where(taken[:, None], tried, state[mine])
            now[mine] = np.where(taken, then, now[mine])
        if step >= BURN and step % 5 == 0:
            kept.append(state.copy())
    return np.array(kept)


def place(level, slope, rng):
    far = rng.choice([-np.inf, np.inf], slope.shape)
    return np.where(slope > 0, 4.0 - level / slope, far)


def agree(ours, draws):
    """Equal within Monte-Carlo error: the share of draws below our quantile, with its error between populations."""
    for p, value in zip(P, ours, strict=True):
        share = (draws <= value).mean(axis=1)  # in each population
        error = share.std(ddof=1) / np.sqrt(len(share))
        if np.isinf(value) or abs(value - 4.0) > 12.0:  # far off the scale only the direction is meant
            assert (draws < -8.0).mean() >= p if value < 0 else (draws <= 16.0).mean() <= p
            continue
        assert abs(share.mean() - p) <= 4 * error + 0.003, (p, value, share.mean(), error)


CASES = [
    (1, 60, 3, 0.9, {}),
    (2, 25, 1, 0.7, {}),
    (3, 200, 6, 0.1, {}),
    (4, 400, 4, 1.2, {"usual": 6.0}),
    (5, 80, 3, -0.6, {"spread": 2.0}),
]


@pytest.mark.parametrize(("seed", "n", "n_people", "slope", "how"), CASES)
def test_the_grid_agrees_with_a_sampler(seed, n, n_people, slope, how):
    checkins = made_up(seed, n, n_people, slope, **how)
    posterior = fit(count(checkins))
    draws = np.array([draw(checkins, 100 * seed + k) for k in range(N_POPULATIONS)]).reshape(
        N_POPULATIONS, -1, 3 + n_people
    )
    rng = np.random.default_rng(seed)
    level, b, own = draws[..., 0], draws[..., 1], draws[..., 3:]
    agree(posterior.slope_quantiles(P), b)
    agree(posterior.tipping(P), place(level, b, rng))
    for person in range(n_people):
        agree(posterior.tipping_with(person, P), place(own[..., person], b, rng))
    for c in (1.0, 4.0, 7.0):
        (ours,) = posterior.chance(np.array([c]), P)
        agree(ours, 1 / (1 + np.exp(-(level + b * (c - 4.0)))))
    rises = (b > 0).mean(axis=1)
    assert abs(rises.mean() - posterior.p_rises) <= 4 * rises.std(ddof=1) / np.sqrt(N_POPULATIONS) + 0.003
