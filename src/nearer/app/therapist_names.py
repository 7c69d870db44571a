"""What other people are called in a document that leaves, in fields of their own and within the user's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nearer.store.pseudonyms import Pseudonyms, contact

if TYPE_CHECKING:
    from nearer.store.database import Store

__all__ = ["Names"]

UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What steers a terminal or turns a line around, and what no letter is."""


class Names:
    """Pseudonyms of everybody in a store, the same as in every export.

    Args:
        store: The store.
    """

    def __init__(self, store: Store) -> None:
        with store.snapshot() as connection:
            self._pseudonyms = Pseudonyms(connection)
            rows = connection.execute("SELECT id, alias, joined_to FROM person").fetchall()
        alias = {row["id"]: row["alias"] for row in rows}
        self._people = {row["id"]: contact(alias[row["joined_to"] or row["id"]]) for row in rows}

    def person(self, person_id: int | None) -> str:
        """Return what a person is called; empty for nobody."""
        return "" if person_id is None else self._people[person_id]

    def named(self, name: str) -> str:
        """Return what is said in place of a person's name."""
        return self._pseudonyms.name("person", "name", name)

    def words(self, text: str) -> str:
        """Return the user's words with every name replaced, without what cannot be shown."""
        return UNSHOWN.sub("", self._pseudonyms.words(text)).strip()
