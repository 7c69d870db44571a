"""The names of the files in a data folder, and making such names outlast a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

__all__ = ["BACKUPS", "DATABASE", "KEY_FILE", "sync_folder"]

DATABASE: Final = "nearer.db"
KEY_FILE: Final = "keys.json"
BACKUPS: Final = "backups"


def sync_folder(folder: Path) -> None:
    """Let the names in a folder outlast a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
