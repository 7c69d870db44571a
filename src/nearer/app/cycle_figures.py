"""The cycle in words, as two pictures, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nearer.dynamics.cycle import SCALE
from nearer.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nearer.app.cycle import Played

__all__ = ["PathPicture", "TimePicture", "cycle_sentence", "path_picture", "table_rows", "time_picture"]

PER_DAY: Final = 5
"""Points of a picture for each day."""
N_ROWS: Final = 16
LEAST_TOP: Final = 5.0
MOVED: Final = 0.5
"""Steps by which the place where it gets too close must have moved before that is said."""


@dataclass(frozen=True, slots=True)
class TimePicture:
    """Closeness over the days; x in days, y from 0 at the top to 10 at the foot, for the path of an SVG.

    Attributes:
        days: How long.
        closeness: Its line.
        discomfort: Its line, cut off at 10.
        too_close: The area in which it is too close.
        escapes: Days at which one withdrew.
        announced: Whether each was announced.
    """

    days: int
    closeness: str
    discomfort: str
    too_close: str
    escapes: tuple[float, ...]
    announced: bool


@dataclass(frozen=True, slots=True)
class PathPicture:
    """Closeness against discomfort; x from 0 to 10, y from ``top`` down to 0.

    Attributes:
        top: Most discomfort that is drawn.
        reaching: The line while one reaches out.
        leaving: The line while one withdraws.
        leave_y: Where one withdraws.
        calm_y: Where one can come back.
        near_x: Where it is too close, on the last day.
        start: Where it starts, x and y.
    """

    top: float
    reaching: str
    leaving: str
    leave_y: float
    calm_y: float
    near_x: float
    start: tuple[float, float]


def cycle_sentence(played: Played) -> tuple[str, ...]:
    """Return what happens with these controls, the chief thing first."""
    found, controls = played.summary, played.controls
    low, high, last = _number(found.low), _number(found.high), _number(found.last)
    moved = found.threshold - controls.near
    said = []
    if found.locked_day is not None:
        key = "lock" if controls.need > controls.settings.longing_to_return else "lonely"
        said.append(say(f"cycle.says.{key}", day=round(found.locked_day)))
    elif found.period_days is not None and found.settled_day is None:
        said.append(say("cycle.says.cycle", low=low, high=high, period=_number(found.period_days)))
    elif found.settled_day is not None and found.n_escapes == 0 and moved < MOVED:
        said.append(say("cycle.says.settles", last=last, day=round(found.settled_day)))
    elif found.n_escapes == 0:
        said.append(say("cycle.says.grows", last=last))
    elif found.n_escapes == 1:
        said.append(say("cycle.says.once", last=last))
    else:
        said.append(say("cycle.says.calms", n=found.n_escapes, last=last))
    if controls.learns and abs(moved) >= MOVED:
        way = "wider" if moved > 0 else "narrower"
        said.append(say(f"cycle.says.{way}", first=_number(controls.near), last=_number(found.threshold)))
    if played.would_lock:
        said.append(say("cycle.says.kept"))
    elif controls.kindly and not controls.follow and found.n_escapes:
        said.append(say("cycle.says.nobody_follows"))
    return tuple(said)


def time_picture(played: Played) -> TimePicture:
    """Return closeness and discomfort over the days."""
    course, days = played.course, played.controls.days
    every = max(1, round(1 / (PER_DAY * float(course.day[1]))))
    rows = list(
        zip(
            course.day[::every].tolist(),
            course.closeness[::every].tolist(),
            course.discomfort[::every].tolist(),
            course.threshold[::every].tolist(),
            strict=True,
        )
    )
    foot = _line((day, SCALE - place) for day, _, _, place in rows)
    return TimePicture(
        days=days,
        closeness=_line((day, SCALE - close) for day, close, _, _ in rows),
        discomfort=_line((day, SCALE - min(felt, SCALE)) for day, _, felt, _ in rows),
        too_close=f"{foot}L{days} 0L0 0Z",
        escapes=course.escapes,
        announced=bool(course.announced_pauses),
    )


def path_picture(played: Played) -> PathPicture:
    """Return closeness against discomfort."""
    course, settings = played.course, played.controls.settings
    every = max(1, round(1 / (2 * PER_DAY * float(course.day[1]))))
    close, felt = course.closeness[::every].tolist(), course.discomfort[::every].tolist()
    away = (~course.reaching[::every]).tolist()
    top = max(LEAST_TOP, float(-(-course.discomfort.max() // 1)))
    points = [(x, top - y) for x, y in zip(close, felt, strict=True)]
    return PathPicture(
        top=top,
        reaching=_parts(points, [not one for one in away]),
        leaving=_parts(points, away),
        leave_y=top - settings.leave_at,
        calm_y=top - settings.calm_at,
        near_x=float(course.threshold[-1]),
        start=points[0],
    )


def table_rows(played: Played) -> list[tuple[str, ...]]:
    """Return some days as a table: day, closeness, discomfort, where it gets too close, and what one does."""
    course = played.course
    last = len(course.day) - 1
    rows = []
    for number in range(N_ROWS + 1):
        k = round(number * last / N_ROWS)
        shown = (course.closeness[k], course.discomfort[k], course.threshold[k])
        way = "reaching" if course.reaching[k] else "leaving"
        rows.append(
            (f"{course.day[k]:.0f}", *(_number(float(one)) for one in shown), say(f"cycle.table.{way}"))
        )
    return rows


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in points)


def _parts(points: list[tuple[float, float]], wanted: list[bool]) -> str:
    """Return the stretches of a line that are wanted, each drawn on to the point after it."""
    parts: list[list[tuple[float, float]]] = []
    for k, is_wanted in enumerate(wanted):
        if is_wanted:
            if k == 0 or not wanted[k - 1]:
                parts.append([])
            parts[-1].append(points[k])
            if k + 1 < len(points) and not wanted[k + 1]:
                parts[-1].append(points[k + 1])
    return "".join(_line(part) for part in parts)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
