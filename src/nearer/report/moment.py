"""One possible episode by itself: the weeks around it as a chart, and why it was marked, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np

from nearer.findings import Finding
from nearer.inference.results import Days, Episode
from nearer.report.dates import day_words, length_words, span_words
from nearer.report.figures import over_time_figure
from nearer.report.view import FigureView
from nearer.words import say

__all__ = ["TheirSide", "around", "moment_figure", "their_side", "why_marked"]

TheirSide = Literal["kept_on", "less", "fell_too"]
"""Whether the other person wrote on as before, a little less, or hardly."""

MARGIN_DAYS: Final = 35
BEFORE_DAYS: Final = 21
FEWEST_A_DAY: Final = 0.3
MUCH_CLOSER: Final = 1.0
SHARES: Final = ((0.15, "hardly"), (0.42, "third"), (0.62, "half"), (0.85, "less"), (1.2, "as_much"))
KEPT_ON, FELL_TOO = 0.8, 0.5


def around(days: Days, episode: Episode) -> Days:
    """Return the weeks around an episode, and nothing else.

    >>> days = Days(date(2024, 1, 1), *(np.zeros(400) for _ in range(3)), np.zeros((2, 400)), np.ones(400))
    >>> episode = Episode(date(2024, 6, 1), date(2024, 6, 11), date(2024, 5, 30), 0.9)
    >>> near = around(days, episode)
    >>> near.first.isoformat(), len(near.closeness)
    ('2024-04-27', 81)
    """
    start = max(0, (episode.start - days.first).days - MARGIN_DAYS)
    stop = max(start, (episode.end - days.first).days + 1 + MARGIN_DAYS)
    return Days(
        first=days.first + timedelta(days=start),
        closeness=days.closeness[start:stop],
        withdrawn=days.withdrawn[start:stop],
        begins=days.begins[start:stop],
        messages=days.messages[:, start:stop],
        weight=days.weight[start:stop],
    )


def moment_figure(finding: Finding, episode: Episode) -> FigureView | None:
    """Return the picture of the weeks around one episode; None for a record without days.

    Args:
        finding: What was found about the person.
        episode: One of its episodes.
    """
    days = finding.assessment.measurement.days
    if days is None:
        return None
    measurement = replace(finding.assessment.measurement, days=around(days, episode))
    assessment = replace(finding.assessment, measurement=measurement, episodes=(episode,))
    figure = over_time_figure(replace(finding, assessment=assessment), 2 * MARGIN_DAYS * 7)
    return None if figure is None else replace(figure, kind="moment", title=say("review.why.picture"))


def why_marked(finding: Finding, episode: Episode) -> tuple[str, ...]:
    """Return why an episode was marked: the closeness before, the user's side, the other person's.

    Args:
        finding: What was found about the person.
        episode: One of its episodes.
    """
    days = finding.assessment.measurement.days
    if days is None:
        return ()
    return (
        _closeness_words(days, episode, finding.contact),
        _my_words(days, episode),
        _their_words(days, episode, finding.contact),
    )


def their_side(days: Days, episode: Episode) -> TheirSide | None:
    """Return how much the other person wrote within an episode, beside the three weeks before; None where too little.

    Args:
        days: Of the record.
        episode: One of its episodes.
    """
    within, before = _rates(days, 1, episode)
    if within is None or before is None or before < FEWEST_A_DAY:
        return None
    share = within / before
    return "kept_on" if share >= KEPT_ON else "less" if share >= FELL_TOO else "fell_too"


def _closeness_words(days: Days, episode: Episode, contact: str) -> str:
    place = (episode.closeness_peak - days.first).days
    level = float(days.closeness[place]) if 0 <= place < len(days.closeness) else float("nan")
    # Not a number compares as neither: then the plain sentence stands.
    kind = "much_closer" if level >= MUCH_CLOSER else "closer" if level > 0 else "usual"
    return say(f"review.why.{kind}", contact=contact, peak=day_words(episode.closeness_peak))


def _my_words(days: Days, episode: Episode) -> str:
    within, before = _rates(days, 0, episode)
    length = length_words((episode.end - episode.start).days + 1)
    span = span_words(episode.start, episode.end)
    if within is None or before is None or before < FEWEST_A_DAY:
        return say("review.why.mine_unknown", length=length, days=span)
    kind = next((name for most, name in SHARES if within <= most * before), "more")
    return say(
        f"review.why.mine_{kind}", length=length, days=span, within=_per_day(within), before=_per_day(before)
    )


def _their_words(days: Days, episode: Episode, contact: str) -> str:
    within, before = _rates(days, 1, episode)
    kind = their_side(days, episode)
    if kind is None or within is None or before is None:
        return say("review.why.theirs_unknown", contact=contact)
    return say(f"review.why.theirs_{kind}", contact=contact, within=_per_day(within), before=_per_day(before))


def _rates(days: Days, person: int, episode: Episode) -> tuple[float | None, float | None]:
    """Return one person's messages a day within the episode and in the three weeks before."""
    before = (episode.start - timedelta(days=BEFORE_DAYS), episode.start - timedelta(days=1))
    return _rate(days, person, episode.start, episode.end), _rate(days, person, *before)


def _rate(days: Days, person: int, first: date, last: date) -> float | None:
    window = slice(max(0, (first - days.first).days), max(0, (last - days.first).days + 1))
    counted = days.messages[person, window][days.weight[window] > 0]
    return float(np.mean(counted)) if counted.size else None


def _per_day(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
