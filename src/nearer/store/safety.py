"""What the user said about the safety with each person. It lies on the person and leaves in the sealed part only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from nearer.kernel.decoding import UNDECODABLE
from nearer.practice.safety import QUESTIONS, SafetyAnswer
from nearer.store.cells import as_cell, read_time
from nearer.store.database import Row, Store

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SafetyRow", "load_safety", "save_safety"]


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """What is known of one name.

    Attributes:
        person_id: Whose.
        counts_for: The person that they are: themselves, or whom they are joined to.
        answers: By question.
        asked_at: When they were given last; None for never.
    """

    person_id: int
    counts_for: int
    answers: dict[str, SafetyAnswer]
    asked_at: datetime | None


def load_safety(store: Store) -> list[SafetyRow]:
    """Return what is known of every name, those never asked about included."""
    rows = store.read(
        "SELECT id, coalesce(joined_to, id) AS counts_for, safety, safety_at FROM person ORDER BY id"
    )
    return [_row(row) for row in rows]


def save_safety(store: Store, person_id: int, answers: Mapping[str, SafetyAnswer], now: datetime) -> None:
    """Keep answers about a person, over those of before; a question that is left out keeps its answer and its age.

    Raises:
        RequestError: The person is not there.
    """
    with store.write() as connection:
        known = _row(store.row("SELECT *, id AS counts_for FROM person WHERE id = ?", (person_id,)))
        pairs = sorted((known.answers | dict(answers)).items())
        is_whole = set(answers) >= set(QUESTIONS)
        asked_at = now if is_whole or known.asked_at is None else known.asked_at
        connection.execute(
            "UPDATE person SET safety = ?, safety_at = ? WHERE id = ?",
            (msgspec.json.encode(pairs).decode(), as_cell(asked_at), person_id),
        )


def _row(row: Row) -> SafetyRow:
    return SafetyRow(row["id"], row["counts_for"], _answers(row["safety"]), read_time(row["safety_at"]))


def _answers(text: str | None) -> dict[str, SafetyAnswer]:
    """Return the answers; what cannot be read counts as "not sure", which keeps the gate shut."""
    if text is None:
        return {}
    try:
        return dict(msgspec.json.decode(text, type=list[tuple[str, SafetyAnswer]]))
    except UNDECODABLE:
        return {QUESTIONS[0]: "unsure"}
