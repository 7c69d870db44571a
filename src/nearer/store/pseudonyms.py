"""Other people's names, replaced in everything that leaves: in fields of their own, and within the user's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from nearer.store.database import Connection, Row
from nearer.store.shape import Column, Shape
from nearer.timeline.names import plain_name
from nearer.words import catalogue, say

__all__ = ["PARTICLES", "NameScanner", "Pseudonyms", "contact", "fold"]

LEAST_PART: Final = 3
LEAST_NUMBER: Final = 6
BRACKETS: Final = re.compile(r"\([^()]*\)")
PARTICLES: Final = frozenset(
    re.findall(r"\w+", "and the der die das den del des las los les van von und bin ibn")
)
ELLIPSIS: Final = "…"
_UNSPACED: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # Thai to Han
    r"\uac00-\ud7af\U00020000-\U0003ffff"  # Hangul, further Han
)
UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
"""Scripts that put no space between words, or write endings onto a name: there a name is found within a word, too."""

TOKEN: Final = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")


def fold(text: str) -> str:
    """Return a text without capitals and accents.

    >>> fold("Zoë")
    'zoe'
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def contact(alias: int) -> str:
    """Return the pseudonym of a person by its number."""
    return say("yours.pseudonyms.numbered", kind=say("yours.pseudonyms.kinds.person"), n=alias)


@dataclass(frozen=True, slots=True)
class _Known:
    tokens: tuple[str, ...]
    pseudonym: str


def _is_literal(name: str) -> bool:
    """Whether a name must be found as it stands: it begins or ends with a sign, or is a number."""
    if not name.strip():
        return False
    ends_in_words = TOKEN.match(name[0]) and TOKEN.match(name[-1])
    return not ends_in_words or (len(name) >= LEAST_NUMBER and not any(map(str.isalpha, name)))


def _literal(piece: str) -> str:
    """Return a pattern for a name that is found as it stands, though not within a word of a script with spaces."""
    first, last = (TOKEN.match(end) and not UNSPACED.match(end) for end in (piece[0], piece[-1]))
    before, after = r"(?<![^\W\d_])" if first else "", r"(?![^\W\d_])" if last else ""
    return f"{before if not piece[0].isdigit() else ''}{re.escape(piece)}{after if not piece[-1].isdigit() else ''}"


def _is_of_word(letter: str) -> bool:
    """Whether a letter or digit, if there is any, is of a script that puts spaces between words."""
    return TOKEN.match(letter) is not None and UNSPACED.match(letter) is None


class NameScanner:
    """Finds names in the user's words.

    A name is found whatever its capitals and accents, as whole words, also with an ``s`` behind it; of a name of
    several words, each of three letters or more, too, unless it stands in brackets.

    Args:
        names: Name and pseudonym; where two share a word, the earlier has it.
        common: Words that stand for nobody alone, folded.
    """

    def __init__(self, names: Iterable[tuple[str, str]], common: Set[str] = PARTICLES) -> None:
        self._by_first: dict[str, list[_Known]] = {}
        self._within: dict[str, str] = {}
        self._added: set[tuple[str, ...]] = set()
        parts: list[tuple[str, str]] = []
        for name, pseudonym in names:
            whole = unicodedata.normalize("NFC", name)
            tokens = tuple(map(fold, TOKEN.findall(whole)))
            if tokens:
                self._add(tokens, pseudonym)
            if len(tokens) > 1:
                parts += [(fold(part), pseudonym) for part in TOKEN.findall(BRACKETS.sub(" ", whole))]
            if UNSPACED.search(whole):
                for piece in (whole, *whole.split()):
                    if len(piece) > 1:
                        self._within.setdefault(piece.lower(), pseudonym)
            elif _is_literal(whole):
                self._within.setdefault(whole.lower(), pseudonym)
        for part, pseudonym in parts:
            if len(part) >= LEAST_PART and not part.isdigit() and part not in common:
                self._add((part,), pseudonym)
        for known in self._by_first.values():
            known.sort(key=lambda item: -len(item.tokens))
        pieces = sorted(filter(str.strip, self._within), key=len, reverse=True)
        self._substrings = re.compile("|".join(map(_literal, pieces)), re.IGNORECASE) if pieces else None

    def replace(self, text: str) -> str:
        """Return a text with every name replaced; the very same text where it holds none."""
        normal = unicodedata.normalize("NFC", text)
        whole = self._substrings.sub(self._within_word, normal) if self._substrings else normal
        found = list(TOKEN.finditer(whole))
        folded = [fold(match.group()) for match in found]
        pieces: list[str] = []
        at, place = 0, 0
        while place < len(found):
            known = self._known_at(folded, place)
            if known is None:
                place += 1
                continue
            pieces += [whole[at : found[place].start()], known.pseudonym]
            place += len(known.tokens)
            at = found[place - 1].end()
        replaced = "".join([*pieces, whole[at:]])
        return replaced if replaced != normal else text

    def _add(self, tokens: tuple[str, ...], pseudonym: str) -> None:
        if tokens not in self._added:
            self._added.add(tokens)
            self._by_first.setdefault(tokens[0], []).append(_Known(tokens, pseudonym))

    def _known_at(self, tokens: list[str], place: int) -> _Known | None:
        first = tokens[place]
        for start in (first, first[:-1]) if len(first) > LEAST_PART and first.endswith("s") else (first,):
            for known in self._by_first.get(start, ()):
                if (start, *tokens[place + 1 : place + len(known.tokens)]) == known.tokens:
                    return known
        return None

    def _within_word(self, match: re.Match[str]) -> str:
        """Return the pseudonym, apart from what it would become one word with: that might be a name, too."""
        text, start, end = match.string, match.start(), match.end()
        before, after = (
            " " if _is_of_word(one) else "" for one in (text[start - 1 : start], text[end : end + 1])
        )
        return before + self._within.get(match.group().lower(), ELLIPSIS) + after


class Pseudonyms:
    """Every name in a store and what it is called outside. The same names always give the same pseudonyms.

    Args:
        connection: Of the store, within one state.

    Attributes:
        names: Every name of a person that is replaced, with its pseudonym.
    """

    def __init__(self, connection: Connection) -> None:
        self._words: dict[str, str] = catalogue("yours")["pseudonyms"]["kinds"]
        self._given: dict[str, dict[str, str]] = {}
        people = connection.execute("SELECT name, alias FROM person ORDER BY alias").fetchall()
        mine = [row["name"] for row in connection.execute("SELECT name FROM me ORDER BY rowid")]
        self._exact: dict[str, str] = {}
        for row in people:
            self._exact.setdefault(row["name"], contact(row["alias"]))
        partners = connection.execute(
            "SELECT DISTINCT sender.name, person.alias FROM sender"
            " JOIN conversation ON conversation.id = conversation_id JOIN person ON person.id = person_id"
            " ORDER BY person.alias"
        )
        plain_me = {fold(plain_name(name)) for name in mine}
        for row in partners:
            if fold(plain_name(row["name"])) not in plain_me:
                self._exact.setdefault(row["name"], contact(row["alias"]))
        for number, name in enumerate(mine, start=1):
            self._exact[name] = self._me(number)
        self._plain = {fold(plain_name(name)): pseudonym for name, pseudonym in reversed(self._exact.items())}
        senders = [
            row["name"] for row in connection.execute("SELECT DISTINCT name FROM sender ORDER BY rowid")
        ]
        addresses = [
            row["address"]
            for row in connection.execute("SELECT DISTINCT address FROM address ORDER BY rowid")
        ]
        others = [
            *((name, self.name("sender", "name", name)) for name in senders),
            *((address, self.name("address", "address", address)) for address in addresses),
        ]
        every = dict.fromkeys([*self._exact.items(), *others])
        self.names = [(name, pseudonym) for name, pseudonym in every if name != pseudonym]
        self._scanner = NameScanner(self.names, PARTICLES | set(map(fold, self._words.values())))

    def replaced(self, shape: Shape, column: Column, row: Row) -> object:
        """Return what stands for a cell outside."""
        value = row[column.name]
        if value is None or value == "":
            return value
        match column.kind:
            case "person":
                return contact(row["alias"])
            case "name":
                return self.name(shape.name, column.name, value)
            case "words":
                return self.words(value)
            case "json":
                changed = self.json(msgspec.json.decode(value))
                return value if changed is None else msgspec.json.encode(changed).decode()
            case "sealed":
                return "[]" if column.type == "TEXT" and column.required else None
            case "texts":
                return None
            case _:
                return value

    def name(self, table: str, column: str, name: str) -> str:
        """Return the pseudonym of a name that came with an export: of a known person, or a number of its kind."""
        known = self._exact.get(name) or self._plain.get(fold(plain_name(name)))
        if known is not None:
            return known
        kind = f"{table}_{column}"
        word = self._words.get(kind, self._words["other"])
        given = self._given.setdefault(word, {})
        return given.setdefault(name, say("yours.pseudonyms.numbered", kind=word, n=len(given) + 1))

    def words(self, text: str) -> str:
        """Return the user's words with every name replaced."""
        return self._scanner.replace(text)

    def json(self, value: Any) -> Any | None:
        """Return a JSON value with the names in its strings replaced; None where it holds none."""
        changed = self._walk(value)
        return None if changed == value else changed

    def _walk(self, value: Any) -> Any:
        match value:
            case str():
                return self.words(value)
            case list():
                return [self._walk(item) for item in value]
            case dict():
                return {self.words(key): self._walk(item) for key, item in value.items()}
        return value

    def _me(self, number: int) -> str:
        me = self._words["me"]
        return me if number == 1 else say("yours.pseudonyms.numbered", kind=me, n=number)
