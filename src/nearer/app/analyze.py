"""Use case: from exports to findings."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final

from nearer.app.apart import ApartReader, ReaderProcess
from nearer.app.gaps import ActiveDays, missing_notes
from nearer.app.pace import Pace
from nearer.findings import Findings, compose_findings
from nearer.inference.assess import judge, measure_dyad
from nearer.kernel.errors import ExportError, RequestError
from nearer.sources import OWN_NAME, ReadOptions, Tally
from nearer.timeline import (
    Timeline,
    Timelines,
    app_of,
    join_exchanges,
    load_timelines,
    plain_name,
)

__all__ = [
    "AwayDays",
    "analyze_timelines",
    "find_me",
    "letters_of",
    "match_me",
    "match_name",
    "read_exports",
    "some_names",
]

MOST_PEOPLE: Final = 2

AwayDays = Mapping[str | None, Collection[tuple[date, date]]]
"""Days that must not count, by contact; under None those of every contact."""


def read_exports(
    paths: Iterable[Path],
    options: ReadOptions | None = None,
    *,
    plugins: bool = True,
    on_progress: Callable[[Pace], None] | None = None,
) -> Timelines:
    """Read every export in some files, zips or folders to its end, in a process of its own.

    Args:
        paths: Where they are.
        options: How to read.
        plugins: Whether formats that other packages add are known.
        on_progress: Told how far it is.

    Raises:
        ExportError: An export cannot be read, or none of them holds a message.
        RequestError: The same file is named twice.
    """
    files = list(paths)
    resolved = [path.resolve() for path in files]
    for number, path in enumerate(resolved):
        if path in resolved[:number]:
            raise RequestError("errors.named_twice", file=path.name)
    with ReaderProcess(plugins=plugins) as process:
        pace = Pace()
        refused: list[str] = []
        readers = _each_reader(process, files, options or ReadOptions(), pace, refused, on_progress)
        timelines = load_timelines(readers)
    if not sum(map(len, timelines)):
        raise ExportError("errors.no_messages", file=", ".join(path.name for path in files))
    return Timelines(timelines.items, (*timelines.tallies, Tally(notes=refused)))


def _each_reader(
    process: ReaderProcess,
    files: list[Path],
    options: ReadOptions,
    pace: Pace,
    refused: list[str],
    on_progress: Callable[[Pace], None] | None,
) -> Iterator[ApartReader]:
    """Yield a reader for each export; what cannot be read in a folder or zip beside others is only told of."""

    def tell(reader: ApartReader) -> None:
        pace.step(reader.n_bytes_done, reader.n_messages)
        if on_progress:
            on_progress(pace)

    for path in files:
        listed = process.look_for_some(path)
        refused += [str(one.error()) for one in listed.refused]
        pace.n_bytes += sum(found.n_bytes for found in listed.exports)
        for number, found in enumerate(listed.exports):
            pace.begin()
            yield process.read(listed, number, options, on_step=tell)
            pace.end(found.n_bytes)


def find_me(timelines: Timelines) -> list[str]:
    """Return the user's names where the exports tell them: each account's owner, or the one person in every chat.

    Where one export knows its owner and another does not, the owner's name is looked for there, too, however it is
    written; but not "Me", under which stand the owner's messages in exports that do not tell their name.
    """
    owners = _owners(timelines)
    found = [*(name for name in owners if name != OWN_NAME), *(name for name in owners if name == OWN_NAME)]
    untold = [
        timeline
        for timeline in timelines
        if timeline.owner is None and len(timeline.senders) == MOST_PEOPLE and not timeline.is_group
    ]
    letters = {letters_of(name) for name in owners if name != OWN_NAME}
    found += [name for timeline in untold for name in timeline.senders if letters_of(name) in letters]
    for group in (_export_of, _app_of, _any):
        together: dict[object, list[set[str]]] = {}
        for timeline in untold:
            if timeline.senders.keys().isdisjoint(name for name in found if name != OWN_NAME):
                together.setdefault(group(timeline), []).append(set(timeline.senders))
        for pairs in together.values():
            common = set.intersection(*pairs)
            if len(common) == 1 and len({frozenset(pair) for pair in pairs}) > 1:
                found += common
    return list(dict.fromkeys(found))


def _owners(timelines: Iterable[Timeline], me: Collection[str] = ()) -> list[str]:
    """Return the owners who write in their own exports; of those exports only in which nobody of some names writes."""
    writers: dict[int, set[str]] = {}
    for timeline in timelines:
        writers.setdefault(timeline.export, set()).update(timeline.senders)
    told = (
        timeline.owner
        for timeline in timelines
        if timeline.owner in writers[timeline.export] and writers[timeline.export].isdisjoint(me)
    )
    return list(dict.fromkeys(name for name in told if name is not None))


def _export_of(timeline: Timeline) -> object:
    return timeline.export


def _app_of(timeline: Timeline) -> object:
    return app_of(timeline.source)


def _any(timeline: Timeline) -> object:
    return None


def match_me(timelines: Timelines, me: Collection[str]) -> list[str]:
    """Return the user's names as the exports write them, see :func:`match_name`.

    Raises:
        RequestError: A name is in none of the exports.
    """
    known = timelines.senders
    found = []
    for name in me:
        match = match_name(name, known)
        if match is None:
            raise RequestError("errors.no_such_sender", name=name, names=some_names(known))
        found.append(match)
    return found


def match_name(name: str, known: Collection[str]) -> str | None:
    r"""Return the one known name that is meant; None where there is none, or more than one.

    Capitals, accents, blanks and punctuation may differ as long as one name alone is so written: nobody can type the
    no-break space of a telephone number.

    >>> match_name("zoe", ["Zoë", "Sam"]), match_name("+44 7700-900000", ["+44\u00a07700\u00a0900000"])
    ('Zoë', '+44\xa07700\xa0900000')
    """
    if plain_name(name) in known:
        return plain_name(name)
    letters = letters_of(name)
    alike = [other for other in known if letters_of(other) == letters] if letters else []
    return alike[0] if len(alike) == 1 else None


def letters_of(name: str) -> str:
    """Return what of a name is no mark, blank or punctuation, in small letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain_name(name)).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "MZPC")


def _match_away(away: AwayDays, contacts: Collection[str]) -> dict[str | None, list[tuple[date, date]]]:
    """Return days that must not count by contact's name as the exports write it."""
    matched: dict[str | None, list[tuple[date, date]]] = {}
    for name, days in away.items():
        contact = None if name is None else match_name(name, contacts)
        if name is not None and contact is None:
            raise RequestError("errors.away_unknown", name=name, names=some_names(sorted(contacts)))
        matched.setdefault(contact, []).extend(days)
    return matched


def analyze_timelines(
    timelines: Timelines,
    me: Collection[str],
    *,
    away: AwayDays | None = None,
    on_contact: Callable[[int, int], None] | None = None,
) -> Findings:
    """Measure every contact, judge them together and put the answer into words.

    Args:
        timelines: What was read.
        me: The user's name; several where the exports spell it differently.
        away: Days that must not count.
        on_contact: Called before each contact with its number from 1 and how many there are.

    Raises:
        RequestError: A name is in none of the exports, or there is nobody that the user writes with alone.
    """
    me = match_me(timelines, me)
    me += [owner for owner in _owners(timelines, me) if owner not in me]
    exchanges, left_out = join_exchanges(timelines, me)
    if not exchanges:
        raise RequestError("errors.no_private_chat", n=len(left_out))
    by_contact = _match_away(away or {}, {exchange.contact for exchange in exchanges})
    measurements = []
    for number, exchange in enumerate(exchanges, start=1):
        if on_contact:
            on_contact(number, len(exchanges))
        days = by_contact.get(None, []) + by_contact.get(exchange.contact, [])
        measurements.append(measure_dyad(exchange.dyad(days)))
    missing = missing_notes(map(ActiveDays.of, timelines))
    return compose_findings(
        me[0],
        exchanges,
        judge(measurements),
        skipped=tuple(chain.from_iterable(tally.skipped for tally in timelines.tallies)),
        n_skipped=sum(tally.n_skipped for tally in timelines.tallies),
        left_out=left_out,
        notes=tuple(dict.fromkeys(chain(*(tally.notes for tally in timelines.tallies), missing))),
    )


def some_names(names: Collection[str], most: int = 12) -> str:
    """Return the first names, quoted, and how many more there are."""
    listed = ", ".join(f"“{name}”" for name in list(names)[:most])
    return listed if len(names) <= most else f"{listed} (+{len(names) - most})"
