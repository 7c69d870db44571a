"""What is kept changes places whole: a database and its key file are laid ready beside the present ones, then moved in.

A folder that is laid ready gets its final name in one step. From then on it is settled: now, or at the next opening
where this one is cut off. What it replaces becomes a backup of the same name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from nearer.kernel.errors import OutputError
from nearer.store.files import BACKUPS, DATABASE, KEY_FILE, sync_folder

__all__ = ["discard_unfinished", "list_ready", "list_unfinished", "move_in", "new_stage", "settle"]

UNFINISHED: Final = ".laying-"
READY: Final = "ready-"


def new_stage(folder: Path) -> Path:
    """Return a new, empty folder of the user's own, in which to lay files ready.

    Raises:
        OutputError: There is no room, or no right to write there.
    """
    try:
        return Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    except OSError as error:
        raise OutputError("store.errors.no_room", reason=os.strerror(error.errno or 0)) from error


def move_in(stage: Path, folder: Path, name: str) -> None:
    """Put what was laid ready in the place of what is there.

    Args:
        stage: With a database and a key file, both whole.
        folder: The data folder.
        name: What the backup of the replaced files is to be called.

    Raises:
        OutputError: The files cannot be moved; what was there is there still, or the next opening goes on.
    """
    try:
        sync_folder(stage)
        stage.rename(folder / f"{READY}{name}")
        sync_folder(folder)
    except OSError as error:
        raise OutputError("store.errors.no_room", reason=os.strerror(error.errno or 0)) from error
    settle(folder)


def settle(folder: Path) -> None:
    """Move in what lies ready; every step may be the last before a cut, and the next call goes on from there.

    Raises:
        OutputError: The files cannot be moved.
    """
    for ready in list_ready(folder):
        aside = folder / BACKUPS / ready.name.removeprefix(READY)
        try:
            for name in (DATABASE, KEY_FILE):
                if not (ready / name).exists():
                    continue
                (folder / f"{name}-shm").unlink(missing_ok=True)
                for old in (f"{name}-wal", name):
                    if (folder / old).exists():
                        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
                        (folder / old).replace(aside / old)
                (ready / name).replace(folder / name)
                sync_folder(folder)
            shutil.rmtree(ready)
        except OSError as error:
            raise OutputError("store.errors.no_room", reason=os.strerror(error.errno or 0)) from error


def list_ready(folder: Path) -> list[Path]:
    """Return the folders that lie ready and are not settled yet, earliest first."""
    return sorted(folder.glob(f"{READY}*"))


def list_unfinished(folder: Path) -> list[Path]:
    """Return the folders that were being laid ready when that was cut off."""
    return sorted(folder.glob(f"{UNFINISHED}*"))


def discard_unfinished(folder: Path) -> None:
    """Delete what was being laid ready when it was cut off."""
    with contextlib.suppress(OSError):
        for stage in list_unfinished(folder):
            shutil.rmtree(stage, ignore_errors=True)
