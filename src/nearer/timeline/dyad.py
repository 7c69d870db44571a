"""One person's exchange with one contact, as the arrays that signals and inference take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dyad"]


@dataclass(frozen=True, slots=True, eq=False)
class Dyad:
    """The messages of two people, in order of time.

    Attributes:
        hours: Time of each message, hours since ``origin``, not decreasing, float64, shape (n_messages,).
        sender: 0 for the user, 1 for the contact, int8, shape (n_messages,).
        length: Characters of each message, float64, shape (n_messages,).
        origin: Midnight at the start of a Monday, local to the export, at or before the first message.
        away: Days, first and last inclusive, that the user marked as away or together: they must not count.
    """

    hours: NDArray[np.float64]
    sender: NDArray[np.int8]
    length: NDArray[np.float64]
    origin: datetime
    away: tuple[tuple[date, date], ...] = ()

    def __len__(self) -> int:
        return len(self.hours)

    def swapped(self) -> Dyad:
        """Return the same exchange seen from the contact's side."""
        return Dyad(self.hours, (1 - self.sender).astype(np.int8), self.length, self.origin, self.away)
