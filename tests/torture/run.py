"""Hundreds of kills of each kind, with a summary: ``make torture``, or this file with ``--seed`` and ``--kills``."""

import argparse
import json
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from torture.rounds import rounds
from torture.works import WORKS

KILLS = {"committing": 200}
OTHERS = 100


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--kills", type=int, help="of each kind, instead of 200 while committing and 100 of the others"
    )
    options.add_argument("--out", type=Path, default=Path(".bench/torture.json"))
    options.add_argument("--only", choices=WORKS, action="append", help="this kind; may be repeated")
    wanted = options.parse_args()
    summary = {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": wanted.seed,
        "machine": platform.platform(),
    }
    for name in wanted.only or WORKS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            count = rounds(name, wanted.kills or KILLS.get(name, OTHERS), wanted.seed, Path(folder))
        summary[name] = {
            "kills": count.kills, "acknowledged": count.acknowledged, "finished": count.finished,
            "problems": count.problems, "seconds": round(time.monotonic() - begun),
        }  # fmt: skip
        print(f"{name:11} {count.kills:4} kills, {count.acknowledged:6,} acknowledged, "
              f"{len(count.problems)} lost or damaged", *count.problems, flush=True)  # fmt: skip
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    return any(summary[name]["problems"] for name in wanted.only or WORKS)


if __name__ == "__main__":
    sys.exit(main())
