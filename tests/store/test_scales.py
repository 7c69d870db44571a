"""Questionnaires in the store: a text is replaced and deleted as a whole; sheets are kept, changed, found."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.people import add_person, join_people
from nearer.store.scales import (
    ScaleText,
    Sheet,
    count_sheets,
    delete_scale_text,
    is_sheet,
    load_scale_text,
    load_sheet,
    load_sheets,
    save_scale_text,
    save_sheet,
    texts_there,
)

NOW = datetime(2026, 3, 1, 20)


def a_sheet(scale, hours=0, **values):
    at = NOW + timedelta(hours=hours)
    return Sheet(new_uid(), scale, at, at, (1, None, 3), "a", **values)


def test_a_text_is_kept_replaced_and_deleted_as_a_whole(store):
    first = ScaleText("ucla_3", "a", "Before them.", ("one", "two", "three"))
    save_scale_text(store, first)
    save_scale_text(store, ScaleText("rses", "b", "", ("x",)))
    assert load_scale_text(store, "ucla_3") == first
    shorter = ScaleText("ucla_3", "a", "", ("only",))
    save_scale_text(store, shorter)
    assert load_scale_text(store, "ucla_3") == shorter
    assert texts_there(store) == {"ucla_3", "rses"}
    delete_scale_text(store, "ucla_3")
    assert load_scale_text(store, "ucla_3") is None
    assert load_scale_text(store, "rses").order == "b"
    with pytest.raises(RequestError):
        delete_scale_text(store, "ucla_3")


def test_a_sheet_is_kept_changed_and_found_by_its_scale_the_earliest_first(store):
    later, earlier, other = a_sheet("ucla_3", 1), a_sheet("ucla_3"), a_sheet("rses", note="tired")
    for one in (later, earlier, other):
        save_sheet(store, one)
    assert load_sheet(store, other.uid) == other
    assert load_sheets(store, "ucla_3") == [earlier, later]
    assert {one.uid for one in load_sheets(store)} == {one.uid for one in (later, earlier, other)}
    assert count_sheets(store) == {"ucla_3": 2, "rses": 1}
    changed = replace(later, ticks=(None, None, None), note="changed")
    save_sheet(store, changed)
    assert load_sheet(store, later.uid) == changed
    assert is_sheet(store, later.uid) and not is_sheet(store, new_uid())
    with pytest.raises(RequestError):
        load_sheet(store, new_uid())


def test_a_sheet_counts_for_whom_its_person_is_joined_to_and_outlives_them(store):
    sam, sammy = add_person(store, "Sam", NOW), add_person(store, "Sammy", NOW)
    one = a_sheet("ios", person_id=sammy)
    save_sheet(store, one)
    assert load_sheet(store, one.uid).counts_for == sammy
    join_people(store, sammy, sam)
    assert load_sheet(store, one.uid).counts_for == sam
    store.change("DELETE FROM person WHERE id = ?", (sammy,))
    assert load_sheet(store, one.uid) == one.__class__(**{**as_dict(one), "person_id": None})


def test_what_was_brought_from_elsewhere_cannot_break_a_sheet(store):
    one = a_sheet("ios")
    save_sheet(store, one)
    store.change("UPDATE scale_sheet SET ticks = '[1, \"2\", true, {}, 2.5, null]', item_order = NULL")
    assert load_sheet(store, one.uid).ticks == (1, None, None, None, None, None)
    assert load_sheet(store, one.uid).item_order == ""


def as_dict(sheet):
    return {name: getattr(sheet, name) for name in sheet.__slots__}
