"""Questionnaires: the words of their items as the user brought them, and every sheet that was filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from nearer.store.cells import as_cell, upsert
from nearer.store.database import Row, Store

__all__ = [
    "ScaleText",
    "Sheet",
    "count_sheets",
    "delete_scale_text",
    "is_sheet",
    "load_scale_text",
    "load_sheet",
    "load_sheets",
    "save_scale_text",
    "save_sheet",
    "texts_there",
]

INTRO: Final = 0


@dataclass(frozen=True, slots=True)
class ScaleText:
    """The words of a scale's items.

    Attributes:
        scale: Its key.
        order: In which of its published orders they stand.
        intro: What stands before them; empty for nothing.
        items: Their words, in order.
    """

    scale: str
    order: str
    intro: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled questionnaire.

    Attributes:
        uid: Its own, wherever it goes.
        scale: Key of the scale.
        at: When it was filled.
        made_at: When it was first kept.
        ticks: One answer after the other; None where it was left out.
        item_order: In which published order the items stood.
        person_id: With whom in mind; None for nobody in particular.
        note: The user's own words.
        counts_for: The person under whom it counts: ``person_id``, or whom that person is joined to. Read only.
    """

    uid: str
    scale: str
    at: datetime
    made_at: datetime
    ticks: tuple[int | None, ...]
    item_order: str
    person_id: int | None = None
    note: str = ""
    counts_for: int | None = None


def save_scale_text(store: Store, text: ScaleText) -> None:
    """Keep the words of a scale in place of those that were there."""
    with store.write() as connection:
        connection.execute("DELETE FROM scale_item WHERE scale = ?", (text.scale,))
        lines = [*enumerate(text.items, 1), *([(INTRO, text.intro)] if text.intro else [])]
        connection.executemany(
            "INSERT INTO scale_item (scale, item, words, item_order) VALUES (?, ?, ?, ?)",
            [(text.scale, item, words, text.order) for item, words in lines],
        )


def load_scale_text(store: Store, scale: str) -> ScaleText | None:
    """Return the words of a scale; None where none were brought."""
    rows = store.read("SELECT * FROM scale_item WHERE scale = ? ORDER BY item", (scale,))
    items = tuple(row["words"] for row in rows if row["item"] != INTRO)
    if not items:
        return None
    intro = next((row["words"] for row in rows if row["item"] == INTRO), "")
    return ScaleText(scale, rows[-1]["item_order"], intro, items)


def texts_there(store: Store) -> frozenset[str]:
    """Return the keys of the scales whose words were brought."""
    return frozenset(row["scale"] for row in store.read("SELECT DISTINCT scale FROM scale_item"))


def delete_scale_text(store: Store, scale: str) -> None:
    """Delete the words of a scale. ``Store.compact`` afterwards leaves nothing of them in the file.

    Raises:
        RequestError: There are none.
    """
    store.change("DELETE FROM scale_item WHERE scale = ?", (scale,))


def save_sheet(store: Store, sheet: Sheet) -> None:
    """Keep a sheet as it stands, in place of what was kept under its uid."""
    ticks = msgspec.json.encode(sheet.ticks).decode()
    values = [ticks if name == "ticks" else as_cell(getattr(sheet, name)) for name in COLUMNS]
    with store.write() as connection:
        connection.execute(WRITE, values)


def load_sheet(store: Store, uid: str) -> Sheet:
    """Return one sheet.

    Raises:
        RequestError: It is not there.
    """
    return _sheet(store.row(f"{SELECT} WHERE scale_sheet.uid = ?", (uid,)))


def is_sheet(store: Store, uid: str) -> bool:
    """Whether a sheet of this uid is there."""
    return store.one("SELECT 1 FROM scale_sheet WHERE uid = ?", (uid,)) is not None


def load_sheets(store: Store, scale: str | None = None) -> list[Sheet]:
    """Return the sheets of a scale, or of all, the earliest first."""
    rows = store.read(
        f"{SELECT} WHERE :scale IS NULL OR scale_sheet.scale = :scale ORDER BY scale_sheet.at, scale_sheet.id",
        {"scale": scale},
    )
    return [_sheet(row) for row in rows]


def count_sheets(store: Store) -> dict[str, int]:
    """Return how many sheets each scale has; none where there are none."""
    rows = store.read("SELECT scale, count(*) AS n FROM scale_sheet GROUP BY scale")
    return {row["scale"]: row["n"] for row in rows}


SELECT: Final = """
SELECT scale_sheet.*, coalesce(person.joined_to, person.id) AS counts_for
FROM scale_sheet LEFT JOIN person ON person.id = scale_sheet.person_id"""

COLUMNS: Final = ("uid", "scale", "item_order", "person_id", "at", "ticks", "note", "made_at")

WRITE: Final = upsert("scale_sheet", COLUMNS)


def _sheet(row: Row) -> Sheet:
    ticks: Sequence[object] = msgspec.json.decode(row["ticks"], type=list[object])
    return Sheet(
        uid=row["uid"],
        scale=row["scale"],
        at=datetime.fromisoformat(row["at"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        ticks=tuple(tick if type(tick) is int else None for tick in ticks),
        item_order=row["item_order"] or "",
        person_id=row["person_id"],
        note=row["note"],
        counts_for=row["counts_for"],
    )
