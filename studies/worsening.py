"""How often "two worse weeks" is said by chance, and how often where it is so.

    python studies/worsening.py --seed 20261223

People whose mood keeps to itself from day to day more or less (an autoregression), who check in seldom or often, at any
moment or the more likely the worse it is. Years in which nothing changes give the false alarms; years in which the mood falls on
one day give the chance to notice it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from nearer.inference.ranking import wilson_interval
from nearer.practice.worsening import Mood, find_worse_weeks

MONDAY = date(2025, 1, 6)
WARM_WEEKS = 8
WEEKS = 104
QUIET_WEEKS = 2
NOTICED_WITHIN = 4


@dataclass(frozen=True, slots=True)
class Life:
    """A kind of person.

    Attributes:
        a_day: Check-ins a day.
        keeps: Correlation of the mood from one day to the next.
        lasting: Part of a check-in's variance that lasts longer than the moment.
        triggered: By how much the log rate of check-ins rises for each standard deviation of a worse mood.
        fall: By how many standard deviations of single check-ins the mood falls.
        fall_weeks: For how long; 0 for never.
    """

    a_day: float
    keeps: float
    lasting: float = 0.4
    triggered: float = 0.0
    fall: float = 0.0
    fall_weeks: int = 0


def live(rng: np.random.Generator, life: Life, n_weeks: int, fall_week: int = 0) -> list[Mood]:
    """Return the check-ins of one person."""
    n_days = 7 * n_weeks
    mood = np.empty(n_days)
    mood[0] = rng.normal()
    for day in range(1, n_days):
        mood[day] = life.keeps * mood[day - 1] + np.sqrt(1.0 - life.keeps**2) * rng.normal()
    worse = np.sqrt(life.lasting) * mood
    worse[7 * fall_week : 7 * (fall_week + life.fall_weeks)] += life.fall
    rate = life.a_day * np.exp(life.triggered * worse - life.triggered**2 * life.lasting / 2)
    usual_urge, usual_pleasant = rng.uniform(2.0, 5.0), rng.uniform(-0.3, 0.9)
    out = []
    for day, n in enumerate(rng.poisson(rate)):
        for _ in range(n):
            here = worse[day] + np.sqrt(0.6 * (1.0 - life.lasting)) * rng.normal()
            urge, pleasant = here + np.sqrt(0.4 * (1.0 - life.lasting)) * rng.normal(size=2)
            out.append(
                Mood(
                    MONDAY + timedelta(days=day),
                    int(np.clip(round(usual_urge + 2.2 * urge), 0, 10)),
                    int(np.clip(round(usual_pleasant - 0.9 * pleasant), -2, 2))
                    if rng.random() < 0.8
                    else None,
                )
            )
    return out


def alarms(moods: list[Mood], first_week: int, n_weeks: int) -> list[int]:
    """Return the weeks after which it is said, at most once in so many weeks as it may be laid aside for."""
    weeks: list[list[Mood]] = [[] for _ in range(n_weeks)]
    for mood in moods:
        weeks[(mood.day - MONDAY).days // 7].append(mood)
    out: list[int] = []
    for week in range(first_week, n_weeks + 1):
        if out and week - out[-1] < QUIET_WEEKS:
            continue
        recent = [mood for one in weeks[max(week - 8, 0) : week] for mood in one]
        if find_worse_weeks(recent, MONDAY + timedelta(weeks=week)) is not None:
            out.append(week)
    return out


def chance_lines(rng: np.random.Generator, n: int) -> Iterator[str]:
    """Yield how often it is said in years in which nothing changes."""
    yield "| check-ins a day | mood keeps, day to day | checks in | false alarms a year | people with none in two years |"
    yield "| --- | --- | --- | --- | --- |"
    for triggered in (0.0, 0.7):
        for a_day in (0.5, 1.0, 3.0):
            for keeps in (0.3, 0.6, 0.8, 0.9, 0.95):
                life = Life(a_day, keeps, triggered=triggered)
                total = WARM_WEEKS + WEEKS
                found = [len(alarms(live(rng, life, total), WARM_WEEKS, total)) for _ in range(n)]
                none = found.count(0)
                low, high = wilson_interval(none, n)
                when = "more when worse" if triggered else "at any moment"
                yield (
                    f"| {a_day:g} | {keeps:g} | {when} | {52 * np.mean(found) / WEEKS:.2f} |"
                    f" {none / n:.2f} ({low:.2f}-{high:.2f}) |"
                )


def fall_lines(rng: np.random.Generator, n: int) -> Iterator[str]:
    """Yield how often a fall is noticed."""
    yield "| check-ins a day | falls by | for weeks | noticed within four weeks |"
    yield "| --- | --- | --- | --- |"
    for a_day in (0.5, 1.0, 3.0):
        for fall in (0.5, 1.0, 1.5, 2.0):
            for fall_weeks in (2, 4):
                life = Life(a_day, 0.6, fall=fall, fall_weeks=fall_weeks)
                k = 0
                for _ in range(n):
                    start = WARM_WEEKS + 4
                    total = start + NOTICED_WITHIN
                    k += bool(alarms(live(rng, life, total, start), start + 1, total))
                low, high = wilson_interval(k, n)
                yield f"| {a_day:g} | {fall:g} | {fall_weeks} | {k / n:.2f} ({low:.2f}-{high:.2f}) |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261223)
    parser.add_argument("--people", type=int, default=200)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    print("\n".join(chance_lines(rng, asked.people)))
    print()
    print("\n".join(fall_lines(rng, 2 * asked.people)))


if __name__ == "__main__":
    main()
