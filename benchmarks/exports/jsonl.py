"""Our own JSONL."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages between two people over three years."""
    rng = random.Random(seed)
    time, step = datetime(2021, 1, 4, 8), 3 * 365 * 86400 / n
    with path.open("w", encoding="utf-8") as file:
        for number in range(n):
            time += timedelta(seconds=rng.expovariate(1 / step))
            sender = rng.choice(("Alex", "Sam"))
            if number % 25 == 24:
                file.write(
                    f'{{"time":"{time:%Y-%m-%dT%H:%M:%S}","sender":"{sender}","kind":"media","chat":"Sam"}}\n'
                )
            else:
                text = "word " * rng.randint(1, 30)
                file.write(
                    f'{{"time":"{time:%Y-%m-%dT%H:%M:%S}","sender":"{sender}","text":"{text}","chat":"Sam"}}\n'
                )
