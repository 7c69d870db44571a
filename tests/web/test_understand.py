"""The library's pages: everything is reachable, a new folder appears everywhere, a faulty one breaks nothing."""

import re

import pytest
from made.patterns import HEAD, body, made_pattern

from nearer.app.library import by_category, library_of
from nearer.patterns.keys import CATEGORIES
from nearer.patterns.loading import own_library

LIBRARY = own_library().library


@pytest.fixture
def added(visitor):
    """Somebody who added a pattern."""
    text = body(
        core="The first thing is a marmalade door. [^atlas]\n\n{record: after_close}",
        gentle="- Look [elsewhere](https://example.org/elsewhere). [^own]",
    )
    made_pattern(visitor.place.folder / "patterns", text=text)
    return visitor


def page(visitor, url):
    status, text = visitor.get(url)
    assert status == 200, (url, status)
    return text


def links(text):
    return set(re.findall(r'href="(/understand[^"]*|#[^"]*)"', text.partition("<main")[2]))


def test_the_home_leads_to_every_part(visitor):
    text = page(visitor, "/understand")
    urls = links(text)
    for slug in LIBRARY.patterns:
        assert f"/understand/patterns/{slug}" in urls
    for part in ("causes", "questions", "guard-map", "cycle", "scales", "pushed-away"):
        assert f"/understand/{part}" in urls
    assert [key for key, _ in by_category(LIBRARY)] == list(CATEGORIES)


@pytest.mark.parametrize("slug", LIBRARY.patterns)
def test_a_pattern_s_page_has_its_time_its_record_its_sources_and_one_next_step(visitor, slug):
    one = LIBRARY.patterns[slug]
    text = page(visitor, f"/understand/patterns/{slug}")
    assert f"{one.text.minutes} minutes" in text
    records = [block for part in one.text.sections for block in part.blocks if block.record]
    assert text.count('<p class="record-title">') == len(records)
    assert text.count('class="next-step"') == 1
    assert f'href="/practise/exercises/{one.practices[0]}"' in text
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    assert len(ids) == len(re.findall(r'\bid="([^"]+)"', text))
    for url in links(text):
        if url.startswith("#"):
            assert url[1:] in ids
    for entry in one.text.cited:
        assert entry.anchor in ids and entry.source.cite in text
    for part in (*LIBRARY.leads_to(slug), *LIBRARY.comes_from(slug)):
        assert f"/understand/patterns/{part.slug}" in links(text)


def test_reading_time_is_at_two_hundred_words_a_minute():
    for one in LIBRARY.patterns.values():
        words = len(one.text.plain.split())
        assert one.text.minutes - 1 < words / 200 <= one.text.minutes


def test_an_empty_record_says_so_calmly(visitor):
    assert "still-empty" in page(visitor, "/understand/patterns/pushing-away")


def test_a_new_folder_appears_everywhere(added):
    url = "/understand/patterns/counting-exits"
    home = page(added, "/understand")
    assert url in links(home) and "added by you" in home
    distance = home.partition("How distance is made")[2].partition("<h3>")[0]
    assert url in distance
    text = page(added, url)
    assert "The first thing is a marmalade door." in text and "A made-up atlas of doors" in text
    assert '<p class="record-title">' in text and "did not come with Nearer" in text
    assert 'href="https://' not in text and "(https://example.org/elsewhere)" in text
    assert url in links(page(added, "/understand/patterns/leaving-first"))
    assert url in links(page(added, "/understand/patterns/pushing-away"))
    found = page(added, "/understand/search?q=marmalade")
    assert url in links(found) and f"{url}#core-meaning" in links(found)
    assert "<mark>marmalade</mark> door" in found


def test_a_folder_that_goes_away_is_gone_everywhere(added):
    assert page(added, "/understand/patterns/counting-exits")
    (added.place.folder / "patterns" / "counting-exits" / "text.md").write_text("## Nothing")
    home = page(added, "/understand")
    assert "One pattern that you added could not be read, so it is left out: counting-exits." in home
    assert "/understand/patterns/counting-exits" not in links(home)
    assert added.get("/understand/patterns/counting-exits")[0] == 404
    assert "/understand/patterns/counting-exits" not in page(added, "/understand/patterns/pushing-away")
    assert "No" in page(added, "/understand/search?q=marmalade")
    for slug in LIBRARY.patterns:
        assert page(added, f"/understand/patterns/{slug}")


def test_a_faulty_folder_s_words_reach_no_page(visitor):
    made_pattern(visitor.place.folder / "patterns", "BAD<b>", HEAD)
    made_pattern(visitor.place.folder / "patterns", "also-bad", HEAD.replace("Counting", "<script>"), "x")
    status, _, text = visitor.served.ask("GET", "/understand", cookie=visitor.cookie)
    assert status == 200 and "<b>," not in text and "BAD&lt;b&gt;, also-bad" in text
    assert "<script>" not in text.partition("<main")[2]


@pytest.mark.parametrize("slug", ["nothing", "..", "%2e%2e", "a" * 500])
def test_a_page_that_is_not_there(visitor, slug):
    assert visitor.get(f"/understand/patterns/{slug}")[0] == 404


def test_search_finds_what_people_call_it(visitor):
    for words in ("ghosting", "cold", "too much", "clingy", "space", "walls", "left on read"):
        assert "/understand/patterns/" in page(visitor, f"/understand/search?q={words.replace(' ', '+')}")
    assert "/understand/patterns/pushing-away" in page(visitor, "/understand/search?q=push+away")
    assert "/practise/exercises/kind_letter" in page(visitor, "/understand/search?q=kind+letter")
    assert "/understand/causes/engulfment" in page(visitor, "/understand/search?q=lose+myself")
    assert "/understand/questions#cold_after_sex" in page(visitor, "/understand/search?q=sex")
    assert "/understand/pushed-away" in page(visitor, "/understand/search?q=pushed+away")


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%22%3Cscript%3Ealert(1)%3C/script%3E", "?q=%00%22*", "?q=" + "x" * 3000, "?p=1"]
)
def test_any_search_is_answered(visitor, query):
    status, _, text = visitor.served.ask("GET", f"/understand/search{query}", cookie=visitor.cookie)
    assert status == 200
    assert "<script>alert" not in text


def test_every_question_is_folded_with_its_sources(visitor):
    text = page(visitor, "/understand/questions")
    for key, one in LIBRARY.questions.items():
        fold = re.search(rf'<details class="library-question" id="{key}">.*?</details>', text, re.DOTALL)[0]
        assert one.ask in fold
        for entry in one.answer.cited:
            assert f'id="{entry.anchor}"' in fold and f'href="#{entry.anchor}"' in fold
    assert len(re.findall(r'\bid="', text)) == len(set(re.findall(r'\bid="([^"]+)"', text)))


def test_the_page_for_the_one_who_is_pushed_away_needs_no_data(visitor):
    text = page(visitor, "/understand/pushed-away")
    assert LIBRARY.pages["pushed-away"].lead in text and "/understand/pushed-away/sheet" in links(text)
    assert "record-title" not in text
    sheet = page(visitor, "/understand/pushed-away/sheet")
    for part in LIBRARY.pages["pushed-away"].sheet.sections:
        assert part.title in sheet


def test_nothing_is_shown_without_a_session(visitor):
    for url in ("/understand", "/understand/patterns/pushing-away", "/understand/search?q=cold"):
        status, _, text = visitor.served.ask("GET", url)
        assert status in (303, 401) and "Pushing people away" not in text


def test_the_library_is_read_anew_only_when_a_file_changes(tmp_path):
    first = library_of(tmp_path)
    assert library_of(tmp_path) is first
    here = made_pattern(tmp_path / "patterns")
    second = library_of(tmp_path)
    assert "counting-exits" in second.library.patterns and library_of(tmp_path) is second
    (here / "pattern.toml").write_text(HEAD.replace("Counting the exits", "Counting all the exits"))
    assert library_of(tmp_path).library.patterns["counting-exits"].title == "Counting all the exits"
