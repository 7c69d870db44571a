"""Export and import: what leaves holds no name, and what comes back is what was there."""

import io
import json
import random
import re
import zipfile
from datetime import datetime

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_store import SEEDS, fill_store

from nearer.kernel.errors import ExportError, NearerError, PlaceError, WrongSecretError
from nearer.store.columns import pack_lists, readable
from nearer.store.database import Store
from nearer.store.dump import dump
from nearer.store.dump_csv import guarded, unguarded
from nearer.store.dump_forms import open_dump, write_dump
from nearer.store.merge import bring_in
from nearer.store.messages import unpack_frame
from nearer.store.sealed import PIECE_BYTES, Record, Seal, new_seal, read_records, seal_records
from nearer.store.tables import TABLES

NOW = datetime(2026, 3, 4, 21, 30)
SECRET = "a quiet lamp by the window"
PACKED = {"columns", "texts"}


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch):
    """Derive with little memory: a seal says with how much it was made, so the real settings are not needed here."""
    monkeypatch.setattr("nearer.store.dump.new_seal", cheap_seal)


def cheap_seal():
    return msgspec.structs.replace(new_seal(), memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def place(tmp_path):
    """Makes any number of empty stores, and closes them."""
    made = []

    def make():
        made.append(Store(tmp_path / f"{len(made)}.db", bytes(range(32)), new=True))
        return made[-1]

    yield make
    for store in made:
        store.close()


def empty(store):
    with store.write() as connection:
        for table in reversed(TABLES):
            connection.execute(f"DELETE FROM {table.name}")


def exported(store, form="json", secret=SECRET):
    with store.snapshot() as connection:
        return b"".join(write_dump(dump(connection, NOW, secret), form))


def imported(store, content, secret=SECRET):
    return bring_in(store, open_dump(io.BytesIO(content)), secret)


def everything(store):
    """Every row of every table in order; packed messages by what they hold."""
    return {
        table.name: [
            tuple(
                unpack_frame(row[name]).to_dict(as_series=False)
                if kind in PACKED and row[name]
                else row[name]
                for name, kind in table.columns.items()
            )
            for row in store.read(f"SELECT * FROM {table.name} ORDER BY rowid")
        ]
        for table in TABLES
    }


@pytest.mark.parametrize("form", ["json", "csv"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(seed=SEEDS)
def test_export_wipe_import_is_equal_row_for_row(place, form, seed):
    store = place() if not hasattr(place, "store") else place.store
    place.store = store
    empty(store)
    fill_store(store, seed)
    before = everything(store)
    content = exported(store, form)
    again = imported(store, content)
    assert not any(again.added.values())
    assert everything(store) == before
    empty(store)
    brought = imported(store, content)
    assert everything(store) == before
    assert brought.with_names
    assert sum(brought.added.values()) == sum(map(len, before.values()))


def test_packed_messages_come_back_with_their_types(place):
    store, other = place(), place()
    while not store.read("SELECT 1 FROM segment"):
        empty(store)
        fill_store(store, random.randrange(2**32), most=8)
    imported(other, exported(store))
    ask = "SELECT columns FROM segment ORDER BY id"
    for (was,), (came,) in zip(store.read(ask), other.read(ask), strict=True):
        assert unpack_frame(was).schema == unpack_frame(came).schema
        assert unpack_frame(was).equals(unpack_frame(came))


NAMES = [
    "Quillon Vexhart", "Zoë Färbinger", "Xochitl", "小明华", "Ünal-Brøgger", "Mary Jane Wobblethwaite", "김철수", "+49 170 5550123",
    "🐻🌙", "Пётр Незнамов", "O'Malleyson", "Jorquimby",
]  # fmt: skip
FRAMES = [
    "Met {} today.", "{}", "{}s flat, late", "“{}”?", "why ({})", "{}/call", "{}'s voice", "after {}—quiet", "我和{}吃饭",
]  # fmt: skip


def store_with_names(store, rng):
    """Fill a store with names wherever a name can be, and return all the names."""
    fill_store(store, rng.randrange(2**32))
    names = rng.sample(NAMES, 6)
    with store.write() as connection:
        for table in TABLES:
            for name, kind in table.columns.items():
                if kind in ("name", "person"):
                    for n, row in enumerate(connection.execute(f"SELECT rowid FROM {table.name}").fetchall()):
                        value = (
                            names[n % 6] if kind == "person" or table.name != "me" else f"{names[n % 6]}{n}"
                        )
                        connection.execute(
                            f"UPDATE {table.name} SET {name} = ? WHERE rowid = ?", (value, row[0])
                        )
        for n, name in enumerate(names):
            connection.execute(
                "INSERT INTO person (name, alias, made_at) VALUES (?, ?, '2026-01-01T00:00:00')",
                (name, 90_000 + n),
            )
        for table in TABLES:
            for column, kind in table.columns.items():
                for n, row in enumerate(connection.execute(f"SELECT rowid FROM {table.name}").fetchall()):
                    if kind in ("words", "json"):
                        said = rng.choice(FRAMES).format(varied(rng, rng.choice(names)))
                        said = f"{n}; {said}" if kind == "words" else msgspec.json.encode([said]).decode()
                        connection.execute(
                            f"UPDATE {table.name} SET {column} = ? WHERE rowid = ?", (said, row[0])
                        )
    return names


def varied(rng, name):
    return rng.choice([name, name.upper(), name.lower(), name.split()[0] if name[0].isalpha() else name])


BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}|[A-Za-z0-9+/]{10,}={1,2}")
"""Packed columns and salts: four letters of a name stand in them by chance."""


def plain_text(content, form):
    """Return the plain part of an export as text."""
    if form == "json":
        document = json.loads(content)
        return json.dumps(document["tables"], ensure_ascii=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            archive.read(name).decode() for name in archive.namelist() if name not in ("sealed.bin",)
        )


@pytest.mark.parametrize("form", ["json", "csv"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(seed=SEEDS)
def test_no_name_is_in_the_plain_part(place, form, seed):
    store = place() if not hasattr(place, "store") else place.store
    place.store = store
    empty(store)
    names = store_with_names(store, random.Random(seed))
    before = everything(store)
    content = exported(store, form)
    text = BASE64.sub("", plain_text(content, form)).casefold()
    for name in names:
        for part in (name, *(part for part in name.split() if len(part) > 3)):
            assert part.casefold() not in text, part
    empty(store)
    imported(store, content)
    assert everything(store) == before


def test_without_the_passphrase_pseudonyms_stay(place):
    store, other = place(), place()
    names = store_with_names(store, random.Random(7))
    brought = imported(other, exported(store), secret=None)
    assert not brought.with_names
    people = [row["name"] for row in other.read("SELECT name FROM person ORDER BY id")]
    assert people and all(name.startswith("Contact ") for name in people)
    assert not any(name in repr(everything(other)) for name in names)
    count = "SELECT count(*) FROM checkin"
    assert other.one(count)[0] == store.one(count)[0]
    assert other.one("SELECT count(words) FROM segment")[0] == 0


def test_a_me_stays_the_same_person_under_a_pseudonym(place):
    store, other = place(), place()
    with store.write() as connection:
        connection.execute("INSERT INTO me VALUES ('Alex Rahm', '2026-01-01T00:00:00')")
        connection.execute(
            "INSERT INTO person (name, alias, made_at) VALUES ('Sam', 4, '2026-01-01T00:00:00')"
        )
        connection.execute(
            "INSERT INTO export VALUES (1, 'a.txt', 'd', 'x', NULL, '2026-01-01T00:00:00', 0, 0, 0, '[]', '[]')"
        )
        connection.execute("INSERT INTO conversation VALUES (1, 1, 1, 'Chat with Sam', 0, 0, NULL, NULL)")
        connection.executemany(
            "INSERT INTO sender VALUES (1, ?, ?, 1)", [(0, "~ Alex Rahm"), (1, "Samuel"), (2, "Sam")]
        )
        connection.execute("INSERT INTO conversation VALUES (2, 1, NULL, 'Family', 1, 0, NULL, NULL)")
        connection.executemany("INSERT INTO sender VALUES (2, ?, ?, 1)", [(0, "Kim"), (1, "Samuel")])
    imported(other, exported(store), secret=None)
    assert [row["name"] for row in other.read("SELECT name FROM me")] == ["Me"]
    senders = [row["name"] for row in other.read("SELECT name FROM sender ORDER BY rowid")]
    assert senders == ["Me", "Contact 4", "Contact 4", "Person 1", "Contact 4"]
    assert other.one("SELECT title FROM conversation")["title"] == "Chat 1"


def test_merging_adds_what_is_new_and_doubles_nothing(place):
    laptop, desk = place(), place()
    fill_store(laptop, 11, most=8)
    fill_store(desk, 12, most=8)
    mine = everything(desk)
    first = imported(desk, exported(laptop))
    merged = everything(desk)
    for name, rows in mine.items():
        assert all(row in merged[name] for row in rows), name
    n = {name: len(rows) for name, rows in merged.items()}
    assert n == {name: len(rows) + first.added.get(name, 0) for name, rows in mine.items()}
    second = imported(desk, exported(laptop))
    assert not any(second.added.values())
    assert everything(desk) == merged
    assert len({row["alias"] for row in desk.read("SELECT alias FROM person")}) == n["person"]


def test_the_wrong_passphrase_changes_nothing(place):
    store, other = place(), place()
    fill_store(store, 3)
    with pytest.raises(WrongSecretError):
        imported(other, exported(store), secret="another lamp")
    assert not any(everything(other).values())


def test_every_cut_is_seen_and_changes_nothing(place):
    store, other = place(), place()
    fill_store(store, 5)
    for form in ("json", "csv"):
        content = exported(store, form)
        for at in random.Random(1).sample(range(len(content) - 1), 60):
            with pytest.raises(NearerError):
                imported(other, content[:at])
            assert not any(everything(other).values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_an_altered_file_is_refused_or_comes_in_sound(place, data):
    """Whatever a byte is changed to: a sentence and nothing changed, or rows that can be read."""
    if not hasattr(place, "store"):
        place.store, place.other = place(), place()
        fill_store(place.store, 8)
        place.contents = {form: exported(place.store, form) for form in ("json", "csv")}
    content = bytearray(place.contents[data.draw(st.sampled_from(["json", "csv"]))])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    empty(place.other)
    try:
        imported(place.other, bytes(content), secret=data.draw(st.sampled_from([None, SECRET])))
    except NearerError:
        assert not any(everything(place.other).values())
    else:
        everything(place.other)
        assert place.other.check() == []


ROW = {"id": 1, "name": "Contact 1", "alias": 1, "keeps_text": 0, "hidden": 0, "joined_to": None}
GOOD = ROW | {"made_at": "2026-01-01T00:00:00"}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        GOOD | {"made_at": "yesterday"},
        GOOD | {"made_at": "2026-01-01T00:00:00+01:00"},
        GOOD | {"alias": 10**400},
        GOOD | {"alias": "one"},
        GOOD | {"alias": 1.5},
        GOOD | {"alias": True},
        GOOD | {"name": None},
        GOOD | {"name": "x" * 2_000_000},
        GOOD | {"name": ["Sam"]},
        GOOD | {"name": "\ud800"},
        GOOD | {"joined_to": 1},
        GOOD | {"joined_to": 9},
        GOOD | {"id": None},
        GOOD | {"id": "1"},
        GOOD | {"name) VALUES (1); --": 1},
        {},
        [],
        None,
    ],
    ids=lambda row: repr(row)[:60],
)
def test_rows_that_do_not_belong_are_refused(place, row):
    store = place()
    good = exported(store).replace(b'"person":0', b'"person":1')
    lines = good.replace(b'"person":[\n', b'"person":[\n' + json.dumps(row).encode() + b"\n")
    with pytest.raises(ExportError):
        imported(store, lines)
    assert not any(everything(store).values())


def test_the_same_row_is_taken_where_it_is_sound(place):
    store = place()
    good = exported(store).replace(b'"person":0', b'"person":1')
    imported(store, good.replace(b'"person":[\n', b'"person":[\n' + json.dumps(GOOD).encode() + b"\n"))
    assert len(store.read("SELECT * FROM person")) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"PK\x03\x04", b"\0" * 100, b'{"nearer":{}}', b"a;b\n" * 9]
)
def test_files_of_others_are_no_export(place, content):
    with pytest.raises(ExportError):
        imported(place(), content)


def test_a_newer_form_says_so(place):
    store = place()
    for old, new in (
        (b'"migrations":[', b'"migrations":["999_later",'),
        (b"nearer.export/1", b"nearer.export/2"),
    ):
        with pytest.raises(PlaceError, match="newer"):
            imported(store, exported(store).replace(old, new, 1))


def test_a_zip_bomb_is_refused(place):
    store = place()
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(exported(store, "csv"))) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in archive.namelist():
            bomb.writestr(name, b"a" * 50_000_000 if name == "person.csv" else archive.read(name))
    with pytest.raises(ExportError, match="unpacks"):
        imported(store, target.getvalue())


@pytest.mark.parametrize("value", [b"[" + b"[]," * 200_000 + b"[]]", b"[" + b"1," * 8_100_000 + b"1]"])
def test_a_line_that_would_be_gigabytes_as_lists_is_refused(place, value):
    store = place()
    with pytest.raises(ExportError, match="unpacks"):
        imported(
            store, exported(store).replace(b'"setting":[\n', b'"setting":[\n{"name":' + value + b"},\n", 1)
        )


@given(text=st.text())
def test_the_guard_of_a_cell_is_undone(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_csv_holds_no_formula(place):
    store = place()
    with store.write() as connection:
        connection.execute("INSERT INTO tag (name) VALUES ('=HYPERLINK(\"x\")')")
    with zipfile.ZipFile(io.BytesIO(exported(store, "csv"))) as archive:
        assert "\n1,\"'=HYPERLINK(" in archive.read("tag.csv").decode()


def test_times_keep_their_thousandths():
    lists = {
        "time": ["2026-01-01T00:00:00.125", "2026-01-01T00:00:01.000"],
        "sender": [0, 1],
        "length": [3, 0],
        "kind": ["text", "media"],
    }
    assert readable(pack_lists(lists)).to_dict(as_series=False) == lists


@pytest.mark.parametrize(
    "change",
    [
        {"time": ["2026-01-02T00:00:00", "2026-01-01T00:00:00"]},
        {"time": ["2026-01-02T00:00:00", "never"]},
        {"sender": [0, -1]},
        {"sender": [0, True]},
        {"sender": [0, 2**40]},
        {"length": [1]},
        {"length": [1, None]},
        {"kind": ["text", "shout"]},
        {"more": [1, 2]},
    ],
    ids=repr,
)
def test_messages_that_are_none_are_refused(change):
    good = {
        "time": ["2026-01-01T00:00:00", "2026-01-01T00:00:00"],
        "sender": [0, 1],
        "length": [3, 0],
        "kind": ["text", "media"],
    }
    assert pack_lists(good) is not None
    assert pack_lists(good | change) is None


RECORDS = st.lists(
    st.builds(
        Record,
        table=st.sampled_from(["person", "segment"]),
        key=st.tuples(st.integers(0, 2**62)),
        column=st.just("name"),
        value=st.text() | st.binary() | st.lists(st.none() | st.text()),
    )
)


@given(records=RECORDS)
def test_sealed_records_come_back(records):
    seal = cheap_seal()
    pieces = list(seal_records(records, seal, SECRET))
    assert list(read_records(pieces, seal, SECRET)) == records


def test_pieces_cannot_be_dropped_moved_or_doubled():
    seal = cheap_seal()
    records = [Record("person", (n,), "name", random.Random(n).randbytes(1000)) for n in range(1500)]
    pieces = list(seal_records(records, seal, SECRET))
    assert len(pieces) > 4
    assert max(map(len, pieces)) == PIECE_BYTES + 16
    swapped = [pieces[0], pieces[2], pieces[1], *pieces[3:]]
    for wrong in (
        pieces[:-1],
        [pieces[0], *pieces[2:]],
        swapped,
        [pieces[0], *pieces],
        [*pieces, pieces[-1]],
        [],
    ):
        with pytest.raises(NearerError):
            list(read_records(wrong, seal, SECRET))


def test_a_seal_that_asks_for_too_much_is_refused():
    for change in ({"memory_kib": 1 << 30}, {"passes": 10**9}, {"lanes": 0}, {"salt": b""}, {"prefix": b"1"}):
        seal = msgspec.structs.replace(new_seal(), **change)
        assert isinstance(seal, Seal)
        with pytest.raises(ExportError):
            list(read_records([b"x"], seal, SECRET))


def test_the_columns_of_messages_are_readable(place):
    store = place()
    while not store.read("SELECT 1 FROM segment"):
        empty(store)
        fill_store(store, random.randrange(2**32), most=8)
    document = json.loads(exported(store))
    columns = document["tables"]["segment"][0]["columns"]
    packed = store.one("SELECT columns FROM segment ORDER BY rowid")["columns"]
    assert columns["length"] == unpack_frame(packed)["length"].to_list()
    assert (
        columns["time"]
        == unpack_frame(packed)["time"].cast(pl.String).str.replace(" ", "T").str.head(19).to_list()
    )
