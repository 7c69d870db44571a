"""Use cases: questionnaires. Which there are, filling a sheet, taking it away, and the short of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.app.scales_results import Group, PartResult, SheetResult, group_sheets
from nearer.app.scales_text import item_words, known_scale, scale_text
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.measures.definition import Scale, load_scales
from nearer.store.people import load_names
from nearer.store.scales import (
    Sheet,
    count_sheets,
    is_sheet,
    load_sheet,
    load_sheets,
    save_sheet,
    texts_there,
)
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "LONGEST_NOTE",
    "Group",
    "PartResult",
    "Scale",
    "ScaleRow",
    "ScaleSummary",
    "Sheet",
    "SheetResult",
    "find_sheet",
    "list_scales",
    "remove_sheet",
    "save_answers",
    "scale_groups",
    "scale_summaries",
]

LONGEST_NOTE: Final = 10_000


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A scale in the list.

    Attributes:
        scale: Its definition.
        is_ready: Whether it can be filled.
        n_sheets: How often it was filled.
    """

    scale: Scale
    is_ready: bool
    n_sheets: int


@dataclass(frozen=True, slots=True)
class ScaleSummary:
    """The short of one scale, or of one scale with one person in mind.

    Attributes:
        key: Of the scale.
        title: Its name in words.
        person_id: Whom the sheets are about; None for nobody named.
        name: That person's name; empty for nobody named.
        sentences: Where the latest sheet stands among the user's own, one sentence a part, each with how sure that is.
        n_sheets: How many there are.
        first_at: The first of them.
        last_at: The latest.
    """

    key: str
    title: str
    person_id: int | None
    name: str
    sentences: tuple[str, ...]
    n_sheets: int
    first_at: datetime
    last_at: datetime


def scale_summaries(store: Store) -> tuple[ScaleSummary, ...]:
    """Return the short of every scale that was filled; a scale about a person, once for each person."""
    names = load_names(store)
    found = []
    for key, scale in load_scales().items():
        for group in group_sheets(scale, load_sheets(store, key)):
            latest = group.results[-1]
            found.append(
                ScaleSummary(
                    key=key,
                    title=say(f"scales.names.{key}"),
                    person_id=group.person_id,
                    name=names.get(group.person_id, "") if group.person_id else "",
                    sentences=tuple(part.sentence for part in latest.parts),
                    n_sheets=len(group.results),
                    first_at=group.results[0].sheet.at,
                    last_at=latest.sheet.at,
                )
            )
    return tuple(found)


def list_scales(store: Store) -> tuple[ScaleRow, ...]:
    """Return every scale with how it stands."""
    counts, there = count_sheets(store), texts_there(store)
    return tuple(
        ScaleRow(
            scale,
            scale.has_text or (key in there and scale_text(store, key) is not None),
            counts.get(key, 0),
        )
        for key, scale in load_scales().items()
    )


def find_sheet(store: Store, key: str, uid: str) -> SheetResult:
    """Return one sheet with where it stands among the others.

    Raises:
        RequestError: It is not there, or it is no sheet of this scale.
    """
    for group in scale_groups(store, key):
        for result in group.results:
            if result.sheet.uid == uid:
                return result
    raise RequestError("store.errors.gone")


def scale_groups(store: Store, key: str) -> tuple[Group, ...]:
    """Return the sheets of a scale: all together, or by the person in mind, those of the latest sheet first."""
    return group_sheets(known_scale(key), load_sheets(store, key))


def save_answers(
    store: Store,
    key: str,
    uid: str,
    now: datetime,
    *,
    answers: Mapping[int, int | None],
    person_id: int | None = None,
    keeps_person: bool = True,
    note: str | None = None,
) -> bool:
    """Keep what one page of a sheet says; what the other pages said stays.

    Args:
        store: The store.
        key: Of the scale.
        uid: Made when the form was.
        now: The present time.
        answers: By place on the sheet, from 0; None for left out.
        person_id: Whom the user has in mind.
        keeps_person: Whether the person stays as they are.
        note: The user's own words; None to leave them as they are.

    Returns:
        Whether anything is kept; a sheet that was never begun and says nothing is not.

    Raises:
        RequestError: There is no such scale, its text is missing, or these are no answers of it.
    """
    scale = known_scale(key)
    words = item_words(store, scale)
    if words is None or not is_uid(uid):
        raise RequestError("store.errors.gone")
    with store.write():
        if is_sheet(store, uid):
            sheet = load_sheet(store, uid)
            if sheet.scale != key or len(sheet.ticks) != scale.n_answers or sheet.item_order != words.order:
                raise RequestError("scales.fill.other_order")
        else:
            sheet = Sheet(uid, key, now, now, (None,) * scale.n_answers, words.order)
            if not note and all(tick is None for tick in answers.values()):
                return False
        ticks = list(sheet.ticks)
        for place, tick in answers.items():
            if place not in range(scale.n_answers) or (
                tick is not None and not scale.least <= tick <= scale.most
            ):
                raise RequestError("store.errors.gone")
            ticks[place] = tick
        save_sheet(
            store,
            replace(
                sheet,
                ticks=tuple(ticks),
                person_id=sheet.person_id if keeps_person else person_id,
                note=sheet.note if note is None else note[:LONGEST_NOTE],
            ),
        )
    return True


def remove_sheet(place: Place, key: str, uid: str) -> str:
    """Delete a sheet, and return the path of the form that brings it back.

    Raises:
        RequestError: It is not there.
    """
    if load_sheet(place.store, uid).scale != known_scale(key).key:
        raise RequestError("store.errors.gone")
    return delete_record(place, "scale_sheet", uid, f"/understand/scales/{key}/sheets/{uid}")
