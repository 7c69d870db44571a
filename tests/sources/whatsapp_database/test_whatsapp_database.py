"""WhatsApp's databases: two generations of Android's, the iPhone's, and encrypted backups; all read alike."""

from __future__ import annotations

import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sources.whatsapp_database import phones
from sources.whatsapp_database.phones import BOB, TRIP, VARIANTS

from nearer.kernel.errors import ExportError
from nearer.sources import Reader, ReadOptions, open_export, open_exports
from nearer.sources.clock import Clock
from nearer.sources.files import open_file
from nearer.sources.whatsapp_database import FORMAT, WhatsAppDatabaseReader

UTC_CLOCK = Clock("UTC")


def messages_of(reader: Reader) -> dict[str, list[tuple[str, int, int, str]]]:
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for batch in reader:
        for time, sender, length, kind in batch.frame.select("time", "sender", "length", "kind").iter_rows():
            moment = round(time.replace(tzinfo=UTC).timestamp() * 1000)
            found.setdefault(batch.chat.key, []).append((sender, moment, length, kind))
    return found


def read(path: Path, **options: object) -> tuple[dict[str, list[tuple[str, int, int, str]]], Reader]:
    reader = open_export(path, ReadOptions(clock=UTC_CLOCK, **options))  # type: ignore[arg-type]
    return messages_of(reader), reader


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_phone_is_read_alike(variant: str, tmp_path: Path) -> None:
    found, reader = read(VARIANTS[variant](tmp_path))
    assert found == phones.expected()
    tally = reader.tally
    assert (tally.n_system, tally.n_skipped, tally.notes) == (phones.N_SYSTEM, 0, [])
    assert (tally.owner, tally.zone) == ("Me", "UTC")
    assert {name: tally.addresses[name] for name in ("Bob", "+491700000002")} == {
        "Bob": {"+491700000001"},
        "+491700000002": {"+491700000002"},
    }


@pytest.mark.parametrize("variant", ["android", "android until 2022", "iphone", "crypt15, digits"])
@pytest.mark.parametrize("with_text", [False, True])
def test_chats_and_words_whatever_the_batches(variant: str, with_text: bool, tmp_path: Path) -> None:
    options = ReadOptions(clock=UTC_CLOCK, with_text=with_text, chunk_bytes=100)
    batches = list(open_export(VARIANTS[variant](tmp_path), options))
    chats = {batch.chat.key: (batch.chat.title, batch.chat.group) for batch in batches}
    assert chats == {BOB: ("Bob", False), TRIP: ("Trip", True)}
    assert messages_of(batches) == phones.expected()  # type: ignore[arg-type]
    texts = [text for batch in batches if with_text for text in batch.frame["text"] if text]
    assert sorted(texts) == (sorted(["hi", "two\nlines 🙂", "hello all", "look", "é"]) if with_text else [])


def test_a_zip_with_the_contacts_beside(tmp_path: Path) -> None:
    phones.android(tmp_path)
    with zipfile.ZipFile(tmp_path / "phone.zip", "w") as archive:
        for name in ("msgstore.db", "wa.db"):
            archive.write(tmp_path / name, f"databases/{name}")
    assert read(tmp_path / "phone.zip")[0] == phones.expected()


def test_a_backup_in_a_zip_with_its_key(tmp_path: Path) -> None:
    phones.crypt15(tmp_path)
    with zipfile.ZipFile(tmp_path / "phone.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("msgstore.db.crypt15", "key.txt", "wa.db"):
            archive.write(tmp_path / name, name)
    assert read(tmp_path / "phone.zip")[0] == phones.expected()


def test_without_contacts_people_are_called_by_their_numbers(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    (tmp_path / "wa.db").unlink()
    found, _ = read(path)
    assert {sender for sender, *_ in found[BOB]} == {"+491700000001", "Me"}


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    with sqlite3.connect(tmp_path / "wa.db") as database:
        database.execute("UPDATE wa_contacts SET display_name = 'Bob' WHERE jid = ?", (phones.CLEO,))
    database.close()
    found, reader = read(path)
    assert {sender for sender, *_ in found[TRIP]} == {"Bob", "Me", "Bob (+491700000002)"}
    assert reader.tally.addresses["Bob (+491700000002)"] == {"+491700000002"}


def test_of_a_folder_the_backup_with_messages_is_read(tmp_path: Path) -> None:
    phones.sealed_contacts(tmp_path)
    opened = open_exports(tmp_path, ReadOptions(clock=UTC_CLOCK))
    assert [reader.source for reader in opened.readers] == ["whatsapp_crypt"]
    assert messages_of(opened.readers[0]) == phones.expected()


def test_calls_and_reactions_in_tables_of_their_own_are_counted(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE message_add_on (_id INTEGER PRIMARY KEY, parent_message_row_id INTEGER)"
        )
        database.execute("INSERT INTO message_add_on VALUES (1, 2), (2, 2)")
        database.execute("CREATE TABLE call_log (_id INTEGER PRIMARY KEY, timestamp INTEGER)")
        database.execute("INSERT INTO call_log VALUES (1, 5)")
    database.close()
    assert read(path)[1].tally.n_system == phones.N_SYSTEM + 3


def test_a_group_message_of_nobody_is_skipped(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE message SET sender_jid_row_id = 0 WHERE text_data = 'hello all'")
        database.execute("UPDATE message SET timestamp = 99999999999999 WHERE text_data = 'hi'")
    database.close()
    found, reader = read(path)
    assert sum(map(len, found.values())) == sum(map(len, phones.expected().values())) - 2
    assert sorted(skip.reason for skip in reader.tally.skipped) == ["no sender", "no such date or time"]


@pytest.mark.parametrize("variant", ["crypt15, digits", "crypt15, key of the phone", "crypt14"])
def test_a_backup_without_its_key_says_where_the_key_is(variant: str, tmp_path: Path) -> None:
    path = VARIANTS[variant](tmp_path)
    for name in ("key.txt", "encrypted_backup.key", "key"):
        (tmp_path / name).unlink(missing_ok=True)
    with pytest.raises(ExportError, match="64-digit") as caught:
        read(path)
    assert caught.value.key == "whatsapp_database.error.no_key"


@pytest.mark.parametrize("damage", ["key", "start", "middle", "tag", "cut"])
def test_nothing_is_read_of_a_backup_that_is_not_genuine(damage: str, tmp_path: Path) -> None:
    path = phones.crypt15(tmp_path)
    content = bytearray(path.read_bytes())
    if damage == "key":
        (tmp_path / "key.txt").write_text("ab" * 32)
    elif damage == "cut":
        del content[-100:]
    else:
        content[{"start": 60, "middle": len(content) // 2, "tag": -20}[damage]] ^= 1
    path.write_bytes(content)
    with pytest.raises(ExportError) as caught:
        read(path)
    assert caught.value.key == "whatsapp_database.error.wrong_key"


def test_a_backup_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / "msgstore.db.crypt15").write_bytes(phones.crypt15_of(bytes(11 << 20)))
    (tmp_path / "key.txt").write_text(phones.ROOT_KEY.hex())
    with pytest.raises(ExportError) as caught:
        read(tmp_path / "msgstore.db.crypt15")
    assert caught.value.key == "sources.error.bomb"


def test_what_stands_before_a_damaged_place_is_read(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    with sqlite3.connect(path) as database:
        rows = [(n, 1, 0, f"K{n}", 0, 0, phones.time_of(n), 0, "word " * 20) for n in range(100, 3000)]
        database.executemany("INSERT INTO message VALUES (?,?,?,?,?,?,?,?,?)", rows)
    database.close()
    content = bytearray(path.read_bytes())
    third = len(content) // 3 // 4096 * 4096
    content[-third : -third + 4096] = bytes(4096)
    path.write_bytes(content)
    found, reader = read(path)
    assert 100 < len(found[BOB]) < 2900
    assert [skip.reason for skip in reader.tally.skipped] == ["not a record"]
    assert "damaged" in reader.tally.notes[0]


def test_columns_of_any_type_do_no_harm(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    odd = [
        (5000, 1, "x", b"\xff", b"\x00", 1.5, "soon", "many", b"\xff\xfe"),
        (5001, 2**62, 7, "K", "y", None, 1e300, 0, "a\x00b"),
    ]
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO message VALUES (?,?,?,?,?,?,?,?,?)", odd)
    database.close()
    found, reader = read(path)
    assert found == phones.expected()
    assert reader.tally.n_skipped == 2


def test_only_databases_with_messages_are_recognised(tmp_path: Path) -> None:
    path = phones.android(tmp_path)
    assert FORMAT.recognise(open_file(path), path.read_bytes())
    contacts = tmp_path / "wa.db"
    assert not FORMAT.recognise(open_file(contacts), contacts.read_bytes())


def test_a_database_without_messages_is_told(tmp_path: Path) -> None:
    phones.contacts(tmp_path)
    with pytest.raises(ExportError) as caught:
        list(WhatsAppDatabaseReader([open_file(tmp_path / "wa.db")], ReadOptions()))
    assert caught.value.key == "whatsapp_database.error.no_messages"


def test_times_follow_the_clock(tmp_path: Path) -> None:
    reader = open_export(phones.iphone(tmp_path), ReadOptions(clock=Clock("Asia/Tokyo")))
    first = next(iter(reader)).frame["time"][0]
    utc = datetime.fromtimestamp(phones.time_of(1) / 1000, UTC).replace(tzinfo=None)
    assert (first - utc).total_seconds() == 9 * 3600
