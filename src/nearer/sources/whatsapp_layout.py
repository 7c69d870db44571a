"""What must be known of a whole WhatsApp export before its first message can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.options import LONGEST_MESSAGE_BYTES
from nearer.sources.records import DateOrder
from nearer.sources.text_lines import split_lines
from nearer.sources.whatsapp_dates import HIJRI_YEARS, decide_order
from nearer.sources.whatsapp_form import Form, find_form
from nearer.sources.whatsapp_names import open_quote
from nearer.sources.whatsapp_numbers import read_numbers
from nearer.sources.whatsapp_terms import load_terms, plain

__all__ = ["Layout", "find_layout", "is_whatsapp"]

SCAN_BYTES: Final = 1 << 18
SAMPLE_LINES: Final = 500
FEWEST_OF_A_NAME: Final = 3
OPENING_LINES: Final = 20
FIRST_LINES: Final = 5
FEWEST_HEADS: Final = 2
SMALLEST_SHARE: Final = 0.1
ORDERS: Final[dict[str, tuple[DateOrder, ...]]] = {
    "first": ("ymd",),
    "last": ("dmy", "mdy"),
    "short": ("dmy", "mdy", "ymd"),
}
_NAME_GOES_ON: Final = re.compile(r"([^:\n\v]{1,40}): ")
_OTHER_HALF: Final = str.maketrans("AaPp上下전후前後مص", "PpAa下上후전後前صم")
LINE_IN_BODY: Final = b"\x0b"
_MOMENT: Final = 2
"""Which group of :meth:`Form.pattern` it is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one export.

    Attributes:
        form: Of its headers.
        pattern: The expression for its headers, see :meth:`Form.pattern`.
        thorough: The same for lines in which that one found no sender: it knows names with a colon in them.
        names: Senders whose names hold a colon and a blank.
        quoting: Senders whose names hold one quotation mark alone.
        order: What the numbers of its dates mean.
        order_known: Whether the dates themselves told the order.
        line_end: What ends its lines.
        mixed: Whether messages end in CRLF and the lines within a message in LF.
        group: True where a line of the app speaks of a group; None where none does.
        begins: Whether one of the first lines is the app's own, as at the start of a whole chat.
        periods: What each word for a part of the day stands for: ``am``, ``pm`` or ``noon``.
    """

    form: Form
    pattern: str
    thorough: str
    names: tuple[str, ...]
    quoting: frozenset[str]
    order: DateOrder
    order_known: bool
    line_end: bytes
    mixed: bool
    group: bool | None
    begins: bool
    periods: dict[str, str]

    def normalise(self, block: bytes) -> bytes:
        """Return a block whose lines end in LF or CRLF; in mixed exports a message is one line then."""
        return _normalise(block, self.line_end, self.mixed)


class _Head(NamedTuple):
    """A line that begins a message: its number from 0, who sent it if anybody did, and what follows."""

    number: int
    sender: str | None
    body: str


def find_layout(export: Export, date_order: DateOrder | None) -> Layout | None:
    """Read as much of an export as is needed to know its layout.

    Args:
        export: The export.
        date_order: What the user says about the dates; None: find out.

    Returns:
        The layout; None where no line begins a message.

    Raises:
        ExportError: The dates are of the Islamic calendar.
    """
    head = export.head()
    line_end, lines = _first_lines(head)
    form = find_form(lines[:SAMPLE_LINES]) or find_form(lines)
    if form is None:
        return None
    mixed = form.bracket and _is_mixed(head, form)
    if mixed:
        line_end = b"\r\n"
    sample, _ = split_lines(_normalise(head, line_end, mixed))
    heads = _heads(sample, form.pattern(colons=True))
    names = _find_names_with_colon(heads)
    periods = _find_periods(sample, form.pattern()) if form.period != "none" else {}
    quick, thorough = form.pattern(names, periods), form.pattern(names, periods, colons=True)
    moments = _parts(sample[:SAMPLE_LINES], quick)["moment"]
    _refuse_hijri(export, moments.drop_nulls(), form)
    orders = ORDERS[form.year]
    if date_order in orders:
        orders = (date_order,)
    if len(orders) == 1:
        order, known = orders[0], True
    else:
        usual: DateOrder = "mdy" if form.separator == "/" and form.period == "after" else "dmy"
        blocks = (_normalise(block, line_end, mixed) for block in export.chunks(SCAN_BYTES, line_end))
        order, known = decide_order(_dates(blocks, form, quick), orders, usual)
    if names or periods:
        heads = _heads(sample, thorough)
    return Layout(
        form=form,
        pattern=quick,
        thorough=thorough,
        names=tuple(names),
        quoting=_find_quoting(sample, quick),
        order=order,
        order_known=known,
        line_end=line_end,
        mixed=mixed,
        group=_find_group(heads),
        begins=_find_beginning(heads),
        periods=periods,
    )


def _refuse_hijri(export: Export, moments: pl.Series, form: Form) -> None:
    if form.year == "short":
        return
    years = read_numbers(moments, form)[0 if form.year == "first" else 2]
    if len(years) and np.isin(years, HIJRI_YEARS).mean() > 0.5:
        raise ExportError("whatsapp.error.hijri", file=export.name)


def is_whatsapp(export: Export, head: bytes) -> bool:
    """Tell whether a text begins as WhatsApp's messages do; later on, whether enough of its lines do.

    Pages of notes may hold such a line, too.
    """
    lines = [line for line in _first_lines(head)[1] if line.strip()][:SAMPLE_LINES]
    if find_form(lines[:FIRST_LINES]) is not None:
        return True
    n_heads = sum(find_form([line]) is not None for line in lines)
    return n_heads >= FEWEST_HEADS and n_heads >= SMALLEST_SHARE * len(lines)


def _first_lines(head: bytes) -> tuple[bytes, list[str]]:
    """Return what ends the lines of a text, and its lines."""
    line_end = b"\r" if b"\n" not in head and b"\r" in head else b"\n"
    return line_end, head.replace(b"\r\n", b"\n").replace(line_end, b"\n").decode("utf-8", "replace").split(
        "\n"
    )


def _normalise(block: bytes, line_end: bytes, mixed: bool) -> bytes:
    """Return a block whose lines end in LF or CRLF; replacing by as many bytes is the fastest."""
    if mixed:
        if b"\r" + LINE_IN_BODY in block:
            return b"\r\n".join(part.replace(b"\n", LINE_IN_BODY) for part in block.split(b"\r\n"))
        return block.replace(b"\n", LINE_IN_BODY).replace(b"\r" + LINE_IN_BODY, b"\r\n")
    if line_end == b"\r":
        return block.replace(b"\r", b"\n")
    return block.replace(b"\r\r\n", b"\n") if b"\r\r\n" in block else block


def _is_mixed(head: bytes, form: Form) -> bool:
    """Tell whether most messages, but not all lines, begin after a CRLF: only iPhones write so."""
    n_crlf = head.count(b"\r\n")
    if n_crlf == 0 or n_crlf == head.count(b"\n"):
        return False
    lines = pl.Series([head.decode("utf-8", "replace")]).str.split("\n").explode()
    begins = lines.str.contains(form.pattern())
    after_crlf = lines.str.ends_with("\r").shift(1).filter(begins).drop_nulls()
    return len(after_crlf) > 0 and int(after_crlf.sum()) >= 0.6 * len(after_crlf)


def _parts(lines: pl.Series, pattern: str) -> pl.DataFrame:
    """Return the groups of an expression in each line; null where it is not found."""
    return lines.str.extract_groups(pattern).struct.unnest()


def _heads(lines: pl.Series, pattern: str) -> list[_Head]:
    """Return the lines that begin a message."""
    parts = _parts(lines, pattern)
    return [
        _Head(number, sender, line[len(head) :])
        for number, (line, head, sender) in enumerate(
            zip(lines.to_list(), parts["head"].to_list(), parts["sender"].to_list(), strict=True)
        )
        if head is not None
    ]


def _find_names_with_colon(heads: list[_Head]) -> list[str]:
    """Return senders such as ``Ann: work``: all that seem to be said by ``Ann`` begins in the same way."""
    starts: dict[str, list[str]] = {}
    for head in heads:
        if head.sender is not None:
            rest = _NAME_GOES_ON.match(head.body)
            starts.setdefault(head.sender, []).append(rest[1] if rest else "")
    return [
        f"{sender}: {rests[0]}"
        for sender, rests in sorted(starts.items())
        if rests[0] and len(rests) >= FEWEST_OF_A_NAME and len(set(rests)) == 1
    ]


def _find_quoting(lines: pl.Series, pattern: str) -> frozenset[str]:
    """Return senders such as ``5" Mike``: most of what they say does not close the quotation that seems to begin."""
    some = lines.filter(lines.str.contains('["“„«「].*:'))
    counts: dict[str, int] = {}
    for head in _heads(some, pattern) if len(some) else ():
        if head.sender is not None and (closing := open_quote(head.sender)):
            counts[head.sender] = counts.get(head.sender, 0) + (-1 if closing in head.body else 1)
    return frozenset(sender for sender, n in counts.items() if n > 0)


def _find_group(heads: list[_Head]) -> bool | None:
    """Tell whether a line that the app wrote is about a group."""
    told = [head.body for head in heads if head.sender is None or head.body.startswith("\u200e")]
    told += {head.sender for head in heads if head.sender is not None}
    words = pl.Series(told, dtype=pl.String).str.to_lowercase()
    return True if words.str.contains(load_terms().group_only).any() else None


def _find_beginning(heads: list[_Head]) -> bool:
    """Tell whether the app wrote one of the first messages: in nobody's name, marked as its own, or in known words."""
    first = [head for head in heads if head.number < OPENING_LINES]
    bodies = pl.Series([head.body for head in first], dtype=pl.String)
    start = f"(?i)^\u200e|{load_terms().sure_start}"
    return any(head.sender is None for head in first) or bool(bodies.str.contains(start).any())


def _find_periods(lines: pl.Series, pattern: str) -> dict[str, str]:
    """Return what each word for a part of the day stands for: those of the sample, and those that may come later.

    Of words that no list knows, the one that comes first on the days that have both is the earlier half.
    """
    known = load_terms().periods
    found = _parts(lines, pattern).drop_nulls("period")
    words = found["period"].unique(maintain_order=True).to_list()
    likely = [*words, *(word.translate(_OTHER_HALF) for word in words)]
    if any(not word.isascii() for word in words):
        likely += [word for word in known if not word.isascii()]
    periods = {word: known[plain(word)] for word in likely if plain(word) in known}
    unknown = [word for word in words if word not in periods]
    if not unknown:
        return periods
    day = pl.col("moment").str.extract(r"^(\d+\D+\d+\D+\d+)")
    by_day = found.group_by(day, maintain_order=True).agg(
        pl.col("period").first(), pl.col("period").n_unique().alias("n")
    )
    first = by_day.filter(pl.col("n") > 1)["period"].value_counts(sort=True)["period"].to_list()
    early = [word for word in first if word in unknown][:1] or unknown[:1]
    if "am" in periods.values():
        early = []
    return periods | {word: "am" if word in early else "pm" for word in unknown}


def _dates(blocks: Iterator[bytes], form: Form, pattern: str) -> Iterator[NDArray[np.int64]]:
    """Yield the three numbers of the headers, shape (n, 3), once for equal ones, until a message does not end."""
    n_without = 0
    for block in blocks:
        moments = split_lines(block)[0].str.extract(pattern, _MOMENT).drop_nulls()
        if len(moments):
            yield read_numbers(moments.filter(moments.ne_missing(moments.shift())), form)[:3].T
        n_without = 0 if len(moments) else n_without + len(block)
        if n_without > LONGEST_MESSAGE_BYTES:
            return
