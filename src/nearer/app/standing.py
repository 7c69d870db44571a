"""What stands: verdicts as of their looks, composed from what is kept; nothing is measured here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from nearer.app.safety import people_out_of_sight
from nearer.store.looks import Look, PooledLook, Reading, load_looks, load_pooled_look, load_reading
from nearer.store.people import load_me, load_people

if TYPE_CHECKING:
    from nearer.findings import Finding, Findings
    from nearer.inference.results import Judgement, Pooled
    from nearer.store.database import Store

__all__ = ["Current", "OverallStanding", "Standing", "current_findings", "load_standing", "load_today"]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What stands about one contact.

    Attributes:
        person_id: The contact.
        finding: By the standing look; the p-values have paid its price.
        number: Which look it is; 0 while the record is too short for a verdict, and is told as it is today.
        made_at: When it was looked at; None for number 0.
        as_of: Last day of the record that it saw.
        next_look: The day that the record must reach before it is looked at afresh; None for number 0.
        before_marks: What the same look said before the user set marks; None where they set none since.
    """

    person_id: int
    finding: Finding
    number: int
    made_at: datetime | None
    as_of: date
    next_look: date | None
    before_marks: Finding | None


@dataclass(frozen=True, slots=True)
class OverallStanding:
    """What stands about all contacts together, where more than one counts.

    Attributes:
        number: Which look it is.
        made_at: When it was looked at.
        as_of: Last day of the records that it saw.
        next_look: The day that a record must reach before it is looked at afresh.
        before_marks: What the same look said before the user set marks; None where they set none since.
    """

    number: int
    made_at: datetime
    as_of: date
    next_look: date
    before_marks: Pooled | None


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """All that stands.

    Attributes:
        findings: Of every contact with messages, hidden ones too, most messages first.
        standing: The same by person, in the same order.
        overall: Of the statement over contacts; None where fewer than two count.
    """

    findings: Findings
    standing: dict[int, Standing]
    overall: OverallStanding | None


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """A contact whose verdict is due: what the findings need of it."""

    person_id: int
    contact: str
    look: Look | None
    reading: Reading

    @property
    def first(self) -> datetime:
        return self.reading.first

    @property
    def last(self) -> datetime:
        return self.reading.last

    @property
    def number(self) -> int:
        return self.look.number if self.look else 0


def current_findings(store: Store) -> Current | None:
    """Return what stands; None where nothing was measured yet. Reads what a refresh kept, and measures nothing.

    Args:
        store: The store.
    """
    shown = _load_shown(store)
    if not shown:
        return None
    me = load_me(store)
    pooled_look = load_pooled_look(store)
    judgement = _judge(shown, pooled_look)
    findings = _compose(me, shown, judgement)
    counted = judgement.pooled.n > 1
    return Current(
        findings,
        {
            one.person_id: _stand(one, finding, _before(me, shown, one, pooled_look))
            for one, finding in zip(shown, findings.relationships, strict=True)
        },
        _stand_together(pooled_look) if pooled_look and counted else None,
    )


def load_today(store: Store, person_id: int) -> Reading | None:
    """Return one record as it is today, for charts: never its verdict. None where it was never measured."""
    return None if person_id in people_out_of_sight(store) else load_reading(store, person_id)


def load_standing(store: Store) -> dict[int, Reading]:
    """Return what the verdict on each contact rests on, by person, most messages first."""
    return {one.person_id: one.reading for one in _load_shown(store)}


def _load_shown(store: Store) -> list[_Shown]:
    """Return every contact that was measured with what its verdict rests on, most messages first.

    Those who may not be looked at are to everything above as if there were no messages with them.
    """
    looks = load_looks(store)
    out_of_sight = people_out_of_sight(store)
    shown = []
    for person in load_people(store, hidden=True):
        if person.id in out_of_sight:
            continue
        look = looks.get(person.id)
        reading = look.reading if look else load_reading(store, person.id)
        if reading is not None:
            shown.append(_Shown(person.id, person.name, look, reading))
    return sorted(shown, key=lambda one: -one.reading.n_messages)


def _judge(shown: Iterable[_Shown], pooled_look: PooledLook | None) -> Judgement:
    """Give each contact its verdict, after the price of its look."""
    from nearer.inference import judge
    from nearer.inference.looks import priced, priced_pooled

    judgement = judge([priced(one.reading.measurement, max(one.number, 1)) for one in shown])
    if pooled_look is None or judgement.pooled.n < 2:
        return judgement
    return replace(judgement, pooled=priced_pooled(pooled_look.pooled, pooled_look.number))


def _compose(me: list[str], shown: list[_Shown], judgement: Judgement) -> Findings:
    from nearer.findings import compose_findings

    return compose_findings(me[0] if me else "", shown, judgement)


def _before(
    me: list[str], shown: list[_Shown], one: _Shown, pooled_look: PooledLook | None
) -> Finding | None:
    """Return what was found about one contact before marks were set, all else as it stands."""
    if one.look is None or one.look.before_marks is None:
        return None
    earlier = [replace(other, reading=one.look.before_marks) if other is one else other for other in shown]
    findings = _compose(me, earlier, _judge(earlier, pooled_look))
    return findings.relationships[shown.index(one)]


def _stand(one: _Shown, finding: Finding, before: Finding | None) -> Standing:
    from nearer.inference.looks import next_look

    as_of = one.reading.last.date()
    if one.look is None:
        return Standing(one.person_id, finding, 0, None, as_of, None, None)
    return Standing(one.person_id, finding, one.number, one.look.made_at, as_of, next_look(as_of), before)


def _stand_together(look: PooledLook) -> OverallStanding:
    from nearer.inference.looks import next_look, priced_pooled

    before = None if look.before_marks is None else priced_pooled(look.before_marks, look.number)
    return OverallStanding(look.number, look.made_at, look.until, next_look(look.until), before)
