"""Findings of every kind, from arrays that look like a real record's; seeded, so always the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from nearer.findings import Findings, compose_findings
from nearer.inference.results import (
    Assessment,
    Channel,
    Days,
    Effect,
    Episode,
    Estimate,
    Judgement,
    Manner,
    Measurement,
    Pooled,
    Power,
    Verdict,
)
from nearer.sources.records import Skipped
from nearer.timeline.exchange import Exchange, LeftOut

FIRST = date(2023, 1, 4)
NOW = datetime(2024, 7, 2, 21, 30)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"`{{7*7}}\u2028</script>"


def made_days(n_days: int, episodes: tuple[Episode, ...], seed: int, rate: float = 11.0) -> Days:
    """Return days with waves of closeness, and few messages of the user in the episodes."""
    random = np.random.default_rng(seed)
    noise = random.normal(size=n_days)
    closeness = np.zeros(n_days)
    for day in range(1, n_days):
        closeness[day] = 0.93 * closeness[day - 1] + 0.35 * noise[day]
    closeness = np.clip(closeness, -2.5, 2.5)
    weight = np.ones(n_days)
    if n_days > 250:
        weight[200:212] = 0
    withdrawn = np.full(n_days, 0.04)
    for episode in episodes:
        start, stop = (episode.start - FIRST).days, (episode.end - FIRST).days + 1
        withdrawn[start:stop] = episode.confidence
        closeness[start - 10 : start] = np.linspace(0.6, 2.2, 10)
        closeness[start:stop] = np.linspace(1.6, -1.4, stop - start)
    level = rate * np.exp(0.25 * closeness)
    messages = np.vstack(
        (random.poisson(level * np.where(withdrawn > 0.5, 0.35, 1.0)), random.poisson(level * 0.95))
    ).astype(float)
    messages[:, weight == 0] = 0
    return Days(FIRST, np.where(weight > 0, closeness, np.nan), withdrawn, withdrawn / 12, messages, weight)


def made_rhythm(days: Days | None, seed: int) -> np.ndarray:
    """Return messages by person, weekday and hour: evenings mostly, later at the weekend."""
    random = np.random.default_rng(seed)
    hour = np.arange(24)
    shape = np.exp(-(((hour - 20.5) / 3.2) ** 2)) + 0.35 * np.exp(-(((hour - 12.5) / 2.0) ** 2)) + 0.01
    weekday = np.array([1, 1, 1.1, 1, 1.3, 1.6, 1.5])
    total = 120 if days is None else float(days.messages[0].sum())
    mean = np.outer(weekday, shape)
    mean *= total / mean.sum()
    return np.stack((random.poisson(mean), random.poisson(np.roll(mean, 1, axis=1)))).astype(float)


def made_assessment(
    verdict: Verdict,
    manner: Manner | None = None,
    *,
    n_days: int = 545,
    episodes: tuple[Episode, ...] = (),
    power: Power | None = None,
    rate: float = 11.0,
    seed: int = 1,
) -> Assessment:
    """Return an assessment with figures that go together."""
    enough = verdict != "too_little_data"
    days = made_days(n_days, episodes, seed, rate) if n_days >= 56 else None
    spells = manner == "spells"
    me = Effect(2.04, 1.31, 3.18, 0.004, 0.41, 9.1, 12.0, 11.2) if spells else None
    if verdict == "no_sign":
        me = Effect(1.06, 0.71, 1.58, 0.38, 0.62, 0.5, 8.0, 7.4)
    channels = {
        "reply": Channel(
            Estimate(0.71, 0.55, 0.91, 4_012, "block score"), Estimate(0.97, 0.8, 1.17, 4_004, "block score")
        ),
        "openings": Channel(
            Estimate(0.86, 0.68, 1.09, 640, "block score"), Estimate(1.03, 0.84, 1.26, 655, "block score")
        ),
        "length": Channel(Estimate(0.9, 0.82, 0.99, 6_010, "block score"), None),
    }
    if verdict == "no_sign":
        channels["reply"] = Channel(Estimate(1.02, 0.86, 1.2, 4_012, "block score"), None)
    n_messages = (120, 133) if days is None else tuple(int(n) for n in days.messages.sum(axis=1))
    return Assessment(
        Measurement(
            span_days=float(n_days),
            n_messages=(n_messages[0], n_messages[1]),
            n_turns=(n_messages[0] // 2, n_messages[1] // 2),
            enough=enough,
            poolable=enough or n_days >= 56,
            p=0.004 if verdict == "pulls_away" else 0.41,
            p_onset=0.004,
            p_now=0.08,
            p_lag=0.2,
            me=me,
            them=Effect(0.97, 0.7, 1.34, 0.5, None, 0.0, 6.0, 5.0) if me else None,
            channels=channels if enough else {},
            power=power,
            days=days,
            rhythm=made_rhythm(days, seed),
            log_likelihood_ratio=None,
        ),
        verdict,
        manner,
        0.012 if verdict == "pulls_away" else 0.41 if enough else None,
        episodes,
    )


EPISODES = (
    Episode(date(2023, 5, 2), date(2023, 5, 13), date(2023, 4, 30), 0.84),
    Episode(date(2023, 9, 20), date(2023, 10, 9), date(2023, 9, 16), 0.95),
    Episode(date(2024, 3, 28), date(2024, 4, 6), date(2024, 3, 27), 0.66),
)


def spells(seed: int = 1) -> Assessment:
    return made_assessment("pulls_away", "spells", episodes=EPISODES, power=Power(0.55, 0.92), seed=seed)


def slower() -> Assessment:
    return made_assessment("pulls_away", "slower", power=Power(0.55, 0.92), seed=2)


def no_sign() -> Assessment:
    return made_assessment("no_sign", power=Power(0.48, 0.81), seed=3)


def no_sign_blind() -> Assessment:
    return made_assessment("no_sign", power=Power(0.08, 0.21), seed=4, n_days=200)


def too_little() -> Assessment:
    return made_assessment("too_little_data", n_days=95, rate=4.0, seed=5)


def hardly_any() -> Assessment:
    return made_assessment("too_little_data", n_days=20, seed=6)


def made_findings(*people: tuple[str, Assessment], me: str = "Alex", hostile: bool = False) -> Findings:
    """Return findings about these people, in this order."""
    exchanges = [
        Exchange(me, name, _frame(assessment.measurement.span_days), 0) for name, assessment in people
    ]
    assessments = tuple(assessment for _, assessment in people)
    n_poolable = sum(assessment.measurement.poolable for assessment in assessments)
    positive = any(assessment.verdict == "pulls_away" for assessment in assessments)
    pooled = (
        Pooled("pulls_away", 1.7, 1.2, 2.4, 0.002, n_poolable)
        if positive
        else Pooled("no_sign", 1.05, 0.8, 1.4, 0.4, n_poolable)
    )
    return compose_findings(
        me,
        exchanges,
        Judgement(assessments, pooled),
        skipped=[Skipped(HOSTILE if hostile else "chat.txt", 311, "no date")],
        n_skipped=1,
        left_out=[LeftOut(HOSTILE if hostile else "Book club", "group")],
    )


def _frame(span_days: float):
    import polars as pl

    start = datetime(FIRST.year, FIRST.month, FIRST.day, 8, 11)
    return pl.DataFrame({"time": [start, start + timedelta(days=span_days, hours=13)]})
