"""Possible episodes, the answers that belong to them, and which to show next.

Answers order what is shown; they never reach a measurement or a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from nearer.kernel.errors import RequestError
from nearer.store.reviews import Review, load_reviews

if TYPE_CHECKING:
    import numpy as np

    from nearer.findings import Finding
    from nearer.inference.results import Episode
    from nearer.store.database import Store

__all__ = ["Candidate", "find_candidates", "match_answers", "pick_candidate", "waiting"]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A possible episode, and what the user said about it.

    Attributes:
        person_id: With whom.
        finding: What was found about them.
        episode: The days.
        review: The answer; None while it waits.
        likelihood: How likely a yes is, by the answers so far; for an order only.
    """

    person_id: int
    finding: Finding
    episode: Episode
    review: Review | None
    likelihood: float

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.episode.start, self.episode.end


def match_answers(episodes: Sequence[Episode], reviews: Sequence[Review]) -> dict[int, Review]:
    """Return the answers by the place of the episode with which each belongs now.

    When the analysis changes, an episode may move. An answer stays with the episode with which it has the most days
    in common; an episode has one answer at most, and an answer one episode. What overlaps nothing waits, kept, until
    something does.

    Args:
        episodes: Of one person.
        reviews: Of the same person.
    """
    from nearer.inference.ranking import best_matches

    in_order = sorted(reviews, key=lambda review: (review.answered_at, review.id))
    pairs = best_matches(
        [(episode.start, episode.end) for episode in episodes],
        [(review.first_day, review.last_day) for review in in_order],
    )
    return {place: in_order[number] for place, number in pairs.items()}


def find_candidates(store: Store, findings: Mapping[int, Finding]) -> list[Candidate]:
    """Return every possible episode with its answer; those that wait are ordered by the answers so far.

    Args:
        store: The store.
        findings: What was found, by person; only these are looked at.

    Returns:
        First those that wait, the likeliest yes first, then those with an answer, in order of time.
    """
    found = []
    for person_id, finding in findings.items():
        answers = match_answers(finding.episodes, load_reviews(store, person_id))
        found += [
            Candidate(person_id, finding, episode, answers.get(place), 0.0)
            for place, episode in enumerate(finding.episodes)
        ]
    return _in_order(found)


def waiting(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return those without an answer, in the same order."""
    return [candidate for candidate in candidates if candidate.review is None]


def pick_candidate(candidates: Sequence[Candidate], person_id: int, first: date, last: date) -> Candidate:
    """Return the candidate of one person and these days.

    Raises:
        RequestError: There is none: the analysis may have changed meanwhile.
    """
    for candidate in candidates:
        if candidate.person_id == person_id and candidate.days == (first, last):
            return candidate
    raise RequestError("review.errors.moved")


def _in_order(candidates: list[Candidate]) -> list[Candidate]:
    import numpy as np

    from nearer.inference.ranking import FEATURES, describe_span, likelihood_of_yes

    def features(some: list[Candidate]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        rows = [
            describe_span(days, candidate.episode.start, candidate.episode.end, candidate.episode.confidence)
            for candidate in some
            if (days := candidate.finding.assessment.measurement.days) is not None
        ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))

    open_ones = waiting(candidates)
    done = [candidate for candidate in candidates if candidate.review is not None]
    told = [one for one in done if one.review is not None and one.review.answer != "unsure"]
    yes = np.array([one.review is not None and one.review.answer == "yes" for one in told], dtype=np.bool_)
    likelihood = likelihood_of_yes(features(told), yes, features(open_ones))
    ranked = [
        replace(candidate, likelihood=float(p)) for candidate, p in zip(open_ones, likelihood, strict=True)
    ]
    ranked.sort(key=lambda one: (-one.likelihood, -one.episode.start.toordinal(), one.person_id))
    done.sort(key=lambda one: (one.episode.start, one.person_id))
    return ranked + done
