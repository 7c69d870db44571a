"""The hazard world: spells begin at exactly a set hazard ratio per standard deviation of measured closeness.

It is played twice with the same chances. The first time nobody has quiet spells, and closeness is measured
from the messages in the way of the detector; then spells are drawn from that, and the second time the user
lives through them. So the hazard ratio is true by construction, while the detector sees only the second
record.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import lfilter

from nearer.inference.worlds.families import Family
from nearer.inference.worlds.people import DAY_STARTS_H
from nearer.inference.worlds.scene import Setting, set_scene
from nearer.inference.worlds.simulate import SimulatedDyad, play, record
from nearer.inference.worlds.spells import SETTLED_DAYS
from nearer.inference.worlds.truth import Truth, spans_of
from nearer.timeline.dyad import Dyad

__all__ = ["measured_closeness", "simulate_hazard_dyad"]

BASE = 0.015
"""Chance a day of a spell at average closeness."""

TAUS_D = (5.0, 15.0, 40.0)
TREND_SD_D = 70.0
HIGHEST = 2.5


def simulate_hazard_dyad(
    seed: int,
    hazard_ratio: float = 2.0,
    *,
    drop: float = 0.35,
    months: float = 18.0,
    messages_a_day: float = 20.0,
) -> SimulatedDyad:
    """Simulate one exchange with a set hazard ratio.

    Closeness moves by itself here: neither spells nor what is written feed it.

    Args:
        seed: The same seed and settings give the same exchange.
        hazard_ratio: True ratio per standard deviation of measured closeness.
        drop: Part of the usual that is left in a spell.
        months: Length of the record.
        messages_a_day: Both people's messages together, about.
    """
    root = np.random.SeedSequence(seed)
    setting = Setting(Family(mine="chance", fed=False), drop, months, messages_a_day, 0.5, 0.0)
    scene = set_scene(root, setting)
    nobody = np.zeros(setting.n_days, dtype=bool)
    z = measured_closeness(record(scene, play(scene, nobody))[0], setting.n_days)
    hazard = np.minimum(BASE * hazard_ratio**z, 1.0)
    quiet = _draw_spells(hazard, scene.uniforms[0], scene.stays[0])
    dyad, kind = record(scene, play(scene, quiet))
    truth = Truth(
        family="hazard",
        draws_back=hazard_ratio > 1.0,
        drop=drop,
        log_hazard_ratio=log(hazard_ratio),
        seed=seed,
        spells=spans_of(quiet),
        their_spells=(),
        shared_spells=(),
        missing=(),
        closeness=z,
    )
    return SimulatedDyad(dyad, kind, truth)


def measured_closeness(dyad: Dyad, n_days: int) -> NDArray[np.float64]:
    """Return closeness as the detector defines it, for a record without spells.

    With y the square root of the product of both people's messages on a day and L a leaky mean of the days
    before, it is log(L(y) + mean(y) / 10) for three time constants, each less its Gaussian moving average (sd
    70 days) and standardised; their mean standardised again and held within 2.5.

    Args:
        dyad: The messages.
        n_days: Days of the record.

    Returns:
        One value a day, shape (n_days,).
    """
    day = np.clip(((dyad.hours - DAY_STARTS_H) // 24.0).astype(np.int64), 0, n_days - 1)
    counts = [np.bincount(day[dyad.sender == who], minlength=n_days) for who in (0, 1)]
    y = np.sqrt(counts[0] * counts[1]).astype(np.float64)
    weight = gaussian_filter1d(np.ones(n_days), TREND_SD_D, mode="constant")
    parts = []
    for tau in TAUS_D:
        keep = np.exp(-1.0 / tau)
        leak = lfilter([0.0, 1.0 - keep], [1.0, -keep], y)
        c = np.log(leak + 0.1 * y.mean() + 1e-9)
        parts.append(_standardise(c - gaussian_filter1d(c, TREND_SD_D, mode="constant") / weight))
    return np.clip(_standardise(np.mean(parts, axis=0)), -HIGHEST, HIGHEST)


def _standardise(x: NDArray[np.float64]) -> NDArray[np.float64]:
    later = x[SETTLED_DAYS:]
    return np.asarray((x - later.mean()) / later.std(), dtype=np.float64)


def _draw_spells(
    hazard: NDArray[np.float64], uniforms: NDArray[np.float64], stays: NDArray[np.int64]
) -> NDArray[np.bool_]:
    quiet = np.zeros(len(hazard), dtype=bool)
    day = SETTLED_DAYS
    while day < len(hazard):
        if uniforms[day] < hazard[day]:
            quiet[day : day + stays[day]] = True
            day += int(stays[day])
        day += 1
    return quiet
