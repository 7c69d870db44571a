"""Our own formats as different programs write them: one chat, and one result."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sources.reading import read

from nearer.sources import hold_bytes
from nearer.sources.formats import load_formats

Row = dict[str, Any]

ROWS: list[Row] = [
    {"time": "2020-02-03T21:14:05", "sender": "Ana María", "text": "hé 🙂", "kind": "text", "chat": "Bob"},
    {
        "time": "2020-02-03T21:15:00",
        "sender": "Bob",
        "text": 'a "b",\nc; d\te',
        "kind": "text",
        "chat": "Bob",
    },
    {"time": "2020-02-03T21:16:00", "sender": "Bob", "text": "", "kind": "media", "chat": "Bob"},
    {"time": "2020-02-03T21:17:00", "sender": "", "text": "", "kind": "system", "chat": "Bob"},
    {"time": "2020-02-03T21:18:00", "sender": "Ana María", "text": "", "kind": "deleted", "chat": "Bob"},
]
EXPECTED = [
    (datetime(2020, 2, 3, 21, 14, 5), "Ana María", 4, "text", "hé 🙂"),
    (datetime(2020, 2, 3, 21, 15), "Bob", 13, "text", 'a "b",\nc; d\te'),
    (datetime(2020, 2, 3, 21, 16), "Bob", 0, "media", ""),
    (datetime(2020, 2, 3, 21, 18), "Ana María", 0, "deleted", ""),
]


def lines(change: Callable[[Row], Row] = dict, end: str = "\n", code: str = "utf-8", **layout: Any) -> bytes:
    """Write one object a line."""
    text = "".join(json.dumps(change(row), **layout) + end for row in ROWS)
    return text.encode(code)


def table(
    end: str = "\n", code: str = "utf-8", names: list[str] | None = None, title: Any = str, **layout: Any
) -> bytes:
    """Write one row a message."""
    out = io.StringIO(newline="")
    columns = names or list(ROWS[0])
    writer = csv.writer(out, lineterminator=end, **layout)
    writer.writerow([title(name) for name in columns])
    for row in ROWS:
        writer.writerow([row.get(name, "x") for name in columns])
    return out.getvalue().encode(code)


def sparse(row: Row) -> Row:
    """Leave out what needs not be said."""
    return {key: value for key, value in row.items() if value and value != "text"}


def offset(row: Row) -> Row:
    return row | {"time": row["time"] + "+09:00"}


def fraction(row: Row) -> Row:
    return row | {"time": row["time"].replace("T", " ") + ".123456Z"}


def more(row: Row) -> Row:
    return {"id": 7, "tags": [{"a": None}]} | dict(reversed(row.items())) | {"time_zone": None}


QUOTED = {"quoting": csv.QUOTE_ALL}
VARIANTS: dict[str, bytes] = {
    "jsonl": lines(ensure_ascii=False),
    "jsonl escaped": lines(),
    "jsonl squeezed": lines(separators=(",", ":")),
    "jsonl sparse": lines(sparse),
    "jsonl offsets": lines(offset),
    "jsonl fractions": lines(fraction),
    "jsonl more members": lines(more),
    "jsonl blank lines": lines(end="\n\n \n"),
    "jsonl crlf": lines(end="\r\n"),
    "jsonl mark": lines(code="utf-8-sig"),
    "jsonl utf-16": lines(ensure_ascii=False, code="utf-16"),
    "jsonl no last line end": lines().rstrip(),
    "csv": table(),
    "csv quoted": table(**QUOTED),
    "csv crlf": table("\r\n"),
    "csv semicolons": table(delimiter=";"),
    "csv tabs": table(delimiter="\t"),
    "csv mark": table(code="utf-8-sig"),
    "csv utf-16": table(code="utf-16", delimiter="\t"),
    "csv other order": table(names=["more", "chat", "kind", "text", "sender", "time"]),
    "csv capitals": table(title=lambda name: f" {name.upper()} "),
    "csv no last line end": table().rstrip(),
}


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.select("time", "sender", "length", "kind", "text").iter_rows())


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("chunk_bytes", [2 << 20, 23])
def test_every_variant_gives_the_same(variant: str, chunk_bytes: int, tmp_path: Path) -> None:
    path = tmp_path / "chat"
    path.write_bytes(VARIANTS[variant])
    frame, reader = read(path, with_text=True, chunk_bytes=chunk_bytes)
    assert rows(frame) == EXPECTED
    assert reader.source == variant.split()[0]
    assert (reader.tally.n_system, reader.tally.n_skipped) == (1, 0)
    assert "text" not in read(path)[0].columns


def test_many_in_a_zip(tmp_path: Path) -> None:
    from nearer.sources import ReadOptions, open_exports

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for number, content in enumerate(VARIANTS.values()):
            archive.writestr(f"{number:02}.{'jsonl' if content[:1] == b'{' else 'csv'}", content)
    readers = open_exports(tmp_path / "all.zip", ReadOptions(with_text=True)).readers
    assert [rows(pl.concat([batch.frame for batch in reader])) for reader in readers] == [EXPECTED] * len(
        VARIANTS
    )


def test_wrong_quotation_marks_cost_one_row(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    time = "2020-02-03 21:14"
    path.write_text(
        f'time,sender,text\n{time},Ana,5" and 6"\n{time},Bob,"so"so\n{time},Ana,"two\nlines"\n{time},Bob,"open\n{time},Ana,end\n',
        encoding="utf-8",
    )
    frame, reader = read(path, with_text=True)
    assert frame["text"].to_list() == ['5" and 6"', "two\nlines", "end"]
    assert [(one.line, one.reason) for one in reader.tally.skipped] == [
        (3, "not a record"),
        (6, "not a record"),
    ]


def test_they_are_mistaken_for_nothing_else() -> None:
    known = load_formats(plugins=False)
    for variant, content in VARIANTS.items():
        code = "utf-16" if "utf-16" in variant else "utf-8-sig"
        export = hold_bytes("chat", content.decode(code).encode())
        claims = [one.name for one in known if not one.binary and one.recognise(export, export.head())]
        assert claims == [variant.split()[0]]
