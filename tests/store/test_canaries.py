"""Canaries: words of messages, names and passphrases are nowhere on the disk and in nothing that is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nearer.kernel.errors import NearerError
from nearer.store.database import Store
from nearer.store.keys import KeyFile, seal

CANARIES = (
    "heliotrope-words",
    "Heliotropia Canaria",
    "heliotrope passphrase",
    "heliotrope-note",
    "heliotrope-file",
)

WORKER = """
import os, sys
from datetime import datetime
from pathlib import Path
import polars as pl
from nearer.app.place import Place
from nearer.app.backup_file import restore, save_backup
from nearer.app.library_search import search_library
from nearer.app.therapist import PERIODS, SECTIONS, choose, therapist_view
from nearer.app.therapist_pdf import therapist_pdf
from nearer.app.undo import delete_record, undo_delete
from nearer.kernel.errors import NearerError
from nearer.sources import KINDS, Tally
from nearer.store import keys
from nearer.store.messages import add_export
from nearer.store.people import add_person
from nearer.store.writings import Writing, save_writing
from nearer.timeline import Timeline

words, name, secret, note, file = sys.argv[2:]
folder, now = Path(sys.argv[1]), datetime(2026, 3, 4, 21)
keys.MEMORY_KIB, keys.PASSES = 8 * keys.LANES, 1

def attempt(act):
    try:
        act()
    except NearerError as error:
        print(error, file=sys.stderr)

place = Place(folder / "data")
recovery = place.create(secret)
person = add_person(place.store, name, now)
n = 60_000
frame = pl.DataFrame({
    "time": pl.Series([now] * n, dtype=pl.Datetime("ms")), "sender": pl.Series([name] * n, dtype=pl.Categorical),
    "length": pl.Series([9] * n, dtype=pl.UInt32), "kind": pl.Series([KINDS.categories[0]] * n, dtype=KINDS)})
said = pl.Series("text", [f"{words} {number}" for number in range(n)])
add_export(place.store, file=file, digest="d", tally=Tally(owner=name), source="whatsapp",
           timelines=[Timeline(name, "whatsapp", 0, frame, False)], people=[person], words={0: said}, now=now)
with place.store.write() as connection:
    for number in range(3000):
        connection.execute("INSERT INTO checkin (uid, person_id, at, made_at, changed_at, note) VALUES (?, 1, ?, ?, ?, ?)",
                           (str(number), *[now.isoformat()] * 3, f"{note} {number}" * 20))
place.store.read("SELECT * FROM checkin ORDER BY note DESC")
place.store.read("SELECT note, count(*) FROM checkin GROUP BY note ORDER BY 2")
with place.store.write() as connection:
    connection.execute("DELETE FROM checkin WHERE CAST(uid AS INTEGER) < 500")
for number in range(300):
    save_writing(place.store, Writing(f"{number:032x}", "cause.betrayal.first", f"{note} {number}" * 20, now, now))
assert therapist_pdf(therapist_view(place.store, choose(SECTIONS, [*PERIODS][-1], note), now)).startswith(b"%PDF")
undo_delete(place.store, delete_record(place, "writing", f"{1:032x}", "/").removeprefix("/undo/"))
delete_record(place, "writing", f"{2:032x}", "/")
search_library(place.folder, note)
place.store.compact()
place.back_up()
save_backup(place, folder / "all.zip")
place.new_recovery_key(secret)
attempt(lambda: place.change_passphrase(secret + "x", "y"))
attempt(lambda: restore(place, folder / "all.zip", secret + "x"))
restore(place, folder / "all.zip", secret)
place.lock()
attempt(lambda: place.unlock(secret + "x"))
place.unlock(secret)
place.change_passphrase(secret, None)
place.change_passphrase(None, secret)
with place.store.write() as connection:
    connection.execute("UPDATE checkin SET note = note || ?", (note,))
print("recovery " + recovery)
os.kill(os.getpid(), 9)  # so that the log and its index stay as they are
"""


def test_nothing_on_the_disk_or_in_what_is_said(tmp_path):
    (tmp_path / "tmp").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path), *CANARIES], capture_output=True, timeout=300, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "TMPDIR": str(tmp_path / "tmp"),
                          "SQLITE_TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path)},
    )  # fmt: skip
    said = ran.stdout.decode() + ran.stderr.decode()
    assert "recovery " in said, said
    assert said.count("does not open it") == 3, said
    recovery = said.split("recovery ")[1].split()[0]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"nearer.db", "nearer.db-wal", "nearer.db-shm", "keys.json", "all.zip"} <= {
        path.name for path in files
    }
    assert list((tmp_path / "tmp").iterdir()) == []
    for canary in (*CANARIES, recovery, recovery.replace("-", "")):
        for form in (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()):
            assert not any(form in path.read_bytes() for path in files), canary
        assert canary not in said.replace(f"recovery {recovery}", ""), canary


def test_the_search_finds_what_is_there(tmp_path):
    """The same search over a file without encryption finds its canary, so that nothing found means something."""
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE a (b)")
    plain.execute("INSERT INTO a VALUES (?)", (CANARIES[0],))
    plain.commit()
    plain.close()
    assert CANARIES[0].encode() in (tmp_path / "plain.db").read_bytes()


def test_no_error_of_the_store_quotes_a_value(tmp_path):
    store = Store(tmp_path / "nearer.db", bytes(32), new=True)
    said = []
    for sql, values in (
        ("INSERT INTO setting VALUES (?, ?)", (CANARIES[0], CANARIES[1])),
        ("INSERT INTO setting VALUES (?, ?)", (CANARIES[0], CANARIES[1])),
        ("INSERT INTO mark VALUES (1, 9, ?, ?, ?, ?, ?)", CANARIES),
        ("INSERT INTO setting VALUES (?)", (CANARIES[0],)),
        ("SELECT * FROM setting WHERE name MATCH ?", (CANARIES[0],)),
        ("SELECT json_extract(?, '$.a')", (CANARIES[0],)),
        ("SELECT load_extension(?)", (CANARIES[0],)),
    ):
        try:
            with store.write() as connection:
                connection.execute(sql, values)
        except Exception as error:  # noqa: BLE001 - whatever it is
            said.append(repr(error))
    store.close()
    assert len(said) == 6
    assert not any(canary in words for canary in CANARIES for words in said), said


def test_neither_keys_nor_secrets_stand_in_what_a_debugger_or_a_log_would_print():
    slot = seal(bytes(range(32)), CANARIES[2], "passphrase")
    assert CANARIES[2] not in repr(KeyFile((slot,)))
    assert bytes(range(32)).hex() not in repr(KeyFile((slot,)))
    with pytest.raises(NearerError) as raised:
        seal(bytes(range(32)), "  ", "passphrase")
    assert Path(__file__).name not in str(raised.value)
