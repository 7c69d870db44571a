"""What mail programs write themselves, by language, loaded from ``mail_terms.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Terms", "load_terms"]


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and expressions.

    Attributes:
        sent: Gmail's labels of sent mail, in small letters.
        left: Its labels of mail that was thrown away or never sent.
        wrote: Expression for the verb in the line above an earlier mail.
        below: Expression for the start of a line from which on everything is an earlier mail.
        apps: How apps begin the line with which they sign.
    """

    sent: frozenset[str]
    left: frozenset[str]
    wrote: re.Pattern[str]
    below: re.Pattern[str]
    apps: tuple[str, ...]


@cache
def load_terms() -> Terms:
    """Return the terms of all languages together."""
    source = resources.files("nearer.sources").joinpath("mail_terms.toml")
    words: dict[str, list[str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    known = {name: "|".join(map(re.escape, some)) for name, some in words.items()}
    below = (
        r"^[ \t]{0,8}(?:-{4,20} ?[^\n-]{4,60} ?-{4,20}[ \t]*$"  # -----Original Message-----
        rf"|(?:{known['forwarded']})"
        rf"|\*?(?:{known['from']})\*?[ \t]?:[^\n]*\n(?:[^\n]*\n)?[ \t]{{0,8}}\*?(?:{known['date']})\*?[ \t]?:)"
    )
    return Terms(
        frozenset(words["sent"]),
        frozenset(words["left"]),
        re.compile(known["wrote"], re.IGNORECASE),
        re.compile(below, re.MULTILINE),
        tuple(words["apps"]),
    )
