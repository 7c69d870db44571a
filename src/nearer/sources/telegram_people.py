"""Who writes in a Telegram export: names as numbers, what is known of them, and who owns the account."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from nearer.sources.records import Chat, Tally
from nearer.sources.telegram_account import Account, user_id
from nearer.sources.telegram_messages import Message

__all__ = ["People"]


class People:
    """Everybody who wrote so far.

    Args:
        tally: Takes the owner's name and the addresses.

    Attributes:
        codes: A number for each name.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._ids: dict[str, set[str]] = {}
        self._by_id: dict[str, str] = {}
        self.codes: dict[str | None, int] = {}

    def learn(self, said: Iterable[Message], chat: Chat) -> list[int | None]:
        """Return the numbers of who wrote some messages, those of new people too; None where nobody is told.

        A deleted account goes by the name that it had before, or by its id.
        """
        codes: list[int | None] = []
        for message in said:
            id_ = user_id(message.sender_id)
            name = message.sender or self._by_id.get(id_ or "", id_)
            if name is None:
                codes.append(None)
                continue
            codes.append(self.codes.setdefault(name, len(self.codes)))
            if id_ is None or id_ in self._ids.setdefault(name, set()):
                continue
            self._ids[name].add(id_)
            self._by_id.setdefault(id_, name)
            partner = {chat.key, f"user{chat.key}"}
            told = self._tally.owner is not None or chat.group is not False
            if not told and not {str(message.sender_id), id_} & partner:
                self._tally.owner = name
        return codes

    def names(self, codes: list[int | None]) -> pl.Series:
        """Return names by their numbers, as a column."""
        names = pl.Series(list(self.codes), dtype=pl.String).cast(pl.Categorical())
        return names[pl.Series(codes, dtype=pl.UInt32)]

    def note_addresses(self, account: Account) -> None:
        """Put down the ids of everybody, and the telephone numbers of those in the address book."""
        for name in self.codes:
            if name and (addresses := account.addresses(name, self._ids.get(name, set()))):
                self._tally.addresses[name] = addresses
