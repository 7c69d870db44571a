"""Everything in a simulated exchange that is drawn before its first day."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from nearer.inference.worlds.families import Family
from nearer.inference.worlds.people import Person, attention, draw_person, wander
from nearer.inference.worlds.talk import Attention
from nearer.inference.worlds.truth import Span, spans_of

__all__ = ["Scene", "Setting", "set_scene"]

DAYS_A_MONTH = 30.4375
TURNS = 4.0
"""Usual length of a conversation that was answered, at 20 messages a day."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is asked of the world; the arguments of :func:`nearer.inference.worlds.simulate_dyad`."""

    family: Family
    drop: float
    months: float
    messages_a_day: float
    my_share: float
    log_hazard_ratio: float

    @property
    def n_days(self) -> int:
        """Length of the record."""
        return max(round(self.months * DAYS_A_MONTH), 1)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A setting with its people and its chances; playing it twice gives the same exchange.

    Attributes:
        setting: What was asked for.
        people: Habits; the user first.
        passes: How fast the moment to answer passes within a conversation, per hour of attention.
        clocks: Attention clocks.
        spirits: Log factors of rates from mood and off days, shape (2, n_days).
        pursuit: Log factor of the contact's openings while the user is quiet, and the other way round.
        comfort: Closeness at which spells begin at their base rate, for the user, the contact and both.
        uniforms: For the beginnings of spells, shape (3, n_days).
        stays: How long spells that begin on a day stay, shape (3, n_days).
        missing: Days that are not in the record.
        seeds: For closeness, conversations and messages.
    """

    setting: Setting
    people: tuple[Person, Person]
    passes: float
    clocks: tuple[Attention, Attention]
    spirits: NDArray[np.float64]
    pursuit: tuple[float, float]
    comfort: tuple[float, float, float]
    uniforms: NDArray[np.float64]
    stays: NDArray[np.int64]
    missing: tuple[Span, ...]
    seeds: tuple[np.random.SeedSequence, ...]


def set_scene(root: np.random.SeedSequence, setting: Setting) -> Scene:
    """Draw the people, their days and their chances.

    Args:
        root: Where all chance comes from.
        setting: What is asked for.
    """
    habits, *seeds = root.spawn(4)
    rng = np.random.default_rng(habits)
    n_days, life = setting.n_days, setting.family.life
    people = (
        draw_person(rng, setting.messages_a_day, setting.my_share, "slow" if life == "slow" else "ordinary"),
        draw_person(rng, setting.messages_a_day, 1.0 - setting.my_share, "ordinary"),
    )
    turning_day = int(n_days * rng.uniform(0.3, 0.7))
    mine = attention(
        rng,
        people[0],
        n_days,
        new_job_day=turning_day if life == "new_job" else None,
        move_day=turning_day if life == "lost_and_moved" else None,
        move_h=float(rng.choice([-8, -6, 5, 7, 9])),
    )
    theirs = attention(rng, people[1], n_days)
    spirits = np.stack([wander(rng, n_days, 0.25, 0.8) + _off_days(rng, n_days) for _ in range(2)])
    if life == "needier":
        spirits[1] += np.linspace(0.0, 1.2, n_days)
    pursuit, comfort = rng.normal(0.0, 0.25, 2).tolist(), rng.normal(0.7, 0.3, 3).tolist()
    return Scene(
        setting=setting,
        people=people,
        passes=12.0 / (TURNS * (setting.messages_a_day / 20.0) ** 0.35),
        clocks=(Attention(mine), Attention(theirs)),
        spirits=spirits,
        pursuit=(pursuit[0], pursuit[1]),
        comfort=(comfort[0], comfort[1], comfort[2]),
        uniforms=rng.random((3, n_days)),
        stays=3 + np.round(rng.gamma(2.0, 3.5, (3, n_days))).astype(np.int64),
        missing=_missing(rng, setting.family, n_days),
        seeds=tuple(seeds),
    )


def _off_days(rng: np.random.Generator, n_days: int) -> NDArray[np.float64]:
    """Return the log factor of days on which someone is ill or swamped: one to four, every seven weeks."""
    begins = np.flatnonzero(rng.random(n_days) < 0.02)
    off = np.zeros(n_days)
    for day, stay in zip(begins.tolist(), rng.integers(1, 5, len(begins)).tolist(), strict=True):
        off[day : day + stay] = log(0.5)
    return off


def _missing(rng: np.random.Generator, family: Family, n_days: int) -> tuple[Span, ...]:
    """Return the days that never reach the record."""
    n_gaps = {"lost_and_moved": 1, "gaps": max(round(n_days / 90), 1)}.get(family.life, 0)
    gone = np.zeros(n_days, dtype=bool)
    for _ in range(n_gaps):
        stay = int(rng.integers(5, 22))
        first = int(rng.integers(14, max(n_days - stay - 14, 15)))
        gone[first : first + stay] = True
    return spans_of(gone)
