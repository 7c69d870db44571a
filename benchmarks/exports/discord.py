"""Discord: a direct chat, as DiscordChatExporter 2.44 writes it to JSON."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

WORDS = [
    "yes",
    "no",
    "maybe",
    "later",
    "what",
    "did",
    "you",
    "think",
    "of",
    "it",
    "I",
    "was",
    "just",
    "about",
    "to",
    "say",
    "that",
    "ok",
    "fine",
    "🙂",
    "see",
    "you",
    "tomorrow",
]
PEOPLE = {
    "Alex": {"id": "434468647994523650", "name": "alex.b", "discriminator": "0000", "nickname": "Alex"},
    "Sam": {"id": "534468647994523651", "name": "sam_k", "discriminator": "0000", "nickname": "Sam"},
}


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages between two people over three years."""
    rng = random.Random(seed)
    time, step = datetime(2021, 1, 4, 8, tzinfo=UTC), 3 * 365 * 86400 / n
    with path.open("w", encoding="utf-8") as file:
        opening = {
            "guild": {"id": "0", "name": "Direct Messages", "iconUrl": "https://cdn.discordapp.com/embed/avatars/0.png"},
            "channel": {
                "id": "897616348878872660", "type": "DirectTextChat", "categoryId": None, "category": None,
                "name": "Sam", "topic": None,
            },
            "dateRange": {"after": None, "before": None},
            "exportedAt": "2024-01-03T10:00:00+00:00",
        }  # fmt: skip
        file.write(json.dumps(opening, indent=2)[:-2] + ',\n  "messages": [')
        for number in range(n):
            time += timedelta(seconds=rng.expovariate(1 / step))
            text = json.dumps(_message(rng, number, time), indent=2, ensure_ascii=False).replace(
                "\n", "\n    "
            )
            file.write(f"{',' if number else ''}\n    {text}")
        file.write(f'\n  ],\n  "messageCount": {n}\n}}')


def _message(rng: random.Random, number: int, time: datetime) -> dict[str, Any]:
    person = rng.choice(("Alex", "Sam"))
    kind = "Call" if number % 200 == 199 else "Reply" if number % 9 == 8 else "Default"
    media = number % 25 == 24
    return {
        "id": str(900000000000000000 + number), "type": kind, "timestamp": time.isoformat(timespec="milliseconds"),
        "timestampEdited": None, "callEndedTimestamp": None, "isPinned": False,
        "content": "" if media else " ".join(rng.choices(WORDS, k=rng.randint(1, 30))),
        "author": PEOPLE[person] | {"color": None, "isBot": False, "roles": [],
                                    "avatarUrl": "https://cdn.discordapp.com/embed/avatars/0.png"},
        "attachments": [{"id": str(number), "url": "https://cdn.discordapp.com/a.png", "fileName": "a.png",
                         "fileSizeBytes": 48213}] if media else [],
        "embeds": [], "stickers": [], "reactions": [], "mentions": [], "inlineEmojis": [],
    }  # fmt: skip
