"""Day before month, or month before day: told from the whole file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sources.reading import read

from nearer.sources.whatsapp_dates import BAD, decide_order, to_days


def write(path: Path, dates: list[str], sep: str = ", 10:00 - Ana: hi\n") -> Path:
    path.write_text("".join(date + sep for date in dates), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("dates", "expected", "open_"),
    [
        (["13/2/20", "14/2/20"], [(2, 13), (2, 14)], False),  # a number above 12 in first place
        (["2/13/20", "2/14/20"], [(2, 13), (2, 14)], False),  # in second place
        (["3/4/20", "4/4/20", "5/4/20", "6/4/20"], [(4, 3), (4, 4), (4, 5), (4, 6)], False),  # close together
        (["4/3/20", "4/4/20", "4/5/20", "4/6/20"], [(4, 3), (4, 4), (4, 5), (4, 6)], False),
        (["11/1/20", "12/1/20", "1/2/20"], [(1, 11), (1, 12), (2, 1)], False),  # time does not run back
        (["1/11/20", "1/12/20", "2/1/20"], [(1, 11), (1, 12), (2, 1)], False),
        (["20/03/12", "20/03/30"], [(3, 12), (3, 30)], False),  # two-digit year first
        (["5/5/20"], [(5, 5)], True),
        (["3/4/20"], [(4, 3)], True),
    ],
)
def test_order(dates: list[str], expected: list[tuple[int, int]], open_: bool, tmp_path: Path) -> None:
    frame, reader = read(write(tmp_path / "chat.txt", dates))
    assert [(time.month, time.day) for time in frame["time"]] == expected
    assert {time.year for time in frame["time"]} == {2020}
    assert len(reader.tally.notes) == open_
    assert all("--date-order" in note for note in reader.tally.notes)


def test_an_open_order_follows_the_option(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", ["3/4/20"])
    assert read(path, date_order="mdy")[0]["time"].to_list() == [datetime(2020, 3, 4, 10)]
    assert read(path, date_order="dmy")[0]["time"].to_list() == [datetime(2020, 4, 3, 10)]
    assert read(path, date_order="mdy")[1].tally.notes == []


def test_american_headers_are_month_first_where_nothing_tells(tmp_path: Path) -> None:
    frame, reader = read(write(tmp_path / "chat.txt", ["3/4/20"], ", 10:00 PM - Ana: hi\n"))
    assert frame["time"].to_list() == [datetime(2020, 3, 4, 22)]
    assert "month first" in reader.tally.notes[0]


def test_a_late_date_decides_the_order_of_all(tmp_path: Path) -> None:
    early = ["1/2/20"] * 40_000
    frame, reader = read(write(tmp_path / "chat.txt", [*early, "13/2/20"]))
    assert frame["time"][0] == datetime(2020, 2, 1, 10)
    assert reader.tally.notes == [reader.tally.notes[0]]  # only that the app had cut the export
    assert "40,000" in reader.tally.notes[0]


def test_one_pasted_date_does_not_turn_the_order(tmp_path: Path) -> None:
    first = datetime(2020, 1, 1)
    dates = [f"{(first + timedelta(n)).day}/{(first + timedelta(n)).month}/20" for n in range(90)]
    frame, reader = read(write(tmp_path / "chat.txt", [*dates, "1/25/20"]))
    assert frame["time"].to_list() == [first + timedelta(days=n, hours=10) for n in range(90)]
    assert [skipped.line for skipped in reader.tally.skipped] == [91]


def test_every_day_of_sixty_years_is_right() -> None:
    days = np.arange(np.datetime64("2005-01-01"), np.datetime64("2060-01-01"))
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(int) + 1
    for order, columns in {
        "dmy": (day, month, year),
        "mdy": (month, day, year),
        "ymd": (year, month, day),
    }.items():
        assert (to_days(np.stack(columns, axis=1), order) == days.astype(int)).all()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((2563, 1, 2), "2020-01-02"),  # Buddhist
        ((63, 1, 2), "2020-01-02"),
        (
            (1399, 1, 1),
            "2020-03-20",
        ),  # Persian: Nowruz of leap and common years, and the last day of a leap year
        ((1400, 1, 1), "2021-03-21"),
        ((1399, 12, 30), "2021-03-20"),
        ((1403, 12, 30), "2025-03-20"),
        ((1404, 7, 1), "2025-09-23"),
        ((99, 1, 1), "2020-03-20"),
        ((20, 2, 29), "2020-02-29"),
    ],
)
def test_other_calendars(numbers: tuple[int, int, int], expected: str) -> None:
    assert to_days(np.array([numbers]), "ymd")[0] == np.datetime64(expected).astype(int)


@pytest.mark.parametrize("numbers", [(2021, 2, 29), (2020, 13, 1), (2020, 0, 1), (2020, 1, 0), (2020, 4, 31), (1990, 1, 1), (9999, 1, 1)])  # fmt: skip
def test_no_such_day(numbers: tuple[int, int, int]) -> None:
    assert to_days(np.array([numbers]), "ymd")[0] == BAD


def test_order_does_not_depend_on_pieces() -> None:
    numbers = np.array([[1, n % 12 + 1, 2020] for n in range(30)])
    whole = decide_order([numbers], ("dmy", "mdy"), "dmy")
    assert decide_order(iter(np.array_split(numbers, 7)), ("dmy", "mdy"), "dmy") == whole


@pytest.mark.parametrize(
    ("dates", "expected", "order", "open_"),
    [
        # never a number above 12, eleven months apart in one reading and a day in the other
        ([f"{n}/{n + 1}/20" for n in range(1, 12)], None, "dmy", True),
        # a year in which only the first twelve days of months have messages
        ([f"{d}/{m}/21" for m in range(1, 13) for d in (1, 5, 9, 12)], (2021, 1, 1), "dmy", False),
        ([f"{m}/{d}/21" for m in range(1, 13) for d in (1, 5, 9, 12)], (2021, 1, 1), "mdy", False),
        # a clock that was set back by a month and forth again
        ([*(f"{d}/3/20" for d in range(1, 29)), "27/2/20", *(f"{d}/4/20" for d in range(1, 29))], (2020, 3, 1), "dmy", False),
        # one message with a wrong date among hundreds
        ([*(f"3/{d}/20" for d in range(1, 29)), "25/1/20", *(f"4/{d}/20" for d in range(1, 29))], (2020, 3, 1), "mdy", False),
        # years like days
        ([f"{d}.11.12" for d in range(1, 12)], (2012, 11, 1), "dmy", False),
        ([f"12-11-{d:02}" for d in range(1, 12)], (2012, 11, 1), "ymd", False),
        # the turn of a year
        (["30/12/20", "31/12/20", "1/1/21", "2/1/21"], (2020, 12, 30), "dmy", False),
        # years first leave nothing open
        (["2020-02-01", "2020-03-01"], (2020, 2, 1), "ymd", False),
    ],
)  # fmt: skip
def test_hard_orders(
    dates: list[str], expected: tuple[int, int, int] | None, order: str, open_: bool, tmp_path: Path
) -> None:
    frame, reader = read(write(tmp_path / "chat.txt", dates))
    assert (reader.tally.order, reader.tally.open_order is not None) == (order, open_)
    if expected is not None:
        assert frame["time"][0].date() == datetime(*expected).date()
        assert len(frame) >= len(dates) - 1


def test_a_move_between_zones_and_the_hour_of_winter_time(tmp_path: Path) -> None:
    stamps = [
        "24/10/2020, 23:50",
        "25/10/2020, 02:59",
        "25/10/2020, 02:00",
        "26/10/2020, 08:00",
        "25/10/2020, 23:00",
    ]
    path = tmp_path / "chat.txt"
    path.write_text("".join(f"{stamp} - Ana: x\n" for stamp in stamps), encoding="utf-8")
    frame, reader = read(path)
    assert [f"{time:%d/%m/%Y, %H:%M}" for time in frame["time"]] == stamps
    assert (reader.tally.order, reader.tally.zone) == ("dmy", None)
