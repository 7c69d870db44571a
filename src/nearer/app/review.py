"""Use cases: what the user says about a possible episode, and what may follow.

Answers order what is shown next and count how often the detector was right. They never reach a measurement or a
verdict: nothing in this module is called from there, and nothing here writes what is read there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from nearer.app.safety import people_out_of_sight
from nearer.kernel.errors import RequestError
from nearer.store.reviews import (
    ANSWERS,
    REASONS,
    Reason,
    Review,
    delete_review,
    load_review,
    load_reviews,
    save_review,
)
from nearer.store.settings import load_setting, save_setting

if TYPE_CHECKING:
    from nearer.app.candidates import Candidate
    from nearer.store.database import Store

__all__ = [
    "ANSWERS",
    "FEWEST_TO_COUNT",
    "REASONS",
    "HitRate",
    "answer_candidate",
    "explain_answer",
    "hit_rate",
    "load_answer",
    "load_answers",
    "take_back",
    "undo_last",
    "use_keys",
    "uses_keys",
    "what_follows",
]

FEWEST_TO_COUNT: Final = 5
LONGEST_NOTE: Final = 10_000
KEYS: Final = "review_keys"
After = Literal["safe", "mark", "next"]


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


def answer_candidate(store: Store, candidate: Candidate, answer: str, now: datetime) -> int:
    """Keep an answer, in place of an earlier one about the same episode, and return its id.

    Args:
        store: The store.
        candidate: The episode.
        answer: One of :data:`ANSWERS`.
        now: The present time.

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

    Args:
        store: The store.
        review_id: The answer.
        reasons: Some of :data:`REASONS`.
        note: The user's own words.

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
        RequestError: It is not there, or it is about somebody who may not be looked at.
    """
    review = load_review(store, review_id)
    if review.person_id in people_out_of_sight(store):
        raise RequestError("store.errors.gone")
    return review


def load_answers(store: Store) -> list[Review]:
    """Return all answers about people who may be looked at, the last given first."""
    out_of_sight = people_out_of_sight(store)
    seen = [review for review in load_reviews(store) if review.person_id not in out_of_sight]
    return sorted(seen, key=lambda review: (review.answered_at, review.id), reverse=True)


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
    answers = load_answers(store)
    return take_back(store, answers[0].id) if answers else None


def hit_rate(reviews: Sequence[Review]) -> HitRate:
    """Return how many of the answers were a yes; those that are not sure say neither."""
    from nearer.inference.ranking import wilson_interval

    said = [review.answer for review in reviews if review.answer != "unsure"]
    n_yes = said.count("yes")
    low, high = wilson_interval(n_yes, len(said))
    return HitRate(n_yes, len(said), low, high)


def uses_keys(store: Store) -> bool:
    """Whether single letters answer and turn the pages."""
    return bool(load_setting(store, KEYS, True))


def use_keys(store: Store, on: bool) -> None:
    """Choose whether they do."""
    save_setting(store, KEYS, on)
