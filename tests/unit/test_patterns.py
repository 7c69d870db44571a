"""The library's reader: what is right is kept and linked, what is wrong is told all at once, nothing foreign gets through."""

import os
import tomllib
from pathlib import Path

import pytest
from made.patterns import HEAD, body, made_pattern

from nearer.patterns.documents import Document
from nearer.patterns.keys import CAUSES, EXERCISES, RECORD_KEYS
from nearer.patterns.loading import OWN_FOLDER, own_library, read_added, read_library, read_single
from nearer.patterns.search import Index
from nearer.words import say


def read(tmp_path, **options):
    return read_single(own_library().library, made_pattern(tmp_path, **options))


def told(loaded):
    return [str(fault) for fault in loaded.faults]


def section(loaded, number=0):
    return loaded.library.patterns["counting-exits"].text.sections[number]


def test_a_good_pattern_has_no_fault_and_is_linked_both_ways(tmp_path):
    loaded = read(tmp_path)
    assert told(loaded) == []
    library = loaded.library
    assert [one.slug for one in library.leads_to("counting-exits")] == ["leaving-first"]
    assert "counting-exits" in [one.slug for one in library.leads_to("pushing-away")]
    assert "counting-exits" in [one.slug for one in library.comes_from("leaving-first")]
    assert not library.patterns["counting-exits"].is_own
    assert own_library().library.patterns.keys() == library.patterns.keys() - {"counting-exits"}


def test_numbers_follow_the_order_of_the_text_and_the_strength_of_the_claim(tmp_path):
    text = body(
        core="One. [^atlas] Two. [^own]\n\nThree. [^atlas:fair] [^own]",
        spiritual="*Soft* and **firm**. [^tradition]",
    )
    loaded = read(tmp_path, text=text)
    assert told(loaded) == []
    one = loaded.library.patterns["counting-exits"].text
    assert [(entry.number, entry.source.key, entry.strength) for entry in one.cited] == [
        (1, "atlas", "early"),
        (2, "own", "judgement"),
        (3, "atlas", "fair"),
        (4, "tradition", "tradition"),
    ]
    first, second = one.sections[0].blocks
    assert (first.cited, second.cited) == ((1, 2), (3, 2))
    assert first.plain == "One. Two."
    assert first.html.startswith(
        'One.<sup class="cite"><a href="#source-1" aria-label="Source 1">1</a></sup> Two.<sup'
    )
    assert one.sections[1].blocks[0].html.startswith("<em>Soft</em> and <strong>firm</strong>.<sup")


def test_every_fault_is_told_at_once_with_its_place(tmp_path):
    head = HEAD.replace('short = "You look', 'colour = "red"\nshrt = "You look').replace(
        "engulfment", "weather"
    )
    text = body(
        core="Nobody says where this is from.\n\nAnd this one is [^nowhere]",
        spiritual="# Too large\n\nFine. [^own]",
        gentle="- One [a](javascript:alert(1)) [^own]\n- Two [b](pattern:nowhere-at-all) [^own:very]\n",
        questions="## Questions to sit with\n\n- A statement.\n",
    )
    found = "\n".join(told(read(tmp_path, head=head, text=text)))
    for part in (
        "counting-exits/pattern.toml: The key colour is not known.",
        "counting-exits/pattern.toml: The key shrt is not known.",
        "counting-exits/pattern.toml: The key short is missing.",
        "counting-exits/text.md, Core meaning, paragraph 1: This should end with its source",
        "counting-exits/text.md, Core meaning, paragraph 2: The source nowhere is not known.",
        "counting-exits/text.md, Spiritual perspective: Headings start with ##",
        "counting-exits/text.md, Gentle advice, paragraph 1: The link javascript:alert(1) is not of a kind",
        "counting-exits/text.md, Gentle advice, paragraph 2: The strength very is not known.",
        "counting-exits/text.md, Questions to sit with, paragraph 1: Here stands a list of questions",
    ):
        assert part in found, found


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("category", 'category = "weather"'),
        ("causes", 'causes = ["weather"]'),
        ("practices", 'practices = ["weather"]'),
        ("signals", 'signals = ["weather"]'),
        ("checkin", 'checkin = ["weather"]'),
        ("leads_to", 'leads_to = ["weather"]'),
        ("comes_from", 'comes_from = ["weather"]'),
    ],
)
def test_every_key_is_held_against_what_there_is(tmp_path, part, words):
    top, below = HEAD.split("[sources.atlas]")
    lines = [line for line in top.splitlines() if not line.startswith(f"{part} ")]
    loaded = read(tmp_path, head="\n".join([*lines, words, "[sources.atlas]"]) + below)
    assert told(loaded) == [f"counting-exits/pattern.toml: {part}: weather is not known."]
    assert loaded.left_out == ("counting-exits",)
    assert loaded.library.patterns.keys() == own_library().library.patterns.keys()


@pytest.mark.parametrize("link", ["pattern:nowhere", "practice:nothing", "cause:weather", "question:none"])
def test_every_link_must_lead_somewhere(tmp_path, link):
    loaded = read(tmp_path, text=body(core=f"See [this]({link}). [^own]"))
    assert told(loaded) == [
        f"counting-exits/text.md, Core meaning, paragraph 1: The link {link} leads nowhere."
    ]


def test_links_lead_to_pages(tmp_path):
    links = (
        "[a](pattern:leaving-first) [b](practice:kind_letter) [c](cause:engulfment) "
        "[d](question:when_distance_is_right) [^own]"
    )
    html = section(read(tmp_path, text=body(core=links))).blocks[0].html
    for url in (
        "/understand/patterns/leaving-first",
        "/practise/exercises/kind_letter",
        "/understand/causes/engulfment",
        "/understand/questions#when_distance_is_right",
    ):
        assert f'href="{url}"' in html


def test_an_address_in_a_pattern_from_elsewhere_is_words(tmp_path):
    html = (
        section(read(tmp_path, text=body(core="See [this](https://example.org/a?b=1&c=2). [^own]")))
        .blocks[0]
        .html
    )
    assert html.startswith("See this (https://example.org/a?b=1&amp;c=2).")
    assert "https" not in html.split("</sup>")[0].partition("<a ")[2].partition(">")[0]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "http://example.org", "//example.org", "/yours/wipe", "file:///etc/x",
     "https://a@example.org", "https://example.org:99999/", "mailto:a@example.org", "pattern:../../x", ""],
)  # fmt: skip
def test_no_other_link_stands(tmp_path, link):
    loaded = read(tmp_path, text=body(core=f"See [this](<{link}>). [^own]"))
    assert len(loaded.faults) == 1 and "is not of a kind" in told(loaded)[0]


def test_html_is_words(tmp_path):
    html = (
        section(read(tmp_path, text=body(core='<script>x</script> <img src=x onerror="y"> & more [^own]')))
        .blocks[0]
        .html
    )
    assert html.startswith(
        "&lt;script&gt;x&lt;/script&gt; &lt;img src=x onerror=&quot;y&quot;&gt; &amp; more"
    )


@pytest.mark.parametrize(
    "piece", ["> quoted [^own]", "```\ncode\n```", "---", "1. one [^own]", "`code` [^own]", "a\n==="]
)
def test_nothing_else_may_stand_in_a_text(tmp_path, piece):
    loaded = read(tmp_path, text=body(core=f"Fine. [^own]\n\n{piece}\n\nFine. [^own]"))
    assert loaded.faults and loaded.left_out


def test_lists_have_no_lists(tmp_path):
    loaded = read(tmp_path, text=body(core="- one [^own]\n  - two [^own]\n\n- three [^own]\n\n  more [^own]"))
    assert [fault.words for fault in loaded.faults] == [say("library.fault.nested")] * 2


def test_a_record_stands_where_it_is_asked_for(tmp_path):
    loaded = read(tmp_path, text=body(core="Fine. [^own]\n\n{record: after_close}"))
    assert [(block.kind, block.record) for block in section(loaded).blocks][1] == ("record", "after_close")
    assert "after_close" in RECORD_KEYS
    assert told(read(tmp_path, text=body(core="Fine. [^own]\n\n{record: weather}"))) == [
        "counting-exits/text.md, Core meaning, paragraph 2: The record weather is not known."
    ]


@pytest.mark.parametrize(
    "words",
    ["They may be avoidant.", "A toxic bond.", "It is a disorder.", "You are needy.", "You always run away.",
     "Some have commitment issues.", "A narcissist says so.", "Your symptoms may grow."],
)  # fmt: skip
def test_words_that_label_a_person_are_refused(tmp_path, words):
    assert any("label a person" in one for one in told(read(tmp_path, text=body(core=f"{words} [^own]"))))
    short = HEAD.replace("You look for the door before you take off your coat.", words)
    assert any("label a person" in one for one in told(read(tmp_path, head=short)))


def test_the_headings_are_those_and_in_that_order(tmp_path):
    swapped = body().replace("## Core meaning", "## X").replace("## Possible causes", "## Core meaning")
    assert any("The headings should be" in one for one in told(read(tmp_path, text=swapped)))
    assert any(
        "before the first heading" in one for one in told(read(tmp_path, text=f"Hello. [^own]\n\n{body()}"))
    )


def test_what_leads_out_of_the_folder_is_refused(tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text(body(core="heliotrope [^own]"))
    here = made_pattern(tmp_path / "all")
    (here / "text.md").unlink()
    (here / "text.md").symlink_to(secret)
    (tmp_path / "all" / "linked-folder").symlink_to(made_pattern(tmp_path / "else", "linked-folder"))
    loaded = read_added(own_library().library, tmp_path / "all")
    assert {fault.words for fault in loaded.faults} == {say("library.fault.link")}
    assert set(loaded.left_out) == {"counting-exits", "linked-folder"}
    assert "heliotrope" not in "".join(told(loaded))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hold_the_reader_up(tmp_path):
    here = made_pattern(tmp_path)
    (here / "text.md").unlink()
    os.mkfifo(here / "text.md")
    loaded = read_single(own_library().library, here)
    assert [fault.words for fault in loaded.faults] == [say("library.fault.no_file")]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"x" * (128 * 1024 + 1), "too_large"),
        (b"\xff\xfe", "no_utf8"),
        (b"a\x00b", "control"),
        ("a\u202eb".encode(), "control"),
    ],
)
def test_files_that_are_no_small_text_are_refused(tmp_path, content, key):
    here = made_pattern(tmp_path)
    (here / "text.md").write_bytes(content)
    assert [fault.words for fault in read_single(own_library().library, here).faults] == [
        say(f"library.fault.{key}", **({"most": 128} if key == "too_large" else {}))
    ]


@pytest.mark.parametrize(
    "head", ["", "title =", "a = " + "[" * 5000, "title = 3\nshort = []\ncategory = {}", "sources = 3"]
)
def test_broken_toml_is_told(tmp_path, head):
    loaded = read(tmp_path, head=head)
    assert loaded.faults and loaded.left_out == ("counting-exits",)


@pytest.mark.parametrize("slug", ["Upper", "a_b", "-a", "a..b", "a" * 61, "naïve"])
def test_names_are_plain(tmp_path, slug):
    loaded = read_added(own_library().library, made_pattern(tmp_path / "all", slug).parent)
    assert [fault.words for fault in loaded.faults] == [say("library.fault.slug")]


def test_nobody_takes_a_name_or_a_source_of_ours(tmp_path):
    loaded = read(tmp_path, slug="pushing-away")
    assert [fault.words for fault in loaded.faults] == [say("library.fault.slug_taken", slug="pushing-away")]
    loaded = read(tmp_path, head=HEAD.replace("sources.atlas", "sources.own"))
    assert [fault.words for fault in loaded.faults] == [say("library.fault.source_twice", key="own")]


def test_a_pattern_that_leads_to_a_faulty_one_is_left_out_with_it_and_the_rest_stays(tmp_path):
    made_pattern(tmp_path, "first-one", HEAD.replace("leaving-first", "second-one"))
    made_pattern(tmp_path, "second-one", text=body(core="No source."))
    made_pattern(tmp_path, "third-one")
    loaded = read_added(own_library().library, tmp_path)
    assert set(loaded.left_out) == {"first-one", "second-one"}
    assert loaded.library.patterns.keys() - own_library().library.patterns.keys() == {"third-one"}


def test_a_missing_folder_adds_nothing(tmp_path):
    loaded = read_added(own_library().library, tmp_path / "none")
    assert loaded.library.patterns == own_library().library.patterns
    assert loaded.faults == ()


def test_the_keys_are_those_of_the_folders():
    assert {path.name for path in (OWN_FOLDER / "causes").iterdir()} == set(CAUSES)
    exercises = {
        path.stem
        for path in (Path(say.__code__.co_filename).parents[1] / "practice/exercises").glob("*.toml")
    }
    assert exercises == set(EXERCISES)


def test_a_library_that_lacks_everything_is_told_not_raised(tmp_path):
    loaded = read_library(tmp_path)
    assert len(loaded.faults) >= 14
    assert tomllib.loads((OWN_FOLDER / "sources.toml").read_text("utf-8")).keys() >= {"own", "tradition"}


def index(*documents, synonyms=()):
    return Index([Document("page", f"/{n}", "", *one) for n, one in enumerate(documents)], synonyms)


def urls(found):
    return [one.url for one in found]


def test_a_title_weighs_more_than_words_and_words_more_than_text():
    filler = "other things stand here as well " * 5
    found = index(
        ("Plain", "", "", f"a lamp {filler}"), ("Plain", "", "lamp", filler), ("Lamp", "", "", filler)
    )
    assert urls(found.find("lamp")) == ["/2", "/1", "/0"]


def test_stems_beginnings_accents_and_synonyms_are_found():
    found = index(
        ("Loneliness", "", "", "and being alone"),
        ("Café", "", "", "going silent"),
        synonyms=[("silent", "ghosting", "left on read")],
    )
    assert urls(found.find("lonelin")) == ["/0"]
    assert urls(found.find("cafe")) == ["/1"]
    assert urls(found.find("Ghosting")) == ["/1"]
    assert urls(found.find("I was left on read!")) == ["/1"]
    assert urls(found.find("zebra")) == []
    assert urls(found.find("zebra silence silent")) == ["/1"]


def test_words_side_by_side_come_before_words_apart():
    found = index(
        ("T", "", "", "too little and too much"),
        ("T", "", "", "much of it is there, too, and much more, much more"),
    )
    assert urls(found.find("too much")) == ["/0", "/1"]
    assert ("too much", True) in found.find("too much")[0].hits[0].pieces


def test_a_snippet_marks_what_was_found_and_stays_text():
    (found,) = index(("T", "", "", "a <b>cold</b> day")).find("cold")
    assert found.hits[0].pieces == (("a <b>", False), ("cold", True), ("</b> day", False))
