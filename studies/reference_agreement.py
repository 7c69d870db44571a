"""Store the p-values of the reference implementation, so that a test can compare without having it.

    python studies/reference_agreement.py --reference FOLDER

FOLDER holds ``onset_reference.py``, a research prototype of the onset test, which is not part of this project
(it needs numba). The records are those of ``tests/oracle/dyads.py``, one per seed. What is stored in
``tests/oracle/reference_p.json``: seed -> p, p_onset, p_hin, p_lag, t, K, and the prototype's ratio turned
round to a hazard ratio. The script prints the largest differences from this project's own values.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from math import sqrt
from pathlib import Path
from types import ModuleType

from nearer.inference import measure_dyad
from nearer.inference.onset import REFERENCE

ORACLE = Path(__file__).resolve().parents[1] / "tests" / "oracle"
N_SEEDS = 200


def load_module(path: Path) -> ModuleType:
    """Import a file by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run both implementations on every seed, store the one and print how far the other is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, required=True, help="folder of onset_reference.py")
    reference = load_module(parser.parse_args().reference / "onset_reference.py")
    make_dyad = load_module(ORACLE / "dyads.py").make_dyad
    stored: dict[str, dict[str, float]] = {}
    differences = []
    for seed in range(N_SEEDS):
        dyad = make_dyad(seed)
        theirs = reference.assess2(dyad.hours, dyad.sender.astype(int), dyad.length)
        names = ("p", "p_onset", "p_hin", "p_lag", "t", "K")
        stored[str(seed)] = {name: float(theirs[name]) for name in names}
        stored[str(seed)]["ratio"] = 1.0 / theirs["effect"]["ratio"]
        stored[str(seed)]["depth"] = theirs["effect"]["reply_ratio_when_withdrawn"]
        ours = measure_dyad(dyad, test=REFERENCE)
        if ours.me is None or not ours.enough:
            continue
        statistic = ours.me.score / sqrt(ours.me.information + 0.5)
        differences.append((abs(ours.p - theirs["p"]), abs(statistic - theirs["t"]), seed))
    lines = ",\n".join(f'"{seed}": {json.dumps(values)}' for seed, values in stored.items())
    (ORACLE / "reference_p.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    enough = len(differences)
    print(f"{N_SEEDS} records, {enough} long enough for a verdict")
    print(f"largest |p - p_ref| {max(d for d, _, _ in differences):.2e}")
    print(f"largest |t - t_ref| {max(t for _, t, _ in differences):.2e}")


if __name__ == "__main__":
    main()
