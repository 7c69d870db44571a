"""Who may come in: launch links that work once, sessions that live in memory, and when the user was last seen."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["Gate", "Notice", "launch_token", "steady_s"]

TOKEN_S: Final = 300.0
MOST_SESSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that the next page shows once.

    Attributes:
        words: The sentence.
        undo: Address to which a form is sent to undo what was done; None where nothing can be undone.
    """

    words: str
    undo: str | None = None


def steady_s() -> float:
    """Return seconds that never go back, nor stop while the machine sleeps: a closed lid is no sign of the user."""
    # Linux; on a Mac, the system's own monotonic clock goes on
    goes_on = getattr(time, "CLOCK_BOOTTIME", None)
    if goes_on is None and sys.platform == "darwin":
        goes_on = getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if goes_on is None else time.clock_gettime(goes_on)


def launch_token(secret: bytes, now: float) -> str:
    """Return a token that opens the pages once, for five minutes.

    Args:
        secret: Known to the server and to whoever may read the data folder.
        now: Seconds since 1970.
    """
    named = f"{secrets.token_urlsafe(16)}.{int(now + TOKEN_S)}"
    return f"{named}.{_sign(secret, named)}"


class Gate:
    """Sessions of one running server.

    Args:
        clock: Returns seconds since 1970.
        steady: Returns seconds that never go back.

    Attributes:
        secret: What launch links are made from.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = steady_s
    ) -> None:
        self.secret = secrets.token_bytes(32)
        self._clock = clock
        self._steady = steady
        self._used: dict[str, float] = {}
        self._sessions: dict[str, list[Notice]] = {}
        self._seen = steady()
        self._guard = threading.Lock()

    def launch_path(self) -> str:
        """Return the path of a fresh launch link."""
        return f"/launch/{launch_token(self.secret, self._clock())}"

    def admit(self, token: str) -> str | None:
        """Return a new session for a launch token; None where it is not ours, too old, or was used before."""
        named, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), _sign(self.secret, named).encode()):
            return None
        now = self._clock()
        until = float(named.rpartition(".")[2])
        with self._guard:
            self._used = {one: end for one, end in self._used.items() if end >= now}
            if not now <= until or named in self._used:
                return None
            self._used[named] = until
            session = secrets.token_urlsafe(32)
            self._sessions[session] = []
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
        self.touch()
        return session

    def knows(self, session: str | None) -> bool:
        """Whether a cookie is one of our sessions."""
        return session is not None and session in self._sessions

    def end_all(self) -> None:
        """End every session."""
        with self._guard:
            self._sessions.clear()

    def leave_notice(self, session: str, notice: Notice) -> None:
        """Keep a notice for the next page of a session."""
        with self._guard:
            if session in self._sessions:
                self._sessions[session] = [notice]

    def take_notices(self, session: str | None) -> list[Notice]:
        """Return what is to be shown, once."""
        with self._guard:
            if session is None or not self._sessions.get(session):
                return []
            notices, self._sessions[session] = self._sessions[session], []
            return notices

    def touch(self) -> None:
        """Note a sign of the user."""
        self._seen = self._steady()

    def idle_s(self) -> float:
        """Return how long there was no sign of the user, in seconds."""
        return self._steady() - self._seen


def _sign(secret: bytes, named: str) -> str:
    return hmac.new(secret, named.encode(), hashlib.sha256).hexdigest()
