"""Every table and what each of its columns is: what leaves as it is, what leaves under a pseudonym, what stays sealed.

Export, import and deletion work from this declaration and know no table by name. A test holds it against the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["DERIVED", "TABLES", "ColumnKind", "Table"]

ColumnKind = Literal["plain", "person", "name", "words", "sealed", "columns", "texts", "json"]
"""What a column holds.

``plain``: numbers, times, fixed words · ``person``: a person's name, replaced by their pseudonym · ``name``: a name
that came with an export (of a file, a chat, a sender), replaced · ``words``: the user's own words, in which the
names of people are replaced · ``sealed``: left out in plain exports · ``columns``: messages as columns, without words ·
``texts``: the words of messages, left out · ``json``: JSON whose strings are treated as ``words``.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: In the database.
        columns: What each column is, in the order of the schema.
        key: Columns of its primary key.
        same: Columns by which a row is known again in another store; the key where none are given.
    """

    name: str
    columns: dict[str, ColumnKind]
    key: tuple[str, ...] = ("id",)
    same: tuple[str, ...] = ()

    @property
    def known_by(self) -> tuple[str, ...]:
        """Columns by which a row is known again in another store."""
        return self.same or self.key


TABLES: Final = (
    Table("setting", {"name": "plain", "value": "json"}, ("name",)),
    Table(
        "person",
        {
            "id": "plain",
            "name": "person",
            "alias": "plain",
            "keeps_text": "plain",
            "hidden": "plain",
            "joined_to": "plain",
            "made_at": "plain",
            "safety": "sealed",
            "safety_at": "sealed",
        },
        same=("name",),
    ),
    Table(
        "address",
        {"id": "plain", "person_id": "plain", "address": "name"},
        same=("person_id", "address"),
    ),
    Table("me", {"name": "name", "confirmed_at": "plain"}, ("name",)),
    Table(
        "export",
        {
            "id": "plain",
            "file": "name",
            "digest": "plain",
            "source": "plain",
            "owner": "name",
            "read_at": "plain",
            "n_messages": "plain",
            "n_system": "plain",
            "n_skipped": "plain",
            "skipped": "sealed",
            "notes": "sealed",
        },
        same=("digest",),
    ),
    Table(
        "conversation",
        {
            "id": "plain",
            "export_id": "plain",
            "person_id": "plain",
            "title": "name",
            "declared_group": "plain",
            "n_messages": "plain",
            "first_at": "plain",
            "last_at": "plain",
        },
        same=("export_id", "first_at", "last_at", "n_messages"),
    ),
    Table(
        "sender",
        {"conversation_id": "plain", "code": "plain", "name": "name", "n_messages": "plain"},
        ("conversation_id", "code"),
    ),
    Table(
        "segment",
        {
            "id": "plain",
            "conversation_id": "plain",
            "position": "plain",
            "n_messages": "plain",
            "columns": "columns",
            "words": "texts",
        },
        same=("conversation_id", "position"),
    ),
    Table(
        "mark",
        {
            "id": "plain",
            "person_id": "plain",
            "kind": "plain",
            "first_day": "plain",
            "last_day": "plain",
            "note": "words",
            "made_at": "plain",
        },
        same=("person_id", "kind", "first_day", "last_day"),
    ),
    Table(
        "look",
        {
            "id": "plain",
            "person_id": "plain",
            "number": "plain",
            "made_at": "plain",
            "until_day": "plain",
            "digest": "plain",
            "measurement": "plain",
            "before_marks": "plain",
        },
        same=("person_id", "number"),
    ),
    Table(
        "review",
        {
            "id": "plain",
            "person_id": "plain",
            "first_day": "plain",
            "last_day": "plain",
            "confidence": "plain",
            "answer": "plain",
            "reasons": "sealed",
            "note": "words",
            "answered_at": "plain",
        },
        same=("person_id", "first_day", "last_day"),
    ),
    Table(
        "checkin",
        {
            "id": "plain",
            "uid": "plain",
            "person_id": "plain",
            "at": "plain",
            "made_at": "plain",
            "changed_at": "plain",
            "closeness": "plain",
            "wanted": "plain",
            "pleasant": "plain",
            "energy": "plain",
            "feelings": "plain",
            "urge": "plain",
            "did": "plain",
            "note": "words",
            "origin": "plain",
        },
        same=("uid",),
    ),
    Table("tag", {"id": "plain", "name": "words", "hidden": "plain"}, same=("name",)),
    Table("checkin_tag", {"checkin_id": "plain", "tag_id": "plain"}, ("checkin_id", "tag_id")),
    Table(
        "helpline",
        {"id": "plain", "name": "words", "number": "words", "note": "words"},
        same=("name", "number"),
    ),
    Table(
        "step",
        {
            "id": "plain",
            "uid": "plain",
            "person_id": "plain",
            "position": "plain",
            "what": "words",
            "moment": "words",
            "how_small": "words",
            "return_plan": "words",
            "level": "plain",
            "discomfort": "plain",
            "state": "plain",
            "made_at": "plain",
            "changed_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "prediction",
        {
            "id": "plain",
            "uid": "plain",
            "step_id": "plain",
            "person_id": "plain",
            "fear": "words",
            "by_day": "plain",
            "belief": "plain",
            "habit": "words",
            "discomfort": "plain",
            "made_at": "plain",
            "ended": "plain",
            "ended_at": "plain",
            "happened": "plain",
            "outcome": "words",
            "surprise": "words",
            "discomfort_felt": "plain",
            "belief_after": "plain",
            "next_where": "words",
            "changed_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "practice",
        {
            "id": "plain",
            "uid": "plain",
            "exercise": "plain",
            "person_id": "plain",
            "begun_at": "plain",
            "ended_at": "plain",
            "ended": "plain",
            "before": "plain",
            "after": "plain",
            "answers": "json",
            "changed_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "pause",
        {
            "id": "plain",
            "uid": "plain",
            "person_id": "plain",
            "message": "words",
            "returns_at": "plain",
            "made_at": "plain",
            "said_at": "plain",
            "kept": "plain",
            "kept_at": "plain",
            "note": "words",
            "changed_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "writing",
        {
            "id": "plain",
            "uid": "plain",
            "about": "plain",
            "words": "words",
            "made_at": "plain",
            "changed_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "scale_item",
        {"scale": "plain", "item": "plain", "words": "words", "item_order": "plain"},
        ("scale", "item"),
    ),
    Table(
        "scale_sheet",
        {
            "id": "plain",
            "uid": "plain",
            "scale": "plain",
            "item_order": "plain",
            "person_id": "plain",
            "at": "plain",
            "ticks": "plain",
            "note": "words",
            "made_at": "plain",
        },
        same=("uid",),
    ),
    Table(
        "turning_day",
        {
            "id": "plain",
            "uid": "plain",
            "person_id": "plain",
            "number": "plain",
            "turn_day": "plain",
            "note": "words",
            "made_at": "plain",
        },
        same=("uid",),
    ),
)
"""In an order in which each may be filled after those before it, references to itself aside."""

DERIVED: Final = ("measured", "incoming_export", "incoming_chat", "incoming_sender", "incoming_segment")
"""Tables that are made anew from the others, or hold what is not kept yet; they leave with nothing."""
