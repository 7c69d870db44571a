"""Instagram: one thread of its "Download your information" as JSON; Messenger's schema in folders of its own."""

from __future__ import annotations

from pathlib import Path

from exports import messenger


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a folder with an export of n messages between two people over three years."""
    messenger.write(path, n, seed, "your_instagram_activity/messages")
