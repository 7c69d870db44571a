"""Every link of ours on every page that can be reached leads to a page, and to a place that is on it."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from e2e.app import serving
from toured import toured_place
from visitor import Visitor

from nearer.web.app import all_routes

HREF = re.compile(r'<(?:a|area|link)\b[^>]*?\shref="([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')
VARIES = re.compile(r"\b[0-9a-f]{16,32}\b|\d+")
MOST_ALIKE = 4
"""So many addresses that differ in numbers and ids only are followed."""

AWAY = ("/lock", "/leave", "/launch")
ASKED_FOR_BY_ITSELF = {"/away", "/favicon.ico", "/understand/cycle/picture"}
"""By a browser, a script, or the way out."""

LEAD_TO = {
    "/yours": {"/therapist"},
    "/understand": {
        "/understand/causes", "/understand/cycle", "/understand/scales", "/understand/questions", "/understand/pushed-away",
    },
    "/practise": {
        "/practise/ladder", "/practise/tests", "/practise/exercises", "/practise/pause", "/progress", "/understand/guard-map",
    },
    "/understand/patterns/pushing-away": {"/practise/exercises/", "/understand/causes/"},
    "/understand/causes/betrayal": {"/understand/scales/"},
}  # fmt: skip


def links(path, text):
    """Return the links of a page to our own pages, resolved, with what each asks for on the page."""
    found = {urljoin(path, href.replace("&amp;", "&")) for href in HREF.findall(text)}
    return {one for one in found if one.startswith("/") and not one.startswith(("/static/", *AWAY))}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """By address: the status, the text, and where the link stood."""
    place = toured_place(tmp_path_factory.mktemp("links") / "place")
    starts = {route.path for route in all_routes() if "GET" in (route.methods or ())}
    waiting = deque((path, "") for path in sorted(starts) if "{" not in path and not path.startswith(AWAY))
    pages, alike = {}, Counter()
    with serving(place) as served:
        visitor = Visitor(served)
        while waiting:
            path, source = waiting.popleft()
            shape = VARIES.sub("*", path)
            if path in pages or alike[shape] >= MOST_ALIKE:
                continue
            alike[shape] += 1
            status, text = visitor.get(path)
            pages[path] = status, text, source
            for link in sorted(links(path, text)) if status == 200 else ():
                waiting.append((urlsplit(link)._replace(fragment="").geturl(), path))
    return pages


def test_every_link_leads_to_a_page(crawled):
    dead = [
        (path, source, status)
        for path, (status, _, source) in crawled.items()
        if status not in (200, 204, 303)
    ]
    assert dead == []
    assert len(crawled) > 100


def test_every_link_into_a_page_finds_its_place(crawled):
    lost = set()
    for path, (status, text, _) in crawled.items():
        for link in links(path, text) if status == 200 else ():
            parts = urlsplit(link)
            page = crawled.get(parts._replace(fragment="").geturl())
            if parts.fragment and page and page[0] == 200 and parts.fragment not in ID.findall(page[1]):
                lost.add((path, link))
    assert lost == set()


@pytest.mark.parametrize("path", sorted(LEAD_TO))
def test_the_parts_lead_to_each_other(crawled, path):
    found = links(path, crawled[path][1])
    for wanted in LEAD_TO[path]:
        assert any(link == wanted or (wanted.endswith("/") and link.startswith(wanted)) for link in found), (
            wanted
        )


def test_every_page_is_led_to(crawled):
    linked = {
        urlsplit(link).path
        for path, (status, text, _) in crawled.items()
        if status == 200
        for link in links(path, text)
    }
    sent = {urlsplit(text).path for status, text, _ in crawled.values() if status == 303}
    pages = {path for path, (status, _, source) in crawled.items() if status == 200 and not source}
    assert pages - linked - sent == ASKED_FOR_BY_ITSELF
