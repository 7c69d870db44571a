"""Reading in a process of its own: a file that is made to break its reader ends that process and nothing else.

The process has no key and no store. What is read comes back as columns; what stops it comes back as a sentence.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import msgspec

from nearer.kernel.errors import ExportError, UnknownFormatError
from nearer.sources.options import ReadOptions
from nearer.sources.records import Batch, Tally
from nearer.sources.sqlite_copies import private_folder, remove_leftovers
from nearer.sources.wire import (
    Ended,
    Failed,
    Found,
    Listed,
    Look,
    Read,
    Reply,
    Rows,
    Step,
    read_frame,
    write_frame,
)
from nearer.sources.worker import TOO_MUCH_MEMORY
from nearer.words import printable

if TYPE_CHECKING:
    from nearer.sources import Export

__all__ = ["ApartReader", "ReaderProcess"]

PATIENCE_S: Final = 180.0
MOST_WAITING: Final = 4
_OVER_MEMORY: Final = frozenset(
    {TOO_MUCH_MEMORY, -6, -9}
)  # ended itself; out of addresses; ended by the system
_OVER_TIME: Final = frozenset({-24})


class ReaderProcess:
    """A process that reads exports; used as a context, at whose end it is gone.

    Args:
        plugins: Whether formats that other packages add are known.
        patience_s: Seconds to wait for an answer before it is ended.

    Attributes:
        plugins: As given.
    """

    def __init__(self, *, plugins: bool = True, patience_s: float = PATIENCE_S) -> None:
        self.plugins = plugins
        self._patience_s = patience_s
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[Reply | None] = queue.Queue(MOST_WAITING)
        self._hearer = threading.Thread()
        self._folder = ExitStack()
        self._file = ""
        self._last: tuple[Path | Mapping[str, bytes], bool] = ({}, False)

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def look(self, place: Path | Mapping[str, bytes], digests: bool = False) -> Listed:
        """Return which exports a file, a zip or a folder holds, or files whose bytes are here.

        Args:
            place: On the disk; or bytes by name.
            digests: Whether to say the digest of each, so that it is known again.

        Raises:
            ExportError: It cannot be read, or broke its reader.
            UnknownFormatError: It is a file that is no export.
        """
        self._last = place, digests
        held = {} if isinstance(place, Path) else {printable(name): some for name, some in place.items()}
        self._file = place.name or str(place) if isinstance(place, Path) else next(iter(held), "")
        path = os.fsencode(place.absolute()) if isinstance(place, Path) else None
        self._ask(Look(path, list(held), self.plugins, digests), held.values())
        answer = self._next()
        if isinstance(answer, Failed):
            raise answer.error()
        if not isinstance(answer, Listed):
            raise self._stopped()
        return answer

    def look_for_some(self, path: Path) -> Listed:
        """Return which exports a file, a zip or a folder holds, at least one.

        Raises:
            ExportError: It cannot be read, or broke its reader.
            UnknownFormatError: Nothing in it is an export.
        """
        listed = self.look(path)
        if not listed.exports:
            raise (
                listed.refused[0].error()
                if listed.refused
                else UnknownFormatError("sources.error.no_export_in_folder", file=path.name)
            )
        return listed

    def read(
        self,
        listed: Listed,
        number: int,
        options: ReadOptions,
        *,
        skip: int = 0,
        on_step: Callable[[ApartReader], None] | None = None,
    ) -> ApartReader:
        """Return one of the exports of the last look, to be drawn once.

        Args:
            listed: What :meth:`look` returned.
            number: Its place there.
            options: How to read it.
            skip: How many of its first messages are not wanted.
            on_step: Called with the reader whenever something was read.
        """
        ask = Read(number, options.date_order, options.clock, options.with_text, skip)
        return ApartReader(self, listed.exports[number], ask, on_step)

    def draw(self, ask: Read) -> Iterator[Rows | Step | Ended]:
        """Yield what is read, and how far that is; the last is its end.

        Raises:
            ExportError: It cannot be read, or broke its reader.
        """
        if self._process is None:  # an earlier export broke it
            self.look(*self._last)
        self._ask(ask)
        while True:
            answer = self._next()
            if isinstance(answer, Failed):
                raise answer.error()
            if not isinstance(answer, Rows | Step | Ended):
                raise self._stopped()
            yield answer
            if isinstance(answer, Ended):
                return

    def _start(self) -> None:
        remove_leftovers()
        environment = dict(os.environ)
        with suppress(ExportError):  # only databases need a place for their copy
            folder = self._folder.enter_context(private_folder(self._file))
            environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
        quiet = None if os.environ.get("NEARER_DEBUG") else subprocess.DEVNULL
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-m", "nearer.sources.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=quiet,
            env=environment,
        )
        self._answers = queue.Queue(MOST_WAITING)
        self._hearer = threading.Thread(target=_hear, args=(process, self._answers), daemon=True)
        self._hearer.start()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        while self._hearer.is_alive():  # it may wait for room
            with suppress(queue.Empty):
                self._answers.get(timeout=0.05)
        process.wait()
        self._folder.close()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _ask(self, ask: Look | Read, contents: Iterable[bytes] = ()) -> None:
        if self._process is None:
            self._start()
        stream = self._process.stdin if self._process else None
        if stream is None:
            raise self._stopped()
        try:
            write_frame(stream, ask)
            for content in contents:
                write_frame(stream, content)
        except OSError:
            raise self._stopped() from None

    def _next(self) -> Reply:
        try:
            answer = self._answers.get(timeout=self._patience_s)
        except queue.Empty:
            self._end()
            raise ExportError("sources.error.too_slow", file=self._file) from None
        if answer is None:
            raise self._stopped()
        return answer

    def _stopped(self) -> ExportError:
        """Say why the process ended; the next question starts another."""
        process = self._process
        code = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=1)
        self._end()
        if code in _OVER_MEMORY:
            return ExportError("sources.error.too_much_memory", file=self._file)
        if code in _OVER_TIME:
            return ExportError("sources.error.too_slow", file=self._file)
        return ExportError("sources.error.reader_stopped", file=self._file)


class ApartReader:
    """One export, read by a process of its own; what :class:`~nearer.sources.formats.Reader` promises.

    Args:
        process: Reads it.
        found: The export.
        ask: What to ask for.
        on_step: Called with this reader whenever something was read.

    Attributes:
        source: Short name of the format.
        name: What to call the export.
        parts: Empty: the files are in the other process.
        tally: What was counted besides messages; complete at the end.
        n_bytes: Bytes of the export.
        n_bytes_done: How many of them were read.
        n_messages: Messages that were read, without those that were not wanted.
    """

    def __init__(
        self,
        process: ReaderProcess,
        found: Found,
        ask: Read,
        on_step: Callable[[ApartReader], None] | None = None,
    ) -> None:
        self.source = found.source
        self.name = found.name
        self.parts: Sequence[Export] = ()
        self.tally = Tally()
        self.n_bytes = found.n_bytes
        self.n_bytes_done = 0
        self.n_messages = 0
        self._process = process
        self._ask = ask
        self._on_step = on_step

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages in the order of the export.

        Raises:
            ExportError: It cannot be read, or broke its reader.
            ChangedError: It changed while it was being read.
        """
        for answer in self._process.draw(self._ask):
            if isinstance(answer, Ended):
                self.tally = answer.tally
                return
            self.n_bytes_done = answer.n_bytes
            try:
                batch = answer.batch() if isinstance(answer, Rows) else None
            except ValueError:
                raise ExportError("sources.error.reader_stopped", file=self.name) from None
            self.n_messages += batch.frame.height if batch else 0
            if self._on_step is not None:
                self._on_step(self)
            if batch and batch.frame.height:
                yield batch


def _hear(process: subprocess.Popen[bytes], answers: queue.Queue[Reply | None]) -> None:
    """Put what a process says into a queue, and None at its end."""
    decoder = msgspec.msgpack.Decoder(Reply)
    stream = process.stdout
    try:
        while stream is not None and (frame := read_frame(stream)) is not None:
            answers.put(decoder.decode(frame))
    except (EOFError, OSError, ValueError, msgspec.DecodeError):
        pass
    answers.put(None)
