"""Use case: the messages of a few days, where the user keeps the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from nearer.store.people import load_me
from nearer.store.said import MOST_SHOWN, has_words, load_said

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["MOST_SHOWN", "Line", "has_words", "load_lines"]

DAY_STARTS: Final = time(4)


@dataclass(frozen=True, slots=True)
class Line:
    """One message.

    Attributes:
        at: When.
        is_mine: Whether the user wrote it.
        text: The words.
    """

    at: datetime
    is_mine: bool
    text: str


def load_lines(store: Store, person_id: int, first: date, last: date) -> list[Line]:
    """Return the messages with a person between two days, which run from 04:00 to 04:00; the first five hundred.

    Args:
        store: The store.
        person_id: The person.
        first: The first day.
        last: The last day.
    """
    from nearer.timeline import plain_name

    mine = {plain_name(name) for name in load_me(store)}
    since = datetime.combine(first, DAY_STARTS)
    until = datetime.combine(last + timedelta(days=1), DAY_STARTS)
    return [
        Line(said.at, plain_name(said.sender) in mine, said.text)
        for said in load_said(store, person_id, since, until)
    ]
