"""A file of Google Hangouts: one conversation of two people, now and then a picture or a call."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any, Final

TEXT: Final = "so the train is late again, can we meet at eight? I'd bring bread and cheese 🙂"
WORDS: Final = TEXT.split()
START: Final = 1_400_000_000
PEOPLE: Final = {"1": "Ana Silva", "2": "Bob"}


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a conversation of `n` events over some years.

    Args:
        path: The file to write.
        n: How many events.
        seed: Of the random numbers.
    """
    dice = random.Random(seed)
    known = {
        "id": {"id": "c1"},
        "type": "STICKY_ONE_TO_ONE",
        "self_conversation_state": {"self_read_state": {"participant_id": {"gaia_id": "1", "chat_id": "1"}}},
        "participant_data": [
            {"id": {"gaia_id": key, "chat_id": key}, "fallback_name": name} for key, name in PEOPLE.items()
        ],
    }
    second = START
    step = 4 * 365 * 86_400 // max(n, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"conversations":[{"conversation":')
        file.write(json.dumps({"conversation_id": {"id": "c1"}, "conversation": known}) + ',"events":[')
        for number in range(n):
            second += int(dice.expovariate(1) * step)
            file.write(("," if number else "") + json.dumps(_event(dice, second)))
        file.write("]}]}")


def _event(dice: random.Random, second: int) -> dict[str, Any]:
    sender = dice.choice(tuple(PEOPLE))
    event: dict[str, Any] = {
        "conversation_id": {"id": "c1"},
        "sender_id": {"gaia_id": sender, "chat_id": sender},
        "timestamp": str(second * 1_000_000),
    }
    kind = dice.random()
    if kind < 0.01:
        return event | {"event_type": "HANGOUT_EVENT"}
    content: dict[str, Any] = {"attachment": [{"embed_item": {"type": ["PLUS_PHOTO"]}}]}
    if kind > 0.03:
        content = {
            "segment": [{"type": "TEXT", "text": " ".join(dice.choices(WORDS, k=dice.randint(1, 25)))}]
        }
    return event | {"chat_message": {"message_content": content}, "event_type": "REGULAR_CHAT_MESSAGE"}
