"""Two people's habits, and the clocks of attention that follow from their days.

A person's *attention clock* runs fast when they are awake and free, slower at work and hardly in sleep.
Everything that they do with their phone happens at a rate per hour of attention.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nearer.inference.worlds.families import Life

__all__ = ["DAY_STARTS_H", "STEPS_A_DAY", "Person", "attention", "draw_person", "wander"]

DAY_STARTS_H = 4.0
STEPS_A_DAY = 96
"""Steps of the attention clock: a quarter of an hour each."""

ASLEEP, AT_WORK, FREE, EVENING = 0.02, 0.35, 1.0, 1.3


@dataclass(frozen=True, slots=True)
class Person:
    """Habits that stay.

    Attributes:
        wake_h: Hour of waking on a work day.
        awake_h: Hours awake.
        weekend_shift_h: How much later weekends are.
        work_h: Hour at which work begins.
        work_hours: How long it lasts; 0 for someone without fixed work.
        work_attention: Attention at work, as a part of free attention.
        openings: Conversations opened per hour of attention.
        answers: Answers to an opening per hour of attention.
        returns: Answers within a conversation per hour of attention.
        verve: How many messages a turn has, at least 1, on average.
        log_length: Mean log of a message's characters.
    """

    wake_h: float
    awake_h: float
    weekend_shift_h: float
    work_h: float
    work_hours: float
    work_attention: float
    openings: float
    answers: float
    returns: float
    verve: float
    log_length: float


def draw_person(rng: np.random.Generator, messages_a_day: float, share: float, life: Life) -> Person:
    """Draw one person's habits.

    Busier exchanges have more conversations, longer ones and longer turns.

    Args:
        rng: Where chance comes from.
        messages_a_day: Both people's messages together, on average.
        share: This person's part of the openings.
        life: ``"slow"`` makes someone who always answers late, seldom and briefly.
    """
    volume = messages_a_day / 20.0
    person = Person(
        wake_h=float(rng.normal(7.2, 0.8)),
        awake_h=float(rng.normal(16.2, 0.6)),
        weekend_shift_h=float(rng.uniform(0.2, 1.8)),
        work_h=float(rng.normal(9.0, 0.8)),
        work_hours=0.0 if rng.random() < 0.15 else float(rng.normal(8.0, 1.0)),
        work_attention=AT_WORK * float(np.exp(rng.normal(0.0, 0.4))),
        openings=0.16 * share * volume**0.75 * float(np.exp(rng.normal(0.0, 0.2))),
        answers=1.6 * float(np.exp(rng.normal(0.0, 0.35))),
        returns=12.0 * float(np.exp(rng.normal(0.0, 0.25))),
        verve=1.0 + 0.67 * volume**0.3 * float(np.exp(rng.normal(0.0, 0.3))),
        log_length=float(rng.normal(3.4, 0.3)),
    )
    if life != "slow":
        return person
    return replace(
        person,
        openings=person.openings * 0.5,
        answers=person.answers * 0.25,
        returns=person.returns * 0.25,
        log_length=person.log_length - 0.5,
    )


def wander(rng: np.random.Generator, n: int, sd: float, keep: float) -> NDArray[np.float64]:
    """Return a first-order autoregressive path that starts in its stationary law.

    Args:
        rng: Where chance comes from.
        n: Days.
        sd: Stationary standard deviation.
        keep: Part of today that is left tomorrow.
    """
    steps = rng.standard_normal(n)
    path = np.empty(n)
    now = sd * steps[0]
    spread = sd * np.sqrt(1.0 - keep * keep)
    for day, step in enumerate(steps.tolist()):
        if day:
            now = keep * now + spread * step
        path[day] = now
    return path


def attention(
    rng: np.random.Generator,
    person: Person,
    n_days: int,
    *,
    new_job_day: int | None = None,
    move_day: int | None = None,
    move_h: float = 0.0,
) -> NDArray[np.float64]:
    """Return a person's attention clock: hours of attention since the start of the first day.

    Args:
        rng: Where chance comes from.
        person: Habits.
        n_days: Days to cover; day 0 is a Monday.
        new_job_day: From this day on work takes more of the day and nearly all attention.
        move_day: From this day on the person lives in another time zone.
        move_h: Hours by which their day then comes later, on the export's clock.

    Returns:
        Reading of the clock at each step's start, and at the end, shape (n_days * STEPS_A_DAY + 1,).
    """
    day = np.arange(n_days)
    weekend = day % 7 >= 5
    job = day >= (n_days if new_job_day is None else new_job_day)
    shift = np.where(day >= (n_days if move_day is None else move_day), move_h, 0.0)

    wake = person.wake_h + weekend * person.weekend_shift_h + rng.normal(0.0, 0.4, n_days)
    bed = wake + person.awake_h + rng.normal(0.0, 0.6, n_days)
    hours = np.where(weekend, 0.0, np.where(job, person.work_hours + 2.5, person.work_hours))
    begin = person.work_h + rng.normal(0.0, 0.2, n_days)
    load = np.exp(-np.maximum(wander(rng, n_days, 0.5, 0.85), -0.5))
    at_work = np.where(job, 0.2, 1.0) * person.work_attention * load

    clock = DAY_STARTS_H + (np.arange(STEPS_A_DAY) + 0.5) * 24.0 / STEPS_A_DAY
    h = (clock[None, :] - shift[:, None] - DAY_STARTS_H) % 24.0 + DAY_STARTS_H
    awake = (h >= wake[:, None]) & (h < bed[:, None])
    working = (h >= begin[:, None]) & (h < (begin + hours)[:, None])
    rate = np.where(h >= 19.0, EVENING, FREE) * np.where(working, np.minimum(at_work, 1.0)[:, None], 1.0)
    rate = np.where(awake, rate, ASLEEP)
    return np.concatenate(([0.0], np.cumsum(rate.ravel()) * 24.0 / STEPS_A_DAY))
