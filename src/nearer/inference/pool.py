"""The statement over all contacts of one person."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt

from nearer.inference.distributions import NORMAL_975, normal_sf
from nearer.inference.onset import PRIOR_V, log_hazard_ratio
from nearer.inference.results import Effect, Estimate

__all__ = ["pool_p", "pool_ratio"]

POOLED_BIAS = 0.3


def pool_p(effects: Sequence[Effect]) -> float:
    r"""Pool the onset tests, each weighted by the number of spells that its record holds.

    .. math:: t = \sum_i \sqrt{K_i + 1/2}\,(t_i - 0.3) \Big/ \sqrt{\sum_i (K_i + 1/2)}

    Args:
        effects: Of one contact each, at least one.

    Returns:
        The one-sided p-value.

    Reference: S. A. Stouffer et al. (1949), The American Soldier, vol. 1, p. 45.
    """
    weights = [effect.n_spells + 0.5 for effect in effects]
    statistics = [effect.score / sqrt(effect.information + PRIOR_V) - POOLED_BIAS for effect in effects]
    total = sum(sqrt(weight) * statistic for weight, statistic in zip(weights, statistics, strict=True))
    return normal_sf(total / sqrt(sum(weights)))


def pool_ratio(effects: Sequence[Effect]) -> Estimate:
    """Return exp of the information-weighted mean of the log hazard ratios, with its 95 % interval.

    Args:
        effects: Of one contact each, at least one.
    """
    steps = [log_hazard_ratio(effect.score, effect.information) for effect in effects]
    information = [1.0 / se**2 for _, se in steps]
    total = sum(information)
    mean = sum(weight * value for weight, (value, _) in zip(information, steps, strict=True)) / total
    half = NORMAL_975 / sqrt(total)
    return Estimate(exp(mean), exp(mean - half), exp(mean + half), len(effects), "information-weighted mean")
