"""Messenger: one thread of "Download your information" as JSON, in parts of 10,000 messages, newest first."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

TEXT = "yes no maybe later what did you think of it I was just about to say that ok fine 🙂 café see you soon"
WORDS = TEXT.split()
PEOPLE = ("Ana Silva", "Bob Müller")
PART = 10_000
FROM_MS, YEARS_MS = 1_600_000_000_000, 3 * 365 * 86_400_000
MESSAGES = "your_facebook_activity/messages"


def write(path: Path, n: int, seed: int = 1, messages: str = MESSAGES) -> None:
    """Write a folder with an export of n messages between two people over three years."""
    folder = path / messages / "inbox" / "bobmuller_10155812345"
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    step = YEARS_MS / max(n, 1)
    for number, first in enumerate(range(0, max(n, 1), PART), 1):
        size = min(PART, n - first)
        thread = {
            "participants": [{"name": misread(person)} for person in PEOPLE],
            "messages": [
                _message(rng, FROM_MS + YEARS_MS - int((first + k + rng.random()) * step), messages)
                for k in range(size)
            ],
            "title": misread(PEOPLE[1]),
            "is_still_participant": True,
            "thread_path": f"inbox/{folder.name}",
            "magic_words": [],
        }
        (folder / f"message_{number}.json").write_text(json.dumps(thread, indent=2), encoding="utf-8")


def misread(text: str) -> str:
    """Return a text as Meta writes it: its UTF-8 taken for Latin-1."""
    return text.encode().decode("latin-1")


def _message(rng: random.Random, moment: int, messages: str) -> dict[str, Any]:
    person = rng.choice(PEOPLE)
    chance = rng.random()
    said: dict[str, Any]
    if chance < 0.04:
        said = {
            "photos": [
                {"uri": f"{messages}/inbox/x/photos/{moment}.jpg", "creation_timestamp": moment // 1000}
            ]
        }
    elif chance < 0.05:
        said = {
            "content": misread(f"{person} sent an attachment."),
            "share": {"link": "https://example.org/"},
        }
    elif chance < 0.055:
        said = {"content": "The video call ended.", "call_duration": rng.randrange(3000)}
    elif chance < 0.06:
        said = {"is_unsent": True}
    else:
        said = {"content": misread(" ".join(rng.choices(WORDS, k=rng.randint(1, 30))))}
    if rng.random() < 0.1:
        said["reactions"] = [{"reaction": misread("❤"), "actor": misread(rng.choice(PEOPLE))}]
    return {
        "sender_name": misread(person),
        "timestamp_ms": moment,
        **said,
        "is_geoblocked_for_viewer": False,
        "is_unsent_image_by_messenger_kid_parent": False,
    }
