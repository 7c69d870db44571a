"""Use cases: the user's own pages about causes, written to prompts. Nothing here or elsewhere reads what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.patterns.loading import own_library
from nearer.patterns.types import Cause, Prompt
from nearer.store.writings import Writing, load_writing, load_writings, save_writing

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "LONGEST",
    "Kept",
    "OwnPage",
    "drop_page",
    "find_page",
    "keep_page",
    "own_pages",
    "pick_cause",
]

LONGEST: Final = 10_000
"""Letters that a page may have."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the user wrote once.

    Attributes:
        writing: The page itself.
        cause: What it is about; None where the library has it no more.
        prompt: To what it was written; None where the library has it no more.
    """

    writing: Writing
    cause: Cause | None
    prompt: Prompt | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page that was sent.

    Attributes:
        is_kept: Whether it is kept; one without a word is not.
        undo: Path of the form that brings back what stood there, where it was emptied; None for nothing to bring back.
    """

    is_kept: bool
    undo: str | None = None


def pick_cause(key: str) -> Cause:
    """Return a cause.

    Raises:
        RequestError: There is none of this key.
    """
    cause = own_library().library.causes.get(key)
    if cause is None:
        raise RequestError("store.errors.gone")
    return cause


def own_pages(store: Store, cause: str = "") -> tuple[OwnPage, ...]:
    """Return what was written about a cause, or about any, latest first."""
    return tuple(_own_page(one) for one in load_writings(store, f"cause.{cause}." if cause else "cause."))


def find_page(store: Store, uid: str) -> OwnPage:
    """Return one page.

    Raises:
        RequestError: It is not there.
    """
    return _own_page(load_writing(store, uid))


def keep_page(place: Place, cause: str, prompt: str, uid: str, words: str) -> Kept:
    """Keep a page as it was sent; sent twice, it is kept once. One that was emptied is deleted.

    Args:
        place: The place.
        cause: Key of the cause.
        prompt: Key of the prompt to which it is written.
        uid: Of the page, made with the form.
        words: The user's own.

    Raises:
        RequestError: There is no such prompt, this is no page to it, or it is too long.
    """
    about = f"cause.{cause}.{prompt}"
    if not is_uid(uid) or all(one.key != prompt for one in pick_cause(cause).prompts):
        raise RequestError("store.errors.gone")
    if len(words) > LONGEST:
        raise RequestError("causes.errors.too_long")
    store, now = place.store, place.now()
    with store.write():
        earlier = next((one for one in load_writings(store, "cause.") if one.uid == uid), None)
        if earlier is not None and earlier.about != about:
            raise RequestError("store.errors.gone")
        if words.strip():
            made = Writing(uid, about, words, now, now)
            save_writing(store, replace(earlier, words=words, changed_at=now) if earlier else made)
            return Kept(True)
    return Kept(False, drop_page(place, uid) if earlier else None)


def drop_page(place: Place, uid: str) -> str:
    """Delete a page, and return the path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    return delete_record(place, "writing", uid, f"/understand/causes/pages/{uid}")


def _own_page(writing: Writing) -> OwnPage:
    _, _, rest = writing.about.partition(".")
    key, _, prompt = rest.partition(".")
    cause = own_library().library.causes.get(key)
    found = next((one for one in cause.prompts if one.key == prompt), None) if cause else None
    return OwnPage(writing, cause, found)
