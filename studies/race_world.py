"""A second world, made only to confirm what was developed on the first: turns as a race of two waiting times.

After every turn both people draw a waiting time, the other to answer (soon, or late) and the writer to go on;
the shorter one makes the next turn. Waiting times run on clocks of attention: an hour of the week times the
factors of the day. Closeness is a first-order autoregression that nothing in the record feeds back into, so
nearly everything differs from :mod:`nearer.inference.worlds`: no agents, no moments that pass, no events.

No estimator was developed on these records. The kinds:

================  ====================================================================================
plain             closeness moves, nobody has spells
mutual_swings     a strong mood of both people together, on its own time scale
busy_me           spells by chance in which the user writes less
busy_both         the same for both at once
in_person         spells in which both write little begin the more often the closer, and bring closer
needier           the contact writes more and more
other_draws_back  the contact's spells begin the more often the closer
drifting          the user's own level wanders over months
fade              both write less and less
delayed           positive: the user's spells begin the more often the closer the two were days before
instant           positive: the user answers slower and shorter while closeness is high; no spells
================  ====================================================================================
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from nearer.timeline.dyad import Dyad

__all__ = ["RACE_NULLS", "simulate_race_dyad"]

RACE_NULLS = (
    "plain",
    "mutual_swings",
    "busy_me",
    "busy_both",
    "in_person",
    "needier",
    "other_draws_back",
    "drifting",
    "fade",
)
DAYS_A_MONTH = 30.4375
ORIGIN = datetime(2023, 1, 2)
Array = NDArray[np.float64]


def simulate_race_dyad(
    seed: int, kind: str, *, months: float = 18.0, messages_a_day: float = 20.0, strength: float = 1.0
) -> Dyad:
    """Simulate one exchange.

    Args:
        seed: The same seed and settings give the same exchange.
        kind: See the table above.
        months: Length.
        messages_a_day: Of both people, about.
        strength: Drop of the log rate within the user's spells, or by unit of closeness above its usual
            range where the user slows down instantly.
    """
    rng = np.random.default_rng([seed, 77])
    n_days = max(round(months * DAYS_A_MONTH), 30)
    log_rate, shorter, closeness = _live(rng, kind, n_days, strength)
    hours = np.arange(24 * n_days)
    clocks = []
    for who in (0, 1):
        week = np.exp(0.3 * rng.standard_normal(168)) * _day_profile(rng)
        rate = week[hours % 168] * np.exp(log_rate[who][hours // 24])
        clocks.append([0.0, *np.cumsum(rate).tolist()])
    volume = messages_a_day / 20.0
    soon = rng.uniform(0.55, 0.75, 2)
    fast, slow = np.exp(rng.normal(np.log(9.0), 0.3, 2)), np.exp(rng.normal(np.log(0.17 * volume), 0.25, 2))
    times, sender = _race(rng, clocks, soon, fast, slow, 24.0 * n_days)
    n_messages = rng.geometric(1.0 / (1.0 + 0.6 * volume**0.3), len(times))
    who = np.repeat(sender, n_messages)
    at = np.repeat(times, n_messages) + rng.uniform(0.0, 1.0 / 60.0, len(who))
    day = np.minimum((at / 24.0).astype(np.int64), n_days - 1)
    log_length = rng.normal(3.3, 0.3, 2)[who] + 0.08 * closeness[day] + shorter[who, day]
    length = np.clip(np.ceil(np.exp(log_length + 0.9 * rng.standard_normal(len(who)))), 1.0, 4000.0)
    order = np.argsort(at, kind="stable")
    return Dyad(np.floor(at[order] * 3600.0) / 3600.0, who[order].astype(np.int8), length[order], ORIGIN)


def _live(rng: np.random.Generator, kind: str, n_days: int, strength: float) -> tuple[Array, Array, Array]:
    """Return log rates and log length factors by person and day, shape (2, n_days), and closeness."""
    closeness = _autoregression(rng, n_days, float(np.exp(rng.normal(np.log(14.0), 0.4))))
    log_rate = np.stack([0.3 * _autoregression(rng, n_days, 4.0) for _ in range(2)])
    shorter = np.zeros((2, n_days))
    if kind == "mutual_swings":
        log_rate += 0.5 * _autoregression(rng, n_days, rng.uniform(4.0, 12.0))
    elif kind == "needier":
        log_rate[1] += np.linspace(0.0, 1.0, n_days)
    elif kind == "drifting":
        log_rate[0] += 0.4 * _autoregression(rng, n_days, 60.0)
    elif kind == "fade":
        log_rate += np.linspace(0.0, -1.2, n_days)
    elif kind in ("busy_me", "busy_both"):
        whom = [0] if kind == "busy_me" else [0, 1]
        quiet = _spells(rng, np.full(n_days, 0.02))
        log_rate[whom] -= 1.0 * quiet
        shorter[whom] -= 0.4 * quiet
    elif kind == "in_person":
        quiet = _spells(rng, 0.012 * np.exp(1.2 * closeness), 2, 2.0)
        log_rate -= 1.8 * quiet
        closeness = closeness + 0.5 * np.convolve(quiet, np.exp(-np.arange(60) / 10.0))[:n_days] / 5.0
    elif kind in ("other_draws_back", "delayed"):
        whose = 1 if kind == "other_draws_back" else 0
        drop = 1.0 if whose else strength
        before = np.convolve(closeness, np.full(5, 0.2))[:n_days]
        late = np.concatenate([np.zeros(2), before[:-2]])
        quiet = _spells(rng, np.minimum(0.012 * np.exp(1.5 * late), 0.3))
        log_rate[whose] -= drop * quiet
        shorter[whose] -= 0.4 * drop * quiet
    elif kind == "instant":
        above = np.maximum(closeness - 0.5, 0.0)
        log_rate[0] -= strength * above
        shorter[0] -= 0.4 * strength * above
    elif kind != "plain":
        raise KeyError(kind)
    return log_rate + rng.uniform(0.2, 0.45) * closeness, shorter, closeness


def _autoregression(rng: np.random.Generator, n_days: int, tau_days: float) -> Array:
    keep = float(np.exp(-1.0 / tau_days))
    now, path = float(rng.standard_normal()), np.empty(n_days)
    for day, step in enumerate(rng.standard_normal(n_days).tolist()):
        path[day] = now
        now = keep * now + (1.0 - keep * keep) ** 0.5 * step
    return path


def _spells(rng: np.random.Generator, hazard: Array, shortest: int = 4, more: float = 6.0) -> Array:
    """Return 1 on quiet days; each spell lasts at least ``shortest`` days and ``more`` on average on top."""
    quiet, day = np.zeros(len(hazard)), 21
    while day < len(hazard):
        if rng.random() < hazard[day]:
            stays = shortest + int(rng.poisson(more))
            quiet[day : day + stays] = 1.0
            day += stays + 2
        day += 1
    return quiet


def _day_profile(rng: np.random.Generator) -> Array:
    wake, bed = rng.uniform(6.0, 9.0), rng.uniform(22.0, 24.0)
    hour = np.arange(168) % 24
    awake = (hour >= wake) & (hour < bed)
    working = (hour >= 9) & (hour < 17) & (np.arange(168) < 120)
    return np.asarray(np.where(awake, np.where(working, 0.5, 1.2), 0.03))


def _race(
    rng: np.random.Generator,
    clocks: list[list[float]],
    soon: Array,
    fast: Array,
    slow: Array,
    end_h: float,
) -> tuple[Array, NDArray[np.int64]]:
    """Return times and senders of the turns; rates are per hour of each person's clock."""
    now, who, times, sender = 8.0, 0, [8.0], [0]
    while True:
        other = 1 - who
        u, reply, go_on = rng.random(), rng.standard_exponential(), rng.standard_exponential()
        reply_h = _when(clocks[other], now, reply / (fast[other] if u < soon[other] else slow[other]))
        go_on_h = max(_when(clocks[who], now, go_on / (1.3 * slow[who])), now + 1.01)
        now = min(reply_h, go_on_h)
        if now >= end_h:
            return np.array(times), np.array(sender)
        who = other if reply_h <= go_on_h else who
        times.append(now)
        sender.append(who)


def _when(clock: list[float], now_h: float, wait: float) -> float:
    """Return the time at which a clock has gone on by ``wait`` since ``now_h``; infinity where it never does."""
    hour = int(now_h)
    reading = clock[hour] + (now_h - hour) * (clock[hour + 1] - clock[hour]) + wait
    after = bisect_right(clock, reading)
    if after >= len(clock):
        return float("inf")
    return after - 1 + (reading - clock[after - 1]) / (clock[after] - clock[after - 1])
