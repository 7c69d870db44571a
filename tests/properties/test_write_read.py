"""Property: writing a chat and reading it back is the identity, to the format's resolution."""

from datetime import datetime, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.sources import KINDS, RECORD_SCHEMA, ReadOptions, open_export
from nearer.sources.write import WhatsAppStyle, render_telegram_chat, render_whatsapp

LETTERS = st.characters(categories=("Lu", "Ll", "Lo"))
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=3).map(" ".join)


@st.composite
def chats(draw):
    me, contact = draw(st.lists(NAMES, min_size=2, max_size=2, unique_by=str.casefold))
    n = draw(st.integers(30, 120))
    start = draw(st.datetimes(datetime(2012, 1, 1), datetime(2024, 1, 1))).replace(microsecond=0)
    gaps = draw(st.lists(st.integers(0, 300_000), min_size=n, max_size=n))
    times, now = [], start
    for gap in gaps:
        now += timedelta(seconds=gap)
        times.append(now)
    kinds = draw(st.lists(st.sampled_from(["text"] * 6 + ["media", "deleted"]), min_size=n, max_size=n))
    lengths = draw(st.lists(st.integers(1, 400), min_size=n, max_size=n))
    who = draw(st.lists(st.sampled_from([me, contact]), min_size=n, max_size=n))
    frame = pl.DataFrame(
        {
            "time": pl.Series(times).cast(pl.Datetime("ms")),
            "sender": pl.Series(who).cast(pl.Categorical()),
            "length": [length if kind == "text" else 0 for length, kind in zip(lengths, kinds, strict=True)],
            "kind": pl.Series(kinds, dtype=KINDS),
        },
        schema=RECORD_SCHEMA,
    )
    return me, contact, frame


@st.composite
def styles(draw):
    year = draw(st.sampled_from([2, 4]))
    return WhatsAppStyle(
        app=draw(st.sampled_from(["android", "ios"])),
        order=draw(st.sampled_from(["dmy", "mdy"] + ["ymd"] * (year == 4))),
        separator=draw(st.sampled_from("/.-")),
        year_digits=year,
        padded=draw(st.booleans()),
        clock=draw(st.sampled_from([12, 24])),
        seconds=draw(st.booleans()),
    )


def plain(frame, resolution_s=1):
    return frame.select(
        pl.col("time").dt.truncate(f"{resolution_s}s"), pl.col("sender").cast(pl.String), "length", "kind"
    )


def read(path, date_order=None):
    return pl.concat([batch.frame for batch in open_export(path, ReadOptions(date_order=date_order))])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=chats(), style=styles())
def test_whatsapp(tmp_path, chat, style):
    _, contact, frame = chat
    path = tmp_path / "chat.txt"
    path.write_bytes(b"".join(render_whatsapp(frame, title=contact, style=style)))
    assert plain(read(path, style.order)).equals(plain(frame, style.resolution_s))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=chats())
def test_telegram(tmp_path, chat):
    me, contact, frame = chat
    path = tmp_path / "result.json"
    path.write_bytes(b"".join(render_telegram_chat(frame, me=me, contact=contact)))
    kept = frame.filter(pl.col("kind") != "deleted")
    assert plain(read(path)).equals(plain(kept))
