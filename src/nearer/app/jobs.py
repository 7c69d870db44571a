"""Background work: one after the other, with progress, and stoppable at any time."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nearer.kernel.errors import LockedError, NearerError, RequestError

__all__ = ["Cancelled", "Job", "Jobs", "Progress"]

MOST_REMEMBERED: Final = 50
PATIENCE_S: Final = 20.0

State = Literal["waiting", "running", "done", "failed", "cancelled"]


class Cancelled(Exception):  # noqa: N818 - no error: the user's wish
    """The user stopped the work."""


@dataclass(slots=True)
class Progress:
    """How far a piece of work is. The work calls :meth:`step`; pages read the rest.

    Attributes:
        words: What it is doing, for the user.
        done: How much is done.
        total: Of how much; None where nobody knows.
    """

    words: str = ""
    done: int = 0
    total: int | None = None
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def step(self, done: int, total: int | None = None, words: str | None = None) -> None:
        """Say how far it is.

        Raises:
            Cancelled: The user stopped it.
        """
        if self._stop.is_set():
            raise Cancelled
        self.done = done
        self.total = total if total is not None else self.total
        self.words = words if words is not None else self.words

    def stop(self) -> None:
        """Let the next step end the work."""
        self._stop.set()


@dataclass(slots=True)
class Job:
    """One piece of work.

    Attributes:
        id: Names it in an address; not to be guessed.
        kind: What it is: ``import``, ``analysis``, ...
        then: Address of the page that shows what came of it.
        progress: How far it is.
        state: Where it stands.
        result: What the work returned.
        error: Why it failed, in a sentence; None where it did not.
        over: Set at its end.
    """

    id: str
    kind: str
    then: str
    progress: Progress = field(default_factory=Progress)
    state: State = "waiting"
    result: Any = None
    error: NearerError | None = None
    over: threading.Event = field(default_factory=threading.Event, repr=False)

    def end(self, state: State, error: NearerError | None = None) -> None:
        """Say how it ended; only the first end counts."""
        if not self.over.is_set():
            self.error = error
            self.state = state
            self.over.set()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.over.is_set()


class Jobs:
    """The work of one place, in one thread: what writes does not compete."""

    def __init__(self) -> None:
        self._pool = _new_pool()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._guard = threading.Lock()
        self._stopping = False

    def start(self, kind: str, work: Callable[[Progress], Any], then: str = "/") -> Job:
        """Start work in the background.

        Args:
            kind: What it is.
            work: Called with its progress; what it returns is the result.
            then: Where to look afterwards.

        Raises:
            LockedError: Everything is being stopped.
        """
        job = Job(secrets.token_urlsafe(12), kind, then)
        with self._guard:
            if self._stopping:
                raise LockedError("store.errors.locked")
            over = [one.id for one in self._jobs.values() if one.is_over]
            for job_id in over[: max(len(self._jobs) + 1 - MOST_REMEMBERED, 0)]:
                del self._jobs[job_id]
            self._jobs[job.id] = job
            self._pool.submit(_run, job, work)
        return job

    def find(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            RequestError: There is none of this id.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise RequestError("store.errors.gone")
        return job

    @property
    def running(self) -> list[Job]:
        """What is not over yet."""
        with self._guard:
            return [job for job in self._jobs.values() if not job.is_over]

    def stop(self, kind: str) -> None:
        """Stop the work of one kind at its next step, and wait until it is over."""
        for job in self.running:
            if job.kind == kind:
                job.progress.stop()
                job.over.wait(PATIENCE_S)

    def stop_all(self) -> None:
        """Stop everything and wait until it is over; what does not come to its next step for long is left behind."""
        with self._guard:
            self._stopping = True
        try:
            stopped = self.running
            for job in stopped:
                job.progress.stop()
            self._pool.shutdown(wait=False)  # what waits ends at its first step
            until = time.monotonic() + PATIENCE_S
            for job in stopped:
                job.over.wait(max(until - time.monotonic(), 0))
                job.end("cancelled")
        finally:
            with self._guard:
                self._pool = _new_pool()
                self._stopping = False

    def forget_words(self) -> None:
        """Keep of everything that is over only that it is: words and results name people."""
        with self._guard:
            for job in self._jobs.values():
                job.progress.words, job.result = "", None


def _new_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="nearer-job")


def _run(job: Job, work: Callable[[Progress], Any]) -> None:
    try:
        job.progress.step(0)
        job.state = "running"
        job.result = work(job.progress)
        job.end("done")
    except Cancelled:
        job.end("cancelled")
    except NearerError as error:
        job.end("failed", error)
    except BaseException as error:  # noqa: BLE001 - the edge of a thread: told by its kind, never by its own words
        job.end("failed", NearerError("errors.ours", kind=type(error).__name__, place=job.kind))
