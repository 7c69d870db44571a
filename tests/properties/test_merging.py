"""Exports of one chat put together: held to plain counting, whatever each of them knows of seconds and zones."""

from collections import Counter
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.sources import KINDS
from nearer.timeline import merge_frames

START = datetime(2025, 1, 16, 9, 0, 7, 411_000)
SCHEMA = {"time": pl.Datetime("ms"), "mine": pl.Boolean, "length": pl.UInt32, "kind": KINDS}
PRECISIONS = (1, 1_000, 60_000)


def made_frame(rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("time", maintain_order=True)


def cut(time, precision_ms):
    since = (time - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
    return datetime(1970, 1, 1) + timedelta(milliseconds=since // precision_ms * precision_ms)


def exported(rows, precision_ms, hours=0):
    """What an app writes of some messages, its clock so many hours ahead."""
    ahead = timedelta(hours=hours)
    return made_frame([(cut(time, precision_ms) + ahead, *rest) for time, *rest in rows])


def counted(frame):
    return Counter(frame.iter_rows())


def coarsened(counts, precision_ms):
    """Return how many there are of each message, told apart by a coarser time."""
    told = Counter()
    for (time, *rest), n in counts.items():
        told[cut(time, precision_ms), *rest] += n
    return told


@st.composite
def chats(draw):
    """A chat with bursts, and two to four exports of parts of it, in any order, each with its own precision."""
    gaps = draw(
        st.lists(st.sampled_from([0, 350, 4_100, 31_000, 64_000, 5_000_000]), min_size=8, max_size=60)
    )
    at, rows = START, []
    for number, gap in enumerate(gaps):
        at += timedelta(milliseconds=gap)
        rows.append((at, (number + number // 4) % 2 == 0, 1 + number % 3, "text"))
    spans = st.tuples(st.integers(0, len(rows)), st.integers(0, len(rows))).map(sorted)
    parts = draw(st.lists(st.tuples(spans.filter(lambda one: one[0] < one[1]), st.sampled_from(PRECISIONS)),
                          min_size=2, max_size=4))  # fmt: skip
    return rows, parts


@settings(max_examples=50)
@given(chats())
def test_each_message_once_at_the_finest_time_that_is_known(made):
    """As many as the exports hold together at each moment, by every precision at which they can be compared."""
    rows, parts = made
    merged = merge_frames([exported(rows[low:high], precision) for (low, high), precision in parts])
    coarsest = max(precision for _, precision in parts)
    wanted = Counter()
    for precision in sorted({precision for _, precision in parts}):
        wanted = coarsened(wanted, precision)
        for (low, high), own in parts:
            if own == precision:
                wanted |= counted(exported(rows[low:high], precision))
    found = merged.with_columns(
        pl.Series("time", [cut(time, coarsest) for time in merged["time"]], pl.Datetime("ms"))
    )
    assert counted(found) == wanted
    assert merged["time"].is_sorted()
    finest = min(precision for _, precision in parts)
    for (low, high), precision in parts:
        if precision == finest:
            assert counted(exported(rows[low:high], precision)) <= counted(merged), "the finer time is kept"


@settings(max_examples=25)
@given(chats(), st.randoms(use_true_random=False))
def test_the_same_again_in_any_order_changes_nothing(made, rng):
    rows, _ = made
    once = exported(rows, 1)
    shuffled = rng.sample(rows, len(rows))
    for again in (
        exported(rows, 1),
        exported(shuffled, 1),
        exported(rows, 60_000),
        exported(shuffled, 1_000),
    ):
        assert counted(merge_frames([once, again])) == counted(once) == counted(merge_frames([again, once]))
    nothing = made_frame([])
    assert counted(merge_frames([nothing, once, nothing])) == counted(once)
    assert merge_frames([nothing, nothing]).is_empty()


def long_chat(days, a_day=9, seed=3):
    return [
        (START + timedelta(days=day, seconds=(n * 7_919 + day * 1_913 + seed) % 61_000), (day * n + n) % 3 == 0,
         1 + (day * 31 + n * 17) % 97, "text")
        for day in range(days) for n in range(a_day)
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [-9, -1, 2, 5.5])
@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_clock_that_is_hours_ahead_is_put_right(hours, precision):
    rows = sorted(long_chat(120))
    earlier, later = rows[:800], rows[300:]
    merged = merge_frames([exported(earlier, 1), exported(later, precision, hours)])
    assert merged.height == len(rows)
    wanted = counted(exported(earlier, 1)) + counted(exported(rows[800:], precision))
    assert counted(merged) == wanted, "what is new comes on the same clock"


def test_summer_time_in_one_of_two_exports():
    """One export in UTC, the other as on a clock in Berlin, over two years."""
    rows = sorted(long_chat(730, a_day=3))
    berlin = (
        pl.Series([time for time, *_ in rows])
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("Europe/Berlin")
    )
    wall = [(time, *rest) for time, (_, *rest) in zip(berlin.dt.replace_time_zone(None), rows, strict=True)]
    assert merge_frames([exported(wall, 1_000), exported(rows, 60_000)]).height == len(rows)


def test_new_messages_of_one_rhythm_are_no_copies():
    """The same hour, the same length, day after day: what comes later is new, and no shifted copy."""
    rows = [(START + timedelta(hours=k), k % 2 == 0, 5, "text") for k in range(600)]
    for cut_at in (300, 301):
        merged = merge_frames([exported(rows[:cut_at], 60_000), exported(rows[cut_at:], 60_000)])
        assert merged.height == len(rows)
        assert merge_frames(
            [exported(rows[: cut_at + 100], 1), exported(rows[cut_at:], 60_000)]
        ).height == len(rows)


def told(kind, length=0, second=30, mine=True):
    """An hour with one message in its middle, told in one of several ways, and others around it."""
    around = [
        (START.replace(microsecond=0) + timedelta(minutes=minute), minute % 3 == 0, 9, "text")
        for minute in range(30)
    ]
    middle = (START.replace(microsecond=0) + timedelta(minutes=14, seconds=second), mine, length, kind)
    return [*around, middle]


@pytest.mark.parametrize(
    ("one", "other", "precision", "kept"),
    [
        (("media", 0), ("text", 12), 60_000, [("text", 12)]),  # with and without its caption
        (("text", 12), ("deleted", 0), 60_000, [("text", 12)]),  # deleted in between
        (("deleted", 0), ("text", 12), 1_000, [("text", 12)]),
        (("text", 12), ("text", 14), 1_000, [("text", 12)]),  # edited in between
        (("text", 12), ("text", 14), 60_000, [("text", 12), ("text", 14)]),  # in one minute two may be
    ],
)
def test_what_two_exports_tell_otherwise_is_one_message(one, other, precision, kept):
    merged = merge_frames([exported(told(*one), 1_000), exported(told(*other), precision)])
    around = counted(exported(told("text", 999), 1_000))
    left = [row[3:1:-1] for row in merged.iter_rows() if row not in around]
    assert sorted(left) == sorted(kept)
    assert merged.height == 30 + len(kept)
