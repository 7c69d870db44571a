"""What the phone hands over: comes in whole, once, and nothing else does."""

import base64
import json
import os
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nearer.app.pocket import bring_pocket, load_pocket_file, offered_people, person_key
from nearer.kernel.errors import ExportError
from nearer.store.checkins import load_checkin, load_checkins, save_checkin
from nearer.store.database import Store
from nearer.store.people import add_person, load_person
from nearer.store.tags import add_tag

NOW = datetime(2026, 3, 4, 21, 30)
SECRET = "quiet garden path"
CANARY = "zq canary note"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "nearer.db", bytes(range(32)), new=True)
    yield store
    store.close()


def entry(number, changed="2026-03-04T21:30:00", **values):
    return {
        "uid": f"{number:032x}",
        "at": "2026-03-04T21:29:00",
        "made_at": "2026-03-04T21:29:30",
        "changed_at": changed,
        **values,
    }


def plain(*entries):
    return json.dumps({"format": "pocket", "version": 1, "checkins": entries}, separators=(",", ":")).encode()


def sealed(*entries, passphrase=SECRET, iterations=100_000):
    salt, nonce = os.urandom(16), os.urandom(12)
    key = PBKDF2HMAC(SHA256(), 32, salt, iterations).derive(passphrase.encode())
    body = AESGCM(key).encrypt(nonce, json.dumps(entries).encode(), b"pocket 1")
    parts = {name: base64.b64encode(value).decode() for name, value in
             {"salt": salt, "nonce": nonce, "sealed": body}.items()}  # fmt: skip
    return json.dumps(
        {"format": "pocket", "version": 1, "iterations": iterations, **parts}, separators=(",", ":")
    ).encode()


def test_a_sealed_file_comes_in_once(store):
    sam = add_person(store, "Sam", NOW)
    key = person_key(load_person(store, sam))
    content = sealed(
        entry(1, who=key, closeness=5, urge=7, feelings=["torn", "unheard of"]), entry(2, who="gone")
    )
    brought = bring_pocket(store, content, SECRET)
    assert (brought.n, brought.n_new, brought.n_changed, brought.n_nobody) == (2, 2, 0, 1)
    first = load_checkin(store, f"{1:032x}")
    assert (first.person_id, first.closeness, first.urge, first.feelings, first.origin) == (
        sam,
        5,
        7,
        ("torn",),
        "pocket",
    )
    again = bring_pocket(store, content, SECRET)
    assert (again.n_new, again.n_changed) == (0, 0)
    assert len(load_checkins(store)) == 2


def test_what_was_changed_later_wins_and_tags_stay(store):
    bring_pocket(store, plain(entry(1, closeness=2)), "")
    here = load_checkin(store, f"{1:032x}")
    tag = add_tag(store, "call")
    save_checkin(store, type(here)(**{n: getattr(here, n) for n in here.__slots__} | {"tags": (tag,)}))
    older = bring_pocket(store, plain(entry(1, changed="2026-03-04T21:29:59", closeness=7)), "")
    assert (older.n_changed, load_checkin(store, here.uid).closeness) == (0, 2)
    later = bring_pocket(store, plain(entry(1, changed="2026-03-04T22:00:00", closeness=6)), "")
    assert later.n_changed == 1
    assert (load_checkin(store, here.uid).closeness, load_checkin(store, here.uid).tags) == (6, (tag,))


@pytest.mark.parametrize(
    ("content", "passphrase", "key"),
    [
        (sealed(entry(1, note=CANARY)), "another", "passphrase"),
        (sealed(entry(1)), "", "passphrase"),
        (sealed(entry(1, note=CANARY))[:-40], SECRET, "cut"),
        (plain(entry(1, note=CANARY))[:-3], "", "cut"),
        (b"", "", "foreign"),
        (b"\x00\xff not ours", "", "foreign"),
        (b"[" * 100_000, "", "foreign"),
        (b'{"format":"other","version":1}', "", "foreign"),
        (b'{"format":"pocket","version":9,"what":1}', "", "newer"),
        (plain(entry(1, closeness=8)), "", "foreign"),
        (plain(entry(1, urge="7")), "", "foreign"),
        (plain(entry(1) | {"uid": "../../x"}), "", "foreign"),
        (plain(entry(1) | {"at": "2026-03-04T21:29:00Z"}), "", "foreign"),
        (plain(entry(1, more=1)), "", "foreign"),
        (sealed(entry(1), iterations=100_000).replace(b"100000", b"99999999999"), SECRET, "foreign"),
        (sealed(entry(1, closeness=-1)), SECRET, "foreign"),
    ],
    ids=range(16),
)
def test_anything_else_is_refused_with_a_sentence_and_changes_nothing(store, content, passphrase, key):
    with pytest.raises(ExportError) as raised:
        bring_pocket(store, content, passphrase)
    assert raised.value.key == f"pocket.errors.{key}"
    assert CANARY not in str(raised.value)
    assert load_checkins(store) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@example(place=32, bit=7)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_bit_turned_over_is_never_taken_for_the_file(store, place, bit):
    content = bytearray(sealed(entry(1, closeness=3)))
    spot = place % len(content)
    content[spot] ^= 1 << bit
    try:
        bring_pocket(store, bytes(content), SECRET)
    except ExportError:
        assert load_checkins(store) == []
    else:
        assert base64.b64decode(json.loads(content)["sealed"])
        assert [c.closeness for c in load_checkins(store)] == [3]
        with store.write() as connection:
            connection.execute("DELETE FROM checkin")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ExportError):
        load_pocket_file(tmp_path / "none.txt")
    with pytest.raises(ExportError):
        load_pocket_file(tmp_path)


def test_people_are_letters_unless_the_user_says_otherwise(store):
    for name in ("Sam", "Robin", "Kim"):
        add_person(store, name, NOW)
    assert [(p.name, p.label) for p in offered_people(store)] == [("Kim", "A"), ("Robin", "B"), ("Sam", "C")]
    keys = {p.name: p.key for p in offered_people(store)}
    chosen = offered_people(store, {keys["Sam"]: " S ", keys["Kim"]: ""})
    assert [(p.name, p.label) for p in chosen] == [("Sam", "S")]
