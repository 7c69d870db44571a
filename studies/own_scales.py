"""How often our own short scales speak of a change that is not there, and how often of one that is.

    python studies/own_scales.py --seed 20261122

Simulates people who fill a sheet of six items 24 times, asks the rule after each sheet, and prints the table of
``docs/questionnaires.md``. Each person has a level of their own (3 to 8); what moves from sheet to sheet is half shared
by the items of a sheet and half of the item alone, as answers on whole numbers from 0 to 10. With ``rho`` the shared
part of a sheet resembles that of the sheet before. A change is a step of the level, of so many standard deviations of
the person's own sheets, that stays.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from nearer.measures.change import BASELINE, FEWEST_FOR_CHANGE, band_of, own_change

N_SHEETS = 24
N_ITEMS = 6
NOISE = 1.0  # of the shared part, in answers
OWN_NOISE = 2.0  # of an item alone


@dataclass(frozen=True, slots=True)
class World:
    """How the sheets of a person come about.

    Attributes:
        name: In the table.
        rho: Correlation of the shared part with that of the sheet before.
        low: Lowest level of a person.
        high: Highest.
        noise: Standard deviation of the shared part.
        step: Of the level, in standard deviations of a sheet.
        at: Sheet from which on the step holds.
    """

    name: str
    rho: float = 0.0
    low: float = 3.0
    high: float = 8.0
    noise: float = NOISE
    step: float = 0.0
    at: int = 0


WORLDS = (
    World("no change, every sheet by itself"),
    World("no change, sheets resemble the one before (.3)", rho=0.3),
    World("no change, sheets resemble the one before (.5)", rho=0.5),
    World("no change, close to the end of the scale", low=9.0, high=10.0),
    World("no change, hardly any ups and downs", noise=0.2),
    World("a step of 2 from the 9th sheet on", step=2.0, at=8),
    World("a step of 3 from the 9th sheet on", step=3.0, at=8),
    World("a step of 2 from the 15th sheet on", step=2.0, at=14),
    World("a step of 3 from the 15th sheet on", step=3.0, at=14),
)


def simulate(world: World, n_people: int, rng: np.random.Generator) -> np.ndarray:
    """Return the values of the sheets, people by sheets."""
    level = rng.uniform(world.low, world.high, n_people)
    shared = rng.normal(size=(n_people, N_SHEETS))
    for sheet in range(1, N_SHEETS):
        shared[:, sheet] = world.rho * shared[:, sheet - 1] + np.sqrt(1 - world.rho**2) * shared[:, sheet]
    own = OWN_NOISE if world.noise == NOISE else 2 * world.noise
    sd = np.hypot(world.noise, own / np.sqrt(N_ITEMS))
    mean = np.repeat(level[:, None], N_SHEETS, axis=1)
    mean[:, world.at :] += world.step * sd * np.where(level < 5.5, 1, -1)[:, None]
    answers = (mean + world.noise * shared)[:, :, None] + own * rng.normal(size=(n_people, N_SHEETS, N_ITEMS))
    return np.clip(np.rint(answers), 0, 10).mean(axis=2)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--people", type=int, default=4_000)
    chosen = parser.parse_args()
    print(
        "| world | told of a change within 24 sheets | within 6 sheets of the step | “most of your own times” |"
    )
    print("|---|---|---|---|")
    for number, world in enumerate(WORLDS):
        rng = np.random.default_rng([chosen.seed, number])
        ever = soon = bands = n_bands = 0
        for row in simulate(world, chosen.people, rng).tolist():
            said = [own_change(row[:n], 10.0) for n in range(FEWEST_FOR_CHANGE, N_SHEETS + 1)]
            alarmed = [n for n, one in enumerate(said, FEWEST_FOR_CHANGE) if one in ("lower", "higher")]
            ever += bool(alarmed)
            soon += any(world.at < n <= world.at + 6 for n in alarmed)
            places = [band_of(row[n], row[:n]) for n in range(BASELINE, N_SHEETS)]
            bands += sum(place in ("lower", "higher") for place in places)
            n_bands += len(places)
        n, power = chosen.people, f"{soon / chosen.people:.2f}" if world.step else ""
        print(f"| {world.name} | {ever / n:.3f} | {power} | {bands / n_bands:.2f} |")


if __name__ == "__main__":
    main()
