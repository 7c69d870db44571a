"""Background work: one after the other, with progress, and stoppable at any time."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from nearer.kernel.errors import NearerError, RequestError

__all__ = ["Cancelled", "Job", "Jobs", "Progress"]

MOST_REMEMBERED: Final = 50

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
    """

    id: str
    kind: str
    then: str
    progress: Progress = field(default_factory=Progress)
    state: State = "waiting"
    result: Any = None
    error: NearerError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed", "cancelled")


class Jobs:
    """The work of one place, in one thread: what writes does not compete."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="nearer-job")
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def start(self, kind: str, work: Callable[[Progress], Any], then: str = "/") -> Job:
        """Start work in the background.

        Args:
            kind: What it is.
            work: Called with its progress; what it returns is the result.
            then: Where to look afterwards.
        """
        job = Job(secrets.token_urlsafe(12), kind, then)
        self._jobs[job.id] = job
        while len(self._jobs) > MOST_REMEMBERED:
            self._jobs.popitem(last=False)
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
        return [job for job in self._jobs.values() if not job.is_over]

    def stop_all(self) -> None:
        """Stop everything and wait until it is over."""
        for job in self.running:
            job.progress.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for job in self.running:
            job.state = "cancelled"
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="nearer-job")


def _run(job: Job, work: Callable[[Progress], Any]) -> None:
    job.state = "running"
    try:
        job.progress.step(0)
        job.result = work(job.progress)
        job.state = "done"
    except Cancelled:
        job.state = "cancelled"
    except NearerError as error:
        job.error = error
        job.state = "failed"
    except Exception as error:  # noqa: BLE001 - the edge of a thread: told by its kind, never by its own words
        job.error = NearerError("errors.ours", kind=type(error).__name__, place=job.kind)
        job.state = "failed"
