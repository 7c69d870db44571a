"""Who is who in a mailbox: the owner, and with whom each e-mail was exchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from nearer.sources.mail_headers import addresses_of, decode_words
from nearer.sources.mail_terms import load_terms
from nearer.sources.records import Chat, Tally
from nearer.words import printable

__all__ = ["Mailbox", "is_automatic", "labels_of"]

_ROBOT: Final = re.compile(
    r"(?:no|do-?not|nicht|ne-?pas)[-_.]?(?:reply|respond|antworten|repondre)|^(?:mailer-daemon|postmaster|bounces?|"
    r"notifications?|newsletter|alerts?|calendar-notification)(?:[+@-]|$)"
)
_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply"})
_REPLY: Final = re.compile(
    r"^(?:\s*(?:re|aw|sv|antw|fwd?|wg|tr|rif|res|vs|odp)\s*+(?:\[\d+\]\s*+)?:)++\s*+", re.IGNORECASE
)
_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_ENOUGH: Final = 0.5


def labels_of(headers: Mapping[str, str]) -> frozenset[str]:
    """Return Gmail's labels of a message, in small letters."""
    value = decode_words(headers.get("x-gmail-labels", ""))
    return frozenset(label.strip(' "').casefold() for label in value.split(","))


def is_automatic(headers: Mapping[str, str], labels: frozenset[str], sender: str) -> bool:
    """Tell newsletters, lists, notices of machines, and what was thrown away or never sent."""
    return (
        "list-id" in headers
        or "list-unsubscribe" in headers
        or headers.get("auto-submitted", "no").strip().lower() not in {"no", ""}
        or headers.get("precedence", "").strip().lower() in _BULK
        or headers.get("content-type", "").lower().startswith("multipart/report")
        or _ROBOT.search(sender) is not None
        or not labels.isdisjoint(load_terms().left)
    )


class Mailbox:
    """The people of one export.

    Args:
        tally: Takes their addresses, and the owner's name.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._names: dict[str, str] = {}
        self._own: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._delivered: Counter[str] = Counter()
        self._n = 0

    def look(self, headers: Mapping[str, str]) -> None:
        """Take the headers of one message, to find out whose mailbox it is."""
        labels = labels_of(headers)
        writers = addresses_of(headers.get("from"))
        if writers and not labels.isdisjoint(load_terms().sent):
            self._own.add(writers[0][0])
        else:
            self._n += 1
            self._counts.update(self._all(headers))
            self._delivered.update({one for one, _ in addresses_of(headers.get("delivered-to"))})

    def decide(self) -> None:
        """Decide whose mailbox it is: by the label of sent mail, where mail was delivered, who is in most of it."""
        for counts in (self._delivered, self._counts):
            if not self._own:
                best = counts.most_common(2)
                clear = len(best) == 1 or (len(best) == 2 and best[0][1] > best[1][1])
                if best and clear and best[0][1] >= _ENOUGH * self._n:
                    self._own.add(best[0][0])
        self._counts.clear()
        self._delivered.clear()

    def place(self, headers: Mapping[str, str], labels: frozenset[str]) -> tuple[Chat, str] | None:
        """Return the conversation of a message and the name of who wrote it; None where nobody did."""
        writers = addresses_of(headers.get("from"))
        if not writers:
            return None
        writer, name = writers[0]
        if not labels.isdisjoint(load_terms().sent):
            self._own.add(writer)
        sender = self._named(writer, name)
        everyone = self._all(headers)
        others = everyone - self._own or {writer}
        if len(others) == 1:
            (other,) = others
            return Chat(
                other, printable(self._names.get(other) or self._name_in(headers, other)), group=False
            ), sender
        if not self._own and len(others) == 2:
            key = "~".join(sorted(others))
            return Chat(key, printable(self._names.get(min(others - {writer}), "")), group=False), sender
        subject = _REPLY.sub("", decode_words(headers.get("subject", ""))).strip()
        return Chat(_thread(headers, subject), printable(subject), group=True), sender

    def _all(self, headers: Mapping[str, str]) -> set[str]:
        """Return the addresses of all who wrote or got a message."""
        return {one for name in ("from", "to", "cc", "bcc") for one, _ in addresses_of(headers.get(name))}

    def _name_in(self, headers: Mapping[str, str], address: str) -> str:
        """Return the name beside an address in the headers; else the address."""
        named = (
            name for field in ("to", "cc") for one, name in addresses_of(headers.get(field)) if one == address
        )
        return next(named, "") or address

    def _named(self, address: str, name: str) -> str:
        """Return the name of who wrote from an address: the first that was seen, for the owner's all the same."""
        if address in self._own:
            self._tally.owner = known = self._tally.owner or name or address
        else:
            known = self._names.setdefault(address, name or address)
        self._tally.addresses.setdefault(known, set()).add(address)
        return known


def _thread(headers: Mapping[str, str], subject: str) -> str:
    """Return what names a thread: Gmail's number of it, its first message, else its subject."""
    if number := headers.get("x-gm-thrid", "").strip():
        return f"thread:{number}"
    for name in ("references", "in-reply-to", "message-id"):
        if found := _ID.search(headers.get(name, "")):
            return f"thread:{found[1]}"
    return f"thread:{subject.casefold()}"
