"""A copy to read, as Markdown: findings, check-ins, answers and marks in words, names replaced; it cannot come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from nearer.report.dates import day_words, span_words
from nearer.store.checkins import CheckIn, load_checkins
from nearer.store.pseudonyms import Pseudonyms, contact
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES
from nearer.store.tags import load_tags
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Connection, Store

__all__ = ["reading_copy"]

SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~])")
TOLD: Final = frozenset({"checkin", "review", "mark", "tag"})
"""Tables with words of the user that have a part of their own; any other gets a plain list."""


def reading_copy(store: Store, now: datetime) -> Iterator[bytes]:
    """Yield the document, piece by piece.

    Args:
        store: The store.
        now: The present time.
    """
    copy = _Copy(store)
    yield _block(f"# {say('yours.copy.title')}", say("yours.copy.made", day=day_words(now.date())))
    yield _block(say("yours.copy.limits"), say("yours.copy.names"))
    for part in (copy.findings(), copy.checkins(), copy.reviews(), copy.marks(), copy.others()):
        for block in part:
            yield _block(block)


class _Copy:
    def __init__(self, store: Store) -> None:
        self._store = store
        with store.snapshot() as connection:
            self._pseudonyms = Pseudonyms(connection)
            rows = connection.execute("SELECT id, alias, joined_to FROM person").fetchall()
        alias = {row["id"]: row["alias"] for row in rows}
        self._people = {row["id"]: contact(alias[row["joined_to"] or row["id"]]) for row in rows}

    def findings(self) -> Iterator[str]:
        """Yield what is found about the user, as it stands."""
        from nearer.app.looking import current_findings

        current = current_findings(self._store)
        if current is None:
            return
        yield f"## {say('yours.copy.findings')}"
        if current.findings.overall_sentence:
            yield self._text(current.findings.overall_sentence)
        for person_id, standing in current.standing.items():
            finding = standing.finding
            yield f"### {say('yours.copy.with', name=self._people[person_id])}"
            yield say("yours.copy.as_of", day=day_words(standing.as_of))
            yield from map(self._text, (finding.sentence, finding.how_sure, finding.why))

    def checkins(self) -> Iterator[str]:
        """Yield the check-ins by day, earliest first."""
        tags = {tag.id: tag.name for tag in load_tags(self._store)}
        kept = load_checkins(self._store)[::-1]
        if kept:
            yield f"## {say('yours.copy.checkins')}"
        for day, some in groupby(kept, lambda checkin: checkin.at.date()):
            yield f"### {day_words(day)}"
            for checkin in some:
                yield "\n".join(f"- {line}" for line in self._checkin(checkin, tags))
                yield from self._note(checkin.note)

    def reviews(self) -> Iterator[str]:
        """Yield what the user said about possible times; what was not safe stays with the user."""
        rows = [
            row
            for row in self._store.read("SELECT * FROM review ORDER BY first_day, id")
            if "not_safe" not in row["reasons"]
        ]
        if rows:
            yield f"## {say('yours.copy.reviews')}"
        for row in rows:
            yield say(
                "yours.copy.review",
                days=_days(row),
                name=self._people[row["person_id"]],
                answer=say(f"yours.copy.answers.{row['answer']}"),
            )
            yield from self._note(row["note"])

    def marks(self) -> Iterator[str]:
        """Yield the days that do not count."""
        rows = self._store.read("SELECT * FROM mark ORDER BY first_day, id")
        if rows:
            yield f"## {say('yours.copy.marks')}"
        for row in rows:
            name = self._people.get(row["person_id"], say("yours.copy.everybody"))
            yield say(f"yours.copy.mark_{row['kind']}", days=_days(row), name=name)
            yield from self._note(row["note"])

    def others(self) -> Iterator[str]:
        """Yield the user's words in any other table."""
        with self._store.snapshot() as connection:
            for table in TABLES:
                if table.name not in TOLD and "words" in table.columns.values():
                    yield from self._plain_list(connection, table.name)

    def _plain_list(self, connection: Connection, name: str) -> Iterator[str]:
        shape = shape_of(connection, next(table for table in TABLES if table.name == name))
        words = [column for column in shape.columns.values() if column.kind == "words"]
        rows = connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()  # noqa: S608 - own words
        if rows:
            yield f"## {say(f'yours.tables.{name}.what')}"
        for row in rows:
            texts = [str(self._pseudonyms.replaced(shape, column, row) or "") for column in words]
            yield f"- {' · '.join(_escaped(' '.join(text.split())) for text in texts if text)}"

    def _checkin(self, checkin: CheckIn, tags: dict[int, str]) -> Iterator[str]:
        """Yield a check-in in short phrases."""
        who = self._people.get(checkin.person_id or 0)
        time = f"{checkin.at:%H:%M}"
        yield say("yours.copy.at_with", time=time, name=who) if who else say("yours.copy.at", time=time)
        if checkin.closeness is not None:
            yield say("checkin.summary.closeness", now=say(f"shell.circles.{checkin.closeness}"))
        if checkin.wanted is not None:
            yield say("checkin.summary.wanted", wanted=say(f"shell.circles.{checkin.wanted}"))
        for value, scale in ((checkin.pleasant, "pleasant"), (checkin.energy, "energy")):
            if value is not None:
                yield say(f"checkin.{scale}.{f'm{-value}' if value < 0 else value}")
        if checkin.feelings:
            yield say("yours.copy.feelings", words=", ".join(map(_feeling, checkin.feelings)))
        if checkin.urge is not None:
            yield say("checkin.summary.urge", urge=checkin.urge)
        if checkin.did is not None:
            yield say(f"checkin.did.{checkin.did}")
        if checkin.tags:
            names = ", ".join(
                _escaped(self._pseudonyms.words(tags[tag])) for tag in checkin.tags if tag in tags
            )
            yield say("checkin.summary.tags", tags=names)

    def _text(self, sentence: str) -> str:
        return _escaped(self._pseudonyms.words(sentence))

    def _note(self, note: str) -> Iterator[str]:
        if note.strip():
            lines = _escaped(self._pseudonyms.words(note)).splitlines()
            yield "\n".join(f"> {line}" for line in lines)


def _feeling(key: str) -> str:
    try:
        return say(f"feelings.{key}.name")
    except KeyError:
        return _escaped(key)


def _days(row: object) -> str:
    first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))  # type: ignore[index]
    return span_words(first, last)


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def _block(*paragraphs: str) -> bytes:
    return "".join(f"{paragraph}\n\n" for paragraph in paragraphs).encode()
