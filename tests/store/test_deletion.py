"""What is deleted is gone: from every table, and from every page of the files on the disk."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from nearer.app.deletion import delete_person, what_goes, wipe
from nearer.app.place import Place
from nearer.app.your_data import let_go_of_words
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, delete_checkin, load_checkins, save_checkin
from nearer.store.database import Store
from nearer.store.messages import pack_frame
from nearer.store.people import add_person, confirm_me, join_people, load_people
from nearer.store.tables import TABLES

KEY = bytes(range(32))
NOW = datetime(2026, 3, 4, 21, 30)
PAGE = 4096
RESERVED = 80
WAL_HEADER, FRAME_HEADER = 32, 24


def pages_of(file, key=KEY):
    """Every page of a database and of its log as it really stands there, decrypted: what is deleted may linger."""
    content = file.read_bytes()
    for at in range(0, len(content), PAGE):
        yield opened(content[at : at + PAGE], key, first=at == 0)
    log = file.with_name(f"{file.name}-wal")
    frames = log.read_bytes()[WAL_HEADER:] if log.exists() else b""
    for at in range(0, len(frames), FRAME_HEADER + PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        yield opened(frames[at + FRAME_HEADER : at + FRAME_HEADER + PAGE], key, first=number == 1)


def opened(page, key, *, first):
    salt = 16 if first else 0
    vector = page[-RESERVED : -RESERVED + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(page[salt:-RESERVED]) + decryptor.finalize()


def on_disk(file, canary, key=KEY):
    return any(canary.encode() in page for page in pages_of(file, key))


def in_tables(store, canary):
    return [
        (table.name, column)
        for table in TABLES
        for column in table.columns
        if any(canary in str(row[0]) for row in store.read(f"SELECT {column} FROM {table.name}"))
    ]


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "nearer.db", KEY, new=True)
    yield store
    store.close()


def moment(**values):
    return CheckIn(uid=new_uid(), at=NOW, made_at=NOW, changed_at=NOW, **values)


def fill(store):
    """Two people with a chat each, a group with both, and something in every table about both."""
    confirm_me(store, ["Alex"], NOW)
    ids = [add_person(store, name, NOW) for name in ("Quillon Vexhart", "Robin")]
    texts = [
        pack_frame(pl.Series("text", [f"words of {name}"]).to_frame())
        for name in ("Quillon Vexhart", "X", "Y")
    ]
    with store.write() as connection:
        for number, (person_id, name) in enumerate(
            zip([*ids, None], ["Quillon Vexhart", "Robin", None], strict=True)
        ):
            file = f"Chat with {name}.txt" if name else "Family with Quillon Vexhart.zip"
            connection.execute(
                "INSERT INTO export VALUES (?, ?, ?, 'whatsapp', NULL, ?, 2, 0, 1, ?, '[]')",
                (number, file, f"digest{number}", NOW.isoformat(), f'[["{file}", 1, "no date"]]'),
            )
            connection.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?, 0, 2, NULL, NULL)",
                (number, number, person_id, name or "Family"),
            )
            writers = ["Alex", name] if name else ["Alex", "~ Quillon Vexhart", "Robin"]
            connection.executemany(
                "INSERT INTO sender VALUES (?, ?, ?, 1)",
                [(number, code, one) for code, one in enumerate(writers)],
            )
            connection.execute(
                "INSERT INTO segment VALUES (?, ?, 0, 2, x'00', ?)", (number, number, texts[number])
            )
        for person_id in ids:
            connection.execute(
                "INSERT INTO mark VALUES (NULL, ?, 'away', '2026-01-01', '2026-01-02', ?, ?)",
                (person_id, f"mark{person_id}canary", NOW.isoformat()),
            )
            connection.execute(
                "INSERT INTO look VALUES (NULL, ?, 1, ?, '2026-01-01', 'd', x'00', NULL)",
                (person_id, NOW.isoformat()),
            )
            connection.execute(
                "INSERT INTO review VALUES (NULL, ?, '2026-01-01', '2026-01-02', 0.5, 'yes', '[]', ?, ?)",
                (person_id, f"review{person_id}canary", NOW.isoformat()),
            )
    for person_id in ids:
        save_checkin(store, moment(person_id=person_id, note=f"note{person_id}canary"))
    return ids


def test_the_look_into_the_pages_sees_what_is_there(store):
    fill(store)
    assert on_disk(store.file, "Quillon Vexhart")
    assert not on_disk(store.file, "never written")


def test_a_check_in_is_gone_from_the_disk(store):
    checkin = moment(note="canary of a note")
    save_checkin(store, checkin)
    assert on_disk(store.file, "canary of a note")
    delete_checkin(store, checkin.uid)
    store.compact()
    assert not on_disk(store.file, "canary of a note")


def test_what_is_deleted_in_passing_is_gone_once_it_is_locked(store):
    ids = fill(store)
    for checkin in load_checkins(store):
        delete_checkin(store, checkin.uid)
    with store.write() as connection:
        connection.execute("DELETE FROM mark")
        connection.execute("DELETE FROM review")
    store.close()
    for number in ids:
        for what in ("note", "mark", "review"):
            assert not on_disk(store.file, f"{what}{number}canary")
    assert on_disk(store.file, "Quillon Vexhart")


@pytest.mark.parametrize("with_checkins", [False, True])
def test_a_person_goes_with_everything_and_nobody_else_does(store, with_checkins):
    quillon, robin = fill(store)
    leaving = what_goes(store, quillon)
    assert leaving.n == {"conversation": 1, "checkin": 1, "review": 1, "mark": 1, "look": 1}
    delete_person(store, quillon, with_checkins=with_checkins)
    for canary in ("Quillon", "Vexhart", f"mark{quillon}canary", f"review{quillon}canary"):
        assert in_tables(store, canary) == []
    assert in_tables(store, f"note{quillon}canary") == ([] if with_checkins else [("checkin", "note")])
    assert [checkin.person_id for checkin in load_checkins(store)] == (
        [robin] if with_checkins else [robin, None]
    )
    assert [person.name for person in load_people(store)] == ["Robin"]
    assert in_tables(store, f"mark{robin}canary") == [("mark", "note")]
    assert {row["file"] for row in store.read("SELECT file FROM export")} == {
        "Chat with Robin.txt",
        "Family with Contact 1.zip",
    }
    assert store.check() == []
    for canary in ("Quillon", "Vexhart", f"mark{quillon}canary", f"review{quillon}canary"):
        assert not on_disk(store.file, canary)
    assert on_disk(store.file, f"note{quillon}canary") != with_checkins
    with pytest.raises(RequestError):
        delete_person(store, quillon, with_checkins=True)


def test_further_names_go_with_the_person(store):
    quillon, robin = fill(store)
    join_people(store, robin, quillon)
    assert what_goes(store, quillon).also == ("Robin",)
    delete_person(store, quillon, with_checkins=True)
    assert load_people(store, joined=True) == []
    assert store.read("SELECT * FROM checkin") == []
    assert in_tables(store, "Robin") == []


def test_a_name_that_somebody_else_bears_stays(store):
    first, second = (add_person(store, name, NOW) for name in ("Sam", "sam"))
    with store.write() as connection:
        connection.execute(
            "INSERT INTO export VALUES (1, 'Sam.txt', 'd', 'x', NULL, ?, 0, 0, 0, '[]', '[]')",
            (NOW.isoformat(),),
        )
        connection.execute("INSERT INTO conversation VALUES (1, 1, ?, 'Sam', 0, 0, NULL, NULL)", (second,))
    delete_person(store, first, with_checkins=True)
    assert store.one("SELECT file FROM export")["file"] == "Sam.txt"


def test_words_are_gone_from_the_disk(store):
    quillon, _ = fill(store)
    with store.write() as connection:
        connection.execute("UPDATE person SET keeps_text = 1")
    assert let_go_of_words(store, quillon) == "Quillon Vexhart"
    assert store.one("SELECT count(words) FROM segment")[0] == 2
    assert store.one("SELECT keeps_text FROM person WHERE id = ?", (quillon,))["keeps_text"] == 0


def test_a_wipe_leaves_only_what_is_not_ours(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    fill(place.store)
    place.back_up()
    (place.folder / "letter.txt").write_text("not ours")
    (place.folder / "choices.json").write_text("{}")
    wipe(place)
    assert place.is_new
    left = [path.relative_to(place.folder) for path in place.folder.rglob("*") if path.is_file()]
    assert left == [Path("letter.txt")]
    place.create(None)
    assert load_people(place.store) == []
    place.lock()
