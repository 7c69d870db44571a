"""An output folder of signal-export: one chat of two people over some years, as ``data.json``."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TEXT = "so then we could maybe meet there again and the bus was late but fine with me thanks see you soon"
WORDS = TEXT.split()
FIRST = datetime(2019, 6, 8, 15, 20)
YEARS_MS = 5 * 365 * 86_400_000


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a folder with one chat of n messages and system lines.

    Args:
        path: The folder; made where it is not there.
        n: How many.
        seed: Of the random numbers.
    """
    (path / "Bob").mkdir(parents=True, exist_ok=True)
    with (path / "Bob" / "data.json").open("w", encoding="utf-8", newline="\n") as stream:
        for row in _rows(n, random.Random(seed)):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _rows(n: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    step = YEARS_MS // max(n, 1)
    for number in range(n):
        kind = chance.random()
        body = "" if kind < 0.05 else " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))[:150]
        photo = [{"name": "a.jpg", "path": "media/a.jpg", "missing_kind": None}] if kind < 0.03 else []
        sent = FIRST + timedelta(milliseconds=number * step + chance.randrange(step + 1))
        yield {
            "date": sent.isoformat(), "sender": chance.choice(("Bob", "Me")), "body": body + "  ", "quote": "", "sticker": None,
            "reactions": [["Me", "❤️"]] if kind > 0.9 else [], "attachments": photo, "deleted": False, "call": False,
            "missed": False,
        }  # fmt: skip
