"""Use case: what the user's own record says about a statement of the library, with its count and interval.

A statement never concludes anything: it counts, says how sure a count of that size can be, or says that there is
nothing yet. Moments that were not safe stand in none of them. Everything else that a page shows
is counted, and what no page shows is not: nobody can tell from a count what was said about safety.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import sqrt
from statistics import mean, stdev
from typing import TYPE_CHECKING, Final

from nearer.app.feelings import known_feelings
from nearer.store.checkins import CheckIn, load_checkins
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["FEWEST", "Statement", "find_statements"]

FEWEST: Final = 5
"""Fewer moments than these are no ground for a sentence."""

CLOSE: Final = 5
"""From this picture of the seven on (about half shared), a moment counts as close."""

STRONG: Final = 6
"""From this urge to pull back on, of 10, it counts as strong."""

SOON: Final = timedelta(days=3)
MOST_FEELINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """What a record says.

    Attributes:
        key: One of ``patterns.keys.RECORD_KEYS``.
        sentence: What was counted, or that there is nothing yet.
        detail: How sure that is, and what it rests on; empty where there is nothing.
        n: Of how many.
        is_known: Whether there is anything to say.
        url: Where the record can be seen.
    """

    key: str
    sentence: str
    detail: str
    n: int
    is_known: bool
    url: str


class _Record:
    """What statements are counted from; the check-ins are read once for all of them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def moments(self) -> list[CheckIn]:
        """The check-ins that may count, earliest first."""
        return [one for one in reversed(load_checkins(self.store)) if one.did != "not_safe"]

    @property
    def close(self) -> list[CheckIn]:
        """Those of close moments."""
        return [one for one in self.moments if (one.closeness or 0) >= CLOSE]


def find_statements(store: Store, keys: Iterable[str]) -> dict[str, Statement]:
    """Return what the record says about some statements, by key.

    Args:
        store: The store.
        keys: Of ``patterns.keys.RECORD_KEYS``.

    Raises:
        KeyError: One is none of them.
    """
    record = _Record(store)
    return {key: _state(record, key) for key in keys}


def _state(record: _Record, key: str) -> Statement:
    find, url = STATEMENTS[key]
    found = find(record)
    if found is None:
        return Statement(key, say(f"bearing.nothing.{key}"), "", 0, False, url)
    sentence, detail, n = found
    return Statement(key, sentence, detail, n, True, url)


_Found = tuple[str, str, int]
"""Sentence, detail, count."""


def _share(key: str, n_yes: int, n: int, **values: object) -> _Found | None:
    """Return a share with its interval; None where it rests on too little."""
    from nearer.inference.ranking import wilson_interval

    if n < FEWEST:
        return None
    low, high = (round(100 * end) for end in wilson_interval(n_yes, n))
    sentence = say(f"bearing.{key}.sentence", n_yes=n_yes, n=n, **values)
    return sentence, say("bearing.share", low=low, high=high, n=n), n


def _after_close(record: _Record) -> _Found | None:
    from nearer.app.review import load_answers

    answers = [
        one.answer
        for one in load_answers(record.store)
        if one.answer != "unsure" and "not_safe" not in one.reasons
    ]
    return _share("after_close", answers.count("yes"), len(answers))


def _they_kept_reaching(record: _Record) -> _Found | None:
    from nearer.app.people import review_candidates
    from nearer.report.moment import their_side

    sides = []
    for one in review_candidates(record.store):
        days = one.finding.assessment.measurement.days
        if one.review is not None and one.review.answer == "yes" and days is not None:
            sides.append(their_side(days, one.episode))
    told = [side for side in sides if side is not None]
    return _share("they_kept_reaching", told.count("kept_on"), len(told))


def _urge_rises(record: _Record) -> _Found | None:
    from nearer.app.tipping import tipping_view

    found = tipping_view(record.store).found
    if found.state == "too_few":
        return None
    return say(f"bearing.urge_rises.{found.state}"), say("bearing.urge_rises.detail", n=found.n), found.n


def _felt(feeling: str) -> Callable[[_Record], _Found | None]:
    def find(record: _Record) -> _Found | None:
        named = [one for one in record.close if one.feelings]
        n_yes = sum(feeling in one.feelings for one in named)
        return _share("felt", n_yes, len(named), feeling=known_feelings()[feeling].name)

    return find


def _felt_when_close(record: _Record) -> _Found | None:
    named = [one for one in record.close if one.feelings]
    if len(named) < FEWEST:
        return None
    counted = Counter(
        feeling for one in named for feeling in set(one.feelings) if feeling in known_feelings()
    )
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_FEELINGS]
    words = ", ".join(
        say("bearing.felt_when_close.one", feeling=known_feelings()[key].name, n=n) for key, n in most
    )
    n = len(named)
    return say("bearing.felt_when_close.sentence", words=words), say("bearing.felt_when_close.detail", n=n), n


def _wanted_gap(record: _Record) -> _Found | None:
    both = [
        (one.wanted - one.closeness, one.urge)
        for one in record.moments
        if one.wanted is not None and one.closeness is not None
    ]
    longing = [urge for gap, urge in both if gap > 0 and urge is not None]
    found = _share("wanted_gap", sum(urge >= STRONG for urge in longing), len(longing))
    if found is None:
        return None
    sentence, detail, n = found
    low, high = _mean_interval([gap for gap, _ in both])
    way = "less" if high < 0 else "more" if low > 0 else "open"
    least, most = (abs(high), abs(low)) if way == "less" else (abs(low), abs(high))
    steps = say(f"bearing.wanted_gap.{way}", low=f"{least:.1f}", high=f"{most:.1f}", n=len(both))
    return sentence, f"{detail} {steps}", n


def _mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean, by Student's t."""
    from nearer.inference.distributions import t_quantile

    half = t_quantile(0.975, len(values) - 1) * stdev(values) / sqrt(len(values))
    return mean(values) - half, mean(values) + half


def _what_i_did(record: _Record) -> _Found | None:
    did = [one.did for one in record.moments if (one.urge or 0) >= STRONG and one.did is not None]
    stayed = sum(one in ("stayed", "small_step", "announced_pause") for one in did)
    return _share("what_i_did", stayed, len(did))


def _cool_after_warm(record: _Record) -> _Found | None:
    after_warm: list[bool] = []
    after_other: list[bool] = []
    for before, after in _next_with_same(record.moments):
        warm = (before.closeness or 0) >= CLOSE and (before.pleasant or 0) > 0
        (after_warm if warm else after_other).append(
            (after.urge or 0) >= STRONG or after.did == "pulled_away"
        )
    found = _share("cool_after_warm", sum(after_warm), len(after_warm))
    if found is None or len(after_other) < FEWEST:
        return found
    sentence, detail, n = found
    other = say("bearing.cool_after_warm.other", n_yes=sum(after_other), n=len(after_other))
    return f"{sentence} {other}", detail, n


def _next_with_same(moments: Iterable[CheckIn]) -> Iterator[tuple[CheckIn, CheckIn]]:
    """Yield every moment that says how close it was, with the next one with the same person, soon after."""
    last: dict[int, CheckIn] = {}
    for one in moments:
        if one.counts_for is None:
            continue
        before = last.get(one.counts_for)
        if before is not None and before.closeness is not None and one.at - before.at <= SOON:
            yield before, one
        last[one.counts_for] = one


def _fears_outcomes(record: _Record) -> _Found | None:
    from nearer.app.predictions import fears_summary

    found = fears_summary(record.store)
    return _share("fears_outcomes", found.n_happened, found.n)


def _pauses_kept(record: _Record) -> _Found | None:
    from nearer.app.pauses import pauses_summary

    found = pauses_summary(record.store)
    return _share("pauses_kept", found.n_kept, found.n)


STATEMENTS: Final[dict[str, tuple[Callable[[_Record], _Found | None], str]]] = {
    "after_close": (_after_close, "/review/answers"),
    "they_kept_reaching": (_they_kept_reaching, "/review/answers"),
    "urge_rises": (_urge_rises, "/tipping"),
    "exposed": (_felt("exposed"), "/check-ins"),
    "judged": (_felt("judged"), "/check-ins"),
    "overwhelmed": (_felt("overwhelmed"), "/check-ins"),
    "felt_when_close": (_felt_when_close, "/check-ins"),
    "wanted_gap": (_wanted_gap, "/progress"),
    "what_i_did": (_what_i_did, "/check-ins"),
    "cool_after_warm": (_cool_after_warm, "/check-ins"),
    "fears_outcomes": (_fears_outcomes, "/practise/tests"),
    "pauses_kept": (_pauses_kept, "/practise/pause"),
}
