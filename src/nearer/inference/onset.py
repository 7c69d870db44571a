r"""The onset test: do withdrawn spells begin more often on days when closeness is high?

.. math:: U = \sum_d \xi_d z_d, \qquad
          V = \sum_d \xi_d \min\Bigl(1, \sum_{|e-d| \le 3} \xi_e\Bigr), \qquad
          t = U / \sqrt{V + 1/2}

is a score test of a proportional hazard of onset in closeness z, which is standardised over the days at risk.
V counts onsets spread over a few days no more often than they happened.

Without an effect t scatters less than a standard normal, since onsets are known with little certainty and the
prior half an onset draws it towards 0; and its mean creeps up with the length of the record, because meeting in
person after close weeks leaves a faint trace of its own. :data:`CALIBRATED` allows for both,

.. math:: p = 1 - \Phi\Bigl(\frac{t - b - c \max(0, m - 18)}{s}\Bigr)

for a record of m months; its constants come from development records, ``docs/improvement.md`` has the
confirmation on others. :data:`REFERENCE` is the test as first written down (s = 1, c = 0, closeness by volume).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from nearer.inference.distributions import NORMAL_975, normal_sf
from nearer.inference.results import Effect
from nearer.inference.withdrawal import Withdrawal
from nearer.signals.closeness import DEPTH, VOLUME, Exchanged, count_from, measure_closeness
from nearer.signals.daily import Daily

__all__ = [
    "BIAS",
    "CALIBRATED",
    "PRIOR_V",
    "REFERENCE",
    "Onset",
    "OnsetTest",
    "describe_effect",
    "log_hazard_ratio",
    "score_days",
    "score_onsets",
]

PRIOR_V = 0.5
BIAS = 0.1
WINDOW_DAYS = 7
DAYS_A_MONTH = 30.4375
LONG_MONTHS = 18.0


@dataclass(frozen=True, slots=True)
class OnsetTest:
    """Everything in which two forms of the test differ.

    Attributes:
        exchanged: What closeness is made of.
        penalty: How much of what the other shows of withdrawal on the same day is taken off.
        null_sd: Standard deviation of t that is allowed for without an effect.
        bias_a_month: Taken off t for every month beyond 18.
        weights: Of the onset test and the second opinions "now" and "lagged" in the combination.
    """

    exchanged: Exchanged
    penalty: float
    null_sd: float
    bias_a_month: float
    weights: tuple[float, float, float]


CALIBRATED = OnsetTest(DEPTH, penalty=1.0, null_sd=0.86, bias_a_month=0.015, weights=(0.7, 0.2, 0.1))
"""The test in use."""

REFERENCE = OnsetTest(VOLUME, penalty=0.75, null_sd=1.0, bias_a_month=0.0, weights=(0.5, 0.35, 0.15))
"""The test as first written down, with which an independent prototype agrees."""


@dataclass(frozen=True, slots=True, eq=False)
class Onset:
    """The onset test of one direction.

    Attributes:
        score: U.
        information: V.
        n_spells: Expected number of onsets, the sum of xi.
        closeness: z at the start of each day, standard deviations, float64, shape (n_days,).
        begins: xi, the probability that a spell begins on each day that counts, float64, shape (n_days,).
        bias: What is taken off t for the p-value.
        null_sd: Standard deviation of t that is allowed for without an effect.
    """

    score: float
    information: float
    n_spells: float
    closeness: NDArray[np.float64]
    begins: NDArray[np.float64]
    bias: float = BIAS
    null_sd: float = 1.0

    @property
    def statistic(self) -> float:
        """Return t."""
        return self.score / sqrt(self.information + PRIOR_V)

    @property
    def p(self) -> float:
        """Return the one-sided p-value; at least one half where hardly a spell is expected."""
        p = normal_sf((self.statistic - self.bias) / self.null_sd)
        return p if self.n_spells >= 1.0 else max(0.5, p)


def score_onsets(daily: Daily, withdrawal: Withdrawal, test: OnsetTest = CALIBRATED) -> Onset:
    """Run the onset test.

    Args:
        daily: The record by day.
        withdrawal: The state of the person studied.
        test: Which form of the test.
    """
    closeness = measure_closeness(daily, withdrawal.posterior.withdrawn, test.exchanged)
    begins = withdrawal.posterior.begins * count_from(daily.weight)
    score, information = score_days(begins, closeness)
    months = float(np.count_nonzero(~daily.away)) / DAYS_A_MONTH
    bias = BIAS + test.bias_a_month * max(0.0, months - LONG_MONTHS)
    return Onset(score, information, float(begins.sum()), closeness, begins, bias, test.null_sd)


def score_days(begins: NDArray[np.float64], closeness: NDArray[np.float64]) -> tuple[float, float]:
    """Return U and V.

    Args:
        begins: Probability that a spell begins on each day, float64, shape (n_days,).
        closeness: z of each day, float64, shape (n_days,).
    """
    half = WINDOW_DAYS // 2
    mass = np.convolve(begins, np.ones(WINDOW_DAYS))[half : half + len(begins)]
    return float(begins @ closeness), float(begins @ np.minimum(mass, 1.0))


def log_hazard_ratio(score: float, information: float) -> tuple[float, float]:
    """Return the one-step log hazard ratio per standard deviation of closeness, and its standard error."""
    total = information + PRIOR_V
    return (score - BIAS * sqrt(total)) / total, 1.0 / sqrt(total)


def describe_effect(daily: Daily, person: int, withdrawal: Withdrawal, onset: Onset) -> Effect:
    """Turn the test into a hazard ratio with its interval, and the depth of the spells.

    Args:
        daily: The record by day.
        person: 0 for the user, 1 for the contact.
        withdrawal: The person's state.
        onset: The person's onset test.
    """
    log_ratio, se = log_hazard_ratio(onset.score, onset.information)
    return Effect(
        ratio=exp(log_ratio),
        low=exp(log_ratio - NORMAL_975 * se),
        high=exp(log_ratio + NORMAL_975 * se),
        p=onset.p,
        depth=_reply_depth(daily, person, withdrawal.posterior.withdrawn),
        score=onset.score,
        information=onset.information,
        n_spells=onset.n_spells,
    )


def _reply_depth(daily: Daily, person: int, withdrawn: NDArray[np.float64]) -> float | None:
    """Return replies over replies due within likely spells, against the same outside; None without spells."""
    within = (withdrawn > 0.5) & (daily.weight > 0)
    if not within.any():
        return None
    replies, due = daily.observed[person, :2].sum(axis=0), daily.expected[person, :2].sum(axis=0)
    outside = ~within & (daily.weight > 0)
    inside_rate = (replies[within].sum() + 1.0) / (due[within].sum() + 1.0)
    outside_rate = (replies[outside].sum() + 1.0) / (due[outside].sum() + 1.0)
    return float(inside_rate / outside_rate)
