"""What the inference hands upward: numbers with their interval, n and method, and nothing of words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Assessment",
    "Channel",
    "Days",
    "Effect",
    "Episode",
    "Estimate",
    "Judgement",
    "Manner",
    "Measurement",
    "Pooled",
    "Power",
    "Verdict",
]

Verdict = Literal["pulls_away", "no_sign", "too_little_data"]
Manner = Literal["spells", "slower"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval.

    Attributes:
        value: The point estimate.
        low: Lower end of the interval.
        high: Upper end of the interval.
        n: How many observations it rests on (replies, openings, messages, spells).
        method: Short name of the estimator, such as ``"block score"``.
    """

    value: float
    low: float
    high: float
    n: int
    method: str


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more often withdrawn spells begin when the two are closer than usual, for one direction.

    Attributes:
        ratio: Hazard ratio of a spell beginning, per standard deviation of closeness; above 1: more often
            when closer.
        low: Lower end of its 95 % interval.
        high: Upper end of its 95 % interval.
        p: One-sided p-value of the onset test.
        depth: Reply rate within spells against the usual one; None without spells.
        score: The test's U.
        information: The test's V.
        n_spells: Expected number of spells that began, the sum of xi.
    """

    ratio: float
    low: float
    high: float
    p: float
    depth: float | None
    score: float
    information: float
    n_spells: float


@dataclass(frozen=True, slots=True)
class Channel:
    """What goes with closeness above its 70 % quantile in one kind of behaviour, per standard deviation.

    Attributes:
        me: The user's; None where it could not be estimated.
        them: The contact's, for a faint comparison only.
    """

    me: Estimate | None
    them: Estimate | None


@dataclass(frozen=True, slots=True)
class Power:
    """Chance that a record like this one would show a drop of a given strength, by the calibration study."""

    moderate: float
    strong: float


@dataclass(frozen=True, slots=True)
class Episode:
    """A possible time of drawing back.

    Attributes:
        start: First day.
        end: Last day.
        closeness_peak: Day of the highest closeness in the 21 days before the start.
        confidence: Mean probability of the withdrawn state over its days.
    """

    start: date
    end: date
    closeness_peak: date
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Everything that is kept per day; a day runs from 04:00 to 04:00.

    Attributes:
        first: The first day.
        closeness: Mutual leaky exchange against its own recent level, standard deviations, float64, shape
            (n_days,).
        withdrawn: Probability that the user is in a withdrawn spell, float64, shape (n_days,).
        begins: Probability that such a spell begins on this day, float64, shape (n_days,).
        messages: Messages of the user and of the contact, float64, shape (2, n_days).
        weight: 0 on days that do not count (gaps, away), else 1, float64, shape (n_days,).
    """

    first: date
    closeness: NDArray[np.float64]
    withdrawn: NDArray[np.float64]
    begins: NDArray[np.float64]
    messages: NDArray[np.float64]
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """All that one record says by itself, before contacts are judged together.

    Attributes:
        span_days: From first to last message.
        n_messages: Messages of the user and of the contact.
        n_turns: Turns of the user and of the contact.
        enough: Whether the record is long enough for a verdict of its own.
        poolable: Whether it is long enough to count in the statement over contacts.
        p: Combined p-value; 1 where it is not poolable.
        p_onset: Of the onset test.
        p_now: Of the second opinion "closeness now".
        p_lag: Of the second opinion "closeness three to five days ago".
        me: Effect in the direction user to contact; None where it could not be estimated.
        them: The same for the contact; a faint comparison.
        channels: By name: ``reply``, ``openings``, ``length``.
        power: None where the record is not ``enough``.
        days: Arrays per day; None for a record too short for any of it.
        rhythm: Messages by person, weekday (Monday first) and hour, shape (2, 7, 24).
        log_likelihood_ratio: Daily evidence for the withdrawn state, from which episodes are found; shape
            (n_days,).
    """

    span_days: float
    n_messages: tuple[int, int]
    n_turns: tuple[int, int]
    enough: bool
    poolable: bool
    p: float
    p_onset: float
    p_now: float
    p_lag: float
    me: Effect | None
    them: Effect | None
    channels: dict[str, Channel]
    power: Power | None
    days: Days | None
    rhythm: NDArray[np.float64]
    log_likelihood_ratio: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """A measurement with the verdict that it earned among the person's contacts.

    Attributes:
        measurement: The measurement.
        verdict: About the user only.
        manner: What a positive verdict rests on; None otherwise.
        p_adjusted: Benjamini-Hochberg over the contacts with a verdict of their own; None where there is
            none.
        episodes: Possible times; empty unless the verdict is positive and rests on spells.
    """

    measurement: Measurement
    verdict: Verdict
    manner: Manner | None
    p_adjusted: float | None
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """The statement over all contacts.

    Attributes:
        verdict: As for one contact.
        ratio: exp of the information-weighted mean log hazard ratio; None without any poolable record.
        low: Lower end of its 95 % interval.
        high: Upper end of its 95 % interval.
        p: Pooled p-value.
        n: How many contacts count in it.
    """

    verdict: Verdict
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Assessments in the order in which the measurements came, and the statement over all of them."""

    assessments: tuple[Assessment, ...]
    pooled: Pooled
