"""Where the user's clock was: what is typed, what is kept, and what a clock shows when it is turned."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from nearer.app.clocks import load_clock, make_clock, parse_zones, save_clock
from nearer.app.place import Place
from nearer.kernel.errors import RequestError
from nearer.sources.clock import Clock
from nearer.store.settings import save_setting


def moments(start, n, minutes):
    return [start.replace(tzinfo=UTC) + timedelta(minutes=minutes * k) for k in range(n)]


def shown(clock, some):
    return clock.local(
        pl.Series("at", [round(one.timestamp() * 1000) for one in some], dtype=pl.Int64)
    ).to_list()


@pytest.mark.parametrize(
    ("texts", "zone", "moves"),
    [
        ((), "", ()),
        (("Europe/Berlin",), "Europe/Berlin", ()),
        ((" europe/berlin ",), "Europe/Berlin", ()),
        (("new york",), "America/New_York", ()),
        (("UTC",), "UTC", ()),
        (("2024-03-01=Asia/Tokyo", "Europe/Berlin"), "Europe/Berlin", (("2024-03-01", "Asia/Tokyo"),)),
        (("2024-03-01 = tokyo", "2023-01-01=lisbon"), "", (("2023-01-01", "Europe/Lisbon"), ("2024-03-01", "Asia/Tokyo"))),
    ],
)  # fmt: skip
def test_zones_of_the_command_line(texts, zone, moves):
    wanted = Clock(zone, tuple((datetime.fromisoformat(day), there) for day, there in moves))
    assert parse_zones(texts) == wanted


@pytest.mark.parametrize(
    "texts",
    [("Berln",), ("Mars/Olympus",), ("",), ("Europe/Berlin", "Asia/Tokyo"), ("2024-13-01=Asia/Tokyo",), ("=Asia/Tokyo",),
     ("2024-03-01=",), ("2024-03-01=Nowhere",), ("2024-03-01=Asia/Tokyo", "2024-03-01=Europe/Berlin"), ("../../etc/passwd",),
     ("Europe/Berlin\x00",), ("x" * 100_000,), ("é",), tuple(f"20{n:02}-01-01=Asia/Tokyo" for n in range(10, 65))],
)  # fmt: skip
def test_what_is_no_zone_is_said(texts):
    with pytest.raises(RequestError) as raised:
        parse_zones(texts)
    assert len(str(raised.value)) < 400


def test_the_clock_is_kept(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    assert load_clock(place.store) == Clock()
    told = make_clock("berlin", [(date(2024, 3, 1), "tokyo"), (date(2020, 1, 1), "UTC")])
    save_clock(place.store, told)
    assert load_clock(place.store) == told
    for odd in (
        None,
        3,
        [],
        {"zone": "Nowhere", "moves": []},
        {"zone": "", "moves": [["x", "UTC"]]},
        {"zone": 1, "moves": 2},
    ):
        save_setting(place.store, "clock", odd)
        assert load_clock(place.store) == Clock()
    place.lock()


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"]
)
def test_times_are_those_that_the_zone_shows(zone):
    """Through a year, with the hour that comes twice and the one that is left out."""
    some = moments(datetime(2024, 1, 1), 366 * 8, 180)
    assert shown(Clock(zone), some) == [one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in some]


def test_the_hour_that_comes_twice_loses_nothing():
    some = moments(datetime(2024, 10, 26, 23), 20, 15)
    times = shown(Clock("Europe/Berlin"), some)
    assert len(times) == 20 and times[:4] == times[:4]
    assert sum(one.hour == 2 for one in times) == 8, "two hours of quarters"
    assert [one.date().day for one in times] == [27] * 20


def test_somebody_who_moved():
    clock = parse_zones(["Europe/Berlin", "2024-03-10=America/New_York", "2024-04-20=Asia/Tokyo"])
    some = moments(datetime(2024, 3, 8), 60, 24 * 60)
    for moment, time in zip(some, shown(clock, some), strict=True):
        there = next(
            zone
            for start, zone in (("2024-04-20", "Asia/Tokyo"), ("2024-03-10", "America/New_York"), ("1970-01-01", "Europe/Berlin"))
            if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) >= datetime.fromisoformat(start)
        )  # fmt: skip
        assert time == moment.astimezone(ZoneInfo(there)).replace(tzinfo=None)
