"""What WhatsApp itself writes into an export, by language, loaded from ``whatsapp_terms.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import polars as pl

from nearer.sources.whatsapp_form import strip_marks

__all__ = ["Terms", "load_terms", "plain"]

SURE_CHARACTERS: Final = 20
"""Nobody types so much of the app's own words by chance; less must be the whole body, or marked as the app's."""
OPENING_CHARACTERS: Final = 14


@dataclass(frozen=True, slots=True)
class Terms:
    """Words in lower case, without marks of writing direction and closing stops.

    Attributes:
        media: Whole bodies of messages that were a picture, a voice message, a file.
        deleted: Whole bodies of messages that were taken back.
        system: Whole bodies that the app wrote in somebody's name.
        as_written: All three together, in capitals as the app may write them, with and without a stop.
        media_start: Expression for those of them that a caption may follow.
        attached: Expression for what follows the name of a file that lies beside the export.
        edited: Expression for the mark of a message that was changed, behind its text.
        system_start: Expression for the start of a line that the app wrote.
        sure_start: The same, for starts too long to be typed by chance.
        sure_openings: The first characters of those.
        about_group: What both of the last are made of.
        sure_starts: What ``sure_start`` is made of, each up to where anything may stand.
        periods: What each word for a part of the day stands for: ``am``, ``pm`` or ``noon``.
        group: Expression for what is written about a group, or sometimes about a contact.
        group_only: Expression for what is written about a group and nothing else.
        titles: What the names of exported files begin with.
    """

    media: pl.Series
    deleted: pl.Series
    system: pl.Series
    as_written: pl.Series
    media_start: str
    attached: str
    edited: str
    system_start: str
    sure_start: str
    sure_openings: pl.Series
    periods: dict[str, str]
    group: str
    group_only: str
    about_group: tuple[str, ...]
    sure_starts: tuple[str, ...]
    titles: tuple[str, ...]


@cache
def load_terms() -> Terms:
    """Load the words of all languages."""
    text = resources.files("nearer.sources").joinpath("whatsapp_terms.toml").read_text(encoding="utf-8")
    words: dict[str, list[str]] = tomllib.loads(text)
    sure = [
        word
        for word in words["system"]
        if len(word) >= SURE_CHARACTERS and "*" not in word[:OPENING_CHARACTERS]
    ]
    return Terms(
        media=_lower(words["media"]),
        deleted=_lower(words["deleted"]),
        system=_lower([word for word in words["system"] if word not in words["typed_too"]]),
        as_written=pl.Series(_as_written(words["media"] + words["deleted"] + words["system"])),
        media_start=f"^(?:{_any([word.lower() for word in words['media'] if word.startswith('<')])})",
        attached=rf"\.\w{{2,5}} \((?:{_any(words['attached'])})\)",
        edited=rf"(?i)\s?\u200e?<\u200e?(?:{_any(words['edited'])})[.。]?>\u200e?$",
        system_start=f"^(?:{_any(words['system'])})",
        sure_start=f"^(?:{_any(sure)})",
        sure_openings=pl.Series(_as_written([word[:OPENING_CHARACTERS] for word in sure])),
        periods={plain(word): half for half in ("am", "pm", "noon") for word in words[half]},
        group=_any(words["group"] + words["group_only"]),
        about_group=tuple(words["group"] + words["group_only"]),
        sure_starts=tuple(word.partition("*")[0] for word in sure),
        group_only=_any(words["group_only"]),
        titles=tuple(words["titles"]),
    )


def _as_written(words: list[str]) -> list[str]:
    """Return phrases in the capitals that the app may give them, with and without a stop."""
    forms: set[str] = set()
    for word in words:
        start = re.search(r"\w", word)
        at = start.start() if start else 0
        for form in (word, word.lower(), re.sub(r"\bgif\b", "GIF", word.lower())):
            forms |= {form, form[:at] + form[at : at + 1].upper() + form[at + 1 :]}
    return sorted(forms | {form + stop for form in forms for stop in ".。"})


def plain(word: str) -> str:
    """Return a word for a part of the day without marks, dots, blanks and capitals."""
    return re.sub(r"[\s.'’]", "", strip_marks(word)).casefold()


def _lower(words: list[str]) -> pl.Series:
    return pl.Series([word.lower() for word in words])


def _any(words: list[str]) -> str:
    """Return an expression for any of the words; an asterisk in them stands for anything."""
    return "|".join(re.escape(word).replace(r"\*", r".{1,80}").replace(r"\ ", r"\s") for word in words)
