"""Joining conversations per contact: groups, several exports, namesakes, clocks."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from nearer.sources import RECORD_SCHEMA, Batch, Chat, Tally
from nearer.timeline import Timelines, join_exchanges, load_timelines, plain_name

START = datetime(2024, 3, 6, 9, 30)  # a Wednesday


def frame(*messages):
    """(minutes after START, sender, length) triples as a batch frame."""
    rows = [
        (START + timedelta(minutes=minute), sender, length, "text") for minute, sender, length in messages
    ]
    return pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row")


class Opened:
    """An export already in memory, by the readers' contract."""

    source = "jsonl"

    def __init__(self, *chats, owner=None):
        self.chats = chats
        self.tally = Tally(owner=owner)

    def __iter__(self):
        for number, (title, group, frames) in enumerate(self.chats):
            for part in frames:
                yield Batch(Chat(str(number), title, group), part)


SAM = frame((0, "Alex", 5), (1, "Sam", 7), (3, "Alex", 2))


def exchanges_of(*readers, me=("Alex",)):
    return join_exchanges(load_timelines(readers), me)


def test_one_conversation():
    (exchange,), left = exchanges_of(Opened(("Sam", None, [SAM])))
    assert (exchange.me, exchange.contact, left) == ("Alex", "Sam", [])
    assert exchange.frame["mine"].to_list() == [True, False, True]
    dyad = exchange.dyad(away=[(date(2024, 3, 7), date(2024, 3, 8))])
    assert dyad.origin == datetime(2024, 3, 4) and dyad.origin.weekday() == 0
    np.testing.assert_allclose(dyad.hours, 57.5 + np.array([0, 1, 3]) / 60)
    assert dyad.sender.tolist() == [0, 1, 0] and dyad.length.tolist() == [5, 7, 2]
    assert dyad.away == ((date(2024, 3, 7), date(2024, 3, 8)),)


def test_batches_are_put_in_order_of_time():
    late, early = frame((9, "Sam", 1)), frame((2, "Alex", 1))
    timelines = load_timelines([Opened(("Sam", None, [late, early]))])
    assert timelines[0].frame["sender"].to_list() == ["Alex", "Sam"]


@pytest.mark.parametrize(
    ("title", "group", "rows", "reason"),
    [
        ("Trip", True, [(0, "Alex", 1), (1, "Sam", 1)], "group"),
        ("Trip", None, [(0, "Alex", 1), (1, "Sam", 1), (2, "Kim", 1)], "group"),
        ("Others", None, [(0, "Kim", 1), (1, "Sam", 1)], "not_in_it"),
        ("Notes", None, [(0, "Alex", 1)], "alone"),
    ],
)
def test_what_is_left_out(title, group, rows, reason):
    exchanges, (left,) = exchanges_of(Opened((title, group, [frame(*rows)])))
    assert not exchanges and (left.title, left.reason) == (title, reason)


def test_overlapping_exports_count_once():
    earlier = frame((0, "Alex", 5), (1, "Sam", 7), (1, "Sam", 7))
    later = frame((1, "Sam", 7), (1, "Sam", 7), (5, "Alex", 3))
    (exchange,), _ = exchanges_of(Opened(("Sam", None, [earlier])), Opened(("Sam", None, [later])))
    assert exchange.frame.height == 4  # the two alike within one export are two messages
    assert exchange.n_duplicates == 2
    again, _ = exchanges_of(Opened(("Sam", None, [later])), Opened(("Sam", None, [earlier])))
    assert again[0].frame.equals(exchange.frame)


def test_the_same_export_read_twice_changes_nothing():
    once, _ = exchanges_of(Opened(("Sam", None, [SAM])))
    twice, _ = exchanges_of(Opened(("Sam", None, [SAM])), Opened(("Sam", None, [SAM])))
    assert twice[0].frame.equals(once[0].frame)


def test_namesakes_in_one_export_stay_two_people():
    other = frame((100, "Alex", 1), (101, "Sam", 1))
    exchanges, _ = exchanges_of(Opened(("Sam", False, [SAM]), ("Sam", False, [other])))
    assert [exchange.contact for exchange in exchanges] == ["Sam", "Sam (2)"]


def test_my_name_may_differ_between_exports():
    other = frame((500, "Alexandra K", 1), (501, "Sam", 1))
    (exchange,), _ = exchanges_of(
        Opened(("Sam", None, [SAM])), Opened(("Sam", None, [other])), me=("Alex", "Alexandra K")
    )
    assert exchange.frame["mine"].sum() == 3


def test_names_with_invisible_marks_are_one_person():
    marked = frame((0, "\u200eAlex", 1), (1, "~\u202fSam", 1), (2, "Alex", 1))
    (exchange,), _ = exchanges_of(Opened(("Sam", None, [marked])))
    assert exchange.contact == "Sam" and exchange.frame["mine"].to_list() == [True, False, True]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Sam", "Sam"),
        ("  Sam\u200f  Lee ", "Sam Lee"),
        ("~Sam", "Sam"),
        ("e\u0301", "é"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("", ""),
    ],
)
def test_plain_name(written, read):
    assert plain_name(written) == read
    assert plain_name(read) == read


def test_owner_only_where_exports_agree():
    one, two = Opened(("Sam", None, [SAM]), owner="Alex"), Opened(("Sam", None, [SAM]), owner="Kim")
    assert load_timelines([one]).owner == "Alex"
    assert load_timelines([one, two]).owner is None
    assert Timelines(()).owner is None
