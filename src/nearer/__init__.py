"""Nearer: from your own message history, whether and when you push people away as they come close.

The public interface is loaded when it is first used, so that ``import nearer`` and ``nearer --help`` stay quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from nearer.kernel.version import __version__

if TYPE_CHECKING:
    from nearer.api import Analysis, Timelines, analyze, read, simulate

__all__ = ["Analysis", "Timelines", "__version__", "analyze", "read", "simulate"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(importlib.import_module("nearer.api"), name)
    raise AttributeError(f"module 'nearer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
