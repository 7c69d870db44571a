"""From moments (UTC) to the times that the clock on the wall showed: zones, summer time, a phone that moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Final

import polars as pl

__all__ = ["FIRST_MOMENT", "LAST_MOMENT", "Clock", "local_zone", "within_reason"]

FIRST_MOMENT: Final = 631_152_000_000
"""1990-01-01, milliseconds since 1970: before it, nobody sent a message that anybody has."""
LAST_MOMENT: Final = 4_102_444_800_000
"""2100-01-01, milliseconds since 1970."""
_WALL: Final = pl.Datetime("ms")


@cache
def local_zone() -> str:
    """Return the name of this computer's time zone, as the IANA database has it; ``UTC`` where it is not told."""
    from tzlocal import get_localzone_name

    try:
        return str(get_localzone_name() or "UTC")
    except Exception:  # noqa: BLE001 - whatever is odd in this computer's settings, times must be read
        return "UTC"


@dataclass(frozen=True, slots=True)
class Clock:
    """The zones in which somebody lived.

    Attributes:
        zone: IANA name of the zone at the start; "": that of this computer.
        moves: Times on the wall of the new zone, rising, with the zone from then on.
    """

    zone: str = ""
    moves: tuple[tuple[datetime, str], ...] = ()

    @property
    def first_zone(self) -> str:
        """The zone at the start, by name."""
        return self.zone or local_zone()

    def local(self, moments: pl.Series) -> pl.Series:
        """Return times on the wall, Datetime("ms") without a zone; null where a moment is null or not of 1990 to 2099.

        Args:
            moments: Milliseconds since 1970-01-01 UTC, Int64, shape (n,).
        """
        utc = within_reason(moments).cast(pl.Datetime("ms", "UTC"))
        local = _shown(utc, self.first_zone)
        for start, zone in self.moves:
            there = _shown(utc, zone)
            local = pl.select(pl.when(there >= start).then(there).otherwise(local)).to_series()
        return local.alias(moments.name)

    def spans(self) -> Sequence[tuple[datetime | None, datetime | None, str]]:
        """Return from when to when which zone held; None where it is open."""
        starts = [None, *(start for start, _ in self.moves), None]
        zones = [self.first_zone, *(zone for _, zone in self.moves)]
        return [(a, b, zone) for (a, b), zone in zip(pairwise(starts), zones, strict=True)]


def within_reason(times: pl.Series) -> pl.Series:
    """Return times, null where one lies before 1990 or after 2099.

    Args:
        times: Datetime("ms"), or milliseconds since 1970, Int64; shape (n,).
    """
    moments = times.to_physical()
    first, last = moments.min(), moments.max()
    if isinstance(first, int) and isinstance(last, int) and first >= FIRST_MOMENT and last < LAST_MOMENT:
        return times
    return times.set(
        ~moments.is_between(FIRST_MOMENT, LAST_MOMENT, closed="left").fill_null(value=True), None
    )


def _shown(utc: pl.Series, zone: str) -> pl.Series:
    return utc.dt.convert_time_zone(zone).dt.replace_time_zone(None).cast(_WALL)
