"""What the user said about possible episodes. An answer belongs to a person and days, never to an episode's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

import msgspec

from nearer.kernel.decoding import decode_texts
from nearer.store.database import Row, Store

__all__ = [
    "ANSWERS",
    "REASONS",
    "Answer",
    "Reason",
    "Review",
    "delete_review",
    "load_review",
    "load_reviews",
    "save_review",
]

Answer = Literal["yes", "no", "unsure"]
Reason = Literal["busy", "together", "they_drew_back", "said_so", "not_safe", "pulled_away"]

ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
KNOWN: Final[dict[str, Reason]] = {reason: reason for reason in REASONS}


@dataclass(frozen=True, slots=True)
class Review:
    """One answer.

    Attributes:
        id: In the store; 0 before it is kept.
        person_id: With whom the days were.
        first_day: First day of the possible episode as it was shown.
        last_day: Last day.
        confidence: How clearly it stood out then.
        answer: Whether it was pulling away.
        reasons: What it was, as far as the user said.
        note: The user's own words.
        answered_at: When.
        counts_for: The person under whom it counts: ``person_id``, or whom that person is joined to. Read only.
    """

    id: int
    person_id: int
    first_day: date
    last_day: date
    confidence: float
    answer: Answer
    reasons: tuple[Reason, ...]
    note: str
    answered_at: datetime
    counts_for: int = 0


def save_review(store: Store, review: Review) -> int:
    """Keep an answer, anew or in place of the one with its id, and return its id.

    Raises:
        RequestError: The one to replace is not there.
    """
    values = (
        review.person_id,
        review.first_day.isoformat(),
        review.last_day.isoformat(),
        review.confidence,
        review.answer,
        msgspec.json.encode(review.reasons).decode(),
        review.note,
        review.answered_at.isoformat(timespec="seconds"),
    )
    if review.id:
        store.change(UPDATE, (*values, review.id))
        return review.id
    with store.write() as connection:
        return int(connection.execute(INSERT, values).lastrowid)


def load_review(store: Store, review_id: int) -> Review:
    """Return one answer.

    Raises:
        RequestError: It is not there.
    """
    return _review(store.row(f"{SELECT} WHERE review.id = ?", (review_id,)))


def load_reviews(store: Store, person_id: int | None = None) -> list[Review]:
    """Return the answers, all or those about one person under any of their names, in the order of their days."""
    rows = store.read(
        f"{SELECT} WHERE :person IS NULL OR person.id = :person OR person.joined_to = :person"
        " ORDER BY first_day, review.id",
        {"person": person_id},
    )
    return [_review(row) for row in rows]


def delete_review(store: Store, review_id: int) -> None:
    """Take an answer back.

    Raises:
        RequestError: It is not there.
    """
    store.change("DELETE FROM review WHERE id = ?", (review_id,))


SELECT: Final = (
    "SELECT review.*, coalesce(person.joined_to, person.id) AS counts_for"
    " FROM review JOIN person ON person.id = review.person_id"
)
INSERT: Final = (
    "INSERT INTO review (person_id, first_day, last_day, confidence, answer, reasons, note, answered_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE: Final = (
    "UPDATE review SET person_id = ?, first_day = ?, last_day = ?, confidence = ?, answer = ?, reasons = ?,"
    " note = ?, answered_at = ? WHERE id = ?"
)


def _review(row: Row) -> Review:
    return Review(
        id=row["id"],
        person_id=row["person_id"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=date.fromisoformat(row["last_day"]),
        confidence=row["confidence"],
        answer=row["answer"],
        reasons=tuple(KNOWN[one] for one in decode_texts(row["reasons"]) if one in KNOWN),
        note=row["note"],
        answered_at=datetime.fromisoformat(row["answered_at"]),
        counts_for=row["counts_for"],
    )
