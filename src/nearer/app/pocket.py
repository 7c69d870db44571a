"""Use cases: the file for the phone, and bringing back what was noted there."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nearer.app.calendar_file import RHYTHMS, Rhythm, write_calendar
from nearer.app.feelings import known_feelings
from nearer.app.pocket_file import ITERATIONS, open_pocket_file
from nearer.app.uploads import is_ordinary
from nearer.kernel.errors import ExportError, RequestError
from nearer.store.checkins import DID, CheckIn, add_checkins, load_checkin, save_checkin
from nearer.store.people import Person, load_people
from nearer.store.settings import load_setting, save_setting
from nearer.words import catalogue

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = [
    "MOST_BYTES",
    "RHYTHMS",
    "BroughtMoments",
    "PocketPerson",
    "Rhythm",
    "bring_pocket",
    "check_title",
    "load_pocket_file",
    "offered_people",
    "phone_values",
    "storage_name",
    "write_calendar",
]

MOST_BYTES: Final = 20_000_000
STORAGE_SETTING: Final = "pocket_storage"


@dataclass(frozen=True, slots=True)
class PocketPerson:
    """Somebody as the phone's file knows them.

    Attributes:
        key: Stands for them in what is handed over; says nothing to others.
        name: Their name here.
        label: What the phone shows.
    """

    key: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class BroughtMoments:
    """What came of bringing a file back.

    Attributes:
        n: Check-ins in the file.
        n_new: How many were not here yet.
        n_changed: How many were here and had been changed on the phone since.
        n_nobody: How many of these name somebody who is not here; they are kept without a person.
    """

    n: int
    n_new: int
    n_changed: int
    n_nobody: int


def person_key(person: Person) -> str:
    """Return what stands for a person on the phone; the same each time, and after an export and import."""
    seed = f"{person.alias} {person.made_at.isoformat(timespec='seconds')}"
    return hashlib.sha256(seed.encode()).hexdigest()[:12]


def offered_people(store: Store, labels: dict[str, str] | None = None) -> list[PocketPerson]:
    """Return whom the phone may know: by default as A, B, C.

    Args:
        store: The store.
        labels: What the user chose, by key; those whose label is empty stay at home.
    """
    people = load_people(store)
    named = [
        PocketPerson(person_key(p), p.name, letters) for p, letters in zip(people, _letters(), strict=False)
    ]
    if labels is None:
        return named
    chosen = {key: " ".join(label.split())[:40] for key, label in labels.items()}
    return [replace(person, label=chosen[person.key]) for person in named if chosen.get(person.key)]


def phone_values(title: str, people: list[PocketPerson], made_on: str, storage: str) -> dict[str, Any]:
    """Return all that the phone's file needs to know.

    Args:
        title: Its title.
        people: Who is offered.
        made_on: Day on which it was made, ISO.
        storage: Begins the names under which the phone keeps things.
    """
    return {
        "title": title,
        "made_on": made_on,
        "storage": storage,
        "iterations": ITERATIONS,
        "people": [{"key": person.key, "label": person.label} for person in people],
        "feelings": [
            {"key": f.key, "name": f.name, "means": f.means, "pleasant": f.pleasant, "energy": f.energy}
            for f in known_feelings().values()
        ],
        "circles": catalogue("shell")["circles"],
        "did": {did: catalogue("checkin")["did"][did] for did in DID},
        "words": catalogue("pocket")["phone"],
    }


def storage_name(store: Store) -> str:
    """Return under what name the phone keeps things: the same for every file, so that a newer one finds them."""
    name = load_setting(store, STORAGE_SETTING)
    if name is None:
        name = f"n{secrets.token_hex(4)}"
        save_setting(store, STORAGE_SETTING, name)
    return str(name)


def load_pocket_file(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        ExportError: It is not there, cannot be read or is too large.
    """
    try:
        if not is_ordinary(path):
            raise FileNotFoundError
        if path.stat().st_size > MOST_BYTES:
            raise ExportError("pocket.errors.foreign")
        return path.read_bytes()
    except OSError:
        raise ExportError("pocket.errors.no_file", file=path.name) from None


def bring_pocket(store: Store, content: bytes, passphrase: str) -> BroughtMoments:
    """Keep what a phone handed over; what is here already stays, unless the phone changed it later.

    Args:
        store: The store.
        content: The file.
        passphrase: The one it was sealed with; not used where it is not sealed.

    Raises:
        ExportError: The file is foreign, cut, of a newer version, or sealed under another passphrase.
    """
    moments = open_pocket_file(content, passphrase)
    ids = {person_key(person): person.id for person in load_people(store, hidden=True, joined=True)}
    checkins = {m.uid: m.checkin(person_id=ids.get(m.who), origin="pocket") for m in moments}
    with store.write():
        known = {row["uid"]: row["changed_at"] for row in store.read("SELECT uid, changed_at FROM checkin")}
        fresh = [checkin for uid, checkin in checkins.items() if uid not in known]
        later = [c for uid, c in checkins.items() if known.get(uid, "~") < c.changed_at.isoformat()]
        n_new = add_checkins(store, fresh)
        for checkin in later:
            save_checkin(store, _onto(load_checkin(store, checkin.uid), checkin))
    taken = {checkin.uid for checkin in (*fresh, *later)}
    nobody = sum(1 for m in moments if m.uid in taken and m.who and m.who not in ids)
    return BroughtMoments(len(checkins), n_new, len(later), nobody)


def _onto(here: CheckIn, there: CheckIn) -> CheckIn:
    """Return the phone's later version with what the phone does not know."""
    person_id = here.person_id if there.person_id is None else there.person_id
    return replace(there, person_id=person_id, tags=here.tags, made_at=here.made_at)


def _letters() -> Iterator[str]:
    """Yield A, B, ... Z, AA, AB, ... in order."""
    number = 0
    while True:
        number += 1
        letters, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = string.ascii_uppercase[place] + letters
        yield letters


def check_title(title: str, default: str) -> str:
    """Return a title on one line.

    Raises:
        RequestError: It is too long.
    """
    title = " ".join(title.split())
    if len(title) > 60:
        raise RequestError("pocket.errors.title")
    return title or default
