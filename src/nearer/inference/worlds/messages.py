"""From turns to messages: how many, how long, which of them media or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from nearer.inference.worlds.people import DAY_STARTS_H, Person
from nearer.inference.worlds.talk import Turns
from nearer.inference.worlds.truth import Span
from nearer.timeline.dyad import Dyad

__all__ = ["write_messages"]

LENGTH_SD = 0.8
LONGER_WHEN_CLOSE = 0.08
"""Rise of the log length per unit of closeness."""

LONGEST = 4000
SECONDS_BETWEEN = 25.0
MEDIA, DELETED = 0.06, 0.005


def write_messages(
    rng: np.random.Generator,
    turns: Turns,
    people: Sequence[Person],
    closeness: NDArray[np.float64],
    shorter: NDArray[np.float64],
    missing: Sequence[Span],
    origin: datetime,
) -> tuple[Dyad, NDArray[np.int8]]:
    """Write out every turn as one or more messages.

    Args:
        rng: Where chance comes from.
        turns: What was said.
        people: Habits; the user first.
        closeness: Shape (n_days,).
        shorter: Log factor of the length by person and day, shape (2, n_days).
        missing: Days whose messages never reach the record.
        origin: Midnight at the start of a Monday.

    Returns:
        The exchange, to the second, and each message's kind (0 text, 1 media, 2 deleted).
    """
    time_s = np.asarray(turns.time_h) * 3600.0
    sender = np.asarray(turns.sender, dtype=np.int8)
    verve = np.array([person.verve for person in people])
    n_messages = rng.geometric(1.0 / verve[sender]) if len(sender) else np.zeros(0, dtype=np.int64)

    turn = np.repeat(np.arange(len(sender)), n_messages)
    first = np.concatenate(([0], np.cumsum(n_messages)))[:-1]
    gap_s = rng.exponential(SECONDS_BETWEEN, len(turn))
    gap_s[first] = 0.0
    offset_s = np.cumsum(gap_s)
    offset_s -= offset_s[first][turn]
    room_s = 0.9 * np.diff(time_s, append=time_s[-1:] + 1e6)
    time_s = time_s[turn] + np.minimum(offset_s, room_s[turn])

    who = sender[turn]
    day = np.asarray(turns.day, dtype=np.int64)[turn]
    mean = np.array([person.log_length for person in people])[who]
    log_length = mean + LONGER_WHEN_CLOSE * closeness[day] + shorter[who, day]
    length = np.clip(np.ceil(np.exp(log_length + LENGTH_SD * rng.standard_normal(len(turn)))), 1, LONGEST)
    kind = rng.choice(
        np.array([0, 1, 2], dtype=np.int8), len(turn), p=[1.0 - MEDIA - DELETED, MEDIA, DELETED]
    )
    length[kind > 0] = 0.0

    kept = np.ones(len(turn), dtype=bool)
    world_day = (time_s / 3600.0 - DAY_STARTS_H) / 24.0
    for a, b in missing:
        kept &= (world_day < a) | (world_day >= b + 1)
    hours = np.maximum.accumulate(np.floor(time_s[kept])) / 3600.0
    return Dyad(hours, who[kept], length[kept], origin), kind[kept]
