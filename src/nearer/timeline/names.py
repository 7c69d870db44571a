"""Names as people read them: one spelling for what exports write in several."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable

from nearer.sources import OWN_NAME

__all__ = ["count_people", "names_here", "plain_name"]

_INVISIBLE = frozenset(("Cf", "Cc"))


def plain_name(name: str) -> str:
    r"""Return a name without invisible marks, the ``~`` of unsaved contacts, and doubled spaces; in Unicode form NFC.

    Joiners between letters are kept: some scripts and emoji need them.

    >>> plain_name("~\u202fSam \u200e ")
    'Sam'
    """
    kept = "".join(
        letter if letter in "\u200c\u200d" or unicodedata.category(letter) not in _INVISIBLE else ""
        for letter in unicodedata.normalize("NFC", name)
    )
    return " ".join(kept.removeprefix("~").split()).strip("\u200c\u200d")


def count_people(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return how many messages each person wrote, most first, whatever marks are in their name.

    Args:
        counts: Names as exports write them, with the number of messages; a name may come several times.
    """
    people: dict[str, int] = {}
    for name, n in counts:
        plain = plain_name(name)
        people[plain] = people.get(plain, 0) + n
    return dict(sorted(people.items(), key=lambda one: (-one[1], one[0])))


def names_here(mine: Collection[str], senders: Collection[str], owner: str | None) -> list[str]:
    """Return which of the user's names are theirs in one conversation.

    All of them, but one: where an export only says which messages are the owner's own, these stand under "Me". In an
    export that knows its owner by another name, or in which the user writes under another name, "Me" is somebody
    who is called so.

    >>> names_here(["Alex", "Me"], ["Alex", "Me"], None), names_here(["Alex", "Me"], ["Me", "Sam"], "Me")
    (['Alex'], ['Alex', 'Me'])

    Args:
        mine: The user's names, plain.
        senders: Who writes in the conversation; plain names.
        owner: The owner of its export, plain; None where the export does not tell.
    """
    others = [name for name in mine if name != OWN_NAME]
    if len(others) == len(mine):
        return others
    known_otherwise = owner != OWN_NAME if owner else any(name in senders for name in others)
    return others if known_otherwise else list(mine)
