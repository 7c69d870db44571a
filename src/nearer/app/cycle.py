"""Use case: the cycle to play with. Seven plain controls, four stories, and what check-ins say of two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Final

from nearer.app.tipping import tipping_view
from nearer.dynamics.cycle import SCALE, Course, Settings, run_cycle
from nearer.dynamics.summary import Summary, summarise
from nearer.store.checkins import CheckInFilter, load_checkins

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "CONTROLS",
    "STORIES",
    "Controls",
    "OwnControls",
    "Played",
    "own_controls",
    "play",
    "read_controls",
]

ALARM_PER_STEP: Final = 0.3
"""Discomfort for each step beyond the threshold, for each step of the control."""
LEARNS_PER_DAY: Final = 0.06
UNLEARNS: Final = 0.25
DAYS: Final = 60
DAYS_OF_LEARNING: Final = 160
LEAST_WANTED: Final = 5
"""Check-ins that say how much closeness was wanted, below which they are not used."""
CLOSENESS: Final = (1, 7)


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be moved, each from 0 to 10 in halves.

    Attributes:
        need: How much closeness I need.
        near: Where it starts to feel too close.
        alarm: How loud the alarm is.
        follow: How hard they follow.
        steps: How big my steps are; 10 is all the way at once.
        kindly: How kindly I come back: whether pauses are announced and kept.
        learns: Whether each time shifts where it starts to feel too close.
    """

    need: float = 8.0
    near: float = 3.0
    alarm: float = 4.0
    follow: float = 0.0
    steps: float = 10.0
    kindly: float = 0.0
    learns: bool = False

    @property
    def settings(self) -> Settings:
        """The same for the model."""
        return Settings(
            need=self.need,
            threshold=self.near,
            alarm=ALARM_PER_STEP * self.alarm,
            pursuit=self.follow / SCALE,
            reach=self.steps,
            kept_pause=self.kindly / SCALE,
            habituation_per_day=LEARNS_PER_DAY if self.learns else 0.0,
            relief=UNLEARNS if self.learns else 0.0,
        )

    @property
    def days(self) -> int:
        """How long it is followed: what is learnt takes longer to show."""
        return DAYS_OF_LEARNING if self.learns else DAYS

    @property
    def query(self) -> dict[str, str]:
        """The same as the part of an address."""
        values = asdict(self) | {"learns": int(self.learns)}
        return {name: f"{value:g}" for name, value in values.items()}


CONTROLS: Final = ("need", "near", "alarm", "follow", "steps", "kindly")
"""Those that are sliders, in the order of the page."""

STORIES: Final[Mapping[str, Controls]] = {
    "cycle": Controls(),
    "doses": Controls(steps=1.0, learns=True),
    "lock": Controls(follow=5.0),
    "pause": Controls(follow=5.0, kindly=5.0),
}


@dataclass(frozen=True, slots=True)
class Played:
    """What became of some controls.

    Attributes:
        controls: Which.
        course: Day by day.
        summary: In a few figures.
        would_lock: Whether only the kept pauses keep the way back open.
    """

    controls: Controls
    course: Course
    summary: Summary
    would_lock: bool


@dataclass(frozen=True, slots=True)
class OwnControls:
    """What check-ins say of the controls.

    Attributes:
        controls: As the model has them, but for what was found.
        n_wanted: Check-ins that say how much closeness was wanted.
        wanted: Their middle, 1 to 7; None with too few.
        tipping: Where the urge takes over, 1 to 7; None where that cannot be told.
    """

    controls: Controls
    n_wanted: int
    wanted: float | None
    tipping: float | None


def read_controls(given: Mapping[str, str]) -> Controls:
    """Return what an address asks for: a story, or single controls; what is no number is left as it is.

    Args:
        given: The address's values.

    >>> read_controls({"near": "4.26", "alarm": "loud", "follow": "99"})
    Controls(need=8.0, near=4.5, alarm=4.0, follow=10.0, steps=10.0, kindly=0.0, learns=False)
    """
    controls = STORIES.get(given.get("story", ""), Controls())
    values = {name: _read(given.get(name, ""), least=0.5 if name == "steps" else 0.0) for name in CONTROLS}
    found = {name: value for name, value in values.items() if value is not None}
    learns = given.get("learns", "1" if controls.learns and not found else "0") not in ("", "0")
    return replace(controls, learns=learns, **found)


def _read(text: str, least: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if value != value:
        return None
    return round(2 * min(max(value, least), SCALE)) / 2


@lru_cache(maxsize=64)
def play(controls: Controls) -> Played:
    """Follow the model with some controls."""
    course = run_cycle(controls.settings, controls.days)
    summary = summarise(course)
    alone = replace(controls, kindly=0.0)
    would_lock = (
        controls.kindly > 0
        and controls.follow > 0
        and summary.locked_day is None
        and summarise(run_cycle(alone.settings, alone.days)).locked_day is not None
    )
    return Played(controls, course, summary, would_lock)


def own_controls(store: Store) -> OwnControls:
    """Return what check-ins say: how much closeness is wanted, and from the tipping point where it gets too close.

    The urge takes over where the model's alarm would drive one away at rest, which is ``hi / kappa`` above where it
    starts to feel too close; the loudness of the alarm is left as it stands, since no check-in measures it.

    Args:
        store: The store.
    """
    everything = load_checkins(store, CheckInFilter())
    wanted = [one.wanted for one in everything if one.wanted is not None and one.did != "not_safe"]
    middle = float(median(wanted)) if len(wanted) >= LEAST_WANTED else None
    place = tipping_view(store).found.place
    controls = Controls()
    if middle is not None:
        controls = replace(controls, need=_scaled(middle))
    if place is not None:
        before = controls.settings.leave_at / controls.settings.alarm
        controls = replace(controls, near=_halves(_on_ten(place.middle) - before))
    return OwnControls(controls, len(wanted), middle, None if place is None else place.middle)


def _on_ten(closeness: float) -> float:
    """Return one of the seven pictures of closeness on the scale from 0 to 10."""
    least, most = CLOSENESS
    return SCALE * (closeness - least) / (most - least)


def _scaled(closeness: float) -> float:
    return _halves(_on_ten(closeness))


def _halves(value: float) -> float:
    return round(2 * min(max(value, 0.0), SCALE)) / 2
