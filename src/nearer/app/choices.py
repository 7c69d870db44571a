"""Choices that must be known before anything is unlocked: how pages look, when they lock, where they are served.

They stand in a plain file beside the database, hold nothing about anybody, and go back to what they were at the start
where the file is damaged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import msgspec

from nearer.app.output import make_folder, write_whole
from nearer.kernel.decoding import UNDECODABLE

__all__ = ["CHOICES_FILE", "IDLE_MINUTES", "Choices", "Contrast", "Theme", "load_choices", "save_choices"]

CHOICES_FILE: Final = "choices.json"
IDLE_MINUTES: Final = (2, 5, 10, 20, 60)

Theme = Literal["system", "light", "dark"]
Contrast = Literal["system", "more"]


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the user chose.

    Attributes:
        theme: Light, dark, or as the system has it.
        contrast: More, or as the system has it.
        idle_minutes: After how long without a sign of the user everything is locked.
        quick_exit: Whether the way out is on every page.
        port: Where the pages were served last; None before.
    """

    theme: Theme = "system"
    contrast: Contrast = "system"
    idle_minutes: int = 10
    quick_exit: bool = True
    port: int | None = None


def load_choices(folder: Path) -> Choices:
    """Return the choices of a data folder.

    Args:
        folder: Where everything is kept.
    """
    try:
        choices = msgspec.json.decode((folder / CHOICES_FILE).read_bytes(), type=Choices)
    except (OSError, *UNDECODABLE):
        return Choices()
    return (
        choices if choices.idle_minutes in IDLE_MINUTES else msgspec.structs.replace(choices, idle_minutes=10)
    )


def save_choices(folder: Path, choices: Choices) -> None:
    """Keep the choices.

    Args:
        folder: Where everything is kept; made where it is not there.
        choices: All of them.

    Raises:
        OutputError: The file cannot be written.
    """
    write_whole(make_folder(folder) / CHOICES_FILE, msgspec.json.format(msgspec.json.encode(choices)))
