"""What goes with closeness above its usual range: ratios of replies, openings and length, with intervals."""

from __future__ import annotations

from math import exp

from nearer.inference.results import Channel, Estimate
from nearer.inference.score import block_interval
from nearer.inference.second_opinion import BlockScores, Influence
from nearer.signals.excursions import NOW

__all__ = ["describe_channels"]

LARGEST_LOG_RATIO = 20.0


def describe_channels(scores: BlockScores | None) -> dict[str, Channel]:
    """Return the one-step ratios per standard deviation of "closeness now above its 70 % quantile".

    ``reply``: hazard of answering; ``length``: characters of a turn; ``openings``: odds that the user opens
    after a silence. The last compares the two already, so that it has no figure of the contact's own.

    Args:
        scores: Block scores of the record; None where there are none.
    """
    if scores is None:
        return {name: Channel(None, None) for name in ("reply", "openings", "length")}
    sd = float(scores.sd[NOW])
    return {
        "reply": Channel(_ratio(scores.reply[0], sd), _ratio(scores.reply[1], sd)),
        "openings": Channel(_ratio(scores.openings, sd), None),
        "length": Channel(_ratio(scores.length[0], sd), _ratio(scores.length[1], sd)),
    }


def _ratio(influence: Influence | None, sd: float) -> Estimate | None:
    interval = block_interval(influence.blocks[NOW]) if influence else None
    if influence is None or interval is None or sd <= 0.0:
        return None
    value, low, high = (
        exp(min(max(sd * log_ratio, -LARGEST_LOG_RATIO), LARGEST_LOG_RATIO)) for log_ratio in interval
    )
    return Estimate(value, low, high, influence.n, "one-step block score")
