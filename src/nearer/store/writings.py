"""What the user writes to a prompt: their own words, read by nobody and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nearer.store.cells import as_cell, upsert
from nearer.store.database import Row, Store

__all__ = ["Writing", "load_writing", "load_writings", "save_writing"]


@dataclass(frozen=True, slots=True)
class Writing:
    """One piece.

    Attributes:
        uid: Its own, wherever it goes.
        about: Key of the prompt.
        words: The user's own.
        made_at: When it was first kept.
        changed_at: When it was last changed.
    """

    uid: str
    about: str
    words: str
    made_at: datetime
    changed_at: datetime


def save_writing(store: Store, writing: Writing) -> None:
    """Keep a piece as it stands, in place of what was kept under its uid."""
    with store.write() as connection:
        connection.execute(WRITE, [as_cell(getattr(writing, name)) for name in COLUMNS])


def load_writing(store: Store, uid: str) -> Writing:
    """Return one piece.

    Raises:
        RequestError: It is not there.
    """
    return _writing(store.row("SELECT * FROM writing WHERE uid = ?", (uid,)))


def load_writings(store: Store, about: str = "") -> list[Writing]:
    """Return what was written to prompts whose key begins so, the latest first; without a key, all."""
    rows = store.read(
        "SELECT * FROM writing WHERE substr(about, 1, length(:about)) = :about ORDER BY made_at DESC, id DESC",
        {"about": about},
    )
    return [_writing(row) for row in rows]


COLUMNS: Final = ("uid", "about", "words", "made_at", "changed_at")

WRITE: Final = upsert("writing", COLUMNS)


def _writing(row: Row) -> Writing:
    return Writing(
        uid=row["uid"],
        about=row["about"],
        words=row["words"],
        made_at=datetime.fromisoformat(row["made_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )
