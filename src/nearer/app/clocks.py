"""Use case: say where one's clock was, for exports that hold moments and no times on the wall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nearer.kernel.errors import RequestError

if TYPE_CHECKING:
    from nearer.sources.clock import Clock
    from nearer.store.database import Store

__all__ = ["MOST_MOVES", "find_zone", "load_clock", "make_clock", "parse_zones", "save_clock", "zone_names"]

SETTING: Final = "clock"
MOST_MOVES: Final = 50
MOST_ALIKE: Final = 3
MOVE: Final = re.compile(r"(\d{4}-\d\d-\d\d)\s*=\s*(.+)", re.DOTALL)
SHORT: Final = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")


def parse_zones(texts: Iterable[str]) -> Clock:
    """Return the clock that options of the command line tell: ``Europe/Berlin``, ``2024-03-01=America/New_York``.

    Raises:
        RequestError: There is no such zone or day, or a zone is told twice for one time.
    """
    first = ""
    moves: list[tuple[date, str]] = []
    for text in texts:
        move = MOVE.fullmatch(text.strip())
        if move is None:
            if first:
                raise RequestError("clocks.errors.two_zones", one=first, other=text.strip())
            first = find_zone(text)
            continue
        try:
            moves.append((date.fromisoformat(move[1]), move[2].strip()))
        except ValueError:
            raise RequestError("clocks.errors.no_day", text=move[1]) from None
    return make_clock(first, moves)


def make_clock(zone: str, moves: Sequence[tuple[date, str]]) -> Clock:
    """Return a clock that was in one zone, and from some days on in others.

    Args:
        zone: As people write it; "": that of this computer.
        moves: From midnight of which day on (in the new zone) which zone held, in any order.

    Raises:
        RequestError: There is no such zone, there are too many moves, or two are on one day.
    """
    from nearer.sources.clock import Clock

    ordered = sorted(moves)
    if len(ordered) > MOST_MOVES:
        raise RequestError("clocks.errors.too_many", n=MOST_MOVES)
    days = [day for day, _ in ordered]
    for day, following in pairwise(days):
        if day == following:
            raise RequestError("clocks.errors.same_day", day=day.isoformat())
    found = tuple((datetime.combine(day, time()), find_zone(name)) for day, name in ordered)
    return Clock(find_zone(zone) if zone.strip() else "", found)


def find_zone(text: str) -> str:
    """Return the name of a time zone as the IANA database has it; its last part alone will do.

    >>> find_zone("europe/berlin"), find_zone("New York")
    ('Europe/Berlin', 'America/New_York')

    Raises:
        RequestError: There is none of this name.
    """
    import difflib

    wanted = "_".join(text.split()).casefold()
    by_name = _by_name()
    found = by_name.get(wanted)
    if found is None and SHORT.fullmatch(wanted) and _is_zone("_".join(text.split())):
        found = "_".join(text.split())
    if found is None:
        alike = difflib.get_close_matches(wanted, by_name, MOST_ALIKE, cutoff=0.6)
        names = ", ".join(dict.fromkeys(by_name[one] for one in alike)) or "Europe/Berlin, America/New_York"
        raise RequestError("clocks.errors.no_zone", name=text.strip()[:64], names=names)
    return found


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all zones that this computer knows, by name; may be empty."""
    import zoneinfo

    return tuple(sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC"))


def load_clock(store: Store) -> Clock:
    """Return where the user's clock was, as they said; that of this computer where they did not."""
    from nearer.sources.clock import Clock
    from nearer.store.settings import load_setting

    kept = load_setting(store, SETTING)
    try:
        moves = tuple((datetime.fromisoformat(day), find_zone(zone)) for day, zone in kept["moves"])
        return Clock(find_zone(kept["zone"]) if kept["zone"] else "", moves)
    except (TypeError, KeyError, ValueError, AttributeError, RequestError):  # none, or not of this version
        return Clock()


def save_clock(store: Store, clock: Clock) -> None:
    """Keep where the user's clock was."""
    from nearer.store.settings import save_setting

    moves = [(start.date().isoformat(), zone) for start, zone in clock.moves]
    save_setting(store, SETTING, {"zone": clock.zone, "moves": moves})


@cache
def _by_name() -> dict[str, str]:
    """Return the zones by what they may be called, in small letters: in full, or by a last part that one alone has."""
    names = [name for name in zone_names() if _is_zone(name)]
    ends: dict[str, list[str]] = {}
    for name in names:
        if not name.startswith(("Etc/", "US/", "Canada/", "posix/", "right/")):
            ends.setdefault(name.rsplit("/", 1)[-1].casefold(), []).append(name)
    alone = {end: some[0] for end, some in ends.items() if len(some) == 1}
    return alone | {name.casefold(): name for name in names}


def _is_zone(name: str) -> bool:
    """Whether times can be turned into this zone."""
    import polars as pl

    try:
        pl.Series([0]).cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(name)
    except pl.exceptions.PolarsError:
        return False
    return True
