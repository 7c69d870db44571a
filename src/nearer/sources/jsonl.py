"""Our own JSONL: one message a line, see ``docs/formats.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import polars as pl

from nearer.kernel.decoding import UNDECODABLE
from nearer.kernel.errors import ExportError
from nearer.sources.columns import COLUMNS, to_batches
from nearer.sources.files import Export
from nearer.sources.formats import Format
from nearer.sources.reader import ExportReader
from nearer.sources.records import Batch

__all__ = ["FORMAT", "JsonlReader"]

_SCHEMA: Final = {name: pl.Int64 if name == "length" else pl.String for name in COLUMNS} | {"line": pl.Int64}


class _Row(msgspec.Struct):
    """One line as it is written."""

    time: str | None = None
    sender: str | None = None
    length: int | None = None
    text: str | None = None
    kind: str | None = None
    chat: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Row)


class JsonlReader(ExportReader):
    """One JSONL file of ours."""

    source = "jsonl"

    def __iter__(self) -> Iterator[Batch]:
        """Yield the messages, those of one conversation together.

        Raises:
            ExportError: No line of the file is a message, or hardly any of very many.
            ChangedError: The file changed while it was being read.
        """
        n_lines = n_messages = 0
        for chunk in self._export.chunks(self._chunk_bytes):
            lines = chunk.split(b"\n")
            frame = self._frame(lines, n_lines)
            n_lines += len(lines) - 1
            for batch in to_batches(frame, self._export.name, self.tally, with_text=self._with_text):
                n_messages += len(batch.frame)
                yield batch
            self._refuse_noise(n_messages)
        self._export.check_unchanged()
        if n_messages == 0:
            raise ExportError("sources.error.no_message", file=self._export.name)

    def _frame(self, lines: list[bytes], n_before: int) -> pl.DataFrame:
        """Decode some lines; those that are no record are counted."""
        rows: list[tuple[Any, ...]] = []
        for number, line in enumerate(lines, n_before + 1):
            if not line.strip():
                continue
            try:
                row = _DECODER.decode(line)
            except UNDECODABLE:
                self._skip("not_a_record", number)
            else:
                rows.append(
                    (row.time, row.sender, _bounded(row.length), row.text, row.kind, row.chat, number)
                )
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _bounded(length: int | None) -> int | None:
    return length if length is None or -1 <= length < 2**40 else -1


def _is_jsonl(export: Export, head: bytes) -> bool:
    """Tell our JSONL by its first line: an object with a time and a sender."""
    line = head.lstrip().split(b"\n", 1)[0]
    try:
        row = msgspec.json.decode(line)
    except UNDECODABLE:
        return False
    return isinstance(row, dict) and "time" in row and ("sender" in row or row.get("kind") == "system")


FORMAT: Final = Format("jsonl", "JSONL", _is_jsonl, JsonlReader, frozenset({".jsonl", ".ndjson", ".json"}))
