"""Use case: read what the user brings, before anything of it is kept."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nearer.app.clocks import load_clock
from nearer.app.draft import Draft, Place, ReadFile, Refused
from nearer.app.kept_already import mark_kept
from nearer.app.pace import Pace, pace_words
from nearer.kernel.errors import ChangedError, ExportError, UnknownFormatError
from nearer.store.incoming import count_incoming, drop_incoming
from nearer.store.messages import known_export
from nearer.words import printable, say

if TYPE_CHECKING:
    import polars as pl

    from nearer.app.apart import ApartReader, ReaderProcess
    from nearer.app.arriving import IncomingTimeline
    from nearer.app.jobs import Progress
    from nearer.app.uploads import Basket
    from nearer.sources import DateOrder, ReadOptions
    from nearer.sources.wire import Listed
    from nearer.store.database import Store

__all__ = [
    "DateChoice",
    "DateQuestion",
    "count_waiting",
    "forget_brought",
    "open_dates",
    "read_again",
    "read_basket",
    "read_words",
]

MOST_OTHERS: Final = 100


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
        name: Of the export.
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
        questions.append(DateQuestion(place, read.name, choices))
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


def read_basket(
    store: Store,
    basket: Basket,
    progress: Progress,
    *,
    now: datetime,
    options: ReadOptions | None = None,
    again: bool = False,
    plugins: bool = True,
) -> None:
    """Read everything in the basket to its end and leave the draft there.

    What cannot be read, or was brought before, is told of in the draft and stops nothing. What is read is committed
    piece by piece: after an interruption the next reading of the same content goes on from there.

    Args:
        store: The store.
        basket: The files.
        progress: Told how far it is.
        now: The present time.
        options: How to read; without them, by the clock that the user told.
        again: Whether to read what was brought before, too.
        plugins: Whether formats that other packages add are known.
    """
    from nearer.app.apart import ReaderProcess
    from nearer.sources import ReadOptions

    with ReaderProcess(plugins=plugins) as process:
        told = options or ReadOptions(clock=load_clock(store))
        reading = _Reading(store, process, progress, told, now, again)
        for place in basket.places():
            reading.read_place(place)
    basket.draft = _draft(store, reading.files, reading.refused)


def read_again(
    store: Store,
    basket: Basket,
    orders: Mapping[int, DateOrder],
    progress: Progress,
    *,
    now: datetime,
) -> None:
    """Read exports anew, after the user said how their dates are to be read.

    Args:
        store: The store.
        basket: With a draft.
        orders: Order of day and month, by the export's place in the draft.
        progress: Told how far it is.
        now: The present time.

    Raises:
        ExportError: An export cannot be read any more.
    """
    from nearer.app.apart import ReaderProcess

    draft = basket.draft
    if draft is None:
        return
    files = list(draft.files)
    with ReaderProcess(plugins=all(read.plugins for read in files)) as process:
        for number, order in orders.items():
            read = files[number]
            if read.tally.open_order == order:
                files[number] = replace(read, order=order)
                continue
            told = replace(read.options, date_order=order)
            reading = _Reading(store, process, progress, told, now, again=True)
            listed, at = _find_again(process, read)
            files[number] = replace(reading.read_export(read.place, listed, at, number), order=order)
            drop_incoming(store, [read.incoming_id])
    basket.draft = _draft(store, files, draft.refused)


def _draft(store: Store, files: Sequence[ReadFile], refused: Sequence[Refused]) -> Draft:
    """Return a draft, with all about it that takes its time."""
    from nearer.app.gaps import ActiveDays, missing_notes

    active = [ActiveDays.of(timeline) for read in files for timeline in read.timelines]
    return Draft(mark_kept(store, files), tuple(refused), missing=tuple(missing_notes(active)))


def read_words(
    read: ReadFile, wanted: Collection[IncomingTimeline], progress: Progress
) -> dict[IncomingTimeline, pl.Series]:
    """Read an export a second time for the words of some of its conversations.

    Args:
        read: The export.
        wanted: The conversations.
        progress: Told how far it is.

    Returns:
        The words of each, in the order of its messages.

    Raises:
        ExportError: It cannot be read any more.
        ChangedError: It is another by now.
    """
    import polars as pl

    from nearer.app.apart import ReaderProcess

    frames: dict[str, list[pl.DataFrame]] = {timeline.key: [] for timeline in wanted}
    with ReaderProcess(plugins=read.plugins) as process:
        listed, at = _find_again(process, read)
        pace = Pace(listed.exports[at].n_bytes)

        def on_step(reader: ApartReader) -> None:
            pace.step(reader.n_bytes_done, reader.n_messages)
            progress.step(0, words=say("bring.progress.reading", file=read.name, pace=pace_words(pace)))

        for batch in process.read(listed, at, replace(read.options, with_text=True), on_step=on_step):
            if batch.chat.key in frames:
                frames[batch.chat.key].append(batch.frame.select("time", "text"))
    words = {}
    for timeline in wanted:
        frame = pl.concat(frames[timeline.key])
        if not frame["time"].is_sorted():
            frame = frame.sort("time", maintain_order=True)
        if frame.height != len(timeline):
            raise ChangedError("sources.error.changed", file=read.name)
        words[timeline] = frame["text"]
    return words


def count_waiting(store: Store, basket: Basket) -> int:
    """Return how many messages wait of an earlier reading whose files are not here any more."""
    return 0 if basket.files else count_incoming(store)


def forget_brought(store: Store, basket: Basket) -> None:
    """Forget everything that was read and not kept, and the files."""
    basket.clear()
    drop_incoming(store)


@dataclass(slots=True)
class _Reading:
    """The reading of one basket.

    Attributes:
        files: What was read.
        refused: What was not.
        pace: How far it is.
    """

    store: Store
    process: ReaderProcess
    progress: Progress
    options: ReadOptions
    now: datetime
    again: bool
    files: list[ReadFile] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    def read_place(self, place: Place) -> None:
        """Read every export in one place."""
        self._tell(place_name(place))
        try:
            listed = self.process.look(in_process(place), digests=True)
        except ExportError as error:
            unknown = isinstance(error, UnknownFormatError)
            self.refused.append(Refused(place_name(place), str(error), unknown=unknown))
            return
        self.refused += [Refused(one.name, str(one.error())) for one in listed.refused]
        self.refused += [
            Refused(name, say("sources.error.no_export_alone", file=name), unknown=True)
            for name in listed.others[:MOST_OTHERS]
        ]
        if not listed.exports and not listed.refused and not listed.others:
            why = say("sources.error.no_export_in_folder", file=place_name(place))
            self.refused.append(Refused(place_name(place), why, unknown=True))
        self.pace.n_bytes += sum(found.n_bytes for found in listed.exports)
        for number, found in enumerate(listed.exports):
            same = next((read for read in self.files if read.digest == found.digest), None)
            if same is not None:
                why = say("bring.errors.same_content", file=found.name, other=same.name)
                self.refused.append(Refused(found.name, why))
                self.pace.n_bytes_done += found.n_bytes
                continue
            since = None if self.again else known_export(self.store, found.digest)
            if since is not None:
                self.refused.append(Refused(found.name, _known(found.name, since), since))
                self.pace.n_bytes_done += found.n_bytes
                continue
            try:
                self.files.append(self.read_export(place, listed, number, len(self.files)))
            except ExportError as error:
                self.refused.append(Refused(found.name, str(error)))

    def read_export(self, place: Place, listed: Listed, number: int, at: int) -> ReadFile:
        """Read one export of a place; ``at`` is its number in the draft.

        Raises:
            ExportError: It cannot be read, or holds no message.
        """
        from nearer.app.arriving import load_arrived, take_in

        found = listed.exports[number]
        self.pace.begin()

        def on_step(reader: ApartReader, before: int) -> None:
            self.pace.step(reader.n_bytes_done, before + reader.n_messages)
            self._tell(found.name)

        try:
            export = take_in(self.store, self.process, listed, number, self.options, self.now, on_step)
        finally:
            self.pace.end(found.n_bytes)
        if not export.n_messages or export.tally is None:
            drop_incoming(self.store, [export.id])
            raise ExportError("errors.no_messages", file=found.name)
        self.pace.step(found.n_bytes, export.n_messages)
        files = tuple((Path(os.fsdecode(path)), size) for path, size in found.files)
        timelines = load_arrived(self.store, export, found.source, at)
        return ReadFile(
            found.name,
            place,
            found.digest,
            found.source,
            export.tally,
            timelines,
            files,
            self.options,
            incoming_id=export.id,
            plugins=self.process.plugins,
        )

    def _tell(self, name: str) -> None:
        share = self.pace.share
        done, total = (round(1000 * share), 1000) if share is not None else (0, None)
        words = say("bring.progress.reading", file=name, pace=pace_words(self.pace))
        self.progress.step(done, total, words)


def in_process(place: Place) -> Path | dict[str, bytes]:
    """Return a place as the reader process takes it."""
    return place if isinstance(place, Path) else {file.name: file.content or b"" for file in place}


def place_name(place: Place) -> str:
    """Return what to call a place."""
    return printable(place.name) if isinstance(place, Path) else ", ".join(file.name for file in place[:3])


def _find_again(process: ReaderProcess, read: ReadFile) -> tuple[Listed, int]:
    """Look for an export where it was.

    Raises:
        ChangedError: It is another by now.
    """
    listed = process.look(in_process(read.place), digests=True)
    for number, found in enumerate(listed.exports):
        if found.digest == read.digest:
            return listed, number
    raise ChangedError("sources.error.changed", file=read.name)


def _known(name: str, since: datetime) -> str:
    from nearer.report.dates import day_words

    return say("bring.errors.known", file=name, day=day_words(since.date()))
