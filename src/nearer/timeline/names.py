"""Names as people read them: one spelling for what exports write in several."""

from __future__ import annotations

import unicodedata

__all__ = ["plain_name"]

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
