"""Use cases: one possible episode at a time, what the user says about it, and what may follow.

Answers order what is shown next and count how often the detector was right. They never reach a measurement or a
verdict: nothing in this module is called from there, and nothing here writes what is read there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal

from nearer.kernel.errors import RequestError
from nearer.store.reviews import (
    ANSWERS,
    REASONS,
    Reason,
    Review,
    delete_review,
    load_last_review,
    load_review,
    load_reviews,
    save_review,
)

if TYPE_CHECKING:
    from nearer.findings import Finding
    from nearer.inference.results import Episode
    from nearer.store.database import Store

__all__ = [
    "ANSWERS",
    "FEWEST_TO_COUNT",
    "REASONS",
    "Candidate",
    "HitRate",
    "answer_candidate",
    "explain_answer",
    "find_candidates",
    "hit_rate",
    "load_answer",
    "load_answers",
    "match_answers",
    "pick_candidate",
    "take_back",
    "undo_last",
    "waiting",
    "what_follows",
]

FEWEST_TO_COUNT: Final = 5
LONGEST_NOTE: Final = 10_000
After = Literal["safe", "mark", "next"]


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


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often the user said yes.

    Attributes:
        n_yes: Answers with a yes.
        n: Answers with a yes or a no.
        low: Lower end of the share's 95 % interval.
        high: Upper end.
    """

    n_yes: int
    n: int
    low: float
    high: float

    @property
    def is_enough(self) -> bool:
        """Whether there are enough answers to say anything."""
        return self.n >= FEWEST_TO_COUNT


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


def answer_candidate(store: Store, candidate: Candidate, answer: str, now: datetime) -> int:
    """Keep an answer, in place of an earlier one about the same episode, and return its id.

    Raises:
        RequestError: It is none of the answers.
    """
    if answer not in ANSWERS:
        raise RequestError("review.errors.no_answer")
    before = candidate.review
    review = Review(
        id=before.id if before else 0,
        person_id=candidate.person_id,
        first_day=candidate.episode.start,
        last_day=candidate.episode.end,
        confidence=candidate.episode.confidence,
        answer=answer,
        reasons=before.reasons if before else (),
        note=before.note if before else "",
        answered_at=now,
    )
    return save_review(store, review)


def explain_answer(store: Store, review_id: int, reasons: Sequence[str], note: str) -> Review:
    """Keep what it was, as far as the user says.

    Raises:
        RequestError: The answer is gone, a reason is none, or the note is too long.
    """
    chosen: tuple[Reason, ...] = tuple(reason for reason in REASONS if reason in reasons)
    if len(chosen) != len(set(reasons)):
        raise RequestError("review.errors.no_answer")
    if len(note) > LONGEST_NOTE:
        raise RequestError("review.errors.long_note")
    review = replace(load_review(store, review_id), reasons=chosen, note=note)
    save_review(store, review)
    return review


def what_follows(review: Review) -> After:
    """Return what to offer after an answer: the way to help, days that should not count, or the next one."""
    if "not_safe" in review.reasons:
        return "safe"
    return "mark" if "together" in review.reasons else "next"


def load_answer(store: Store, review_id: int) -> Review:
    """Return one answer.

    Raises:
        RequestError: It is not there.
    """
    return load_review(store, review_id)


def load_answers(store: Store, people: Mapping[int, object]) -> list[Review]:
    """Return the answers about some people, the last given first."""
    answers = [review for review in load_reviews(store) if review.counts_for in people]
    return sorted(answers, key=lambda review: (review.answered_at, review.id), reverse=True)


def take_back(store: Store, review_id: int) -> Review:
    """Delete an answer, and return it. ``Store.compact`` afterwards leaves nothing of it in the file.

    Raises:
        RequestError: It is not there.
    """
    review = load_review(store, review_id)
    delete_review(store, review_id)
    return review


def undo_last(store: Store) -> Review | None:
    """Take the last answer back, and return it; None where there was none."""
    last = load_last_review(store)
    return None if last is None else take_back(store, last.id)


def hit_rate(reviews: Sequence[Review]) -> HitRate:
    """Return how many of the answers were a yes; those that are not sure say neither."""
    from nearer.inference.ranking import wilson_interval

    said = [review.answer for review in reviews if review.answer != "unsure"]
    n_yes = said.count("yes")
    low, high = wilson_interval(n_yes, len(said)) if said else (0.0, 1.0)
    return HitRate(n_yes, len(said), low, high)


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
