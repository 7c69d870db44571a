r"""A hidden Markov model with two states, usual and withdrawn, for one day after another.

Only the likelihood ratio of the two states matters on each day, and only their odds need to be carried:

.. math:: f_d = \ell_d \frac{p_{01} + (1 - p_{10}) f_{d-1}}{(1 - p_{01}) + p_{10} f_{d-1}}, \qquad
          b_{d-1} = \frac{p_{10} + (1 - p_{10}) \ell_d b_d}{(1 - p_{01}) + p_{01} \ell_d b_d}.

Reference: L. R. Rabiner (1989), A tutorial on hidden Markov models, Proc. IEEE 77, 257.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Posterior", "forward_backward"]


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What the whole record says about each day.

    Attributes:
        withdrawn: Probability of the withdrawn state, float64, shape (n_days,).
        begins: Probability that the state was entered on this day; 0 on the first, float64, shape (n_days,).
        log_likelihood: Of the record, against one that is always in the usual state.
    """

    withdrawn: NDArray[np.float64]
    begins: NDArray[np.float64]
    log_likelihood: float


def forward_backward(log_ratio: NDArray[np.float64], entry: NDArray[np.float64], leave: float) -> Posterior:
    """Smooth the state of each day.

    Args:
        log_ratio: Daily log-likelihood ratio withdrawn : usual, float64, shape (n_days,).
        entry: Probability of entering the withdrawn state on each day, within (0, 1), shape (n_days,).
        leave: Probability of leaving it, within (0, 1).

    Returns:
        The posterior; the first day has the stationary distribution as its prior.
    """
    n_days = len(log_ratio)
    if not n_days:
        return Posterior(np.zeros(0), np.zeros(0), 0.0)
    ratio = np.exp(log_ratio)
    forward = _forward(ratio.tolist(), entry.tolist(), leave)
    backward = _backward(ratio.tolist(), entry.tolist(), leave)

    both = forward * backward
    withdrawn = both / (1.0 + both)
    before = forward[:-1]
    later = ratio[1:] * backward[1:]
    enters = entry[1:] * later
    stays = before * (leave + (1.0 - leave) * later)
    begins = np.zeros(n_days)
    begins[1:] = enters / ((1.0 - entry[1:]) + enters + stays)

    prior = np.empty(n_days)
    prior[0] = entry[0] / (entry[0] + leave)
    prior[1:] = (entry[1:] + (1.0 - leave) * before) / (1.0 + before)
    return Posterior(withdrawn, begins, float(np.log1p(prior * (ratio - 1.0)).sum()))


def _forward(ratio: list[float], entry: list[float], leave: float) -> NDArray[np.float64]:
    """Return the odds of the withdrawn state given the days up to each, shape (n_days,)."""
    odds = ratio[0] * entry[0] / leave
    out = [odds]
    stay = 1.0 - leave
    for ell, enter in zip(ratio[1:], entry[1:], strict=True):
        odds = ell * (enter + stay * odds) / (1.0 - enter + leave * odds)
        out.append(odds)
    return np.array(out)


def _backward(ratio: list[float], entry: list[float], leave: float) -> NDArray[np.float64]:
    """Return the likelihood ratio of the two states for the days after each, shape (n_days,)."""
    odds = 1.0
    out = [odds]
    stay = 1.0 - leave
    for ell, enter in zip(ratio[:0:-1], entry[:0:-1], strict=True):
        later = ell * odds
        odds = (leave + stay * later) / (1.0 - enter + enter * later)
        out.append(odds)
    return np.array(out[::-1])
