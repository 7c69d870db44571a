"""What is written to a prompt: kept, changed, found by prompt."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.dump import dump
from nearer.store.dump_forms import write_dump
from nearer.store.people import add_person
from nearer.store.sealed import new_seal
from nearer.store.writings import Writing, load_writing, load_writings, save_writing

NOW = datetime(2026, 3, 1, 20)


def piece(about, words, hours=0):
    at = NOW + timedelta(hours=hours)
    return Writing(new_uid(), about, words, at, at)


def test_a_piece_is_kept_and_changed(store):
    one = piece("cause.betrayal.first", "I was nine.")
    save_writing(store, one)
    assert load_writing(store, one.uid) == one
    changed = replace(one, words="I was ten.", changed_at=NOW + timedelta(days=1))
    save_writing(store, changed)
    assert load_writings(store) == [changed]
    with pytest.raises(RequestError):
        load_writing(store, new_uid())


def test_pieces_are_found_by_the_start_of_their_key_the_latest_first(store):
    pieces = [
        piece("cause.betrayal.a", "1"),
        piece("cause.betrayal.b", "2", 1),
        piece("cause.not_enough.a", "3", 2),
    ]
    for one in pieces:
        save_writing(store, one)
    assert load_writings(store, "cause.betrayal.") == [pieces[1], pieces[0]]
    assert load_writings(store) == pieces[::-1]
    assert load_writings(store, "%") == load_writings(store, "cause_") == []


def test_an_export_replaces_the_names_of_people_who_are_kept_and_no_others(store, monkeypatch):
    cheap = msgspec.structs.replace(new_seal(), memory_kib=64, passes=1, lanes=1)
    monkeypatch.setattr("nearer.store.dump.new_seal", lambda: cheap)
    add_person(store, "Robin Vey", NOW)
    save_writing(store, piece("cause.betrayal.first_warning", "ROBIN's mother laughed, and so did Mina."))
    with store.snapshot() as connection:
        content = json.loads(b"".join(write_dump(dump(connection, NOW, "a quiet lamp"), "json")))
    (row,) = content["tables"]["writing"]
    assert row["words"] == "Contact 1's mother laughed, and so did Mina."
