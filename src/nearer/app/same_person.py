"""What speaks for two handles being one person: an account, a telephone number, an e-mail address, a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from nearer.app.analyze import letters_of

__all__ = ["Directory", "Handle", "Why"]

Why = Literal["same_messages", "same_account", "same_number", "same_email", "same_name", "same_letters"]
"""What speaks for two being one person, the strongest first."""

FEWEST_DIGITS: Final = 7
NUMBER: Final = re.compile(r"[+\d\s().\-/\u2010-\u2015\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
EMAIL: Final = re.compile(r"[^@\s:]+@[^@\s]+\.[^@\s.]+")
ACCOUNT: Final = re.compile(r"([a-z][a-z0-9_]*):(\S.*)", re.DOTALL)

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Handle:
    """Somebody as exports know them.

    Attributes:
        names: What they are called, plain.
        accounts: Numbers of their accounts, by format.
        numbers: Telephone numbers, as written.
        emails: E-mail addresses, in small letters.
    """

    names: frozenset[str]
    accounts: Mapping[str, frozenset[str]]
    numbers: frozenset[str]
    emails: frozenset[str]

    @classmethod
    def of(cls, names: Collection[str], addresses: Iterable[str]) -> Handle:
        """Sort what is known of somebody; a name that is a number or an e-mail address counts as one.

        Args:
            names: Plain.
            addresses: As exports write them, accounts as ``format:id``.
        """
        accounts: dict[str, set[str]] = {}
        numbers, emails = set(), set()
        for text in addresses:
            if account := ACCOUNT.fullmatch(text):
                accounts.setdefault(account[1], set()).add(account[2])
        for text in (*names, *addresses):
            if EMAIL.fullmatch(text):
                emails.add(text.casefold())
            elif NUMBER.fullmatch(text) and len(_digits(text)) >= FEWEST_DIGITS:
                numbers.add(text)
        return cls(
            names=frozenset(names),
            accounts={name: frozenset(ids) for name, ids in accounts.items()},
            numbers=frozenset(numbers),
            emails=frozenset(emails),
        )

    def is_another(self, other: Handle) -> bool:
        """Whether both have accounts of one format and none in common: then the same name says nothing."""
        return any(
            not (ids & other.accounts[name]) for name, ids in self.accounts.items() if name in other.accounts
        )


class Directory(Generic[Who]):
    """People to be found by what is known of them, those who were added first before others."""

    def __init__(self) -> None:
        self._people: list[tuple[Handle, Who, int | None]] = []
        self._places: dict[tuple[Why, str], list[int]] = {}

    def add(self, handle: Handle, who: Who, export: int | None = None) -> None:
        """Add somebody.

        Args:
            handle: What is known of them.
            who: Returned when they are found.
            export: Where they come from: there, one name stands for two people where it stands twice.
        """
        for key in set(_keys(handle)):
            self._places.setdefault(key, []).append(len(self._people))
        self._people.append((handle, who, export))

    def find(self, handle: Handle, export: int | None = None) -> tuple[Why, Who] | None:
        """Return the strongest reason for which somebody here may be this one, and who; None where there is none.

        Args:
            handle: What is known of this one.
            export: Where they come from.
        """
        for why, value in _keys(handle):
            for place in self._places.get((why, value), ()):
                other, who, theirs = self._people[place]
                if why == "same_number":
                    if not _share_number(handle.numbers, other.numbers):
                        continue
                elif why in ("same_name", "same_letters"):
                    namesakes = export is not None and export == theirs
                    if namesakes or handle.is_another(other):
                        continue
                return why, who
        return None


def _keys(handle: Handle) -> Iterator[tuple[Why, str]]:
    """Yield what somebody is found by, the strongest first; of a telephone number its last digits."""
    for name, ids in handle.accounts.items():
        for one in sorted(ids):
            yield "same_account", f"{name}:{one}"
    for number in sorted(handle.numbers):
        yield "same_number", _digits(number)[-FEWEST_DIGITS:]
    for email in sorted(handle.emails):
        yield "same_email", email
    for name in sorted(handle.names):
        yield "same_name", name
    for name in sorted(handle.names):
        if letters := letters_of(name):
            yield "same_letters", letters


def _share_number(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether two people have a telephone number in common, one of them perhaps without its country."""
    from phonenumbers import MatchType, is_number_match

    same = (MatchType.EXACT_MATCH, MatchType.NSN_MATCH)
    return any(
        is_number_match(_with_plus(one), _with_plus(other)) in same
        for one in ones
        for other in others
        if _digits(one)[-FEWEST_DIGITS:] == _digits(other)[-FEWEST_DIGITS:]
    )


def _with_plus(number: str) -> str:
    """Return a number with ``+`` in front of its country where it is written with 00."""
    digits = _digits(number)
    return f"+{digits[2:]}" if digits.startswith("00") else number


def _digits(number: str) -> str:
    return "".join(str(int(letter)) for letter in number if letter.isdecimal())
