"""Helplines say where they come from; old ones are known as such; own numbers are kept."""

from datetime import date, timedelta

import pytest

from nearer.app.helplines import (
    delete_own_number,
    helplines_by_country,
    keep_own_number,
    load_helplines,
    own_numbers,
    stale_helplines,
)
from nearer.app.place import Place
from nearer.kernel.errors import RequestError
from nearer.words import say


def test_every_line_has_a_source_a_day_and_a_way_to_reach_it():
    lines = load_helplines()
    assert lines
    for line in lines:
        assert line.source.startswith("http")
        assert line.checked >= date(2026, 1, 1)
        assert (line.number is None) == (line.site is not None)
        assert line.number is None or sum(letter.isdigit() for letter in line.number) >= 3
        assert line.site is None or line.site.split(".")[0] in line.source
        assert say(f"help.country.{line.country}")
        assert say(f"help.audience.{line.audience}")


def test_lines_for_anyone_come_first():
    for _, lines in helplines_by_country():
        order = ["anyone", "afraid", "frightens"]
        assert [line.audience for line in lines] == sorted((line.audience for line in lines), key=order.index)


def test_a_line_is_old_after_a_year():
    newest = max(line.checked for line in load_helplines())
    assert stale_helplines(newest) == []
    assert set(stale_helplines(newest + timedelta(days=366))) == set(load_helplines())


def test_own_numbers_are_kept_and_deleted(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    try:
        kept = keep_own_number(place.store, "Kim", "555 0100", "evenings")
        keep_own_number(place.store, "adam", "555 0101", "")
        assert [(one.name, one.number, one.note) for one in own_numbers(place.store)] == [
            ("adam", "555 0101", ""),
            ("Kim", "555 0100", "evenings"),
        ]
        delete_own_number(place.store, kept)
        delete_own_number(place.store, kept)
        assert [one.name for one in own_numbers(place.store)] == ["adam"]
        with pytest.raises(RequestError):
            keep_own_number(place.store, "Kim", "", "")
    finally:
        place.lock()
