"""Forms are read as they should be; only paths of our own are gone on to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.kernel.errors import RequestError
from nearer.web.circles import CIRCLES, OVERLAPS, distance
from nearer.web.http import Form, own_path


def test_a_form_gives_its_fields():
    form = Form(
        [
            ("name", "  Sam \r\n x"),
            ("tag", "a"),
            ("tag", "b"),
            ("n", "12"),
            ("day", "2024-02-29"),
            ("empty", ""),
        ]
    )
    assert form.text("name") == "Sam \n x"
    assert form.texts("tag") == ["a", "b"]
    assert form.integer("n") == 12
    assert form.date("day") == date(2024, 2, 29)
    assert form.integer("empty") is None
    assert form.date("missing") is None
    assert form.text("missing", "else") == "else"
    assert "tag" in form
    assert "missing" not in form


@pytest.mark.parametrize("text", ["1.5", "x", "١٢", "1e3", "9" * 30, "--1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(RequestError):
        Form([("n", text)]).integer("n")


@pytest.mark.parametrize(("text", "bounds"), [("-1", {"least": 0}), ("11", {"most": 10})])
def test_a_number_outside_its_bounds_is_refused(text, bounds):
    with pytest.raises(RequestError):
        Form([("n", text)]).integer("n", **bounds)


@pytest.mark.parametrize("text", ["2024-02-30", "31.12.2024", "yesterday", "2024-1-1"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(RequestError):
        Form([("day", text)]).date("day")


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(RequestError):
        Form([("note", "x" * 101)]).text("note", most=100)


@given(st.text())
def test_texts_keep_no_control_characters(text):
    kept = Form([("note", text)]).text("note")
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in kept)


@given(st.text())
def test_a_passphrase_is_kept_to_the_letter(text):
    assert Form([("secret", text)]).secret("secret") == text


@pytest.mark.parametrize("url", ["/", "/people/3?a=1#b", "/a/%2F%2Fb", "/caf%C3%A9"])
def test_own_paths_stay(url):
    assert own_path(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "people", "//example.org", "///example.org", "/\\example.org", "\\\\example.org", "https://example.org",
        "javascript:alert(1)", "/\t/example.org", "/\n/example.org", " //example.org", "/ /example.org", "http:/x", "/\x00",
    ],
)  # fmt: skip
def test_other_addresses_become_the_first_page(url):
    assert own_path(url) == "/"


@given(st.text(alphabet="/\\:.a@?#%\t\n ", max_size=12))
def test_whatever_is_gone_on_to_lies_here(url):
    found = own_path(url)
    assert found.startswith("/")
    assert not found.startswith("//")
    assert "\\" not in found


def test_circles_share_the_stated_part_of_their_area():
    import math

    for overlap, (_, left, right) in zip(OVERLAPS, CIRCLES, strict=True):
        apart = right - left
        assert apart == pytest.approx(20 * distance(overlap), abs=0.02)
        steps = 400
        inside = sum(
            math.hypot(x - apart, y) <= 20
            for x, y in (
                (20 * (2 * i + 1 - steps) / steps, 20 * (2 * j + 1 - steps) / steps)
                for i in range(steps)
                for j in range(steps)
            )
            if math.hypot(x, y) <= 20
        )
        assert inside * (40 / steps) ** 2 / (math.pi * 400) == pytest.approx(overlap, abs=0.003)
