"""A Takeout of Google Chat: one conversation of two people, now and then a file, a deleted message, a machine."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

TEXT: Final = "so the train is late again, can we meet at eight? I\\u0027d bring bread and cheese 🙂"
WORDS: Final = TEXT.split()
START: Final = 1_577_880_000
PEOPLE: Final = (("Ana Silva", "ana@example.org"), ("Bob", "bob@example.net"))


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a conversation of `n` messages over some years.

    Args:
        path: The folder to write.
        n: How many messages.
        seed: Of the random numbers.
    """
    dice = random.Random(seed)
    group = path / "Takeout" / "Google Chat" / "Groups" / "DM k6oxHQAAAAE"
    user = path / "Takeout" / "Google Chat" / "Users" / "User 1234"
    group.mkdir(parents=True, exist_ok=True)
    user.mkdir(parents=True, exist_ok=True)
    members = [{"name": name, "email": email, "user_type": "Human"} for name, email in PEOPLE]
    (group / "group_info.json").write_text(json.dumps({"members": members}, indent=2), encoding="utf-8")
    owner = {"user": members[0], "membership_info": [{"group_id": group.name}]}
    (user / "user_info.json").write_text(json.dumps(owner, indent=2), encoding="utf-8")
    second = START
    step = 4 * 365 * 86_400 // max(n, 1)
    with (group / "messages.json").open("w", encoding="utf-8") as file:
        file.write('{\n  "messages": [')
        for number in range(n):
            second += int(dice.expovariate(1) * step)
            file.write(",\n" if number else "\n")
            file.write(_message(dice, number, datetime.fromtimestamp(second, UTC)))
        file.write("\n  ]\n}")


def _message(dice: random.Random, number: int, at: datetime) -> str:
    name, email = dice.choice(PEOPLE)
    shown = f"{at:%A, %B} {at.day}, {at.year} at {at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p} UTC"
    kind = dice.random()
    text = " ".join(dice.choices(WORDS, k=dice.randint(1, 25)))
    held = f'"text": "{text}"'
    if kind < 0.02:
        held = '"attached_files": [\n        {\n          "export_name": "File-a.png"\n        }\n      ]'
    elif kind < 0.025:
        held = '"message_state": "DELETED"'
    user_type = "Bot" if kind > 0.995 else "Human"
    return (
        f'    {{\n      "creator": {{\n        "name": "{name}",\n        "email": "{email}",\n        "user_type": "{user_type}"\n'
        f'      }},\n      "created_date": "{shown}",\n      {held},\n      "topic_id": "t{number}",\n'
        f'      "message_id": "k6oxHQAAAAE/t{number}/t{number}"\n    }}'
    )
