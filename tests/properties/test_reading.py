"""What must hold for any export: it does not matter how it is cut, and nothing escapes but a clear sentence."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from sources.reading import Style

from nearer.kernel.errors import ExportError
from nearer.sources import RECORD_SCHEMA, ReadOptions, open_export
from nearer.sources.csv import CsvReader
from nearer.sources.files import open_file
from nearer.sources.jsonl import JsonlReader
from nearer.sources.telegram import TelegramReader
from nearer.sources.whatsapp import WhatsAppReader

STYLES = [
    Style("us", "{m}/{d}/{yy}, {h}:{MM} {p} - "),
    Style("de", "{dd}.{mm}.{yy}, {HH}:{MM} - "),
    Style("iphone", "[{dd}/{mm}/{yyyy}, {HH}:{MM}:{SS}] "),
    Style("arabic", "{d}/{m}/{yyyy}، {h}:{MM} {p} - ", halves=("ص", "م"), zero="٠"),
]
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), max_size=30)
BODY = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
LIKE_A_HEADER = st.sampled_from(
    ["1/2/20, 3:04 PM - Eve: x", "31.12.19, 10:00 - Eve: x", "[1/2/2020, 10:00:00] Eve: x"]
)
OF_THE_APP = st.sampled_from(
    ["<Media omitted>", "\u200eimage omitted", "You deleted this message", "x <This message was edited>"]
)
NAMES = st.sampled_from(["Ana", "Bob", "Chloé: work", "\u202a+49\u00a0170 1\u202c", "~\u202fDan"])
MESSAGES = st.lists(st.tuples(NAMES, BODY, st.integers(0, 5000)), min_size=1, max_size=25)
TRICKY = st.lists(
    st.tuples(NAMES, st.one_of(BODY, LIKE_A_HEADER, OF_THE_APP, BODY.map(lambda b: f"a\n{b}")), st.integers(0, 5000)),
    min_size=1, max_size=25,
)  # fmt: skip


def chat_text(style: Style, messages: list[tuple[str, str, int]]) -> str:
    """Write messages as a phone would."""
    time, lines = datetime(2020, 2, 13, 8, 0), []
    for name, body, minutes in messages:
        time += timedelta(minutes=minutes)
        lines.append(f"{style.start(time)}{name}: {body}\n")
    return "".join(lines)


def outcome(reader) -> tuple[list[tuple[object, ...]], int, list[object], list[str]]:  # type: ignore[no-untyped-def]
    """Return all that reading an export gives."""
    batches = list(reader)
    for batch in batches:
        assert batch.frame.schema == pl.Schema({**RECORD_SCHEMA, "text": pl.String()})
    rows = [(batch.chat, *row) for batch in batches for row in batch.frame.iter_rows()]
    return rows, reader.tally.n_system, [(s.line, s.reason) for s in reader.tally.skipped], reader.tally.notes


def saved(content: str | bytes) -> Path:
    path = Path(tempfile.mkdtemp()) / "chat.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@settings(max_examples=60)
@given(st.sampled_from(STYLES), TRICKY, st.sampled_from([1, 3, 17, 64, 256]), st.booleans())
def test_whatsapp_does_not_depend_on_chunks(
    style: Style, messages: list[tuple[str, str, int]], n_bytes: int, crlf: bool
) -> None:
    text = chat_text(style, messages)
    if crlf:
        text = text.replace("\n", "\r\n")
    export = open_file(saved(text))
    whole = outcome(WhatsAppReader([export], ReadOptions(with_text=True)))
    assert outcome(WhatsAppReader([export], ReadOptions(with_text=True, chunk_bytes=n_bytes))) == whole


@settings(max_examples=60)
@given(st.sampled_from(STYLES), MESSAGES)
def test_whatsapp_does_not_depend_on_line_endings(style: Style, messages: list[tuple[str, str, int]]) -> None:
    text = chat_text(style, messages)
    plain = outcome(open_export(saved(text), ReadOptions(with_text=True)))
    assert len(plain[0]) == len(messages)
    for line_end in ("\r\n", "\r"):
        assert outcome(open_export(saved(text.replace("\n", line_end)), ReadOptions(with_text=True))) == plain


@settings(max_examples=60)
@given(st.sampled_from(STYLES), MESSAGES)
def test_lengths_are_those_of_the_text(style: Style, messages: list[tuple[str, str, int]]) -> None:
    for batch in open_export(saved(chat_text(style, messages)), ReadOptions(with_text=True)):
        typed = batch.frame.filter(pl.col("kind") == "text")
        assert typed["length"].to_list() == [len(text) for text in typed["text"]]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["Ana", "Bob"]), BODY), min_size=1, max_size=20),
    st.integers(1, 300),
    st.booleans(),
)
def test_the_other_formats_do_not_depend_on_chunks(
    messages: list[tuple[str, str]], n_bytes: int, squeezed: bool
) -> None:
    time = "2020-02-13T08:00:00"
    telegram = {"name": "Bob", "type": "personal_chat", "id": 1, "messages": [
        {"id": n, "type": "message", "date": time, "from": name, "from_id": name, "text": body}
        for n, (name, body) in enumerate(messages)
    ]}  # fmt: skip
    jsonl = "".join(
        json.dumps({"time": time, "sender": name, "text": body}) + "\n" for name, body in messages
    )
    quoted = [body.replace('"', '""') for _, body in messages]
    csv = "time,sender,text\n" + "".join(
        f'{time},{name},"{body}"\n' for (name, _), body in zip(messages, quoted, strict=True)
    )
    as_json = json.dumps(telegram, indent=None if squeezed else 1)
    for reader, text in ((TelegramReader, as_json), (JsonlReader, jsonl), (CsvReader, csv)):
        export = open_file(saved(text))
        whole = outcome(reader([export], ReadOptions(with_text=True)))
        assert [row[5] for row in whole[0]] == [body for _, body in messages]
        assert outcome(reader([export], ReadOptions(with_text=True, chunk_bytes=n_bytes))) == whole


@settings(max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
        st.tuples(st.sampled_from([b"1/2/20, 3:04 PM - A: x\n", b"{", b'{"messages": [', b"time,sender,text\n", b"PK\x03\x04",
                                   b'{"time": "2020-01-01 10:00", "sender": "A", "text": "x"}\n', b"\xff\xfe", b"[1.1.20, 1:02]"]),
                  st.binary(max_size=200)).map(b"".join),
    )
)  # fmt: skip
def test_nothing_but_a_sentence_escapes(content: bytes) -> None:
    try:
        list(open_export(saved(content), ReadOptions(with_text=True)))
    except ExportError as error:
        assert str(error).endswith(".")
