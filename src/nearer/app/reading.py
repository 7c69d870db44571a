"""Use case: read what the user brings, before anything of it is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from nearer.app.draft import BroughtFile, Draft, ReadFile, Refused
from nearer.kernel.errors import ExportError, UnknownFormatError
from nearer.store.messages import known_export
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.jobs import Progress
    from nearer.app.uploads import Basket
    from nearer.sources import DateOrder
    from nearer.store.database import Store
    from nearer.timeline import Timeline

__all__ = ["DateChoice", "DateQuestion", "open_dates", "read_again", "read_basket", "read_with_words"]


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One way to read the dates of a file.

    Attributes:
        order: Of day and month.
        first: The day of the first message, read so; None where there is no such day.
    """

    order: DateOrder
    first: date | None


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A file whose dates can be read in more than one way.

    Attributes:
        place: Its place in the draft.
        name: Of the file.
        choices: The ways, the one that was taken first.
    """

    place: int
    name: str
    choices: tuple[DateChoice, ...]


def open_dates(draft: Draft) -> list[DateQuestion]:
    """Return the files of a draft whose dates can be read in more than one way, and were not asked about yet."""
    questions = []
    for place, read in enumerate(draft.files):
        taken = read.tally.open_order
        if taken is None or read.order is not None:
            continue
        first = min(timeline.first for timeline in read.timelines if timeline.first is not None).date()
        others: tuple[DateOrder, ...] = ("dmy", "mdy") if taken != "ymd" else ("ymd", "dmy", "mdy")
        orders = sorted(others, key=lambda order: order != taken)
        choices = tuple(DateChoice(order, _as_read(first, taken, order)) for order in orders)
        questions.append(DateQuestion(place, read.file.name, choices))
    return questions


def _as_read(day: date, taken: DateOrder, order: DateOrder) -> date | None:
    """Return the day that the same three numbers are in another order.

    >>> _as_read(date(2025, 2, 3), "dmy", "mdy")
    datetime.date(2025, 3, 2)
    """
    if order == taken:
        return day
    numbers = dict(zip("dmy", (day.day, day.month, day.year % 100), strict=True))
    written = dict(zip(order, (numbers[part] for part in taken), strict=True))
    try:
        return date(day.year // 100 * 100 + written["y"], written["m"], written["d"])
    except ValueError:
        return None


def read_basket(store: Store, basket: Basket, progress: Progress, *, again: bool = False) -> None:
    """Read every file in the basket to its end and leave the draft there.

    A file that cannot be read, or that was brought before, is told of in the draft and stops nothing.

    Args:
        store: The store.
        basket: The files.
        progress: Told the number of messages.
        again: Whether to read a file that was brought before, too.
    """
    files: list[ReadFile] = []
    refused: list[Refused] = []
    n_read = 0
    brought = list(basket.files)
    for number, file in enumerate(brought, start=1):
        tell = _teller(progress, file, number, len(brought), n_read)
        tell(0)
        try:
            digest = file.digest()
            since = None if again else known_export(store, digest)
            if since is not None:
                refused.append(Refused(file.name, _known(file.name, since), since))
                continue
            read = _read_file(file, digest, None, tell)
        except ExportError as error:
            refused.append(Refused(file.name, str(error), unknown=isinstance(error, UnknownFormatError)))
            continue
        files.append(read)
        n_read += sum(map(len, read.timelines))
    basket.draft = Draft(_numbered(files), tuple(refused))


def read_again(basket: Basket, orders: Mapping[int, DateOrder], progress: Progress) -> None:
    """Read files anew, after the user said how their dates are to be read.

    Args:
        basket: With a draft.
        orders: Order of day and month, by the file's place in the draft.
        progress: Told the number of messages.

    Raises:
        ExportError: A file cannot be read any more.
    """
    draft = basket.draft
    if draft is None:
        return
    files = list(draft.files)
    for number, (place, order) in enumerate(orders.items(), start=1):
        read = files[place]
        if read.tally.open_order == order:
            files[place] = replace(read, order=order)
            continue
        tell = _teller(progress, read.file, number, len(orders), 0)
        files[place] = _read_file(read.file, read.digest, order, tell)
    basket.draft = Draft(_numbered(files), draft.refused)


def read_with_words(read: ReadFile, progress: Progress) -> tuple[Timeline, ...]:
    """Read a file a second time, with the words of its messages.

    Returns:
        Its conversations as before, their frames with the column ``text``.

    Raises:
        ExportError: It cannot be read any more.
        ChangedError: It is another file by now.
    """
    from nearer.kernel.errors import ChangedError
    from nearer.sources import ReadOptions, open_exports
    from nearer.timeline import load_timelines

    if read.file.digest() != read.digest:
        raise ChangedError("sources.error.changed", file=read.file.name)
    order = read.order or read.tally.open_order
    options = ReadOptions(date_order=order, with_text=True)
    (reader,) = open_exports(read.file.open(), options).readers
    return load_timelines([reader], _teller(progress, read.file, 1, 1, 0)).items


def _read_file(
    file: BroughtFile, digest: str, order: DateOrder | None, tell: Callable[[int], None]
) -> ReadFile:
    from nearer.sources import ReadOptions, open_exports
    from nearer.timeline import load_timelines

    export = file.open()
    (reader,) = open_exports(export, ReadOptions(date_order=order)).readers
    timelines = load_timelines([reader], tell)
    if not sum(map(len, timelines)):
        raise ExportError("errors.no_messages", file=file.name)
    return ReadFile(file, digest, export.size, reader.source, reader.tally, timelines.items, order)


def _numbered(files: list[ReadFile]) -> tuple[ReadFile, ...]:
    """Give the conversations of each file its own number."""
    return tuple(
        replace(read, timelines=tuple(replace(timeline, export=number) for timeline in read.timelines))
        for number, read in enumerate(files)
    )


def _teller(
    progress: Progress, file: BroughtFile, number: int, of: int, before: int
) -> Callable[[int], None]:
    """Return what passes the number of messages of one file on, with their rate."""
    start = time.monotonic()

    def tell(n_messages: int) -> None:
        rate = n_messages / max(time.monotonic() - start, 0.001)
        words = say(
            "bring.progress.reading", file=file.name, number=number, of=of, n=n_messages, rate=round(rate, -3)
        )
        progress.step(before + n_messages, words=words)

    return tell


def _known(name: str, since: datetime) -> str:
    from nearer.report.dates import day_words

    return say("bring.errors.known", file=name, day=day_words(since.date()))
