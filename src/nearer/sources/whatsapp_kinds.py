"""What a WhatsApp message is: text, a placeholder for media, a deleted one, or a line that the app wrote."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.sources.whatsapp_form import MARKS
from nearer.sources.whatsapp_terms import OPENING_CHARACTERS, load_terms

__all__ = ["DELETED", "MEDIA", "SYSTEM", "TEXT", "find_closing", "find_kinds", "may_be_of_app"]

Ints = NDArray[np.int64]
TEXT, MEDIA, DELETED, SYSTEM, _CAPTION = range(5)
LONGEST_PLACEHOLDER: Final = 40
_AROUND: Final = "\u200e\u200f\u202a\u202b\u202c\u2068\u2069\ufeff .。"
_STARTS: Final = ("<", "\u200e", "\u200f", "location: https://")
_FIRST: Final = (ord("<"), 0xE2)
"""First bytes of what may be the app's whatever follows; U+200E and U+200F begin with the second."""
_FILE_IPHONE: Final = rf"(?:^|[{MARKS}])<\p{{L}}[\p{{L}}\s]{{1,30}}: [^<>]+\.\w{{2,5}}>"
_FILE_ANDROID: Final = r"^(?:img|vid|aud|ptt|stk|doc)-\d{8}-wa\d{4,}\.\w{2,5} \([^()]+\)"
_PLACE: Final = (
    r"^\p{L}[\p{L}\s]{1,24}: https://(?:maps\.|foursquare\.|www\.google\.[^/ ]*/maps|goo\.gl/maps)\S+"
)
_LAST: Final = rf"[{MARKS}]([^{MARKS}]{{1,40}})$"
"""What stands behind a caption, or behind the name of a document and its pages."""
_DOCUMENT: Final = rf"•\s?[{MARKS}]|\.\w{{2,5}}[\s{MARKS}]*[^{MARKS}]{{1,40}}$"
_TAIL_FILE: Final = rf"\s?[{MARKS}]+<[{MARKS}]*\p{{L}}[\p{{L}}\s]{{1,30}}: [^<>]+\.\w{{2,5}}>[{MARKS}]*$"
_TAIL_WORDS: Final = rf"(?P<whole>\s?[{MARKS}]+(?P<words>[^{MARKS}]{{1,40}}))$"
_CALL: Final = "^\u200e[^\u200e\\d:]{2,40}[,.،、，][\\s\u00a0\u202f]?\u200e"
"""A call and how long it was, or that nobody answered: two marked parts with a comma or stop between them."""


def may_be_of_app(text: NDArray[np.uint8], starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Tell from the first bytes and the last one of bodies which may be the app's own words.

    Args:
        text: UTF-8, with four bytes more than it has.
        starts: Where each body begins, shape (n,).
        ends: Where its first line ends, shape (n,).
    """
    first = np.lib.stride_tricks.sliding_window_view(text, 4)[starts].view("<u4")[:, 0]
    told: NDArray[np.bool_] = _openings()[_shuffled(first)]
    for byte in _FIRST:
        told |= text[starts] == byte
    told |= text[np.maximum(ends - 1, 0)] == ord(")")
    return told & (ends > starts)


@cache
def _openings() -> NDArray[np.bool_]:
    """Return which four bytes begin the app's own words; by chance one in a hundred others too."""
    terms = load_terms()
    words = [one.encode()[:4].ljust(4, b"\n") for one in (*terms.as_written, *terms.sure_openings, *_STARTS)]
    openings = np.zeros(1 << 16, dtype=bool)
    openings[_shuffled(np.frombuffer(b"".join(words), dtype="<u4"))] = True
    return openings


def _shuffled(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return sixteen bits that hang on all of the thirty-two (Knuth's multiplicative hashing)."""
    return (words * np.uint32(2_654_435_761)) >> np.uint32(16)


def find_kinds(bodies: pl.Series, senders: pl.Series, *, iphone: bool) -> NDArray[np.uint8]:
    """Tell the kind of each message from the first line of its body.

    Almost all messages are told by two cheap looks; only what may be the app's own is looked at closely.

    Args:
        bodies: First lines, String, shape (n,).
        senders: Who sent them, shape (n,); null where nobody did.
        iphone: Whether the export has the form of an iPhone, where the app marks its own words with U+200E.

    Returns:
        :data:`TEXT`, :data:`MEDIA`, :data:`DELETED` or :data:`SYSTEM`, shape (n,).
    """
    kinds = np.full(len(bodies), TEXT, dtype=np.uint8)
    at = np.flatnonzero(_may_be_of_app(bodies, iphone=iphone))
    if len(at):
        kinds[at] = _look_closely(bodies[at], senders[at], iphone=iphone)
    return kinds


def _may_be_of_app(bodies: pl.Series, *, iphone: bool) -> NDArray[np.bool_]:
    """Return where a body has the shape of the app's own words, or is one of its phrases."""
    terms = load_terms()
    body = pl.col(bodies.name)
    looks = [body.is_in(terms.as_written.implode()), body.str.ends_with(")")]
    looks += [body.str.starts_with(start) for start in _STARTS]
    if iphone:
        looks.append(body.str.contains("\u200e", literal=True))
        looks.append(body.str.head(OPENING_CHARACTERS).is_in(terms.sure_openings.implode()))
    return bodies.to_frame().select(pl.any_horizontal(looks)).to_series().to_numpy()


def find_closing(lines: pl.Series) -> Ints:
    """Return how many characters the app's own words take at the end of some lines, shape (n,).

    They say that a message was changed, or stand for the picture that the words before them were written under.

    Args:
        lines: Last lines of texts, String.
    """
    terms = load_terms()
    edited = lines.str.extract(f"({terms.edited})", 1).str.len_chars().fill_null(0)
    rest = lines.str.head(lines.str.len_chars() - edited) if (edited > 0).any() else lines
    marked = np.flatnonzero(rest.str.contains("\u200e", literal=True).to_numpy())
    closing = edited.to_numpy().astype(np.int64)
    if len(marked):
        some = rest[marked]
        parts = some.str.extract_groups(_TAIL_WORDS).struct.unnest()
        of_app = _flat(parts["words"]).is_in(terms.media.implode()).fill_null(False)
        words = np.where(of_app.to_numpy(), parts["whole"].str.len_chars().fill_null(0).to_numpy(), 0)
        file = some.str.extract(f"({_TAIL_FILE})", 1).str.len_chars().fill_null(0).to_numpy()
        closing[marked] += np.maximum(words, file)
    return closing


def _look_closely(bodies: pl.Series, senders: pl.Series, *, iphone: bool) -> NDArray[np.uint8]:
    """Return the kinds of bodies that may be the app's own words."""
    terms = load_terms()
    flat = _flat(bodies)
    kinds = np.full(len(bodies), TEXT, dtype=np.uint8)
    for words, kind in ((terms.system, SYSTEM), (terms.deleted, DELETED), (terms.media, MEDIA)):
        kinds[flat.is_in(words.implode()).to_numpy()] = kind
    rest = np.flatnonzero(kinds == TEXT)
    if not len(rest):
        return kinds
    kinds[rest] = _by_shape(bodies[rest], flat[rest])
    if iphone:
        marked = bodies[rest].str.starts_with("\u200e") & ~bodies[rest].str.contains("\v", literal=True)
        own = rest[marked.to_numpy() & (kinds[rest] == TEXT)]
        if len(own):
            kinds[own] = _marked_by_app(bodies[own], flat[own], senders[own])
    kinds[kinds == _CAPTION] = TEXT
    return kinds


def _by_shape(bodies: pl.Series, flat: pl.Series) -> NDArray[np.uint8]:
    """Return the kinds of bodies by files, places, captions and long openings in them."""
    terms = load_terms()
    body, text = pl.col("body"), pl.col("flat")
    file = text.str.contains(f"{_FILE_IPHONE}|{_FILE_ANDROID}|{_PLACE}") | text.str.contains(terms.attached)
    behind = text.str.extract(_LAST, 1).is_in(terms.media.implode()).fill_null(False)
    document = behind & text.str.contains(_DOCUMENT)
    caption = (behind & ~document) | body.str.contains(f"[^\\s{MARKS}]\\s?{_TAIL_FILE}")
    told = (
        pl.when(text.str.contains(terms.media_start) | document).then(MEDIA)
        .when(caption).then(_CAPTION)
        .when(file).then(MEDIA)
        .when(text.str.contains(terms.sure_start)).then(SYSTEM)
        .otherwise(TEXT)
    )  # fmt: skip
    return pl.DataFrame({"body": bodies, "flat": flat}).select(told.cast(pl.UInt8)).to_series().to_numpy()


def _marked_by_app(bodies: pl.Series, flat: pl.Series, senders: pl.Series) -> NDArray[np.uint8]:
    """Return the kinds of bodies that the app marked as its own, and that are no known phrase."""
    terms = load_terms()
    body, text, sender = pl.col("body"), pl.col("flat"), pl.col("sender").str.to_lowercase()
    named = text.str.strip_chars_start("~\u202f ").str.starts_with(sender) & (sender != "")
    about = text.str.contains(terms.system_start) | text.str.contains(terms.group)
    told = (
        pl.when(body.str.contains(_CALL) | named | about).then(SYSTEM)
        .when(~text.str.ends_with(":") & (text.str.len_chars() <= LONGEST_PLACEHOLDER)).then(MEDIA)
        .otherwise(TEXT)
    )  # fmt: skip
    frame = pl.DataFrame({"body": bodies, "flat": flat, "sender": senders.cast(pl.String)})
    return frame.select(told.cast(pl.UInt8)).to_series().to_numpy()


def _flat(bodies: pl.Series) -> pl.Series:
    """Return bodies in lower case, without marks and stops around them."""
    return bodies.str.to_lowercase().str.strip_chars(_AROUND)
