"""The two formats of our own, for everything that has no reader yet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sources.reading import counts, read

from nearer.sources import Chat, ReadOptions, open_export
from nearer.sources.csv import CsvReader
from nearer.sources.files import open_file
from nearer.sources.jsonl import JsonlReader

TIME = "2020-01-13T10:00:00"


def skips(reader) -> list[tuple[int | None, str]]:  # type: ignore[no-untyped-def]
    return [(skipped.line, skipped.reason) for skipped in reader.tally.skipped]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (TIME, datetime(2020, 1, 13, 10)),
        ("2020-01-13 10:00:00", datetime(2020, 1, 13, 10)),
        ("2020-01-13 10:00", datetime(2020, 1, 13, 10)),
        ("2020-01-13T10:00:07.123456", datetime(2020, 1, 13, 10, 0, 7)),
        ("2020-01-13T10:00:07Z", datetime(2020, 1, 13, 10, 0, 7)),
        ("2020-01-13T10:00:07+05:30", datetime(2020, 1, 13, 10, 0, 7)),
        ("2020-01-13T10:00Z", datetime(2020, 1, 13, 10)),
        ("2020-01-13T10:00-0330", datetime(2020, 1, 13, 10)),
        ("2099-12-31 23:59", datetime(2099, 12, 31, 23, 59)),
        ("1989-12-31 23:59", None),
        ("2100-01-01 00:00", None),
        ("2020-01-13T10:00.5", None),
        ("2020-02-30T10:00:00", None),
        ("2020-01-13", None),
        ("13/01/2020 10:00", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("source", ["jsonl", "csv"])
def test_times(source: str, written: str, expected: datetime | None, tmp_path: Path) -> None:
    path = tmp_path / "file"
    if source == "jsonl":
        text = f'{{"time": "{TIME}", "sender": "A", "length": 1}}\n{{"time": "{written}", "sender": "B", "length": 1}}\n'
    else:
        text = f"time,sender,length\n{TIME},A,1\n{written},B,1\n"
    path.write_text(text, encoding="utf-8")
    frame, reader = read(path)
    assert frame["time"].to_list()[1:] == ([] if expected is None else [expected])
    assert reader.tally.n_skipped == (expected is None)


def test_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text(
        f'{{"time":"{TIME}","sender":"Ana","text":"hé🙂","chat":"Bob"}}\n'
        f'{{"time":"{TIME}","sender":" Bob ","length":4,"kind":"text","chat":"Bob","more":[1]}}\n'
        "\n"
        "no json\n"
        f'{{"time":"{TIME}","sender":"Ana","kind":"media","chat":"Cleo"}}\n'
        f'{{"time":"{TIME}","sender":"Ana","kind":"deleted","length":9,"chat":"Bob"}}\n'
        f'{{"time":"{TIME}","kind":"system"}}\n'
        f'{{"time":"{TIME}","sender":"","length":1}}\n'
        f'{{"time":"{TIME}","sender":"Ana"}}\n'
        f'{{"time":"{TIME}","sender":"Ana","length":-1}}\n'
        f'{{"time":"{TIME}","sender":"Ana","length":99999999999999999999}}\n'
        f'{{"time":"{TIME}","sender":"Ana","length":1,"kind":"song"}}\n'
        f'{{"time":5,"sender":"Ana","length":1}}\n'
        f'["{TIME}"]',
        encoding="utf-8",
    )
    frame, reader = read(path, with_text=True)
    assert counts(frame) == {"Ana": 3, "Bob": 1}
    assert sorted(zip(frame["kind"], frame["length"], frame["text"], strict=True)) == [
        ("deleted", 0, ""), ("media", 0, ""), ("text", 3, "hé🙂"), ("text", 4, ""),
    ]  # fmt: skip
    assert reader.tally.n_system == 1
    assert sorted(skips(reader)) == [
        (4, "not a record"), (8, "no sender"), (9, "neither length nor text"), (10, "neither length nor text"),
        (11, "neither length nor text"), (12, "no such kind of message"), (13, "not a record"), (14, "not a record"),
    ]  # fmt: skip
    assert {batch.chat for batch in open_export(path)} == {Chat("Bob", "Bob"), Chat("Cleo", "Cleo")}


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    path.write_text(
        "\ufefftime,sender,text,kind,chat\n"
        f'{TIME},Ana,"a ""b""\nc, d",,Bob\n'
        f"{TIME},Bob,,media,Bob\n"
        "x,y\n"
        "\n"
        f'{TIME},"Bob, Jr.",hello,text,Bob\n'
        f"{TIME},Bob,hello,song,Bob\n"
        f"{TIME},,hello,text,Bob\n"
        f"{TIME},,joined,system,Bob\n",
        encoding="utf-8",
    )
    frame, reader = read(path, with_text=True)
    assert counts(frame) == {"Ana": 1, "Bob": 1, "Bob, Jr.": 1}
    assert frame["text"].to_list() == ['a "b"\nc, d', "", "hello"]
    assert frame["length"].to_list() == [10, 0, 5]
    assert reader.tally.n_system == 1
    assert skips(reader) == [(5, "no such date or time"), (8, "no such kind of message"), (9, "no sender")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_columns_in_any_order(separator: str, line_end: str, tmp_path: Path) -> None:
    path = tmp_path / "chat"
    rows = [["Sender", "extra", "LENGTH", "Time"], ["Ana", "x", "5", TIME], ["Bob", "", "6", TIME]]
    path.write_text(line_end.join(separator.join(row) for row in rows), encoding="utf-8", newline="")
    frame, reader = read(path)
    assert reader.source == "csv"
    assert frame["length"].to_list() == [5, 6]
    assert frame["sender"].to_list() == ["Ana", "Bob"]


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_small_chunks(chunk: int, tmp_path: Path) -> None:
    csv, jsonl = tmp_path / "a.csv", tmp_path / "a.jsonl"
    csv.write_text("time,sender,text\n" + f'{TIME},Ana,"one\ntwo"\n' * 20 + "bad\n", encoding="utf-8")
    jsonl.write_text(
        f'{{"time":"{TIME}","sender":"Ana","text":"one\\ntwo"}}\n' * 20 + "bad\n", encoding="utf-8"
    )
    for reader, bad_line in (
        (CsvReader([open_file(csv)], ReadOptions(chunk_bytes=chunk)), 42),
        (JsonlReader([open_file(jsonl)], ReadOptions(chunk_bytes=chunk)), 21),
    ):
        lengths = [length for batch in reader for length in batch.frame["length"]]
        assert lengths == [7] * 20
        assert [line for line, _ in skips(reader)] == [bad_line]


def test_a_row_without_an_end_is_counted_and_nothing_else_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    row = "2024-01-01 10:0{},Ana,{}\n"
    path.write_text("time,sender,text\n" + row.format(0, "a" * (5 << 20)) + row.format(1, "b"))
    frame, reader = read(path)
    assert frame["time"].dt.minute().to_list() == [0, 1] and 1 << 19 < frame["length"][0] < 2 << 20
    assert reader.tally.n_skipped == 1
