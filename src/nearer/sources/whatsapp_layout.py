"""What must be known of a whole WhatsApp export before its first message can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nearer.kernel.errors import ExportError
from nearer.sources.files import Export
from nearer.sources.records import DateOrder
from nearer.sources.whatsapp_dates import HIJRI_YEARS, decide_order
from nearer.sources.whatsapp_form import Form, find_form
from nearer.sources.whatsapp_names import open_quote
from nearer.sources.whatsapp_numbers import read_numbers
from nearer.sources.whatsapp_terms import load_terms, plain

__all__ = ["Layout", "find_layout", "is_whatsapp", "split_lines"]

SCAN_BYTES: Final = 1 << 18
SAMPLE_LINES: Final = 500
FEWEST_OF_A_NAME: Final = 3
OPENING_LINES: Final = 20
ORDERS: Final[dict[str, tuple[DateOrder, ...]]] = {
    "first": ("ymd",),
    "last": ("dmy", "mdy"),
    "short": ("dmy", "mdy", "ymd"),
}
_OTHER_HALF: Final = str.maketrans("AaPp上下전후前後مص", "PpAa下上후전後前صم")
LINE_IN_BODY: Final = b"\x0b"


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
    _refuse_hijri(export, lines[:SAMPLE_LINES], form)
    mixed = form.bracket and _is_mixed(head, form)
    if mixed:
        line_end = b"\r\n"
    sample, _ = split_lines(_normalise(head, line_end, mixed))
    names = _find_names_with_colon(sample, form.pattern(colons=True))
    periods = _find_periods(sample, form.pattern()) if form.period != "none" else {}
    quick, thorough = form.pattern(names, periods), form.pattern(names, periods, colons=True)
    orders = ORDERS[form.year]
    if date_order in orders:
        orders = (date_order,)
    if len(orders) == 1:
        order, known = orders[0], True
    else:
        usual: DateOrder = "mdy" if form.separator == "/" and form.period == "after" else "dmy"
        blocks = (_normalise(block, line_end, mixed) for block in export.chunks(SCAN_BYTES, line_end))
        order, known = decide_order(_dates(blocks, form, quick), orders, usual)
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
        group=_find_group(sample, thorough),
        begins=_find_beginning(sample, thorough),
        periods=periods,
    )


def _refuse_hijri(export: Export, lines: list[str], form: Form) -> None:
    if form.year == "short":
        return
    moments = pl.Series(lines).str.extract_groups(form.pattern()).struct.field("moment").drop_nulls()
    years = read_numbers(moments, form)[0 if form.year == "first" else 2]
    if len(years) and np.isin(years, HIJRI_YEARS).mean() > 0.5:
        raise ExportError("whatsapp.error.hijri", file=export.name)


def is_whatsapp(export: Export, head: bytes) -> bool:
    """Tell whether lines of an export begin as WhatsApp's messages do."""
    _, lines = _first_lines(head)
    return any(find_form(some) is not None for some in (lines[:20], lines[20:]))


def _first_lines(head: bytes) -> tuple[bytes, list[str]]:
    """Return what ends the lines of a text, and its lines."""
    line_end = b"\r" if b"\n" not in head and b"\r" in head else b"\n"
    return line_end, head.replace(b"\r\n", b"\n").replace(line_end, b"\n").decode("utf-8", "replace").split(
        "\n"
    )


def split_lines(block: bytes) -> tuple[pl.Series, bytes]:
    """Return the lines of a text, without what ends them, and the text: bytes that are not UTF-8 become U+FFFD."""
    try:
        return pl.read_lines(b"\n" + block).to_series()[1:], block  # else what looks packed is unpacked
    except pl.exceptions.ComputeError:
        block = block.decode("utf-8", "replace").encode()
        return pl.read_lines(b"\n" + block).to_series()[1:], block


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


def _find_names_with_colon(lines: pl.Series, pattern: str) -> list[str]:
    """Return senders such as ``Ann: work``: all that seem to be said by ``Ann`` begins in the same way."""
    heads = lines.str.extract_groups(pattern).struct.unnest().select("head", "sender")
    frame = heads.with_columns(body=lines).drop_nulls("sender")
    frame = frame.with_columns(pl.col("body").str.strip_prefix(pl.col("head")))
    found = (
        frame.with_columns(pl.col("body").str.extract(r"^([^:\n\v]{1,40}): ").alias("rest"))
        .group_by("sender")
        .agg(pl.len().alias("n"), pl.col("rest").n_unique().alias("n_rest"), pl.col("rest").first())
        .filter((pl.col("n") >= FEWEST_OF_A_NAME) & (pl.col("n_rest") == 1) & pl.col("rest").is_not_null())
    )
    return [f"{row['sender']}: {row['rest']}" for row in found.sort("sender").iter_rows(named=True)]


def _find_quoting(lines: pl.Series, pattern: str) -> frozenset[str]:
    """Return senders such as ``5" Mike``: most of what they say does not close the quotation that seems to begin."""
    some = lines.filter(lines.str.contains('["“„«「].*:'))
    heads = some.str.extract_groups(pattern).struct.unnest()
    counts: dict[str, int] = {}
    for line, head, sender in zip(some, heads["head"], heads["sender"], strict=True):
        if sender is not None and (closing := open_quote(sender)):
            counts[sender] = counts.get(sender, 0) + (-1 if closing in line[len(head) :] else 1)
    return frozenset(sender for sender, n in counts.items() if n > 0)


def _find_group(lines: pl.Series, pattern: str) -> bool | None:
    """Tell whether a line that the app wrote is about a group."""
    terms = load_terms()
    found = (
        lines.str.extract_groups(pattern).struct.unnest().select("head", "sender").with_columns(line=lines)
    )
    found = found.drop_nulls("head").with_columns(pl.col("line").str.strip_prefix(pl.col("head")))
    sender = pl.col("sender").fill_null("").str.to_lowercase()
    of_app = pl.col("sender").is_null() | pl.col("line").str.starts_with("\u200e")
    told = (of_app & pl.col("line").str.to_lowercase().str.contains(terms.group_only)) | sender.str.contains(
        terms.group_only
    )
    return True if found.select(told.any()).item() else None


def _find_beginning(lines: pl.Series, pattern: str) -> bool:
    """Tell whether the app wrote one of the first messages: in nobody's name, marked as its own, or in known words."""
    parts = lines.head(OPENING_LINES).str.extract_groups(pattern).struct.unnest()
    body = lines.head(OPENING_LINES).str.strip_prefix(parts["head"])
    start = f"(?i)^\u200e|{load_terms().sure_start}"
    told = parts["head"].is_not_null() & (parts["sender"].is_null() | body.str.contains(start))
    return bool(told.any())


def _find_periods(lines: pl.Series, pattern: str) -> dict[str, str]:
    """Return what each word for a part of the day stands for: those of the sample, and those that may come later.

    Of words that no list knows, the one that comes first on the days that have both is the earlier half.
    """
    known = load_terms().periods
    found = lines.str.extract_groups(pattern).struct.unnest().drop_nulls("period")
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
    """Yield the three numbers of each header, shape (n, 3)."""
    for block in blocks:
        moments = split_lines(block)[0].str.extract_groups(pattern).struct.field("moment").drop_nulls()
        if len(moments):
            yield read_numbers(moments, form)[:3].T
