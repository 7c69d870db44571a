"""Steps of the ladder, in the user's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nearer.practice.ladder import Level, State, reorder
from nearer.store.cells import as_cell
from nearer.store.database import Connection, Row, Store

__all__ = ["Step", "add_step", "is_step", "load_step", "load_steps", "order_steps", "update_step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step toward somebody.

    Attributes:
        uid: Its own, wherever it goes.
        person_id: Toward whom.
        what: What the step is.
        made_at: When it was first kept.
        changed_at: When it was last changed.
        moment: When, in the user's words.
        how_small: How it could be smaller.
        return_plan: How the user comes back.
        level: How much of oneself it shows.
        discomfort: Expected, 0 to 10.
        state: Open, done or set aside.
        position: Its place in the order; read only, see :func:`order_steps`.
        id: In the store; read only.
    """

    uid: str
    person_id: int
    what: str
    made_at: datetime
    changed_at: datetime
    moment: str = ""
    how_small: str = ""
    return_plan: str = ""
    level: Level | None = None
    discomfort: int | None = None
    state: State = "open"
    position: int = 0
    id: int = 0


COLUMNS: Final = (
    "uid", "person_id", "what", "moment", "how_small", "return_plan", "level", "discomfort", "state", "made_at",
    "changed_at",
)  # fmt: skip


def add_step(store: Store, step: Step, place: int | None = None) -> None:
    """Keep a new step.

    Args:
        store: The store.
        step: The step.
        place: Before how many others it stands after, of all in the store; None for the end.
    """
    with store.write() as connection:
        names, marks = ", ".join((*COLUMNS, "position")), ", ".join("?" * (len(COLUMNS) + 1))
        order = _order(connection)
        connection.execute(
            f"INSERT INTO step ({names}) VALUES ({marks})",  # noqa: S608 - own words
            (*_values(step), len(order) + 1),
        )
        order.insert(len(order) if place is None else place, step.uid)
        _number(connection, order)


def update_step(store: Store, step: Step) -> None:
    """Keep a step as it stands, its place aside.

    Raises:
        RequestError: It is not there.
    """
    names = ", ".join(f"{name} = ?" for name in COLUMNS[1:])
    store.change(f"UPDATE step SET {names} WHERE uid = ?", (*_values(step)[1:], step.uid))  # noqa: S608 - own words


def is_step(store: Store, uid: str) -> bool:
    """Whether a step of this uid is there."""
    return store.one("SELECT 1 FROM step WHERE uid = ?", (uid,)) is not None


def load_step(store: Store, uid: str) -> Step:
    """Return one step.

    Raises:
        RequestError: It is not there.
    """
    return _step(store.row("SELECT * FROM step WHERE uid = ?", (uid,)))


def load_steps(store: Store) -> list[Step]:
    """Return all steps, in the user's order."""
    return [_step(row) for row in store.read("SELECT * FROM step ORDER BY position, id")]


def order_steps(store: Store, wanted: Sequence[str]) -> None:
    """Put those that are named into an order, on the places that they had; all are numbered from 1 without gaps."""
    with store.write() as connection:
        _number(connection, reorder(_order(connection), wanted))


def _order(connection: Connection) -> list[str]:
    return [row["uid"] for row in connection.execute("SELECT uid FROM step ORDER BY position, id")]


def _number(connection: Connection, order: Sequence[str]) -> None:
    connection.executemany(
        "UPDATE step SET position = ? WHERE uid = ?", [(number, uid) for number, uid in enumerate(order, 1)]
    )


def _values(step: Step) -> list[object]:
    return [as_cell(getattr(step, name)) for name in COLUMNS]


def _step(row: Row) -> Step:
    return Step(
        uid=row["uid"],
        person_id=row["person_id"],
        what=row["what"],
        made_at=datetime.fromisoformat(row["made_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        moment=row["moment"],
        how_small=row["how_small"],
        return_plan=row["return_plan"],
        level=row["level"],
        discomfort=row["discomfort"],
        state=row["state"],
        position=row["position"],
        id=row["id"],
    )
