"""Reminders: a calendar that any reader takes, that names nobody, and that ends by itself."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.app.calendar_file import RHYTHMS, escape_text, fold_line, write_calendar
from nearer.kernel.errors import RequestError

STAMP = datetime(2026, 3, 1, 12, 0)
FIRST = date(2026, 3, 2)


def unfolded(content):
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value):
    letters = iter(value)
    return "".join({"n": "\n"}.get(follow := next(letters), follow) if c == "\\" else c for c in letters)


def days_of(content):
    """Every (day, time) at which the calendar reminds, read back by the rules of RFC 5545."""
    found = []
    start = None
    for line in unfolded(content):
        name, _, value = line.partition(":")
        if name == "DTSTART":
            start = datetime.strptime(value, "%Y%m%dT%H%M%S")
        elif name == "RRULE":
            rule = dict(part.split("=") for part in value.split(";"))
            assert rule["FREQ"] == "DAILY"
            step = timedelta(days=int(rule["INTERVAL"]))
            found += [start + number * step for number in range(int(rule["COUNT"]))]
    return sorted(found)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_line_is_folded_within_75_octets_and_comes_back(text):
    line = "SUMMARY:" + escape_text(text)
    folded = fold_line(line)
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    for piece in pieces:
        piece.decode()
    assert (pieces[0] + b"".join(piece[1:] for piece in pieces[1:])).decode() == line


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100))
def test_a_title_comes_back_as_it_was(title):
    assert unescaped(escape_text(title)) == title


@given(
    title=st.text(max_size=120),
    length=st.integers(0, 184),
    times=st.lists(st.times().map(lambda t: t.replace(microsecond=0)), min_size=1, max_size=4),
    rhythm=st.sampled_from(RHYTHMS),
)
def test_every_calendar_is_well_formed_and_ends_in_time(title, length, times, rhythm):
    content = write_calendar(title, FIRST, FIRST + timedelta(days=length), times, rhythm, STAMP)
    lines = unfolded(content)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == lines.count("BEGIN:VALARM")
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT")
    moments = days_of(content)
    assert len(moments) == len(set(moments))
    assert {moment.time() for moment in moments} == set(times)
    assert moments[0].date() == FIRST
    assert moments[-1].date() <= FIRST + timedelta(days=length)


def test_daily_reminds_on_every_day_once():
    content = write_calendar("Note", FIRST, FIRST + timedelta(days=9), [time(21)], "daily", STAMP)
    assert days_of(content) == [datetime(2026, 3, 2, 21) + timedelta(days=n) for n in range(10)]


def test_fading_grows_sparser():
    content = write_calendar("Note", FIRST, FIRST + timedelta(days=60), [time(21)], "fading", STAMP)
    gaps = [(b - a).days for a, b in zip(days_of(content), days_of(content)[1:], strict=False)]
    assert gaps == sorted(gaps)
    assert set(gaps) == {1, 2, 7}


def test_it_names_neither_the_program_nor_what_it_is_for():
    content = write_calendar("Note", FIRST, FIRST + timedelta(days=30), [time(21)], "fading", STAMP).lower()
    assert not any(word in content for word in (b"nearer", b"close", b"check", b"mood", b"feel"))


@pytest.mark.parametrize(
    ("last", "times"),
    [
        (FIRST - timedelta(days=1), [time(21)]),
        (FIRST + timedelta(days=200), [time(21)]),
        (FIRST, []),
        (FIRST, [time(hour) for hour in range(5)]),
    ],
)
def test_what_makes_no_sense_is_refused(last, times):
    with pytest.raises(RequestError):
        write_calendar("Note", FIRST, last, times, "daily", STAMP)
