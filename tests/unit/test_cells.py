"""What repositories write alike."""

from datetime import date, datetime

from nearer.store.cells import as_cell, read_time, upsert


def test_times_and_days_become_text_and_times_come_back():
    assert as_cell(datetime(2026, 3, 1, 21, 0, 5, 999)) == "2026-03-01T21:00:05"
    assert as_cell(date(2026, 3, 1)) == "2026-03-01"
    assert [as_cell(value) for value in (None, 3, "x")] == [None, 3, "x"]
    assert read_time("2026-03-01T21:00:05") == datetime(2026, 3, 1, 21, 0, 5)
    assert read_time(None) is None


def test_a_row_is_kept_under_its_uid():
    assert upsert("pause", ("uid", "note")) == (
        "INSERT INTO pause (uid, note) VALUES (?, ?) ON CONFLICT (uid) DO UPDATE SET note = excluded.note"
    )
