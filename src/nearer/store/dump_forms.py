"""The two forms of an export that come back, by name and by the first bytes of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Literal

from nearer.kernel.errors import ExportError
from nearer.store.dump import Dump, Incoming
from nearer.store.dump_csv import write_csv
from nearer.store.dump_csv_in import CsvIncoming
from nearer.store.dump_json import HEAD, JsonIncoming, write_json

__all__ = ["Form", "open_dump", "write_dump"]

Form = Literal["json", "csv"]
ZIP: bytes = b"PK\x03\x04"


def write_dump(export: Dump, form: Form) -> Iterator[bytes]:
    """Yield an export's bytes, piece by piece."""
    return write_json(export) if form == "json" else write_csv(export)


def open_dump(file: IO[bytes]) -> Incoming:
    """Open an export, whichever form it has.

    Args:
        file: Open for reading bytes; can be read from its start again.

    Raises:
        ExportError: It is no export of ours, or damaged.
    """
    head = file.read(len(HEAD))
    file.seek(0)
    if head.startswith(ZIP):
        return CsvIncoming(file)
    if head == HEAD:
        return JsonIncoming(file)
    raise ExportError("yours.errors.no_export")
