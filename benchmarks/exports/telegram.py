"""Telegram: a chat of two, as Telegram Desktop writes it to ``result.json``: a blank of indent, each text twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

TEXT = (
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by what all "
    "were we when your can said there use an each which she do how their if will up other about out many then them so "
    "some her would make like him into time has look two more write go see no way could people my than first been call "
    "who its now find long down day did get come made may part ok yes no maybe later tomorrow tonight fine 🙂 naïve café"
)
WORDS = TEXT.split()
PEOPLE = (("Ana", 815), ("Bob Stone", 4711))
START = int(datetime(2020, 1, 6, 8, tzinfo=UTC).timestamp())
SECONDS = 4 * 365 * 86400
NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up message: a text, ``photo`` with or without one, or a ``call``."""

    number: int
    seconds: int
    sender: int
    text: str
    kind: str

    @property
    def time(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


def messages(n: int, seed: int) -> Iterator[Made]:
    """Yield n messages of two people over four years: one in 25 a picture, one in 400 a call."""
    rng = random.Random(seed)
    weights = list(accumulate(1 / (k + 3) for k in range(len(WORDS))))
    seconds, sender = float(START), 0
    for number in range(1, n + 1):
        seconds += rng.expovariate(n / SECONDS)
        sender ^= rng.random() < 0.45
        kind = "photo" if number % 25 == 0 else "call" if number % 400 == 7 else ""
        text = " ".join(rng.choices(WORDS, cum_weights=weights, k=1 + int(rng.expovariate(1 / 18)) % 40))
        yield Made(number, int(seconds), sender, "" if kind == "call" or number % 50 == 0 else text, kind)


def _block(made: Made) -> str:
    name, id_ = PEOPLE[made.sender]
    who, service = ("actor", "service") if made.kind == "call" else ("from", "message")
    lines = (
        f'  {{\n   "id": {made.number + 1000},\n   "type": "{service}",\n   "date": "{made.time:%Y-%m-%dT%H:%M:%S}",\n'
        f'   "date_unixtime": "{made.seconds}",\n   "{who}": "{name}",\n   "{who}_id": "user{id_}",\n'
    )
    if made.kind == "photo":
        lines += f'   "photo": "{NOT_INCLUDED}",\n   "width": 960,\n   "height": 1280,\n'
    elif made.kind == "call":
        lines += '   "action": "phone_call",\n   "duration_seconds": 65,\n   "discard_reason": "hangup",\n'
    plain = f'[\n    {{\n     "type": "plain",\n     "text": "{made.text}"\n    }}\n   ]'
    entities = plain if made.text else "[]"
    return f'{lines}   "text": "{made.text}",\n   "text_entities": {entities}\n  }}'


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages."""
    name, id_ = PEOPLE[1]
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{\n "name": "{name}",\n "type": "personal_chat",\n "id": {id_},\n "messages": [\n')
        for made in messages(n, seed):
            file.write((",\n" if made.number > 1 else "") + _block(made))
        file.write("\n ]\n}")
