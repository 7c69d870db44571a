"""The library's own texts: every claim has a source, nobody is labelled, the words are easy, and every link leads somewhere."""

import re
import sys
from pathlib import Path

import pytest

from nearer.patterns.keys import CATEGORIES, CAUSES, EXERCISES, RECORD_KEYS, SIGNALS
from nearer.patterns.links import ADDRESSES
from nearer.patterns.loading import own_library
from nearer.patterns.texts import HEADINGS, STRENGTHS
from nearer.patterns.wording import find_label

DOCS = Path(__file__).parents[2] / "docs"
sys.path.append(str(DOCS))

import grades  # noqa: E402

LIBRARY = own_library().library
PAGES = dict(grades.pages())
HARDEST = 7.0
"""Flesch-Kincaid grade: readers of about twelve."""

TEXTS = {
    **{f"patterns/{slug}": one.text for slug, one in LIBRARY.patterns.items()},
    **{f"causes/{key}": one.text for key, one in LIBRARY.causes.items()},
    **{f"questions/{key}": one.answer for key, one in LIBRARY.questions.items()},
    **{f"pages/{name}": one.text for name, one in LIBRARY.pages.items()},
    **{f"pages/{name}-sheet": one.sheet for name, one in LIBRARY.pages.items()},
}
FREE = (HEADINGS["pattern"][-1], HEADINGS["cause"][-1])
"""Questions, and what is said of the reader's own record."""


def test_nothing_is_wrong():
    assert [str(fault) for fault in own_library().faults] == []


def test_everything_is_there():
    assert len(LIBRARY.patterns) >= 7
    assert {one.category for one in LIBRARY.patterns.values()} == set(CATEGORIES)
    assert set(LIBRARY.causes) == set(CAUSES)
    assert len(LIBRARY.questions) >= 25
    assert len(LIBRARY.synonyms) >= 25
    assert set(LIBRARY.pages) == {"pushed-away"}


@pytest.mark.parametrize("name", TEXTS)
def test_every_claim_has_a_source(name):
    for part in TEXTS[name].sections:
        for block in part.blocks:
            if part.title in FREE or block.record:
                continue
            assert block.cited, (part.title, block.plain[:60])
            assert re.search(r"</sup>$", block.html), (part.title, block.plain[:60])
    for entry in TEXTS[name].cited:
        assert entry.strength in STRENGTHS and entry.source.cite


def test_every_source_that_is_no_judgement_of_ours_can_be_found():
    for entry in {entry.source for text in TEXTS.values() for entry in text.cited}:
        if entry.key not in ("own", "tradition") and not entry.cite.startswith("Nearer's own"):
            assert entry.link or re.search(r"\b(1[5-9]|20)\d\d\b", entry.cite), entry.key


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_labelled_or_diagnosed(name):
    assert find_label(PAGES[name]) is None


def test_no_title_and_no_prompt_labels_either():
    lines = [
        *(text for one in LIBRARY.patterns.values() for text in (one.title, one.short)),
        *(text for one in LIBRARY.causes.values() for text in (one.title, one.short)),
        *(prompt.text for one in LIBRARY.causes.values() for prompt in one.prompts),
        *(title for title, _ in LIBRARY.themes),
    ]
    assert [line for line in lines if find_label(line)] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_words_are_easy(name):
    assert grades.grade(PAGES[name]) <= HARDEST


@pytest.mark.parametrize("key", LIBRARY.questions)
def test_every_answer_is_short_and_easy(key):
    plain = LIBRARY.questions[key].answer.plain
    assert 40 <= len(plain.split()) <= 110
    assert grades.grade(plain) <= HARDEST


def test_a_hard_text_has_a_high_grade():
    hard = "Interpersonal intimacy regulation necessitates continuous autobiographical recalibration of vulnerability."
    assert grades.grade(hard) > HARDEST


def test_the_grades_are_listed():
    listed = grades.TABLE.search((DOCS / "library.md").read_text(encoding="utf-8"))
    assert listed[0] == listed[1] + grades.table() + listed[2], "run: python docs/grades.py"


def test_every_link_leads_somewhere():
    there = {
        ADDRESSES["pattern"]: LIBRARY.patterns,
        ADDRESSES["cause"]: LIBRARY.causes,
        ADDRESSES["question"]: LIBRARY.questions,
        ADDRESSES["practice"]: EXERCISES,
    }
    pages = {shape.format(key) for shape, keys in there.items() for key in keys}
    found = {
        url for text in TEXTS.values() for part in text.sections for block in part.blocks
        for url in re.findall(r'href="([^"#][^"]*)"', block.html)
    }  # fmt: skip
    assert len(found) >= 20
    assert found <= pages


def test_every_pattern_is_tied_to_the_others_and_to_what_can_be_done():
    for slug, one in LIBRARY.patterns.items():
        assert LIBRARY.leads_to(slug) and LIBRARY.comes_from(slug), slug
        assert one.causes and one.practices and one.checkin, slug
        records = [block for part in one.text.sections for block in part.blocks if block.record]
        assert records or not one.signals, slug
        assert LIBRARY.questions_of(slug), slug
    assert {key for one in LIBRARY.patterns.values() for key in one.signals} == set(SIGNALS)
    used = {block.record for text in TEXTS.values() for part in text.sections for block in part.blocks}
    used |= {key for one in LIBRARY.causes.values() for key in one.record}
    assert used - {""} == set(RECORD_KEYS)


def test_every_question_stands_under_one_theme():
    keys = [key for _, some in LIBRARY.themes for key in some]
    assert sorted(keys) == sorted(LIBRARY.questions)


def test_spiritual_words_are_labelled_as_handed_down():
    for slug, one in LIBRARY.patterns.items():
        part = next(part for part in one.text.sections if part.title == "Spiritual perspective")
        numbers = {entry.number for entry in one.text.cited if entry.strength == "tradition"}
        assert any(set(block.cited) & numbers for block in part.blocks), slug
