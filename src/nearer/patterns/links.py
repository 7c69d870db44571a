"""Links of a text: to our own pages by a scheme and a key, and to sources on the web, which nothing here ever opens."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from nearer.patterns.faults import Faults

__all__ = ["ADDRESSES", "Link", "check_links", "is_web", "own_address"]

ADDRESSES: Final[Mapping[str, str]] = {
    "pattern": "/understand/patterns/{}",
    "cause": "/understand/causes/{}",
    "question": "/understand/questions#{}",
    "practice": "/practise/exercises/{}",
}
"""Where each scheme leads."""

_OWN = re.compile(r"([a-z]+):([a-z][a-z0-9_-]*)")
_WEB = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of our own, and where it stands.

    Attributes:
        scheme: One of ``ADDRESSES``.
        target: The key.
        faults: At its place.
    """

    scheme: str
    target: str
    faults: Faults


def own_address(href: str) -> tuple[str, str] | None:
    """Return scheme and key of a link to a page of our own; None for any other.

    >>> own_address("pattern:leaving-first")
    ('pattern', 'leaving-first')
    >>> own_address("javascript:alert(1)"), own_address("https://example.org")
    (None, None)
    """
    match = _OWN.fullmatch(href)
    return (match[1], match[2]) if match and match[1] in ADDRESSES else None


def is_web(href: str) -> bool:
    """Whether an address is a plain one on the web.

    >>> is_web("https://doi.org/10.1037/0033-2909.132.5.641"), is_web("http://a.org"), is_web("https://a@b.org")
    (True, False, False)
    """
    return bool(_WEB.fullmatch(href))


def check_links(links: Collection[Link], there: Mapping[str, Collection[str]]) -> None:
    """Note a fault for every link that leads nowhere.

    Args:
        links: Of one or more texts.
        there: The keys that there are, by scheme.
    """
    for link in links:
        if link.target not in there[link.scheme]:
            link.faults.add("no_target", link=f"{link.scheme}:{link.target}")
