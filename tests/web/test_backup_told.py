"""A backup that could not be made is told on the first page and beside the backups, and stops nothing."""

from e2e.app import serving

from nearer.app.place import Place
from nearer.words import say


def test_a_failed_backup_is_told(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    place.lock()
    (place.folder / "backups").write_bytes(b"in the way")
    place.unlock()
    with serving(place) as running:
        cookie = running.session()
        assert say("home.page.backup_failed") in running.ask("GET", "/", cookie=cookie)[2]
        status, _, told = running.ask("GET", "/yours", cookie=cookie)
        assert status == 200
        assert say("yours.page.backup_failed") in told


def test_nothing_is_told_where_all_is_well(tmp_path):
    place = Place(tmp_path / "place")
    place.create(None)
    with serving(place) as running:
        cookie = running.session()
        assert say("home.page.backup_failed") not in running.ask("GET", "/", cookie=cookie)[2]
        assert say("yours.page.backup_failed") not in running.ask("GET", "/yours", cookie=cookie)[2]
