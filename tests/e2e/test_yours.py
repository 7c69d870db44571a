"""Your data in a real browser: out, away, back in, and deleted."""

import json
import zipfile
from datetime import datetime

import pytest
from e2e.app import HOSTILE, PASSPHRASE, check_page, send

from nearer.app.example import add_example
from nearer.app.your_data import preview_export
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, load_checkins, save_checkin
from nearer.store.people import add_person, load_people
from nearer.store.tables import TABLES
from nearer.words import say

pytestmark = pytest.mark.browser
NOW = datetime(2026, 3, 4, 21, 30)
PATHS = (
    "/yours",
    "/yours/export",
    "/yours/import",
    "/yours/restore",
    "/yours/delete",
    "/yours/deleted",
    "/yours/delete/all",
)


def fill(place):
    add_example(place.store, NOW)
    person = load_people(place.store)[0]
    save_checkin(
        place.store,
        CheckIn(
            new_uid(), NOW, NOW, NOW, person_id=person.id, closeness=5, note=f"Dinner with {person.name}."
        ),
    )
    return person


def everything(store):
    return {
        table.name: [tuple(row) for row in store.read(f"SELECT * FROM {table.name} ORDER BY rowid")]
        for table in TABLES
        if table.name != "look"
    }


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_as_pages_must_be(served, path):
    fill(served.place)
    served.place.back_up()
    page = served.page(path)
    check_page(page)
    assert page.said == []


def test_the_page_of_a_person_is_as_pages_must_be(served):
    person = fill(served.place)
    check_page(served.page(f"/yours/delete/person/{person.id}"))


def test_an_empty_place_has_its_page(served):
    page = served.page("/yours")
    assert page.get_by_text(say("yours.page.sum_nothing")).is_visible()
    check_page(page)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_export_wipe_import(served, tmp_path, form, scripts):
    fill(served.place)
    before = everything(served.place.store)
    page = served.page("/yours", scripts=scripts)
    page.get_by_role("link", name=say("yours.page.next")).click()
    page.locator(f"input[name=form][value={form}]").check()
    page.fill("#secret", PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name=say("yours.export.go")).click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    names = [name for name, _ in preview_export(served.place.store).names if "made up" in name]
    content = read_all(file)
    assert names and not any(name in content for name in names)

    page.goto(served.url + "/yours/delete/all")
    page.fill("#word", "no")
    page.get_by_role("button", name=say("yours.delete.wipe_yes")).click()
    assert page.locator(".error").is_visible()
    assert not served.place.is_new
    page.fill("#word", say("yours.delete.wipe_word"))
    page.get_by_role("button", name=say("yours.delete.wipe_yes")).click()
    page.wait_for_load_state()
    assert served.place.is_new

    served.place.create(None)
    page.goto(served.url + "/yours/import")
    if scripts:
        page.set_input_files("#file", file)
    else:
        page.fill("#path", str(file))
    page.fill("#secret", PASSPHRASE)
    page.get_by_role("button", name=say("yours.import.go")).click()
    wait_for(page, "/yours/import/done/", scripts)
    assert everything(served.place.store) == before
    check = served.page(page.url.removeprefix(served.url))
    check_page(check)


def read_all(file):
    if file.suffix == ".json":
        return file.read_text()
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def wait_for(page, path, scripts):
    for _ in range(60):
        if path in page.url:
            return
        page.wait_for_timeout(500)
        if not scripts:
            page.reload()
    raise AssertionError(page.url)


def test_markdown_reads_without_names(served, tmp_path):
    person = fill(served.place)
    page = served.page("/yours/export")
    page.locator("input[name=form][value=md]").check()
    with page.expect_download() as download:
        page.get_by_role("button", name=say("yours.export.go")).click()
    text = download.value.path().read_text()
    assert person.name not in text
    assert "Dinner with Contact" in text


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"form": "json", "seal": "own", "secret": "wrong"}, "store.errors.wrong_secret"),
        ({"form": "json", "seal": "own", "secret": ""}, "yours.errors.no_secret"),
        ({"form": "json", "seal": "other", "secret": "a", "again": "b"}, "yours.errors.not_the_same"),
        ({"form": "json", "seal": "x"}, "yours.errors.no_choice"),
    ],
)
def test_a_slip_seals_nothing(served, fields, key):
    page = served.page("/yours/export")
    if fields["seal"] == "x":
        page.evaluate("document.querySelector('input[name=seal]').value = 'x'")
    else:
        page.locator(f"input[name=seal][value={fields['seal']}]").check()
    page.fill("#secret", fields.get("secret", ""))
    if "again" in fields:
        page.fill("#again", fields["again"])
    page.get_by_role("button", name=say("yours.export.go")).click()
    assert page.locator("#wrong").inner_text() == say(key)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_foreign_file_changes_nothing(served, tmp_path, scripts):
    fill(served.place)
    before = everything(served.place.store)
    file = tmp_path / "foreign.json"
    file.write_text(json.dumps({"messages": []}))
    page = served.page("/yours/import", scripts=scripts)
    if scripts:
        page.set_input_files("#file", file)
    else:
        page.fill("#path", str(file))
    page.get_by_role("button", name=say("yours.import.go")).click()
    for _ in range(40):
        if page.get_by_text(say("yours.errors.no_export")).count():
            break
        page.wait_for_timeout(500)
        if not scripts:
            page.reload()
    assert page.get_by_text(say("yours.errors.no_export")).is_visible()
    assert everything(served.place.store) == before


def test_a_backup_goes_out_and_comes_back(served, tmp_path):
    fill(served.place)
    before = everything(served.place.store)
    page = served.page("/yours")
    page.get_by_text(say("yours.page.backup_file")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=say("yours.page.backup_save")).click()
    file = tmp_path / "backup.zip"
    download.value.save_as(file)
    with served.place.store.write() as connection:
        connection.execute("DELETE FROM checkin")
    page.goto(served.url + "/yours/restore")
    page.set_input_files("#file", file)
    page.fill("#secret", "wrong")
    page.get_by_role("button", name=say("yours.restore.go")).click()
    page.locator("#said", has_text="passphrase").wait_for()
    assert load_checkins(served.place.store) == []
    page.fill("#secret", PASSPHRASE)
    page.get_by_role("button", name=say("yours.restore.go")).click()
    page.get_by_text(say("yours.restore.done")).wait_for()
    assert everything(served.place.store) == before
    assert not list(served.place.folder.glob(".nearer-*"))


def test_going_back_to_a_backup_of_its_own(served):
    fill(served.place)
    served.place.back_up()
    before = everything(served.place.store)
    with served.place.store.write() as connection:
        connection.execute("DELETE FROM checkin")
    page = served.page("/yours/restore", scripts=False)
    page.locator("input[name=backup]").first.check()
    page.fill("#secret", PASSPHRASE)
    send(page.get_by_role("button", name=say("yours.restore.go")))
    assert page.get_by_text(say("yours.restore.done")).is_visible()
    assert everything(served.place.store) == before


def test_a_person_is_deleted_and_the_backups_are_named(served):
    person = fill(served.place)
    served.place.back_up()
    page = served.page("/yours/delete", scripts=False)
    page.get_by_role("link", name=person.name).click()
    page.locator("input[name=checkins][value=delete]").check()
    send(page.get_by_role("button", name=say("yours.delete.yes", name=person.name)))
    assert page.url.endswith("/yours/deleted")
    assert page.get_by_text(say("yours.delete.done_backups_one")).is_visible()
    assert person.name not in [one.name for one in load_people(served.place.store)]
    assert load_checkins(served.place.store) == []
    send(page.get_by_role("button", name=say("yours.delete.purge")))
    assert page.get_by_text(say("yours.page.purged")).is_visible()
    assert len(served.place.backups) == 1


@pytest.mark.parametrize("path", ["/yours", "/yours/export", "/yours/delete"])
def test_hostile_names_are_only_text(served, path):
    for name in HOSTILE:
        add_person(served.place.store, name, NOW)
        save_checkin(served.place.store, CheckIn(new_uid(), NOW, NOW, NOW, note=f"{name} and I"))
    page = served.page(path)
    check_page(page, themes=("light",))
    assert page.said == []
