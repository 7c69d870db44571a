"""What went with closer times: one row for each measure, ready for a chart, a table or a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from nearer.findings import Finding
from nearer.inference.results import Channel, Effect, Estimate
from nearer.words import say

__all__ = ["EffectRow", "effect_rows", "times"]

CHANNELS = ("reply", "openings", "length")
LEAST, MOST = 0.01, 100


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One measure.

    Attributes:
        key: ``spells``, ``reply``, ``openings`` or ``length``.
        name: What is measured, in words.
        less: What a ratio below 1 means.
        more: What a ratio above 1 means.
        sentence: What the interval allows to say about the user.
        me: The user's ratio.
        them: The contact's, for a faint comparison; None where it could not be estimated.
    """

    key: str
    name: str
    less: str
    more: str
    sentence: str
    me: Estimate
    them: Estimate | None

    @property
    def figure(self) -> str:
        """The user's ratio with its interval, short."""
        return say(
            "report.effects.figure",
            value=times(self.me.value),
            low=times(self.me.low),
            high=times(self.me.high),
        )


def effect_rows(finding: Finding) -> tuple[EffectRow, ...]:
    """Return the measures that a finding may show, quiet spells first."""
    channels = dict(finding.channels)
    if finding.me is not None:
        them = None if finding.them is None else _as_estimate(finding.them)
        channels["spells"] = Channel(_as_estimate(finding.me), them)
    return tuple(
        EffectRow(
            key,
            say(f"report.effects.{key}.name"),
            say(f"report.effects.{key}.less"),
            say(f"report.effects.{key}.more"),
            say(f"report.effects.{key}.{_manner_of_speech(finding, key, estimate)}"),
            estimate,
            channels[key].them,
        )
        for key in ("spells", *CHANNELS)
        if key in channels and (estimate := channels[key].me) is not None
    )


def times(ratio: float) -> str:
    """Return a ratio with two decimals, so that a value and its range match; none where they mean nothing.

    >>> times(0.414), times(2.04), times(31.8), times(0.001), times(4e5)
    ('0.41', '2.04', '31.80', 'under 0.01', 'over 100')
    """
    if ratio > MOST:
        return say("report.effects.over", most=MOST)
    return f"{ratio:.2f}" if ratio >= LEAST else say("report.effects.under", least=LEAST)


def _as_estimate(effect: Effect) -> Estimate:
    return Estimate(effect.ratio, effect.low, effect.high, round(effect.n_spells), "onset score")


def _manner_of_speech(finding: Finding, key: str, estimate: Estimate) -> str:
    """Return which sentence fits: what the interval allows, without contradicting the verdict on spells."""
    direction = _direction(estimate)
    if key != "spells":
        return direction
    if finding.verdict == "pulls_away" and direction == "is_open":
        return "is_faint"
    return "is_hint" if finding.verdict == "no_sign" and direction == "is_more" else direction


def _direction(estimate: Estimate) -> str:
    """Return which sentence the interval allows: one way, the other, or neither."""
    if estimate.low > 1:
        return "is_more"
    return "is_less" if estimate.high < 1 else "is_open"
