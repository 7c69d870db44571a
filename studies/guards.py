"""What the two guards of the onset test cost and gain, on simulated exchanges.

    python studies/guards.py [--records 100] [--months 18]

Prints a table: for every kind of exchange without the effect, and for drawing back of three strengths, the
share of records in which a sign is claimed at 5 %, with the plain test and with the guards.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nearer.inference import measure_dyad
from nearer.inference.onset import REFERENCE
from nearer.inference.worlds import NULLS, simulate_dyad

FIRST_SEED = 7_310_000_000
DROPS = (0.55, 0.35, 0.15)
BOUND = 0.05


def count_claims(family: str, drop: float, seeds: Sequence[int], months: float) -> tuple[int, int]:
    """Return how many records of a family are claimed by the plain test and with the guards."""
    plain = guarded = 0
    for seed in seeds:
        dyad = simulate_dyad(seed, family, drop=drop, months=months).dyad
        plain += measure_dyad(dyad, test=REFERENCE).p <= BOUND
        guarded += measure_dyad(dyad, test=REFERENCE, guarded=True).p <= BOUND
    return plain, guarded


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100, help="of each kind")
    parser.add_argument("--months", type=float, default=18.0, help="length of each")
    options = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + options.records)
    print(f"{options.records} records of {options.months:g} months each")
    print("\n| exchange | claimed, plain | claimed, guarded |\n|---|---|---|")
    rows = [(family, 0.35) for family in NULLS] + [("draws_back", drop) for drop in DROPS]
    for family, drop in rows:
        plain, guarded = count_claims(family, drop, seeds, options.months)
        name = family.replace("_", " ") + ("" if family in NULLS else f", to {drop:g}")
        print(f"| {name} | {plain / options.records:.2f} | {guarded / options.records:.2f} |", flush=True)


if __name__ == "__main__":
    main()
