"""One document for a therapist: what was chosen and nothing else, nobody's name, nothing about safety, no markup."""

import io
import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from e2e.app import HOSTILE
from hypothesis import example, given, settings
from places import NOW, made_place
from pypdf import PdfReader
from random_store import SEEDS, fill_store

from nearer.app.ladder import keep_step
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.app.therapist import OFF_AT_FIRST, SECTIONS, choose, offered, therapist_view
from nearer.app.therapist_pdf import therapist_pdf
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.database import Store
from nearer.store.pauses import Pause, save_pause
from nearer.store.people import add_person
from nearer.store.practices import Sitting, save_sitting
from nearer.store.predictions import Prediction, save_prediction
from nearer.store.reviews import Review, save_review
from nearer.store.scales import Sheet, save_sheet
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES
from nearer.store.writings import Writing, save_writing
from nearer.words import say

ALL_NO = dict.fromkeys(QUESTIONS, "no")
MADE = (
    "looked_back",
    "checkins",
    "tipping",
    "ladder",
    "exercises",
    "pauses",
    "scales",
    "progress",
    "writing",
)
"""Every section but the one that takes months of messages; that one is looked at in a browser."""


def fill(store: Store, name="Sam Okoro", words="We talked, {name} and I."):
    """Keep something for every section but the findings; return the person's id."""
    sam = add_person(store, name, NOW)
    answer_safety(store, sam, ALL_NO, NOW)
    said = words.format(name=name)
    for number in range(60):
        at, closeness = NOW - timedelta(days=3 * number + 31), number % 7 + 1
        add_checkins(
            store,
            [
                CheckIn(
                    uid=new_uid(), at=at, made_at=at, changed_at=at, person_id=sam, closeness=closeness,
                    wanted=min(7, closeness + 1), urge=8 if closeness + number % 3 > 5 else 2, feelings=("torn",),
                    did="pulled_away" if closeness > 5 else "announced_pause", note=said,
                )
            ],
        )  # fmt: skip
    for number, answer in enumerate(("yes", "yes", "no", "unsure")):
        first = (NOW - timedelta(days=30 * number + 20)).date()
        reasons = ("busy",) if answer == "no" else ()
        save_review(store, Review(0, sam, first, first + timedelta(days=4), 0.8, answer, reasons, said, NOW))
    keep_step(store, new_uid(), NOW, sam, what=f"Step: {said}", discomfort=4)
    save_prediction(
        store,
        Prediction(
            new_uid(), f"Fear: {said}", NOW.date(), 70, NOW, NOW, person_id=sam, ended="done", ended_at=NOW,
            happened="no", outcome=f"Outcome: {said}", belief_after=40,
        ),
    )  # fmt: skip
    save_sitting(store, sitting("kind_letter", {"letter": said}))
    save_sitting(store, sitting("guard_map", {"trigger": f"Trigger: {said}"}))
    save_pause(store, Pause(new_uid(), NOW, NOW, NOW, sam, said, NOW, kept="yes", kept_at=NOW))
    save_sheet(store, Sheet(new_uid(), "own_closeness", NOW, NOW, (3, 4, 5, 3, 4, 2), "a", sam, said))
    save_writing(store, Writing(new_uid(), "cause.betrayal.first_warning", f"Writing: {said}", NOW, NOW))
    return sam


def sitting(exercise, answers):
    return Sitting(
        new_uid(), exercise, NOW, NOW, ended_at=NOW, ended="done", before=6, after=4, answers=answers
    )


@pytest.fixture
def store(tmp_path):
    place, _ = made_place(tmp_path / "place", passphrase=None)
    return place.store


def view_of(store, sections=SECTIONS, period="all", note=""):
    return therapist_view(store, choose(sections, period, note), NOW)


def texts(value):
    """Every text in a view, wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "__slots__"):
        for name in value.__slots__:
            yield from texts(getattr(value, name))


def pdf_text(content):
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def squeezed(text):
    """A text without blanks and joined letters: where a line breaks says nothing."""
    return re.sub(r"[\s\u00ad]", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("key", MADE)
def test_every_section_alone_and_every_other_out(store, key):
    fill(store)
    view = view_of(store, [key])
    made = pdf_text(therapist_pdf(view))
    assert [section.key for section in view.sections] == [key]
    for other in SECTIONS:
        assert (squeezed(say(f"therapist.titles.{other}")) in made) is (other == key)
        assert (squeezed(say(f"therapist.method.{other}")) in made) is (other == key)
    if key not in ("ladder", "writing"):
        assert "We talked" not in " ".join(texts(view)), "own words only where they were asked for"


def test_page_and_pdf_say_the_same(visitor):
    fill(visitor.store)
    fields = [("section", key) for key in MADE] + [("period", "all"), ("note", "To begin with: sleep.")]
    status, page = visitor.post("/therapist/document.html", fields)
    assert status == 200
    view = therapist_view(visitor.store, choose(MADE, "all", "To begin with: sleep."), visitor.place.now())
    made, shown = pdf_text(therapist_pdf(view)), squeezed(re.sub(r"<[^>]*>", "", page))
    said = {text for text in texts(replace(view, sections=())) if len(text) > 1}
    said |= {text for section in view.sections for piece in section.pieces for text in texts(piece)} - {
        "heading",
        "text",
        "quote",
        "table",
    }
    assert len(said) > 60
    for text in said:
        assert squeezed(text) in shown, text
        assert squeezed(text) in made, text


def test_methods_and_limits_stand_on_the_last_page(store):
    fill(store)
    reader = PdfReader(io.BytesIO(therapist_pdf(view_of(store))))
    last, before = reader.pages[-1].extract_text(), reader.pages[-2].extract_text()
    assert squeezed(say("therapist.limits.person")) in squeezed(last)
    assert squeezed(say("therapist.document.methods")) not in squeezed(before)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    width, height = (float(size) / 72 * 25.4 for size in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_writing_waits_until_it_is_asked_for(visitor):
    fill(visitor.store)
    _, page = visitor.get("/therapist")
    ticked = set(re.findall(r'name="section" value="(\w+)" checked', page))
    assert ticked == set(MADE) - OFF_AT_FIRST
    assert 'value="findings" disabled' in page


def test_what_was_written_stands_below_what_was_asked(store):
    fill(store)
    (section,) = view_of(store, ["writing"]).sections
    asked = next(k for k, piece in enumerate(section.pieces) if piece.text.startswith("Think of one moment"))
    assert section.pieces[asked + 1].text == "Writing: We talked, Contact 1 and I."


def test_nothing_at_all(visitor):
    _, page = visitor.get("/therapist")
    assert page.count("disabled") == len(SECTIONS)
    status, page = visitor.post("/therapist/preview", {"period": "all"})
    assert status == 400 and say("therapist.errors.no_section") in page
    assert not view_of(visitor.store).sections
    assert therapist_pdf(view_of(visitor.store)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("sections", "period", "note"),
    [
        ([], "all", ""),
        (["nothing"], "all", ""),
        (["tipping"], "ever", ""),
        (["tipping"], "all", "x" * 10_001),
    ],
)
def test_choices_that_are_none(sections, period, note):
    with pytest.raises(RequestError):
        choose(sections, period, note)


def test_the_period_cuts_what_it_says_it_cuts(store):
    fill(store)
    shown = {section.key: section for section in offered(store, NOW, "quarter")}
    assert "21 check-ins" in shown["checkins"].pieces[0].text
    assert "91" not in shown["checkins"].span and "From" in shown["checkins"].span
    assert shown["tipping"].span == say("therapist.span.all")
    rows = shown["looked_back"].pieces[-2].table.rows
    assert rows == (("Contact 1", "2", "1", "0"),)


@settings(max_examples=25)
@given(SEEDS)
@example(8214)  # a name right behind an address
def test_nobodys_name_in_any_store(tmp_path_factory, seed):
    place, _ = made_place(tmp_path_factory.mktemp("random") / "place", passphrase=None)
    fill_store(place.store, seed)
    names = rename(place.store)
    view = view_of(place.store, note=f"About {' and '.join(names)}.")
    said = "\n".join(texts(view)).casefold()
    found = [name for name in names if any(part.casefold() in said for part in name.split())]
    assert found == []
    if seed % 5 == 0:
        made = pdf_text(therapist_pdf(view)).casefold()
        assert not any(part.casefold() in made for name in names for part in name.split())


def rename(store):
    """Give everybody a name of their own, and put it into all words of the user that are kept."""
    names = []
    with store.write() as connection:
        connection.execute("UPDATE review SET reasons = '[]'")
        for row in connection.execute("SELECT id FROM person").fetchall():
            names.append(f"Quillon{len(names)}fax Zanthi{len(names)}mere")
            connection.execute("UPDATE person SET name = ? WHERE id = ?", (names[-1], row["id"]))
        said = "".join(f" {name}, {name.split()[1]}s." for name in names)
        for table in TABLES:
            for column in shape_of(connection, table).columns.values():
                if column.kind == "words" and column.name != "about":
                    connection.execute(f"UPDATE {table.name} SET {column.name} = {column.name} || ?", (said,))
    return names


@pytest.mark.parametrize(
    "name", ["Zoë Färbinger", "李雷", "Шура", "D'Arcy O'Neill", "🐻", "שרה לוי", "#strong[Sam]"]
)
def test_a_name_of_any_script_is_replaced(store, name):
    fill(store, name)
    view = view_of(store, note=f"It is about {name}.")
    assert name not in "\n".join(texts(view))
    assert "Contact 1" in view.note
    made = pdf_text(therapist_pdf(view))
    assert squeezed("It is about Contact 1") in made


MARKUP = (
    '#panic("stop")',
    '#import "@preview/cetz:0.3.0": *',
    '#read("/etc/passwd")',
    "*bold* _slanted_ `raw` = Heading",
    "$ integral x dif x $ <label> @label",
    "#{ while true {} }",
    "\\u{1F600} // comment /* open",
    "]#[",
)


def test_markup_is_only_letters(visitor):
    said = " | ".join((*HOSTILE, *MARKUP))
    fill(visitor.store, words=said.replace("{", "{{").replace("}", "}}"))
    fields = [("section", key) for key in MADE] + [("note", said)]
    status, headers, page = visitor.served.post("/therapist/document.html", fields, cookie=visitor.cookie)
    assert status == 200 and "attachment" in headers["Content-Disposition"]
    assert "<script>window" not in page and "<img" not in page and "<base" not in page
    view = therapist_view(visitor.store, choose(MADE, "all", said), visitor.place.now())
    made = pdf_text(therapist_pdf(view))
    for text in MARKUP:
        assert made.count(squeezed(text)) >= 3, text


@pytest.mark.parametrize(
    "words",
    [
        "Žluťoučký kůň, ångström, ĲSSEL, ﬁ",
        "Привет, как дела?",
        "שלום עולם",
        "مرحبا بالعالم",
        "你好，世界 · こんにちは · 안녕하세요",
        "🙂🏽 👩‍👩‍👧 🏳️‍🌈",
        "\x00\x1b[31m\u202egnp.exe\u2066 \ud800 \U0010ffff",
        "a" * 9_000,
        "\n" * 500 + "end",
    ],
)
def test_no_script_makes_it_fail(store, words):
    save_writing(store, Writing(new_uid(), "x", words.encode("utf-8", "replace").decode(), NOW, NOW))
    assert therapist_pdf(view_of(store, ["writing"], note=words)).startswith(b"%PDF")


def test_the_same_document_twice_is_the_same_file(store):
    fill(store)
    assert therapist_pdf(view_of(store)) == therapist_pdf(view_of(store))


@pytest.mark.parametrize("question", ["watched", "follow"])
def test_where_it_is_not_safe_there_are_no_steps(store, question):
    sam = fill(store)
    robin = add_person(store, "Robin", NOW)
    save_prediction(
        store, Prediction(new_uid(), "Robin leaves", NOW.date(), 5, NOW, NOW, person_id=robin, ended="done")
    )
    before = {section.key: section for section in offered(store, NOW)}
    answer_safety(store, sam, ALL_NO | {question: "yes"}, NOW)
    view = view_of(store, [key for key in SECTIONS if key != "writing"])
    said = "\n".join(texts(view))
    assert "Step:" not in said and "Fear:" not in said and "leaves" in said
    assert before["pauses"].pieces and not any(section.key == "pauses" for section in view.sections)
    for key in QUESTIONS:
        assert say(f"safety.questions.{key}") not in said
    assert "safe" not in said.replace(say("therapist.limits.person"), "")
    looked_back = any(section.key == "looked_back" for section in view.sections)
    assert looked_back is (question == "watched")


def test_what_was_not_safe_stays_out(store):
    moments = [NOW - timedelta(days=day) for day in range(6)]
    add_checkins(
        store,
        [CheckIn(uid=new_uid(), at=at, made_at=at, changed_at=at, urge=9, did="not_safe") for at in moments],
    )
    sam = add_person(store, "Sam", NOW)
    save_review(store, Review(0, sam, date(2026, 1, 1), date(2026, 1, 4), 0.9, "no", ("not_safe",), "", NOW))
    assert not view_of(store).sections
