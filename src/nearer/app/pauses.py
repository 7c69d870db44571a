"""Use cases: a pause that is said and has an end; was it kept?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from nearer.app.safety import people_without_steps, require_open
from nearer.app.undo import delete_record
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import is_uid
from nearer.store.pauses import (
    KEPT,
    Pause,
    is_pause,
    load_pause,
    load_pauses,
    save_pause,
)
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place
    from nearer.store.database import Store

__all__ = [
    "ANSWERS",
    "LONGEST_MESSAGE",
    "PARTS",
    "Pause",
    "PausesSummary",
    "PausesView",
    "announce_pause",
    "answer_pause",
    "drop_pause",
    "find_pause",
    "join_parts",
    "keep_pause",
    "pause_calendar",
    "pauses_summary",
    "pauses_view",
]

PARTS: Final = ("space", "care", "back")
"""Of the message: I need some time · I care · I will be back then."""

ANSWERS: Final = (*KEPT, "unsaid", "quiet")
"""To whether a pause was kept; ``unsaid``: it was never announced · ``quiet``: rather not say."""

LONGEST_MESSAGE: Final = 4_000


@dataclass(frozen=True, slots=True)
class PausesView:
    """The pauses that may be shown.

    Attributes:
        due: Those whose time has come and about which nothing is said yet, earliest first.
        coming: Those that still run, those first that end first.
        past: The others, latest first.
    """

    due: list[Pause]
    coming: list[Pause]
    past: list[Pause]


@dataclass(frozen=True, slots=True)
class PausesSummary:
    """What became of the pauses.

    Attributes:
        n_announced: How many were announced.
        n: Of how many of these the user noted how they ended.
        n_kept: After how many of these the user was back as they had said.
        n_later: Later than that.
        n_not: Not.
        share: ``n_kept / n``; None where ``n`` is 0.
        low: Lower end of its 95 % interval (Wilson).
        high: Its upper end.
    """

    n_announced: int
    n: int
    n_kept: int
    n_later: int
    n_not: int
    share: float | None
    low: float | None
    high: float | None


def pauses_view(store: Store, now: datetime) -> PausesView:
    """Return the pauses with everybody toward whom steps may be shown."""
    pauses = _pauses(store)
    still = [one for one in pauses if one.kept_at is None]
    past = [one for one in pauses if one.kept_at is not None]
    return PausesView(
        due=[one for one in still if one.returns_at <= now],
        coming=[one for one in still if one.returns_at > now],
        past=past[::-1],
    )


def pauses_summary(store: Store) -> PausesSummary:
    """Return how many pauses were announced, and how many of those were kept."""
    from nearer.inference.ranking import wilson_interval

    announced = [one for one in _pauses(store) if one.said_at is not None]
    kept = [one.kept for one in announced if one.kept is not None]
    n, n_kept = len(kept), kept.count("yes")
    low, high = wilson_interval(n_kept, n) if n else (None, None)
    return PausesSummary(
        n_announced=len(announced),
        n=n,
        n_kept=n_kept,
        n_later=kept.count("later"),
        n_not=kept.count("no"),
        share=n_kept / n if n else None,
        low=low,
        high=high,
    )


def join_parts(parts: dict[str, str]) -> str:
    """Return the message that the three parts make.

    >>> join_parts({"space": "I need an evening.", "care": " ", "back": "I will write tomorrow."})
    'I need an evening. I will write tomorrow.'
    """
    return " ".join(text for name in PARTS if (text := parts.get(name, "").strip()))


def keep_pause(
    store: Store,
    uid: str,
    person_id: int,
    message: str,
    returns_at: datetime,
    now: datetime,
    *,
    keeps_words: bool,
) -> Pause:
    """Keep a pause; sent twice, it is still one, as it was sent last.

    Args:
        store: The store.
        uid: Made with the form.
        person_id: With whom.
        message: What the user wrote to say.
        returns_at: When they want to be back.
        now: The present time.
        keeps_words: Whether the words are kept.

    Raises:
        RequestError: Safety with them was not asked, the message is empty or too long, or the uid is none.
    """
    require_open(store, person_id, now)
    if not is_uid(uid):
        raise RequestError("store.errors.gone")
    if not message:
        raise RequestError("pauses.errors.no_words")
    if len(message) > LONGEST_MESSAGE:
        raise RequestError("pauses.errors.too_long")
    kept = message if keeps_words else ""
    with store.write():
        if is_pause(store, uid):
            pause = replace(
                find_pause(store, uid),
                person_id=person_id,
                message=kept,
                returns_at=returns_at,
                changed_at=now,
            )
        else:
            pause = Pause(uid, returns_at, now, now, person_id=person_id, message=kept)
        save_pause(store, pause)
    return pause


def find_pause(store: Store, uid: str) -> Pause:
    """Return one pause.

    Raises:
        RequestError: It is not there, or is with somebody toward whom nothing may be shown.
    """
    pause = load_pause(store, uid)
    if pause.person_id in people_without_steps(store):
        raise RequestError("store.errors.gone")
    return pause


def announce_pause(store: Store, uid: str, now: datetime, *, said: bool = True) -> Pause:
    """Note that a pause was announced, or that it was not after all.

    Raises:
        RequestError: It is not there.
    """
    with store.write():
        pause = replace(find_pause(store, uid), said_at=now if said else None, changed_at=now)
        save_pause(store, pause)
    return pause


def answer_pause(store: Store, uid: str, answer: str, now: datetime) -> Pause:
    """Note whether a pause was kept; whoever says that they came back, or did not, had announced it.

    Args:
        store: The store.
        uid: Of the pause.
        answer: One of :data:`ANSWERS`; empty asks again.
        now: The present time.

    Raises:
        RequestError: It is not there, or the answer is none.
    """
    if answer and answer not in ANSWERS:
        raise RequestError("pauses.errors.no_choice")
    with store.write():
        pause = find_pause(store, uid)
        kept = next((one for one in KEPT if one == answer), None)
        said_at = (pause.said_at or pause.made_at) if kept else pause.said_at
        pause = replace(
            pause,
            kept=kept,
            kept_at=now if answer else None,
            said_at=None if answer == "unsaid" else said_at,
            changed_at=now,
        )
        save_pause(store, pause)
    return pause


def drop_pause(place: Place, uid: str) -> str:
    """Delete a pause, and return the path to which a form is sent to bring it back.

    Raises:
        RequestError: It is not there.
    """
    find_pause(place.store, uid)
    return delete_record(place, "pause", uid, f"/practise/pause/{uid}")


def pause_calendar(store: Store, uid: str, stamp: datetime) -> bytes:
    """Return the return of a pause as a calendar file that names nobody and nothing.

    Args:
        store: The store.
        uid: Of the pause.
        stamp: When the file is made, UTC.

    Raises:
        RequestError: The pause is not there.
    """
    from nearer.app.calendar_file import write_calendar

    at = find_pause(store, uid).returns_at
    return write_calendar(say("pauses.calendar.title"), at.date(), at.date(), [at.time()], "daily", stamp)


def _pauses(store: Store) -> list[Pause]:
    unsafe = people_without_steps(store)
    return [one for one in load_pauses(store) if one.person_id not in unsafe]
