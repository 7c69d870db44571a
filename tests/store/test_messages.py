"""Messages in the store: what goes in comes out, words only where they are wanted, and nothing half."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from places import load_exchanges
from polars.testing import assert_frame_equal

from nearer.app.exchanges import load_exchange
from nearer.kernel.errors import RequestError
from nearer.sources import RECORD_SCHEMA, Skipped, Tally
from nearer.store import messages, people, said
from nearer.timeline import Timeline, join_exchanges

NOW = datetime(2026, 3, 1, 20, 15)
START = datetime(2025, 1, 6, 9, 0)


def made_timeline(n, names=("Alex", "Sam"), title="Sam", start=START, export=0):
    rows = [
        (start + timedelta(minutes=7 * k + k % 5), names[(k * k + k // 3) % 2], 3 + k % 40, "text")
        for k in range(n)
    ]
    return Timeline(title, "whatsapp", export, pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row"), False)


def keep(store, timeline, person_id, digest="d1", words=None):
    return messages.add_export(
        store, file="chat.txt", digest=digest, tally=Tally(skipped=[Skipped("chat.txt", 4, "no date")], n_skipped=1),
        source="whatsapp", timelines=[timeline], people=[person_id], words=words, now=NOW,
    )  # fmt: skip


def test_what_goes_in_comes_out(store, monkeypatch):
    monkeypatch.setattr(messages, "SEGMENT_ROWS", 64)
    sam = people.add_person(store, "Sam", NOW)
    timeline = made_timeline(300)
    keep(store, timeline, sam)
    (conversation,) = messages.load_conversations(store, sam)
    names = messages.load_senders(store, conversation.id)
    back = messages.load_frame(store, conversation.id).with_columns(
        pl.col("sender").replace_strict(names, return_dtype=pl.String).cast(pl.Categorical)
    )
    assert_frame_equal(back, timeline.frame)
    assert store.one("SELECT count(*) FROM segment")[0] == 5
    assert (conversation.n_messages, conversation.first_at, conversation.title) == (300, START, "Sam")
    assert messages.known_export(store, "d1") == NOW and messages.known_export(store, "d2") is None


def test_an_exchange_is_the_one_that_the_exports_give(store):
    sam, kim = people.add_person(store, "Sam", NOW), people.add_person(store, "Kim", NOW)
    people.confirm_me(store, ["Alex"], NOW)
    earlier, later = made_timeline(200), made_timeline(300, start=START, export=1)
    keep(store, earlier, sam, "d1")
    keep(store, later, sam, "d2")
    keep(store, made_timeline(20, ("Kim", "~Alex"), "Kim"), kim, "d3")
    (wanted, *_), _ = join_exchanges([earlier, later], ["Alex"])
    found = load_exchange(store, sam)
    assert_frame_equal(found.frame, wanted.frame)
    assert (found.n_duplicates, found.me, found.contact) == (200, "Alex", "Sam")
    assert list(load_exchanges(store)) == [sam, kim]
    assert load_exchange(store, kim).frame["mine"].sum() == sum(
        row[1] == "~Alex" for row in made_timeline(20, ("Kim", "~Alex")).frame.iter_rows()
    )


def test_nobody_without_messages(store):
    assert load_exchange(store, people.add_person(store, "Sam", NOW)) is None
    assert load_exchanges(store) == {}
    with pytest.raises(RequestError):
        load_exchange(store, 99)


def test_words_go_for_good(store, tmp_path):
    sam = people.add_person(store, "Sam", NOW)
    timeline = made_timeline(50)
    export = keep(store, timeline, sam, words={0: pl.Series(["a canary in words"] * 50)})
    (conversation,) = messages.load_conversations(store, sam)
    assert said.has_words(store, sam) and said.keeps_words(store, conversation.id)
    assert messages.unpack_frame(store.one("SELECT words FROM segment")[0]).height == 50
    said.drop_words(store, sam)
    assert not said.has_words(store, sam)
    assert [row[0] for row in store.read("SELECT words FROM segment")] == [None]
    assert messages.load_conversations(store, sam)[0].export_id == export


def test_the_last_conversation_takes_its_export_along(store):
    sam = people.add_person(store, "Sam", NOW)
    keep(store, made_timeline(10), sam)
    (conversation,) = messages.load_conversations(store, sam)
    messages.drop_conversation(store, conversation.id)
    assert messages.load_conversations(store) == [] and messages.known_export(store, "d1") is None
    assert all(
        store.one(f"SELECT count(*) FROM {table}")[0] == 0 for table in ("export", "sender", "segment")
    )


def test_an_error_in_the_middle_leaves_nothing(store):
    sam = people.add_person(store, "Sam", NOW)
    with pytest.raises(ValueError, match="shorter"):
        messages.add_export(
            store, file="chat.txt", digest="d1", tally=Tally(), source="whatsapp",
            timelines=[made_timeline(10), made_timeline(20)], people=[sam], now=NOW,
        )  # fmt: skip
    assert store.one("SELECT count(*) FROM export")[0] == 0
    assert store.one("SELECT count(*) FROM segment")[0] == 0


def test_the_names_that_the_exports_know(store):
    sam = people.add_person(store, "My Sam", NOW)
    keep(store, made_timeline(10, ("Alex", "Sam Lee")), sam)
    assert messages.load_writers(store) == {sam: {"Alex", "Sam Lee"}}
