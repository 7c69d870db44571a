"""How long the cycle takes to work out, and how far its figures move with the step: ``python benchmarks/cycle.py``."""

import time

from nearer.dynamics.cycle import Settings, run_cycle
from nearer.dynamics.summary import summarise

ROUNDS = 15


def main():
    print("| days | model, ms (median of 15) |\n| --- | --- |")
    for days in (60, 160, 300):
        took = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            run_cycle(Settings(), days)
            took.append(time.perf_counter() - begun)
        print(f"| {days} | {1000 * sorted(took)[ROUNDS // 2]:.1f} |")
    print("\n| step, days | low | high | period, days |\n| --- | --- | --- | --- |")
    for step in (0.04, 0.02, 0.01, 0.005, 0.0025):
        found = summarise(run_cycle(Settings(), 60, step))
        print(f"| {step} | {found.low:.3f} | {found.high:.3f} | {found.period_days:.3f} |")


if __name__ == "__main__":
    main()
