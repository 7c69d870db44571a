"""How often "fewer" or "more than these guesses would make likely" is said by chance, and how often where it is so.

    python studies/fears.py --seed 20260301

People whose stated likelihoods are drawn evenly from 10 to 90, and whose fears come true just as likely as stated, or less.
"""

from __future__ import annotations

import argparse
import random

from nearer.inference.ranking import wilson_interval
from nearer.practice.fears import FEWEST, Fear, sum_fears

COUNTS = (5, 12, 20, 40)


def draw(chance: random.Random, n: int, too_high: int) -> list[Fear]:
    """Return the fears of one person, each of them too high by so many percent."""
    beliefs = [chance.randrange(10, 100, 10) for _ in range(n)]
    return [Fear(one, "done", "yes" if 100 * chance.random() < one - too_high else "no") for one in beliefs]


def share(n_yes: int, n: int) -> str:
    """Return a share with its interval, percent."""
    low, high = wilson_interval(n_yes, n)
    return f"{100 * n_yes / n:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def main() -> None:
    """Print one line for each number of fears."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--people", type=int, default=2000)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    for too_high in (0, 15, 30):
        for n in COUNTS:
            said = [sum_fears(draw(chance, n, too_high)).verdict for _ in range(asked.people)]
            n_said = sum(one == "fewer" or (one == "more" and not too_high) for one in said)
            print(f"too high by {too_high}, {n} fears: {share(n_said, asked.people)} %")
    n_ever = 0
    for _ in range(asked.people):
        fears = draw(chance, max(COUNTS), 0)
        looks = (sum_fears(fears[:n]).verdict for n in range(FEWEST, len(fears) + 1))
        n_ever += any(one != "open" for one in looks)
    print(f"right guesses, at any look from {FEWEST} to {max(COUNTS)} fears: {share(n_ever, asked.people)} %")


if __name__ == "__main__":
    main()
