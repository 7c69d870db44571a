"""The agent-based world: two people's days, played one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import exp, inf, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nearer.inference.worlds.course import Course
from nearer.inference.worlds.families import FAMILIES
from nearer.inference.worlds.messages import write_messages
from nearer.inference.worlds.scene import Scene, Setting, set_scene
from nearer.inference.worlds.spells import Spells
from nearer.inference.worlds.talk import Chance, Pace, Turns, converse
from nearer.inference.worlds.truth import Truth, spans_of
from nearer.timeline.dyad import Dyad

__all__ = ["ORIGIN", "Played", "SimulatedDyad", "play", "record", "simulate_dyad"]

ORIGIN: Final = datetime(2023, 1, 2)
"""A Monday."""

OPENINGS_RISE, REPLIES_RISE = 0.30, 0.25
"""By how much the log rates of openings and replies rise per unit of closeness."""

DRAWS_AWAY = -0.06
"""What a quiet day of one of the two does to closeness; a quiet day in person adds as much."""

MET = 0.6
"""Openings left on a day on which the two meet."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedDyad:
    """A simulated exchange with its truth.

    Attributes:
        dyad: The messages, to the second.
        kind: 0 text, 1 media, 2 deleted; media and deleted marks have length 0; int8, shape (n_messages,).
        truth: What really happened.
    """

    dyad: Dyad
    kind: NDArray[np.int8]
    truth: Truth


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """A scene once played.

    Attributes:
        turns: What was said.
        quiet: Quiet days of the user, the contact and both for one cause, shape (3, n_days).
        closeness: At the start of each day, shape (n_days,).
    """

    turns: Turns
    quiet: NDArray[np.bool_]
    closeness: NDArray[np.float64]


def simulate_dyad(
    seed: int,
    family: str = "draws_back",
    *,
    drop: float = 0.35,
    months: float = 18.0,
    messages_a_day: float = 20.0,
    my_share: float = 0.5,
    log_hazard_ratio: float = 1.5,
) -> SimulatedDyad:
    """Simulate one exchange of two people.

    Args:
        seed: The same seed and settings give the same exchange.
        family: A name from :data:`nearer.inference.worlds.FAMILIES`.
        drop: In a quiet spell openings and the rate of replies fall to this part of the usual, messages to
            its square root in length.
        months: Length of the record.
        messages_a_day: Both people's messages together, about.
        my_share: The user's part of the openings.
        log_hazard_ratio: By how much the log hazard of a spell rises per unit of closeness (about one
            standard deviation), in families where it does.

    Raises:
        KeyError: There is no such family.
    """
    kind = FAMILIES[family]
    setting = Setting(kind, drop, months, messages_a_day, my_share, log_hazard_ratio)
    scene = set_scene(np.random.SeedSequence(seed), setting)
    played = play(scene)
    dyad, kinds = record(scene, played)
    spans = [spans_of(row) for row in played.quiet]
    truth = Truth(
        family=family,
        draws_back=kind.draws_back,
        drop=drop,
        log_hazard_ratio=log_hazard_ratio if kind.draws_back else 0.0,
        seed=seed,
        spells=spans[0],
        their_spells=spans[1],
        shared_spells=spans[2],
        missing=scene.missing,
        closeness=played.closeness,
    )
    return SimulatedDyad(dyad, kinds, truth)


def play(scene: Scene, my_days: NDArray[np.bool_] | None = None) -> Played:
    """Play a scene, day after day.

    Args:
        scene: What was drawn beforehand.
        my_days: The user's quiet days where they are set from outside, shape (n_days,).
    """
    setting = scene.setting
    family, n_days = setting.family, setting.n_days
    kinds = _spells(scene, my_days)
    course = Course(np.random.default_rng(scene.seeds[0]), family.course, n_days)
    chance = Chance(np.random.default_rng(scene.seeds[1]), n_days, int(48 + 8 * setting.messages_a_day))
    spirits = np.exp(scene.spirits).T.tolist()
    turns = Turns([], [], [])
    closeness: list[float] = []
    now_h, owes = 0.0, -1
    for day in range(n_days):
        closeness.append(course.closeness)
        mine, theirs, both = (kind.step(course.closeness) for kind in kinds)
        pace = _pace(scene, course.closeness, (mine or both, theirs or both), spirits[day], course.met[day])
        if mine:
            pace.openings[1] *= exp(scene.pursuit[0])
        if theirs:
            pace.openings[0] *= exp(scene.pursuit[1])
        chance.start(day)
        before = len(turns.sender)
        now_h, owes = converse(
            day, now_h, owes, scene.people, scene.passes, scene.clocks, pace, chance, turns
        )
        n_said, n_theirs = len(turns.sender) - before, sum(turns.sender[before:])
        push = DRAWS_AWAY * (mine + theirs - (both and family.together))
        course.step(day, log(1.0 + (n_said - n_theirs) * n_theirs), push, fed=family.fed)
    return Played(turns, np.array([kind.quiet for kind in kinds]), np.array(closeness))


def record(scene: Scene, played: Played) -> tuple[Dyad, NDArray[np.int8]]:
    """Write out what was played as messages; see :func:`nearer.inference.worlds.messages.write_messages`."""
    mine, theirs, both = played.quiet
    quiet = np.stack([mine | both, theirs | both])
    shorter = 0.5 * log(scene.setting.drop) * quiet
    if scene.setting.family.style not in ("all", "shorter"):
        shorter = np.zeros_like(shorter)
    rng = np.random.default_rng(scene.seeds[2])
    return write_messages(rng, played.turns, scene.people, played.closeness, shorter, scene.missing, ORIGIN)


def _spells(scene: Scene, my_days: NDArray[np.bool_] | None) -> list[Spells]:
    family = scene.setting.family
    return [
        Spells(
            {"never": inf, "chance": None, "closeness": scene.comfort[i]}[onset],
            scene.setting.log_hazard_ratio,
            scene.uniforms[i].tolist(),
            scene.stays[i].tolist(),
            my_days.tolist() if i == 0 and my_days is not None else None,
        )
        for i, onset in enumerate((family.mine, family.theirs, family.shared))
    ]


def _pace(scene: Scene, close: float, quiet: tuple[bool, bool], spirits: list[float], met: bool) -> Pace:
    opens = exp(OPENINGS_RISE * close) * (MET if met else 1.0)
    answers = exp(REPLIES_RISE * close)
    pace = Pace([opens, opens], [answers, answers], [1.0, 1.0])
    style, drop = scene.setting.family.style, scene.setting.drop
    for i in (0, 1):
        pace.openings[i] *= spirits[i] * (drop if quiet[i] and style in ("all", "starts") else 1.0)
        pace.replies[i] *= spirits[i] * (drop if quiet[i] and style in ("all", "delays") else 1.0)
        pace.patience[i] *= drop if quiet[i] and style == "delays" else 1.0
    return pace
