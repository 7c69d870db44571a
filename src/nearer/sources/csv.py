"""Our own CSV: one message a row, see ``docs/formats.md``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

import polars as pl

from nearer.kernel.errors import ExportError
from nearer.sources.columns import COLUMNS, to_batches
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch

__all__ = ["FORMAT", "CsvReader"]

SEPARATORS: Final = (",", ";", "\t")
MOST_CARRIED_BYTES: Final = 2 << 20
MOST_COLUMNS: Final = 256
"""So many are looked at; what stands in others has no name of ours."""
MOST_LINES: Final = 50
"""So many lines a text may have, where quotation marks elsewhere are wrong."""


class CsvReader(ExportReader):
    """One CSV file of ours."""

    source = "csv"

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one conversation together.

        Raises:
            ExportError: No row of the file is a message, or hardly any of very many.
            ChangedError: The file changed while it was being read.
        """
        columns, separator = _header(self._export.head(1 << 16))
        n_messages, n_lines = 0, 0
        for block in _whole_rows(self._chunks(self._export)):
            if n_lines == 0:
                n_lines = 1
                block = block.partition(b"\n")[2]
            if block.strip():
                frame = self._frame(block, columns, separator, n_lines)
                for batch in to_batches(frame, self._export.name, self.tally, with_text=self._with_text):
                    n_messages += len(batch.frame)
                    yield batch
                self._refuse_noise(n_messages)
            n_lines += block.count(b"\n")
        self._export.check_unchanged()
        if n_messages == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)

    def _frame(self, block: bytes, columns: list[str], separator: str, n_before: int) -> pl.DataFrame:
        """Read some whole rows as text, with the number of the line on which each begins."""
        schema = dict.fromkeys(columns, pl.String)
        first = (
            separator.encode() * (len(columns) - 1) + b"\n"
        )  # tells how wide rows are, and that nothing is packed
        try:
            raw = pl.read_csv(
                first + block,
                has_header=False,
                separator=separator,
                schema=schema,
                truncate_ragged_lines=True,
                encoding="utf8-lossy",
            )
            line = pl.int_range(pl.len())
            if b'"' in block:
                further = pl.sum_horizontal(
                    pl.col(columns).str.count_matches("\n", literal=True).fill_null(0)
                )
                line += (further.cum_sum() - further).cast(pl.Int64)
            raw = raw.with_columns(line=n_before + line)
        except pl.exceptions.PolarsError:
            rows = self._one_by_one(block, len(columns), separator, n_before)
            raw = pl.DataFrame(list(rows), schema=schema | {"line": pl.Int64}, orient="row")
        raw = raw.filter(~pl.all_horizontal(pl.col(columns).is_null()))
        return raw.select(
            *(pl.col(name) if name in columns else pl.lit(None, pl.String).alias(name) for name in COLUMNS),
            "line",
        )

    def _one_by_one(
        self, block: bytes, n_columns: int, separator: str, n_before: int
    ) -> Iterator[tuple[str | int | None, ...]]:
        """Yield rows with the number of their lines; a row whose quotation marks are wrong is counted."""
        lines = block.decode("utf-8", "replace").split("\n")
        at = 0
        while at < len(lines):
            begin = at
            if '"' not in lines[begin]:
                row, at = lines[begin].split(separator), begin + 1
            else:
                quoted = csv.reader(
                    (f"{line}\n" for line in lines[begin : begin + MOST_LINES]),
                    delimiter=separator,
                    strict=True,
                )
                try:
                    row = next(quoted)
                except csv.Error:
                    self._skip("not_a_record", n_before + begin + 1)
                    at = begin + 1
                    continue
                at = begin + quoted.line_num
            cells = [cell or None for cell in row[:n_columns]]
            yield (*cells, *[None] * (n_columns - len(cells)), n_before + begin + 1)


def _header(head: bytes) -> tuple[list[str], str]:
    """Return the names of the columns, each once, and what separates them."""
    line = head.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    separator = max(SEPARATORS, key=line.count)
    names: list[str] = []
    for number, cell in enumerate(line.split(separator, MOST_COLUMNS)[:MOST_COLUMNS]):
        name = cell.strip().strip('"').strip().lower()
        names.append(name if name and name not in names else f"unused {number}")
    return names, separator


def _whole_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Join and cut chunks so that none ends within quotation marks."""
    carried = b""
    for chunk in chunks:
        block = carried + chunk.replace(b"\r\n", b"\n")
        cut = len(block)
        if len(block) < MOST_CARRIED_BYTES:
            n_quotes = block.count(b'"')
            while cut > 0 and n_quotes % 2:
                before = block.rfind(b"\n", 0, block.rfind(b'"', 0, cut)) + 1
                n_quotes -= block.count(b'"', before, cut)
                cut = before
        carried = block[cut:]
        if cut:
            yield block[:cut]
    if carried:
        yield carried


def _is_csv(export: Export, head: bytes) -> bool:
    """Tell our CSV by the names in its first row."""
    columns, _ = _header(head)
    return {"time", "sender"} <= set(columns) and bool({"length", "text"} & set(columns))


FORMAT: Final = Format("csv", "CSV", _is_csv, CsvReader, frozenset({".csv", ".tsv", ".txt"}))
