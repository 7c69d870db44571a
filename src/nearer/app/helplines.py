"""Use case: whom to call. Helplines by country, each with its source; and the user's own numbers."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from nearer.kernel.errors import RequestError
from nearer.store.helplines import OwnNumber, add_number, delete_number, load_numbers
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "Helpline",
    "OwnNumber",
    "delete_own_number",
    "helplines_by_country",
    "keep_own_number",
    "load_helplines",
    "own_numbers",
    "stale_helplines",
]

FRESH_DAYS: Final = 365
MOST_LETTERS: Final = 200

Audience = Literal["anyone", "afraid", "frightens"]
AUDIENCES: Final[tuple[Audience, ...]] = ("anyone", "afraid", "frightens")


class Helpline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One helpline, with nothing but what its source says.

    Attributes:
        country: Two letters (ISO 3166-1).
        name: As it calls itself.
        audience: Whom it is for: anyone, somebody who is afraid, somebody who frightens another.
        source: Address of the page that was read.
        checked: Day on which it was read.
        number: To call; None where the page does not say it.
        site: Where to find the number then.
        hours: ``always`` where the page says so.
        free: Whether the page says that a call costs nothing.
        text: Whether the page says that one may also send a text message.
        also: Address of a second page that was read.
    """

    country: str
    name: str
    audience: Audience = msgspec.field(name="for")
    source: str
    checked: date
    number: str | None = None
    site: str | None = None
    hours: Literal["always"] | None = None
    free: bool = False
    text: bool = False
    also: str | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    helpline: tuple[Helpline, ...]


@cache
def load_helplines() -> tuple[Helpline, ...]:
    """Return all helplines."""
    content = (resources.files("nearer.app") / "helplines.toml").read_bytes()
    return msgspec.toml.decode(content, type=_File).helpline


def helplines_by_country(audience: Audience | None = None) -> list[tuple[str, list[Helpline]]]:
    """Return countries, by name, each with its helplines, those for anyone first.

    Args:
        audience: Only those for these people; None for all.
    """
    found: dict[str, list[Helpline]] = {}
    for line in sorted(load_helplines(), key=lambda one: AUDIENCES.index(one.audience)):
        if audience in (None, line.audience):
            found.setdefault(line.country, []).append(line)
    return sorted(found.items(), key=lambda item: say(f"help.country.{item[0]}"))


def stale_helplines(today: date) -> list[Helpline]:
    """Return the helplines that were checked more than a year ago.

    Args:
        today: The present day.
    """
    return [line for line in load_helplines() if (today - line.checked).days > FRESH_DAYS]


def own_numbers(store: Store) -> list[OwnNumber]:
    """Return the user's own numbers, by name."""
    return load_numbers(store)


def keep_own_number(store: Store, name: str, number: str, note: str) -> int:
    """Keep a number of the user's own, and return its id.

    Args:
        store: The store.
        name: Whose it is.
        number: As the user writes it.
        note: May be empty.

    Raises:
        RequestError: Name or number is missing, or one is too long.
    """
    if not name or not number:
        raise RequestError("help.errors.no_number")
    if max(len(name), len(number), len(note)) > MOST_LETTERS:
        raise RequestError("shell.form.too_long")
    return add_number(store, name, number, note)


def delete_own_number(store: Store, number_id: int) -> None:
    """Delete a number of the user's own; it may be gone already."""
    delete_number(store, number_id)
