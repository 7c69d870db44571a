"""How often the tipping point is right: made-up people whose own is known.

    python studies/tipping.py --seed 20261122

First people without one (the urge is unrelated to closeness), then people drawn from the stated prior, then people
unlike the prior. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from nearer.inference.ranking import wilson_interval
from nearer.inference.tipping import LEAST, LEAST_OF_EACH, TippingPoint, find_tipping_point, fit_dispersed
from nearer.inference.tipping_grid import CheckIns
from nearer.inference.tipping_path import find_path
from nearer.kernel.version import __version__

Random = np.random.Generator
MONTH = 30


@dataclass(frozen=True)
class Truth:
    """One made-up person: where the urge takes over (NaN where nowhere), over people, with each, each month."""

    slope: float
    place: float
    people: np.ndarray
    months: np.ndarray


def half_normal(rng: Random) -> float:
    while not 0.05 <= (x := abs(rng.normal())) <= 4.0:
        pass
    return x


def moods(rng: Random, day: np.ndarray, days: float) -> np.ndarray:
    """A mood with variance 1 that forgets itself over so many days."""
    n = int(day.max()) + 1
    keep = np.exp(-1.0 / days)
    mood = np.empty(n)
    mood[0] = rng.normal()
    for d in range(1, n):
        mood[d] = keep * mood[d - 1] + np.sqrt(1 - keep**2) * rng.normal()
    return mood[day]


def scale(x: np.ndarray) -> np.ndarray:
    return np.clip(np.round(x), 1, 7)


def toss(rng: Random, odds: np.ndarray) -> np.ndarray:
    return (rng.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(float)


def people(rng: Random, n: int, n_people: int, months: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whom with, unequally often; typical closeness of each; days in order."""
    share = rng.dirichlet(np.full(n_people, 1.5))
    who = rng.choice(n_people, n, p=share)
    who = np.unique(who, return_inverse=True)[1]
    return who, rng.normal(4.2, 1.0, who.max() + 1), np.sort(rng.integers(0, months * MONTH, n))


def prior(
    rng: Random, n: int, n_people: int = 4, months: int = 12, *, drift: float = 0.0, level: float | None = None,
    spread: float | None = None, slope: float | None = None, own_slopes: float = 0.0, between: float = 0.0,
    mood: float = 0.0, mood_days: float = 10.0, closeness_mood: float = 0.0, lapse: float = 0.0, heavy: bool = False,
    chosen: float = 0.0,
) -> tuple[CheckIns, Truth]:  # fmt: skip
    """A person; without further words one drawn from the stated prior."""
    who, usual, day = people(rng, n, n_people, months)
    b = slope if slope is not None else _slope(rng)
    at_middle = level if level is not None else rng.normal(0, 2)
    sd = spread if spread is not None else half_normal(rng)
    own = at_middle + sd * (rng.standard_t(2, len(usual)) if heavy else rng.normal(size=len(usual)))
    own = own + between * (usual - usual.mean())
    slopes = b * np.exp(own_slopes * rng.normal(size=len(usual)))
    keep = 1.4
    walk = np.concatenate([[0.0], np.cumsum(rng.normal(0, 1, months - 1))]) * drift
    walk -= walk.mean()
    closeness = scale(
        usual[who] + keep * (np.sqrt(1 - closeness_mood) * rng.normal(size=n)
                             + np.sqrt(closeness_mood) * moods(rng, day, mood_days))
    )  # fmt: skip
    odds = own[who] + slopes[who] * (closeness - 4.0) + walk[day // MONTH] + mood * moods(rng, day, mood_days)
    taken = toss(rng, odds)
    if lapse:
        random = rng.random(n) < lapse
        taken = np.where(random, rng.random(n) < 0.5, taken).astype(float)
    kept = np.ones(n, bool)
    if chosen:  # calm, distant moments are seldom noted
        kept = (taken == 1) | (closeness >= 5) | (rng.random(n) > chosen)
        who_kept, back = np.unique(who[kept], return_inverse=True)
        own, slopes = own[who_kept], slopes[who_kept]
        who = np.zeros(n, int)
        who[kept] = back
    data = CheckIns(who[kept], closeness[kept], taken[kept], day[kept])
    usual_level = np.bincount(who[kept]) @ own / kept.sum() + walk
    with np.errstate(divide="ignore", invalid="ignore"):
        return data, Truth(
            b,
            4 - at_middle / b if b > 0 else np.nan,
            np.where(slopes > 0, 4 - own / slopes, np.nan),
            np.where(b > 0, 4 - usual_level / b, np.nan),
        )


def _slope(rng: Random) -> float:
    while abs(b := rng.normal()) > 4:
        pass
    return b


@dataclass
class Tally:
    """What came out over many made-up people."""

    states: Counter
    somewhere: int  # found over people or with one of them
    place: list[bool]
    people: list[bool]
    widths: list[float]

    @property
    def n(self) -> int:
        return self.states.total()


def add(tally: Tally, found: TippingPoint, truth: Truth) -> None:
    tally.states[found.state] += 1
    tally.somewhere += found.place is not None or any(found.people)
    tally.people += [
        p.low <= true <= p.high for p, true in zip(found.people, truth.people, strict=False) if p
    ]
    if found.place is not None:
        tally.place.append(found.place.low <= truth.place <= found.place.high)
        tally.widths.append(found.place.width)


def play(n_draws: int, make: Callable[[int], tuple[CheckIns, Truth]]) -> Tally:
    tally = Tally(Counter(), 0, [], [], [])
    for i in range(n_draws):
        checkins, truth = make(i)
        add(tally, find_tipping_point(checkins), truth)
    return tally


def share(hits: list[bool]) -> str:
    low, high = wilson_interval(sum(hits), len(hits))
    return f"{np.mean(hits):.3f} ({low:.3f}-{high:.3f}) of {len(hits)}" if hits else "-"


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(*cells: str) -> None:
    print()
    row(*cells)
    row(*["---"] * len(cells))


SIZES = ((30, 2, 2), (120, 4, 6), (400, 6, 12))
NULLS = {
    "nothing else going on": {},
    "moods of 10 days": {"mood": 1.5, "closeness_mood": 0.7},
    "moods of 30 days": {"mood": 1.5, "closeness_mood": 0.7, "mood_days": 30.0},
    "slow drift over months": {"drift": 0.5, "closeness_mood": 0.7, "mood_days": 60.0},
    "more urge with closer people": {"between": 1.0},
    "mostly noted when close or pulled": {"chosen": 0.8},
}


def nulls(rng: Random, n_draws: int) -> None:
    print("\n## Nobody has one: the urge is unrelated to closeness")
    head("check-ins, people, months", "what else", "made up", "too few", "a place is claimed", "'rises', no place",
         "'falls'", "'flat'")  # fmt: skip
    for n, n_people, months in SIZES:
        for name, how in NULLS.items():
            made = play(n_draws, lambda i, how=how, n=n, k=n_people, m=months: prior(
                rng, n, k, m, slope=0.0, level=rng.normal(-0.5, 1.0), **how))  # fmt: skip
            rises = made.states["found"] + made.states["wide"]
            numbers = (made.states["too_few"], made.somewhere, rises - made.somewhere, made.states["falls"],
                       made.states["flat"])  # fmt: skip
            row(f"{n}, {n_people}, {months}", name, made.n, *(f"{k / made.n:.3f}" for k in numbers))


def covered(rng: Random, n_draws: int) -> None:
    """Where nothing rises the place counts as far below or far above, by a coin, as the posterior has it."""
    print("\n## People drawn from the prior")
    sizes = [(n, k) for n in (40, 80, 160, 320, 640) for k in (1, 3, 6)]
    tally = Tally(Counter(), 0, [], [], [])
    finite: list[bool] = []
    slopes: list[bool] = []
    for i in range(n_draws):
        checkins, truth = prior(rng, *sizes[i % len(sizes)])
        fitted = fit_dispersed(checkins)
        low, high = fitted[0].slope_quantiles((0.025, 0.975))
        slopes.append(bool(low <= truth.slope <= high))
        low, high = fitted[0].tipping((0.025, 0.975))
        if np.isfinite([low, high]).all():
            place = rng.choice([-np.inf, np.inf]) if np.isnan(truth.place) else truth.place
            finite.append(bool(low <= place <= high))
        add(tally, find_tipping_point(checkins, fitted), truth)
    head("made up", "too few", "place found with people at large", "with anybody", "median width")
    row(tally.n, f"{tally.states['too_few'] / tally.n:.3f}", f"{tally.states['found'] / tally.n:.3f}",
        f"{tally.somewhere / tally.n:.3f}", f"{np.median(tally.widths):.2f}")  # fmt: skip
    head("95 % intervals of", "that hold the truth")
    row("the slope, everybody", share(slopes))
    row("the place with people at large, wherever the interval has two ends", share(finite))
    row("the same, where it is said", share(tally.place))
    row("the place with single people, where it is said", share(tally.people))


def amounts(rng: Random, n_draws: int) -> None:
    print(
        "\n## How much it takes: share in whom a place is found with people at large / with anybody (it lies at 4; 3 people)"
    )
    head("check-ins", *(f"odds x {np.exp(b):.1f} a step" for b in (0.5, 1.0, 1.5)))
    for n in (20, 30, 40, 60, 100, 200, 400):
        cells = []
        for slope in (0.5, 1.0, 1.5):
            made = play(n_draws, lambda i, n=n, b=slope: prior(rng, n, 3, 6, slope=b, level=0.0, spread=0.6))
            width = f", width {np.median(made.widths):.1f}" if made.widths else ""
            cells.append(f"{made.states['found'] / made.n:.2f} / {made.somewhere / made.n:.2f}{width}")
        row(n, *cells)


UNLIKE = {
    "as the model has it": {},
    "own slope with each person (sd of log .5)": {"own_slopes": 0.5},
    "one person very different (t with 2)": {"heavy": True},
    "one answer in ten at random": {"lapse": 0.1},
    "moods of 10 days": {"mood": 1.0, "closeness_mood": 0.5},
    "moves over months (.4 a month)": {"drift": 0.4},
    "more urge with closer people": {"between": 0.7},
    "mostly noted when close or pulled": {"chosen": 0.8},
}


def unlike(rng: Random, n_draws: int) -> None:
    print("\n## People unlike the prior (200 check-ins, 4 people, a year; odds x 2.7 a step, place at 4)")
    head("how", "found", "with anybody", "its interval holds the truth", "with single people")
    for name, how in UNLIKE.items():
        settings = {"slope": 1.0, "level": 0.0, "spread": 0.7, **how}
        made = play(n_draws, lambda i, how=settings: prior(rng, 200, 4, 12, **how))
        row(
            name,
            f"{made.states['found'] / made.n:.2f}",
            f"{made.somewhere / made.n:.2f}",
            share(made.place),
            share(made.people),
        )


def paths(rng: Random, n_draws: int) -> None:
    print("\n## From month to month (4 people, odds x 2.7 a step)")
    head(
        "check-ins, months",
        "moves a month (log odds)",
        "95 % intervals that hold the month's truth",
        "median width",
    )
    for n, months in ((120, 6), (400, 12), (1000, 24)):
        for drift in (0.0, 0.2, 0.4):
            hits, widths = [], []
            for _ in range(n_draws):
                checkins, truth = prior(rng, n, 4, months, slope=1.0, level=0.0, spread=0.7, drift=drift)
                for m in find_path(checkins, checkins.day // MONTH):
                    hits.append(m.place.low <= truth.months[m.month] <= m.place.high)
                    widths.append(m.place.width)
            row(f"{n}, {months}", drift, share(hits), f"{np.median(widths):.2f}")


PARTS = {
    "covered": (covered, 40),
    "nulls": (nulls, 2),
    "amounts": (amounts, 1),
    "unlike": (unlike, 2),
    "paths": (paths, 0.25),
}
"""Each with its share of the draws; each has random numbers of its own, so that one can be made again alone."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--draws", type=int, default=100, help="of people per cell, 100 for the whole study")
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=list(PARTS))
    args = parser.parse_args()
    print(f"Made by `python studies/tipping.py --seed {args.seed} --draws {args.draws}` with Nearer {__version__}, "
          f"NumPy {np.__version__}, Python {platform.python_version()} on {datetime.now(UTC):%Y-%m-%d}. Nothing is "
          f"said below {LEAST} check-ins or {LEAST_OF_EACH} of either outcome.")  # fmt: skip
    for number, (name, (part, times)) in enumerate(PARTS.items()):
        if name in args.parts:
            part(np.random.default_rng([args.seed, number]), int(times * args.draws))


if __name__ == "__main__":
    main()
