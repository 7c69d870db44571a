"""The people and their pages in a real browser: with and without scripts, by keyboard, at every width."""

import re
import time
from datetime import date

import pytest
from e2e.app import HOSTILE, check_page, send, serving

from nearer.app.example import add_example
from nearer.app.looking import current_findings
from nearer.app.people import people_view, person_view
from nearer.app.people_changes import rename_person
from nearer.app.place import Place

pytestmark = pytest.mark.browser


def somebody(served):
    return people_view(served.place.store).rows[0].person.id


def drawn(page):
    page.wait_for_selector("html[data-drawn]", state="attached")


def settle(place):
    deadline = time.monotonic() + 30
    while place.jobs.running and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not place.jobs.running


def test_the_list_reads_and_leads_on(example):
    page = example.page("/people")
    assert page.locator(".people > li").count() == 4
    assert "made up" in page.locator("main").inner_text()
    page.get_by_role("link", name=re.compile("^Sam")).click()
    drawn(page)
    assert page.locator(".chart svg").count() == page.locator(".chart").count() == 4
    assert not page.said
    assert all(url.startswith(example.url) for url in page.requests)


@pytest.mark.parametrize(
    "path", ["/people", "/people/{person}", "/people/{short}", "/people/{person}/manage"]
)
def test_pages_are_as_every_page_must_be(example, path):
    short = next(
        row.person.id
        for row in people_view(example.place.store).rows
        if row.standing.finding.verdict == "too_little_data"
    )
    page = example.page(path.format(person=somebody(example), short=short))
    if page.locator(".chart").count():
        drawn(page)
    for summary in page.locator("summary").all():
        summary.click()
    check_page(page)
    assert not page.said


def test_days_are_marked_without_scripts_and_taken_back(example):
    person = somebody(example)
    store = example.place.store
    before = current_findings(store).standing[person].finding
    span = before.episodes[0]
    page = example.page(f"/people/{person}", scripts=False)
    page.locator(".deeds").first.get_by_role("link", name="These days should not count").click()
    first, last = (page.locator(f"#{name}").input_value() for name in ("first", "last"))
    chosen = next(one for one in before.episodes if one.start.isoformat() == first)
    assert last == chosen.end.isoformat()
    send(page.get_by_role("button", name="Mark these days"))
    settle(example.place)
    page.goto(f"{example.url}/people/{person}")
    assert page.get_by_role("heading", name="What your marks changed").is_visible()
    figures = page.locator("#compare tbody tr").all_inner_texts()
    assert len(figures) == 5 and any(row.split("\t")[1] != row.split("\t")[2] for row in figures)
    assert chosen not in current_findings(store).standing[person].finding.episodes
    send(page.get_by_role("button", name="Take away"))
    settle(example.place)
    assert current_findings(store).standing[person].finding.sentence == before.sentence
    assert span in current_findings(store).standing[person].finding.episodes


def test_days_are_chosen_in_the_picture(example):
    person = somebody(example)
    days = current_findings(example.place.store).standing[person].finding.assessment.measurement.days
    page = example.page(f"/people/{person}")
    drawn(page)
    page.get_by_text("Mark some days").click()
    page.get_by_role("button", name="Choose days in the picture").click()
    box = page.locator(".over_time .chart").bounding_box()
    margin, y = 64, box["y"] + 80
    at = [box["x"] + margin + (box["width"] - margin) * share for share in (0.25, 0.3)]
    page.mouse.move(at[0], y)
    page.mouse.down()
    page.mouse.move(at[1], y, steps=5)
    page.mouse.up()
    first, last = (date.fromisoformat(page.locator(f"#{name}").input_value()) for name in ("first", "last"))
    n = len(days.closeness)
    assert abs((first - days.first).days - 0.25 * n) < 4
    assert abs((last - days.first).days - 0.30 * n) < 4
    assert page.locator(".chosen-days").is_visible()
    page.get_by_role("button", name="Mark these days").click()
    marks = person_view(example.place.store, person).marks
    assert [(mark.first_day, mark.last_day, mark.kind) for mark in marks] == [(first, last, "together")]
    page.get_by_role("button", name="Undo").click()
    assert person_view(example.place.store, person).marks == ()


def test_the_picture_is_left_by_escape(example):
    page = example.page(f"/people/{somebody(example)}")
    drawn(page)
    page.get_by_text("Mark some days").click()
    button = page.get_by_role("button", name="Choose days in the picture")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-pressed") == "false"


def test_people_are_renamed_hidden_and_joined_with_undo(example):
    view = people_view(example.place.store)
    one, other = (row.person for row in view.rows[1:3])
    page = example.page(f"/people/{one.id}/manage", scripts=False)
    page.get_by_label("What you call them").fill("Robin from the choir")
    send(page.get_by_role("button", name="Rename"))
    assert page.get_by_role("heading", level=1).inner_text() == "Robin from the choir"
    page.goto(f"{example.url}/people/{one.id}/manage")
    send(page.get_by_role("button", name="Hide"))
    assert page.locator(f"#person-{one.id}").count() == 0
    send(page.get_by_role("button", name="Undo"))
    page.goto(f"{example.url}/people/{one.id}/manage")
    page.get_by_label("The same person as").select_option(str(other.id))
    send(page.get_by_role("button", name="Join"))
    settle(example.place)
    assert one.id not in {row.person.id for row in people_view(example.place.store).rows}
    send(page.get_by_role("button", name="Undo"))
    settle(example.place)
    assert one.id in {row.person.id for row in people_view(example.place.store).rows}


def test_hostile_names_stay_text(example):
    person = somebody(example)
    page = example.page("/people")
    for name in HOSTILE:
        rename_person(example.place.store, person, name)
        for path in ("/people", f"/people/{person}", f"/people/{person}/manage", "/review"):
            page.goto(example.url + path)
            if page.locator(".chart").count():
                drawn(page)
            assert page.evaluate("window.hacked") is None
            assert page.evaluate("window.violated") == []
            assert page.locator("script:not([src]):not([type='application/json'])").count() == 0


def test_nobody_yet(served):
    page = served.page("/people")
    check_page(page)
    assert page.get_by_role("link", name="Bring your messages").is_visible()


def test_what_is_not_worked_out_says_so_and_can_be(tmp_path, chromium):
    place = Place(tmp_path / "place")
    place.create(None)
    add_example(place.store, place.now())
    with serving(place, chromium) as served:
        page = served.page("/people", scripts=False)
        send(page.get_by_role("button", name="Work it out now"))
        settle(place)
        page.goto(f"{served.url}/people")
        assert page.get_by_role("link", name="11 possible times wait for a look.").count() == 1


def test_nobody_gets_a_page_of_somebody_who_is_not_there(example):
    cookie = example.session()
    for path in (
        "/people/999",
        "/people/999/manage",
        "/review/999/2024-01-01/2024-01-02",
        "/review/answers/999",
    ):
        assert example.ask("GET", path, cookie=cookie)[0] in (404, 422), path
    status, _, text = example.ask("GET", "/review/1/not-a-day/2024-01-02", cookie=cookie)
    assert status == 422 and "Traceback" not in text
