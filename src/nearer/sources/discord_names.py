"""Under which names people write in Discord."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

__all__ = ["Author", "Names"]


class Author(msgspec.Struct, gc=False):
    """Who wrote a message."""

    id: str | int = ""
    name: str | None = None
    discriminator: str | int | None = None
    nickname: str | None = None


class Names:
    """Under which name each account writes: its nickname; with the account's name where two have the same."""

    def __init__(self) -> None:
        self._by_id: dict[str | int, str | None] = {}
        self._taken: dict[str, str | int] = {}
        self.called: dict[str, set[str]] = {}

    def of(self, author: Author | None) -> str | None:
        """Return the name of an author; None where there is none."""
        if author is None:
            return None
        try:
            return self._by_id[author.id]
        except KeyError:
            name = self._by_id[author.id] = self._new(author)
            return name

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield each name with the account's number."""
        for number, name in self._by_id.items():
            if name is not None and number != "":
                yield name, f"discord:{number}"

    def _new(self, author: Author) -> str | None:
        plain = [name.strip() for name in (author.nickname, author.name) if name and name.strip()]
        if not plain:
            return str(author.id) or None
        tag = f"{plain[-1]}#{author.discriminator}"
        forms = [plain[0], f"{plain[0]} ({plain[-1]})", f"{plain[0]} ({tag})", f"{plain[0]} ({author.id})"]
        name = next((form for form in forms if self._taken.get(form, author.id) == author.id), forms[-1])
        self._taken[name] = author.id
        self.called.setdefault(name, set()).update(plain, {tag})
        return name
