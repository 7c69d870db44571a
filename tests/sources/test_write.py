"""Exports made from simulated chats look like the apps' own and read back as what was written."""

import itertools
import json

import polars as pl
import pytest

from nearer.app.simulate import simulate_chat
from nearer.sources import open_export
from nearer.sources.write import (
    STYLES,
    WhatsAppStyle,
    render_telegram_account,
    render_telegram_chat,
    render_whatsapp,
)
from nearer.sources.write.filler import filler


@pytest.fixture(scope="module")
def chat():
    return simulate_chat(seed=11, months=3, family="mutual_swings")


def plain(frame, resolution_s=1):
    return frame.select(
        pl.col("time").dt.truncate(f"{resolution_s}s"), pl.col("sender").cast(pl.String), "length", "kind"
    )


def read(path):
    reader = open_export(path)
    batches = list(reader)
    return batches, reader.tally


def all_styles():
    for app, separator, years, padded, clock, seconds in itertools.product(
        ("android", "ios"), "/.-", (2, 4), (True, False), (12, 24), (True, False)
    ):
        for order in ("dmy", "mdy"):
            yield WhatsAppStyle(app, order, separator, years, padded, clock, seconds)
        if years == 4 and padded:
            yield WhatsAppStyle(app, "ymd", separator, years, padded, clock, seconds)


def style_name(style):
    parts = (
        style.app,
        style.order,
        style.separator,
        style.year_digits,
        style.padded,
        style.clock,
        style.seconds,
    )
    return "-".join(map(str, parts))


@pytest.mark.parametrize("style", [pytest.param(style, id=style_name(style)) for style in all_styles()])
def test_every_whatsapp_style_reads_back(tmp_path, chat, style):
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_bytes(b"".join(render_whatsapp(chat.frame, title="Sam", style=style)))
    batches, tally = read(path)
    assert tally.n_skipped == 0
    assert tally.n_system == 1 + chat.frame.height // 997
    got = pl.concat([batch.frame for batch in batches])
    assert plain(got).equals(plain(chat.frame, style.resolution_s))


def test_a_telegram_chat_reads_back(tmp_path, chat):
    path = tmp_path / "result.json"
    path.write_bytes(b"".join(render_telegram_chat(chat.frame, me="Alex", contact="Sam")))
    written = json.loads(path.read_bytes())
    assert written["type"] == "personal_chat"
    batches, tally = read(path)
    kept = chat.frame.filter(pl.col("kind") != "deleted")
    assert tally.n_skipped == 0
    assert tally.n_system == kept.height // 997
    assert plain(pl.concat([batch.frame for batch in batches])).equals(plain(kept))


def test_a_telegram_account_reads_back(tmp_path, chat):
    other = simulate_chat(seed=12, months=2, contact='Ro"b\\in', family="gaps")
    path = tmp_path / "result.json"
    chats = {"Sam": chat.frame, other.contact: other.frame}
    path.write_bytes(b"".join(render_telegram_account(chats, me="Alex")))
    batches, tally = read(path)
    assert tally.owner == "Alex"
    for title, frame in chats.items():
        got = pl.concat([batch.frame for batch in batches if batch.chat.title == title])
        assert plain(got).equals(plain(frame.filter(pl.col("kind") != "deleted")))


def test_a_name_with_quotes_stays_json(chat):
    name = 'Sam "the\\cat" \n\u2028'
    frame = chat.frame.with_columns(
        pl.col("sender").cast(pl.String).replace({"Sam": name}).cast(pl.Categorical())
    )
    written = json.loads(b"".join(render_telegram_chat(frame, me="Alex", contact=name)))
    assert written["name"] == name
    assert {message.get("from") for message in written["messages"] if message["type"] == "message"} == {
        "Alex",
        name,
    }


def test_an_empty_chat_writes_no_message(chat):
    assert list(render_whatsapp(chat.frame.clear(), title="Sam")) == []
    assert (
        json.loads(b"".join(render_telegram_chat(chat.frame.clear(), me="Alex", contact="Sam")))["messages"]
        == []
    )


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 17, 200, 5000])
def test_filler_has_the_length_and_no_blank_at_its_ends(length):
    frame = pl.DataFrame({"number": range(300)}).select(words=filler(pl.col("number"), pl.lit(length), 5000))
    words = frame["words"]
    assert (words.str.len_chars() == length).all()
    assert (words == words.str.strip_chars()).all()


def test_pieces_join_without_a_seam(monkeypatch, chat):
    whole = b"".join(render_whatsapp(chat.frame, title="Sam", style=STYLES["ios"]))
    monkeypatch.setattr("nearer.sources.write.filler.PIECE", 7)
    assert b"".join(render_whatsapp(chat.frame, title="Sam", style=STYLES["ios"])) == whole
