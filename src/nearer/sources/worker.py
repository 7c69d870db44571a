"""The reader process: reads what it is told to, within limits, and sends back columns. Started by ``app/apart.py``.

It has no key, no store and no network. Its memory and its time are limited by itself and by the system, so that a file
that is made to break a reader ends this process and nothing else.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

import msgspec

from nearer.kernel.errors import ExportError, NearerError
from nearer.sources.detect import Opened, digest_of, open_exports
from nearer.sources.files import Export, hold_files
from nearer.sources.formats import Format, Reader, find_format
from nearer.sources.wire import (
    Ask,
    Failed,
    Found,
    Listed,
    Look,
    Read,
    Step,
    end_of,
    read_frame,
    rows_of,
    write_frame,
)

__all__ = ["MOST_MEMORY_BYTES", "TOO_MUCH_MEMORY", "main"]

MOST_MEMORY_BYTES: Final = 768 << 20
MOST_NEW_ADDRESSES: Final = 3 << 30
MOST_CPU_S: Final = 120
MOST_PEOPLE: Final = 100_000
"""In one conversation: the largest groups of Telegram have twice as many members, of whom few ever write."""
CPU_S_PER_MB: Final = 2
CHECK_S: Final = 0.02
STEP_S: Final = 1.0
TOO_MUCH_MEMORY: Final = 86
"""Exit code where a file would take more memory than a reader ever needs."""


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answers = _take_streams()
    worker = _Worker(answers)
    decoder = msgspec.msgpack.Decoder(Ask)
    while (frame := read_frame(asked)) is not None:
        ask = decoder.decode(frame)
        try:
            if isinstance(ask, Look):
                worker.look(ask, {name: read_frame(asked) or b"" for name in ask.names})
            else:
                worker.read(ask)
        except NearerError as error:
            worker.fail(error)
        except MemoryError:
            os._exit(TOO_MUCH_MEMORY)


class _Worker:
    """What was looked at last, and where to send answers.

    Args:
        answers: Takes frames.
    """

    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._one_at_a_time = threading.Lock()
        self._opened = Opened(())
        self._plugins = True
        self._n_held = 0
        threading.Thread(target=self._watch_memory, daemon=True).start()

    def look(self, ask: Look, held: dict[str, bytes]) -> None:
        """Say what is in a place, or in the files that are held."""
        self._opened = Opened(())
        self._n_held = sum(map(len, held.values()))
        self._plugins = ask.plugins
        place = hold_files(held) if ask.path is None else Path(os.fsdecode(ask.path))
        _limit(self._n_held, self._n_held)  # only beginnings are looked at
        self._opened = open_exports(place, plugins=ask.plugins)
        _limit(self._n_held, sum(part.n_bytes for reader in self._opened.readers for part in reader.parts))
        found, refused = [], [Failed.of(one.error, one.name) for one in self._opened.refused]
        readers = []
        for reader in self._opened.readers:
            try:
                digest = digest_of(reader.parts) if ask.digests else ""
            except ExportError as error:
                refused.append(Failed.of(error, reader.name))
                continue
            title = self._format_of(reader).title
            n_bytes = sum(part.n_bytes for part in reader.parts)
            readers.append(reader)
            found.append(Found(reader.name, reader.source, title, n_bytes, digest, _files_of(reader)))
        self._opened = replace(self._opened, readers=tuple(readers))
        self._answer(Listed(found, refused, list(self._opened.others)))

    def read(self, ask: Read) -> None:
        """Send the messages of one export, those at the beginning left out that are wanted no more."""
        parts = self._opened.readers[ask.number].parts
        reader = self._format_of(self._opened.readers[ask.number]).read(parts, ask.options())
        n_before = ask.skip
        people: defaultdict[str, set[str]] = defaultdict(set)
        over = threading.Event()
        threading.Thread(target=self._tell_steps, args=(parts, over), daemon=True).start()
        try:
            for batch in reader:
                among = people[batch.chat.key]
                among.update(batch.frame["sender"].unique())
                if len(among) > MOST_PEOPLE:
                    raise ExportError("sources.error.crowd", file=reader.name, n=f"{MOST_PEOPLE:,}")
                rows = batch.frame.slice(n_before)
                n_before = max(n_before - batch.frame.height, 0)
                self._answer(rows_of(replace(batch, frame=rows), _n_read(parts)))
        except ExportError:
            for part in parts:
                part.check_unchanged()
            raise
        finally:
            over.set()
        self._answer(end_of(reader.tally))

    def fail(self, error: NearerError) -> None:
        """Send a sentence instead of an answer."""
        self._answer(Failed.of(error))

    def _answer(self, message: msgspec.Struct) -> None:
        with self._one_at_a_time:
            write_frame(self._answers, message)

    def _tell_steps(self, parts: Sequence[Export], over: threading.Event) -> None:
        """Say now and then that the reading goes on, where nothing comes of it for a while."""
        told = 0
        while not over.wait(STEP_S):
            if (n_bytes := _n_read(parts)) != told:
                told = n_bytes
                with self._one_at_a_time:
                    if not over.is_set():
                        write_frame(self._answers, Step(n_bytes))

    def _format_of(self, reader: Reader) -> Format:
        known = find_format(reader.source, plugins=self._plugins)
        if known is None:
            raise ExportError("sources.error.reader_stopped", file=reader.name)
        return known

    def _watch_memory(self) -> None:
        """End the process where it takes more memory than any reader needs."""
        while True:
            if _resident() > MOST_MEMORY_BYTES + 2 * self._n_held:
                os._exit(TOO_MUCH_MEMORY)
            time.sleep(CHECK_S)


def _n_read(parts: Sequence[Export]) -> int:
    return sum(part.meter.n_bytes for part in parts)


def _take_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return where questions come from and answers go to; what else is printed goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return sys.stdin.buffer, answers


def _files_of(reader: Reader) -> list[tuple[bytes, int]]:
    """Return the files on this machine that an export is made of, each once."""
    files = {os.fsencode(part.path.absolute()): part.size for part in reader.parts if not part.in_memory}
    return list(files.items())


def _limit(n_held: int, n_bytes: int) -> None:
    """Let the system end the process at a limit of memory or time, and write no memory to the disk when it does."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + MOST_CPU_S + CPU_S_PER_MB * (n_bytes >> 20)
    addresses = _addresses()
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, addresses + MOST_NEW_ADDRESSES + 2 * n_held if addresses else None),
    ):
        _, hard = resource.getrlimit(limit)
        if most is not None and (hard == resource.RLIM_INFINITY or most <= hard):
            resource.setrlimit(limit, (most, hard))


def _addresses() -> int:
    """Return the bytes of addresses in use; 0 where the system does not say."""
    return _statm(0)


def _resident() -> int:
    """Return the bytes of memory in use, or their peak; 0 where the system says neither."""
    found = _statm(1)
    if found:
        return found
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss  # bytes on a Mac, which is the other one that counts


def _statm(field: int) -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[field])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
