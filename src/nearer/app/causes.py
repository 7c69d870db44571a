"""Use cases: possible causes with what bears on each, and the maps of the guard.

Nothing here concludes, ranks or scores a cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nearer.app.bearing import Statement, find_statements
from nearer.app.causes_pages import OwnPage, own_pages, pick_cause
from nearer.app.exercises import Exercise, pick_exercise
from nearer.app.exercises_times import GuardMap, guard_maps
from nearer.app.scales import ScaleRow, ScaleSummary, list_scales, scale_summaries
from nearer.kernel.errors import RequestError
from nearer.patterns.loading import own_library
from nearer.patterns.types import Cause, Prompt

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "Cause",
    "CauseView",
    "GuardMapView",
    "MeasuredBy",
    "PromptView",
    "cause_view",
    "guard_map_view",
    "list_causes",
    "prompt_view",
]


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt, with what was written to it.

    Attributes:
        cause: To which it belongs.
        prompt: The prompt.
        pages: What was written, latest first.
    """

    cause: Cause
    prompt: Prompt
    pages: tuple[OwnPage, ...]


@dataclass(frozen=True, slots=True)
class MeasuredBy:
    """A questionnaire that measures something near to a cause.

    Attributes:
        row: The questionnaire, and how it stands.
        latest: The short of its latest sheet; None where it was never filled.
    """

    row: ScaleRow
    latest: ScaleSummary | None


@dataclass(frozen=True, slots=True)
class CauseView:
    """The page of a cause.

    Attributes:
        cause: The cause.
        known: What the user's own record says that bears on it.
        nothing: Where it says nothing yet: why, with the keys of which this holds.
        prompts: To write to.
        older: Pages whose prompt is there no more.
        scales: What measures something near to it.
        practices: What may help; the first is the next step.
    """

    cause: Cause
    known: tuple[Statement, ...]
    nothing: tuple[tuple[str, tuple[str, ...]], ...]
    prompts: tuple[PromptView, ...]
    older: tuple[OwnPage, ...]
    scales: tuple[MeasuredBy, ...]
    practices: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class GuardMapView:
    """The maps of the guard.

    Attributes:
        shown: The one that is drawn; None where there is none.
        maps: All of them, latest first.
        exercise: By which one is made.
        is_resting: Whether one was begun within the days that the exercise wants between two.
        kind: What may do more good meanwhile.
    """

    shown: GuardMap | None
    maps: tuple[GuardMap, ...]
    exercise: Exercise
    is_resting: bool
    kind: Exercise


def list_causes() -> tuple[Cause, ...]:
    """Return the possible causes, always in the same order."""
    return tuple(own_library().library.causes.values())


def cause_view(store: Store, key: str) -> CauseView:
    """Return a cause with what bears on it.

    Args:
        store: The store.
        key: One of ``patterns.keys.CAUSES``.

    Raises:
        RequestError: There is none of this key.
    """
    cause = pick_cause(key)
    statements = list(find_statements(store, cause.record).values())
    nothing: dict[str, tuple[str, ...]] = {}
    for one in statements:
        if not one.is_known:
            nothing[one.sentence] = (*nothing.get(one.sentence, ()), one.key)
    pages = own_pages(store, key)
    rows = {row.scale.key: row for row in list_scales(store)}
    latest: dict[str, ScaleSummary] = {}
    for one_scale in scale_summaries(store):
        latest.setdefault(one_scale.key, one_scale)
    return CauseView(
        cause=cause,
        known=tuple(one for one in statements if one.is_known),
        nothing=tuple(nothing.items()),
        prompts=tuple(_prompt_view(cause, prompt, pages) for prompt in cause.prompts),
        older=tuple(one for one in pages if one.prompt is None),
        scales=tuple(MeasuredBy(rows[scale], latest.get(scale)) for scale in cause.scales),
        practices=tuple(pick_exercise(practice) for practice in cause.practices),
    )


def prompt_view(store: Store, key: str, prompt: str) -> PromptView:
    """Return a prompt with what was written to it.

    Raises:
        RequestError: There is no such prompt.
    """
    cause = pick_cause(key)
    found = next((one for one in cause.prompts if one.key == prompt), None)
    if found is None:
        raise RequestError("store.errors.gone")
    return _prompt_view(cause, found, own_pages(store, key))


def guard_map_view(store: Store, now: datetime, uid: str | None = None) -> GuardMapView:
    """Return the maps of the guard.

    Args:
        store: The store.
        now: The present time.
        uid: Of the one to draw; None for the latest.

    Raises:
        RequestError: There is no such map.
    """
    maps, exercise = guard_maps(store), pick_exercise("guard_map")
    shown = maps[0] if maps and uid is None else next((one for one in maps if one.uid == uid), None)
    if uid is not None and shown is None:
        raise RequestError("store.errors.gone")
    rest = timedelta(days=exercise.of.rest_days)
    is_resting = bool(maps) and now - maps[0].at < rest
    return GuardMapView(shown, tuple(maps), exercise, is_resting, pick_exercise("kind_letter"))


def _prompt_view(cause: Cause, prompt: Prompt, pages: tuple[OwnPage, ...]) -> PromptView:
    return PromptView(cause, prompt, tuple(one for one in pages if one.prompt == prompt))
