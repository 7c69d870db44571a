"""Whatever somebody types is a search; whatever somebody writes is a text or a fault, and never HTML of their own."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.app.library_search import search_library
from nearer.patterns.definitions import PatternFile
from nearer.patterns.documents import Document
from nearer.patterns.faults import Faults
from nearer.patterns.files import typed
from nearer.patterns.loading import own_sources
from nearer.patterns.markdown import Rules, parse
from nearer.patterns.search import Index

ANY = st.text(st.characters())
QUERIES = st.one_of(
    ANY,
    st.lists(
        st.sampled_from(
            [
                '"',
                "AND",
                "OR",
                "NOT",
                "NEAR(",
                ")",
                "*",
                "^",
                ":",
                "-",
                "+",
                "title",
                "{",
                "}",
                "'",
                ";",
                "\x00",
                "cold",
                "left on",
            ]
        )
    ).map(" ".join),
)
PIECES = st.one_of(
    ANY,
    st.lists(
        st.sampled_from(
            ["## ", "- ", "> ", "[^own]", "[^own:firm]", "[^", "]", "[a](pattern:x)", "[a](javascript:x)", "<b>", "<!--",
             "\n\n", "*", "**", "`", "![x](https://a.org)", "{record: exposed}", "\n    ", "&#x3c;script&#x3e;", "\\", "1. ", "x"]
        )
    ).map("".join),
)  # fmt: skip
TAG = re.compile(r"<[^>]*>?")
OUR_TAG = re.compile(
    r'</?(?:em|strong|sup|a)>|<sup class="cite">|<a href="#source-\d+" aria-label="Source \d+">'
    r'|<a href="/(?:understand|practise)/[a-z0-9_/#-]+">'
)
SMALL = Index(
    [
        Document("page", f"/{n}", "", "Cold", "", "left on read", text)
        for n, text in enumerate(["x \x02 y", "cold", ""])
    ],
    [["cold", "left on read"], ["", "!"]],
)


@given(QUERIES)
def test_any_text_is_a_query(text):
    for one in SMALL.find(text):
        assert one.url in {"/0", "/1", "/2"}
        assert one.hits


@settings(max_examples=50)
@given(QUERIES)
def test_any_text_is_a_query_to_the_library(tmp_path_factory, text):
    assert isinstance(search_library(tmp_path_factory.getbasetemp() / "nothing", text), list)


@given(PIECES, st.booleans())
def test_any_text_is_read_and_only_our_tags_come_out(text, has_sections):
    faults = Faults()
    found = parse(text, Rules(own_sources(), is_own=False, has_sections=has_sections), faults, [])
    for section in found.sections:
        for block in section.blocks:
            for tag in TAG.findall(block.html):
                assert OUR_TAG.fullmatch(tag), tag
            assert block.html.count("<a ") == block.html.count("</a>")
    assert all(str(fault) for fault in faults.found)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(ANY, inner)),
        max_leaves=8,
    ),
    st.dictionaries(
        st.sampled_from(["title", "short", "category", "words", "sources", "x"]),
        st.one_of(ANY, st.lists(ANY)),
    ),
)
def test_any_table_is_typed_or_told(value, table):
    for one in (value, table, {**table, "title": value}):
        faults = Faults()
        assert (typed(PatternFile, one, faults) is None) == bool(faults.found)
