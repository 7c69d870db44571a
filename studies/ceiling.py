"""What the onset test would find if it knew more: the true beginnings of spells, the true closeness, or both.

    python studies/ceiling.py --seed 20261123

The statistic is the detector's own, U / sqrt(V + 1/2); only what goes into it is replaced by the truth. The table in
``docs/calibration.md`` under "What holds it back" comes from here.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from nearer.inference import measure_dyad
from nearer.inference.onset import BIAS, CALIBRATED, PRIOR_V
from nearer.inference.worlds import SimulatedDyad, simulate_dyad

SETTLED_DAYS = 21
NEAR_DAYS = 7
HIGHEST = 2.5


def onset_p(begins: NDArray[np.float64], closeness: NDArray[np.float64]) -> float:
    """Return the onset test's p-value for given beginnings and closeness, both of shape (n_days,)."""
    near = np.convolve(begins, np.ones(2 * NEAR_DAYS + 1), mode="same")
    u, v = (begins * closeness).sum(), (begins * np.minimum(1.0, near)).sum()
    return float(norm.sf((u / np.sqrt(v + PRIOR_V) - BIAS) / CALIBRATED.null_sd))


def true_parts(made: SimulatedDyad) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the true beginnings of the user's spells, and true closeness standardised over the other days."""
    close = made.truth.closeness
    begins, free = np.zeros(len(close)), np.arange(len(close)) >= SETTLED_DAYS
    for first, last in made.truth.spells:
        begins[first] = 1.0
        free[first : last + 1] = False
    spread = close[free].std() or 1.0
    return begins, np.clip((close - close[free].mean()) / spread, -HIGHEST, HIGHEST)


def main() -> None:
    """Print the share of records found, for each mixture of truth and measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--records", type=int, default=300)
    asked = parser.parse_args()
    print(
        "| family | drops to | as measured | true beginnings | true closeness | both true |\n|---|---|---|---|---|---|"
    )
    for family, drop in (
        ("draws_back", 0.55),
        ("draws_back", 0.25),
        ("my_busy_spells", 0.25),
        ("in_person", 0.25),
    ):
        found = []
        for seed in np.random.SeedSequence(asked.seed).generate_state(asked.records, np.uint64).tolist():
            made = simulate_dyad(seed, family, drop=drop)
            days = measure_dyad(made.dyad).days
            if days is None:
                continue
            skip = (days.first - made.dyad.origin.date()).days
            begins, close = (part[skip : skip + len(days.begins)] for part in true_parts(made))
            n = len(begins)
            ours = days.begins[:n], days.closeness[:n]
            mixtures = (ours, (begins, ours[1]), (ours[0], close), (begins, close))
            found.append([onset_p(*mixture) <= 0.05 for mixture in mixtures])
        shares = " | ".join(f"{share:.2f}" for share in np.mean(found, axis=0))
        print(f"| {family} | {drop:g} | {shares} |")


if __name__ == "__main__":
    main()
