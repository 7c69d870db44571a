"""The plain form of a check-in, in which one comes back from a page or a phone; nothing else is taken for one."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, Self

import msgspec

from nearer.store.checkins import CheckIn, Did, Origin
from nearer.words import catalogue

__all__ = ["DeletedCheckIn", "Moment", "PocketMoment"]

Local = Annotated[datetime, msgspec.Meta(tz=False)]
Overlap = Annotated[int, msgspec.Meta(ge=1, le=7)]
Side = Annotated[int, msgspec.Meta(ge=-2, le=2)]
Urge = Annotated[int, msgspec.Meta(ge=0, le=10)]
Uid = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]
Key = Annotated[str, msgspec.Meta(max_length=40)]


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every check-in may hold, see :class:`nearer.store.checkins.CheckIn`."""

    uid: Uid
    at: Local
    made_at: Local
    changed_at: Local
    closeness: Overlap | None = None
    wanted: Overlap | None = None
    pleasant: Side | None = None
    energy: Side | None = None
    feelings: Annotated[list[Key], msgspec.Meta(max_length=100)] = []
    urge: Urge | None = None
    did: Did | None = None
    note: Note = ""

    def checkin(self, **values: Any) -> CheckIn:
        """Return the check-in, with further values; words for feelings that nobody knows are left out."""
        known = catalogue("feelings")
        own = {name: getattr(self, name) for name in Moment.__struct_fields__}
        own["feelings"] = tuple(dict.fromkeys(key for key in self.feelings if key in known))
        for name in ("at", "made_at", "changed_at"):
            own[name] = own[name].replace(microsecond=0)
        return CheckIn(**(own | values))


class DeletedCheckIn(Moment, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A check-in that was deleted a moment ago, as its page holds it."""

    person_id: int | None = None
    origin: Origin = "app"
    tags: list[int] = []

    @classmethod
    def of(cls, checkin: CheckIn) -> Self:
        """Return the plain form of a check-in."""
        values = {field.name: getattr(checkin, field.name) for field in fields(checkin)}
        del values["counts_for"]
        return cls(**(values | {"feelings": list(checkin.feelings), "tags": list(checkin.tags)}))


class PocketMoment(Moment, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A check-in made on the phone; ``who`` is a person's key, empty for nobody in particular."""

    who: Key = ""
