"""Fill the disk under a place, in every kind of write, and see what it says and what is left. Prints what went wrong.

Run on a small file system of its own: ``full_disk.py FOLDER SEED``.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from places import SECRET, Clock, cheap_keys, made_place
from torture.works import timeline

from nearer.app.backup_file import restore, save_backup
from nearer.app.place import Place
from nearer.kernel.errors import OutputError
from nearer.sources import Tally
from nearer.store.messages import add_export
from nearer.store.settings import load_setting, save_setting


def refused(words, what, act):
    """The act must be refused with the sentence for a full disk."""
    try:
        act()
    except OutputError as error:
        assert any(word in str(error) for word in words), f"{what}: {error}"
        return
    raise AssertionError(f"{what} went through")


def main(folder, seed):
    rng = random.Random(seed)
    fillers = [folder / f"filler{number}" for number in range(4)]
    for filler in fillers:
        filler.write_bytes(bytes(1 << 20))
    place, _ = made_place(folder / "data", None)
    place.back_up()
    kept, number = {}, 0
    words = ("room", "space", "full")
    for _ in range(3):
        try:
            while True:
                value = rng.randbytes(rng.choice([10, 3_000, 60_000])).hex()
                save_setting(place.store, f"n{number}", value)
                kept[f"n{number}"] = value
                number += 1
        except OutputError as error:
            assert any(word in str(error) for word in words), str(error)
        check(place, kept)
        refused(words, "an import", lambda: add_export(
            place.store, file="f", digest="d", tally=Tally(), source="s",
            timelines=[timeline(1, 100_000) for _ in range(8)], people=[None] * 8, now=Clock().now))  # fmt: skip
        refused(words, "a backup", place.back_up)
        refused(words, "a file", lambda: save_backup(place, folder / "all.zip"))
        refused(words, "a first passphrase", lambda: place.change_passphrase(None, SECRET))
        assert place.is_open and not place.has_passphrase
        check(place, kept)
        place.lock()
        place.unlock(None)
        check(place, kept)
        refused(words, "a restore", lambda: restore(place, place.backups[-1].folder, None))
        check(place, kept)
        fillers.pop().unlink()
        save_setting(place.store, "after", number)
        kept["after"] = number
    fillers.pop().unlink()
    other = Place(place.folder, Clock())
    place.lock()
    other.unlock(None)
    check(other, kept)
    assert other.store.check() == []
    assert number > 20
    other.lock()
    left = [path.name for path in (folder / "data").rglob("*") if path.name.startswith(".")]
    assert left == [], left


def check(place, kept):
    for name, value in kept.items():
        assert load_setting(place.store, name) == value, f"{name} is lost"


if __name__ == "__main__":
    with cheap_keys():
        main(Path(sys.argv[1]), int(sys.argv[2]))
    print("well")
