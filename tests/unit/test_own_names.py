"""Who is the user, where several exports tell it, or none; and who is only called "Me"."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from nearer.app.analyze import analyze_timelines, find_me
from nearer.sources import RECORD_SCHEMA
from nearer.timeline import Timeline, Timelines, join_exchanges

START = datetime(2025, 1, 16, 9, 0)


def chat(*names, source="whatsapp", export=0, owner=None, group=None):
    rows = [(START + timedelta(hours=k), names[k % len(names)], 3 + k % 9, "text") for k in range(12)]
    return Timeline("", source, export, pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row"), group, owner)


@pytest.mark.parametrize(
    ("chats", "names"),
    [
        ([chat("Alex", "Sam")], []),
        ([chat("Alex", "Sam"), chat("Alex", "Kim")], ["Alex"]),
        ([chat("Alex", "Sam"), chat("Alex", "Sam", export=1)], []),
        ([chat("Alex", "Sam", owner="Alex", source="telegram")], ["Alex"]),
        ([chat("Alex", "Sam", owner="Nobody here", source="telegram")], []),
        ([chat("Me", "Sam", owner="Me", source="imessage")], ["Me"]),
        ([chat("Me", "Sam", owner="Me", source="imessage"), chat("Alex", "Sam", owner="Alex", export=1)], ["Alex", "Me"]),
        ([chat("Alex", "Sam", owner="Alex", source="telegram"), chat("alex", "Kim", export=1)], ["Alex", "alex"]),
        ([chat("Lex", "Sam", owner="Lex", source="signal"), chat("Al", "Sam", export=1), chat("Al", "Kim", export=2)], ["Lex", "Al"]),
        ([chat("Me", "Sam", owner="Me", source="sms"), chat("Me", "Al", export=1), chat("Kim", "Al", export=2)], ["Me", "Al"]),
        ([chat("Al", "Sam"), chat("Al", "Kim"), chat("Alex", "Jo", source="line", export=1), chat("Alex", "Bo", source="line", export=2)],
         ["Al", "Alex"]),
        ([chat("Alex", "Sam"), chat("Alex", "Kim", "Jo"), chat("Sam", "Kim", group=True)], []),
    ],
)  # fmt: skip
def test_names_that_the_exports_tell(chats, names):
    assert find_me(Timelines(tuple(chats))) == names


def test_somebody_who_is_called_me_is_not_the_user():
    own = chat("Me", "Sam", owner="Me", source="imessage")
    other = chat("Me", "Alex", export=1)
    told = chat("Me", "Alex", owner="Alex", source="telegram", export=2)
    exchanges, left_out = join_exchanges([own, other, told], ["Alex", "Me"])
    assert {(one.contact, one.frame.height, one.frame["mine"].sum()) for one in exchanges} == {
        ("Sam", 12, 6),
        ("Me", 24, 12),
    }
    assert not left_out


def test_the_owner_of_an_export_in_which_the_given_name_does_not_write_is_the_user_too():
    chats = Timelines((chat("Alex", "Sam"), chat("Me", "Kim", owner="Me", source="sms", export=1)))
    findings = analyze_timelines(chats, ["Alex"])
    assert {one.contact for one in findings.relationships} == {"Sam", "Kim"}
    swapped = Timelines((chat("Alex", "Sam", owner="Alex", source="telegram"),))
    assert [one.contact for one in analyze_timelines(swapped, ["Sam"]).relationships] == ["Alex"]
