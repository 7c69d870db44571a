"""Use case: the messages that this machine keeps itself, so that nothing has to be exported."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["check_own_messages", "find_own_messages"]


def find_own_messages() -> Path | None:
    """Return the file in which this Mac keeps its messages; None on other machines, and where there is none."""
    is_mac = sys.platform == "darwin"
    if not is_mac:
        return None
    from nearer.sources.imessage import default_path

    return default_path()


def check_own_messages(path: Path) -> None:
    """Look whether this machine's own messages may be read, before they are.

    Args:
        path: What is to be read; any other file passes.

    Raises:
        ExportError: The system does not allow it. The sentence says where to allow it.
    """
    if path == find_own_messages():
        from nearer.sources.imessage import open_default

        open_default(path)
