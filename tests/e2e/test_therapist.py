"""The document for a therapist, as a person makes it in a browser."""

import io
import re
import sys
from pathlib import Path

import pytest
from e2e.app import HOSTILE, check_page, serving
from pypdf import PdfReader

from nearer.app.place import Place
from nearer.store.people import add_person, load_people
from nearer.store.writings import Writing, save_writing

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "pictures"))

from app_place import NOW, fill

pytestmark = pytest.mark.browser


@pytest.fixture
def filled(tmp_path, chromium):
    """A place with messages of a made-up year and check-ins of four months."""
    place = Place(tmp_path / "place", clock=lambda: NOW)
    place.create("lamp orbit velvet teacup")
    fill(place)
    with serving(place, chromium) as served:
        yield served


def save(page, button):
    with page.expect_download() as waiting:
        page.click(f"text={button}")
    return waiting.value


def test_choose_look_and_take_along(filled):
    page = filled.page("/therapist")
    check_page(page)
    page.locator("summary").first.click()
    assert "Contact 1" in page.locator(".sheet").first.text_content()
    page.uncheck("input[value=checkins]")
    page.fill("#note", "About Sam and the summer.")
    page.click("main form button.primary")
    page.wait_for_url("**/therapist/preview")
    check_page(page)
    shown = page.text_content("article")
    assert "What the messages show" in shown and "Where the pull takes over" in shown
    assert "Check-ins in figures" not in shown and "About Contact" in shown
    for person in load_people(filled.place.store):
        assert not re.search(rf"\b{re.escape(person.name)}\b", shown)
    pdf = save(page, "Save as PDF")
    assert pdf.suggested_filename == "nearer-2026-03-01.pdf"
    reader = PdfReader(io.BytesIO(Path(pdf.path()).read_bytes()))
    said = " ".join(page.extract_text() for page in reader.pages)
    assert "What the messages show" in said and "Check-ins in figures" not in said and "Sam" not in said
    assert all(url.startswith(filled.url) for url in page.requests)
    assert not page.said


def test_the_page_stands_alone(filled, chromium):
    page = filled.page("/therapist", scripts=False)
    page.click("main form button.primary")
    file = save(page, "Save as a page")
    asked = []
    alone = filled.context(launched=False).new_page()
    alone.on("request", lambda request: asked.append(request.url))
    alone.set_content(Path(file.path()).read_text(encoding="utf-8"))
    check_page(alone)
    assert not asked
    alone.emulate_media(media="print")
    assert alone.evaluate("getComputedStyle(document.querySelector('.last-page')).breakBefore") == "page"
    assert alone.pdf(format="A4").startswith(b"%PDF")


def test_back_keeps_what_was_chosen(filled):
    page = filled.page("/therapist")
    page.uncheck("input[value=tipping]")
    page.select_option("#period", "quarter")
    page.fill("#note", "Sleep.")
    page.click("main form button.primary")
    page.click("text=Change what is in it")
    assert not page.is_checked("input[value=tipping]") and page.is_checked("input[value=findings]")
    assert page.input_value("#period") == "quarter" and page.input_value("#note") == "Sleep."


def test_texts_and_names_do_nothing(served):
    store, now = served.place.store, served.place.now()
    for number, text in enumerate(HOSTILE):
        add_person(store, text.replace("\x00", "") or str(number), now)
        save_writing(store, Writing(f"{number:032x}", "x", text, now, now))
    page = served.page("/therapist")
    page.check("input[value=writing]")
    page.fill("#note", " ".join(HOSTILE[:8]))
    page.click("main form button.primary")
    page.wait_for_url("**/therapist/preview")
    check_page(page)
    assert page.evaluate("window.hacked") is None and page.evaluate("window.violated") == []
