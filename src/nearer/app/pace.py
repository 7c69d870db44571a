"""How fast reading goes, and how long it may still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nearer.words import say

__all__ = ["Pace", "pace_words"]

FIRST_GUESS_S = 1.0


@dataclass(slots=True)
class Pace:
    """How far the reading of some files is.

    Attributes:
        n_bytes: Bytes of all of them; 0 where nobody knows.
        n_bytes_done: How many of these were read.
        n_messages: Messages read.
    """

    n_bytes: int = 0
    n_bytes_done: int = 0
    n_messages: int = 0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _began: float = field(default=-1.0, repr=False)
    _before: tuple[int, int] = field(default=(0, 0), repr=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def begin(self) -> None:
        """Say that another export is begun."""
        self._before = self.n_bytes_done, self.n_messages

    def step(self, n_bytes_done: int, n_messages: int) -> None:
        """Say how many bytes and messages of the export that was begun last are read."""
        self.n_bytes_done = self._before[0] + n_bytes_done
        self.n_messages = self._before[1] + n_messages

    def end(self, n_bytes: int) -> None:
        """Say that the export that was begun last, of so many bytes, is done with."""
        self.n_bytes_done = self._before[0] + n_bytes

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 to 1; None where nobody knows."""
        return min(self.n_bytes_done / self.n_bytes, 1.0) if self.n_bytes else None

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.n_messages / max(self.clock() - self._began, 0.001)

    @property
    def left_s(self) -> float | None:
        """Seconds that it may still take; None at the beginning, and where nobody knows."""
        gone, share = self.clock() - self._began, self.share
        return None if not share or gone < FIRST_GUESS_S else gone * (1 - share) / share


def pace_words(pace: Pace) -> str:
    """Say how many messages were read, how many a second, and how long it may still take."""
    rate = round(pace.rate, -3) if pace.rate >= 1000 else round(pace.rate)
    words = say("sources.progress.messages", n=f"{pace.n_messages:,}", rate=f"{rate:,.0f}")
    if not pace.n_messages:
        words = say("sources.progress.begun")
    left = pace.left_s
    if left is None:
        return words
    if left < 1:
        return say("sources.progress.nearly", words=words)
    key, n = ("seconds", round(left)) if left < 90 else ("minutes", round(left / 60))
    return say(f"sources.progress.{key}_left" if n > 1 else "sources.progress.second_left", words=words, n=n)
