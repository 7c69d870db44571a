"""A small, frozen generator of dyads for the stored reference p-values: a seed gives the same record for
ever.

Two people talk in conversations that open at random hours. Slow swings, shared and each person's own, move
how often they open, how fast they answer and how much they write. In part of the records the user withdraws
for days after the two have been closer than usual; in another part the spells have no such cause. It is
deliberately plain: it has to cover what the estimators meet, not to be like people. Do not change it: the
stored values would lose their meaning.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from nearer.timeline.dyad import Dyad

KINDS = ("quiet", "random spells", "spells when close", "slower when close", "missing days")


def make_dyad(seed: int) -> Dyad:
    """Return the record of a seed: 6-36 months, about 3-60 messages a day."""
    rng = np.random.Generator(np.random.PCG64(seed))
    kind = KINDS[seed % len(KINDS)]
    n_days = int(rng.integers(183, 36 * 30))
    volume = float(np.exp(rng.uniform(np.log(9.0), np.log(60.0))))
    shared, own = _swing(rng, n_days, 12.0), [_swing(rng, n_days, 20.0) for _ in range(2)]
    close = np.maximum(shared - 0.3, 0.0) if kind == "slower when close" else np.zeros(n_days)
    withdrawn = _spells(rng, kind, shared)
    evening = rng.uniform(17.0, 21.0)
    hours, sender, length = [], [], []
    for day in range(n_days):
        if kind == "missing days" and (day // 60) % 4 == 2 and day % 60 < 12:
            continue
        level = float(np.exp(0.5 * shared[day]))
        for _ in range(rng.poisson(volume / 12.0 * level)):
            clock = 24.0 * day + (rng.normal(evening, 2.5) if rng.random() < 0.7 else rng.uniform(7.5, 24.0))
            who = int(rng.random() < 0.5 + 0.15 * np.tanh(own[1][day] - own[0][day]))
            if who == 0 and rng.random() > (1.0 - 0.7 * withdrawn[day]) * np.exp(-close[day]):
                who = 1
            while True:
                for _ in range(1 + rng.poisson(0.6)):
                    hours.append(clock)
                    sender.append(who)
                    quiet = 0.5 * withdrawn[day] + 0.6 * close[day] if who == 0 else 0.0
                    length.append(
                        1.0 + np.floor(np.exp(3.3 + 0.2 * own[who][day] - quiet + 0.9 * rng.normal()))
                    )
                    clock += rng.exponential(0.02)
                if rng.random() > 0.8:
                    break
                who = 1 - who
                slow = 1.2 * withdrawn[day] + 1.5 * close[day] if who == 0 else 0.0
                if who == 0 and rng.random() < 0.5 * withdrawn[day]:
                    break
                wait = rng.exponential(0.3 * np.exp(slow)) if rng.random() < 0.85 else rng.exponential(7.0)
                clock += wait
    order = np.argsort(np.array(hours), kind="stable")
    return Dyad(
        np.array(hours)[order],
        np.array(sender, dtype=np.int8)[order],
        np.array(length)[order],
        datetime(2022, 1, 3),
    )


def _swing(rng: np.random.Generator, n_days: int, tau: float) -> np.ndarray:
    keep = np.exp(-1.0 / tau)
    out = np.empty(n_days)
    value = rng.normal()
    for day in range(n_days):
        out[day] = value
        value = keep * value + np.sqrt(1.0 - keep**2) * rng.normal()
    return out


def _spells(rng: np.random.Generator, kind: str, shared: np.ndarray) -> np.ndarray:
    out = np.zeros(len(shared))
    if kind in ("quiet", "slower when close"):
        return out
    day = 30
    while day < len(shared):
        hazard = 0.015 * (np.exp(1.2 * shared[day]) if kind == "spells when close" else 1.0)
        if rng.random() < min(hazard, 0.3):
            days = 3 + rng.poisson(8)
            out[day : day + days] = rng.uniform(0.6, 1.0)
            day += days + 5
        else:
            day += 1
    return out
