"""The rules that look at a message: what they notice, what they leave alone, how often they are right."""

import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.practice.wording import count_words, known_rules, notice_wording, read_rules
from nearer.words import catalogue

MESSAGES = tomllib.loads((Path(__file__).parent / "wording_messages.toml").read_text(encoding="utf-8"))
SETS = ("seen", "held_out", "second", "third", "fourth", "last")


def messages(name):
    """Return fine messages, and others with the rule that each is meant for; None where none was noted."""
    if name not in ("seen", "held_out"):
        return MESSAGES[name]["fine"], [(None, text) for text in MESSAGES[name]["unfine"]]
    start = ("seen", "held_out").index(name)
    others = [(key, text) for key, texts in MESSAGES["first"]["unfine"].items() for text in texts[start::2]]
    return MESSAGES["first"]["fine"][start::2], others


def noticed(text, key=None):
    """Return the rules that speak; a message that says nothing of care is one whose part for it was left empty."""
    return [one.key for one in notice_wording(text, empty=("care",) if key == "no_care" else ())]


def test_there_are_enough_messages_and_none_twice():
    found = [messages(name) for name in SETS]
    texts = [text for fine, others in found for text in (*fine, *(text for _, text in others))]
    assert len(texts) == len(set(texts)) == 334
    assert sum(len(fine) for fine, _ in found) == 167
    assert set(MESSAGES["first"]["unfine"]) == {one.key for one in known_rules()} - {"danger", "you_first"}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("seen", (38, 38, 0, 36)),
        ("held_out", (34, 34, 0, 36)),
        ("second", (25, 25, 0, 25)),
        ("third", (25, 25, 0, 25)),
        ("fourth", (12, 25, 2, 25)),
        ("last", (8, 20, 3, 20)),
    ],
)
def test_how_often_they_are_right(name, counts):
    """Found, of how many; spoke where all is fine, of how many. The figures stand in the guide to the pause."""
    fine, others = messages(name)
    n_found = sum(bool(noticed(text, key)) for key, text in others)
    n_wrong = sum(bool(noticed(text)) for text in fine)
    assert (n_found, len(others), n_wrong, len(fine)) == counts


def test_where_a_rule_was_meant_that_rule_speaks():
    for name in ("seen", "held_out"):
        others = messages(name)[1]
        n_right = sum(key in noticed(text, key) for key, text in others)
        assert n_right >= len(others) - 1, name


@pytest.mark.parametrize(
    ("text", "key", "quote"),
    [
        ("You always leave. I love you, back at nine.", "absolutes", "You always"),
        ("You’re always late. I love you, back at nine.", "absolutes", "You’re always"),
        ("You snore. I love you, back at nine.", "you_first", "You snore"),
        ("Whatever. I love you, back at nine.", "dismissal", "Whatever"),
        ("LEAVE ME ALONE. I love you, back at nine.", "dismissal", "LEAVE ME ALONE"),
        ("I'm fine. I love you, back at nine.", "hiding", "I'm fine"),
        ("I love you. I will write sometime. Back by ten.", "open_end", "sometime"),
        (
            "I do not want to live any more. I love you, back at nine.",
            "danger",
            "do not want to live any more",
        ),
        ("I will kill you. I love you, back at nine.", "threat", "I will kill"),
        ("You are so needy. I love you, back at nine.", "insult", "You are so needy"),
        ("I love you. I need an evening.", "no_return", ""),
        ("I love you, back at nine. " + "word " * 100, "too_long", ""),
    ],
)
def test_each_rule_says_what_it_saw(text, key, quote):
    (notice,) = notice_wording(text)
    assert (notice.key, notice.quote) == (key, quote)
    assert notice.reason.endswith(".") and len(notice.suggestion) > 10


@pytest.mark.parametrize(
    "text",
    [
        "You never have to ask. I love you, back at nine.",
        "It is not because of you. I love you, back at nine.",
        "You make me happy. I need an hour. Back at nine.",
        "Don't go away. I need an hour. I love you, back at nine.",
        "I don't want to hurt you. I love you, back at nine.",
        "I am fine with nine. I love you, back at nine.",
        "Sometime tomorrow evening I will write, by nine. I love you.",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert noticed(text) == []


def test_what_is_missing_waits_until_the_message_is_whole():
    assert notice_wording("I need an evening.", is_whole=False) == []
    assert noticed("I need an evening.", "no_care") == ["no_return", "no_care"]
    assert noticed("I need an evening.") == ["no_return"]
    assert notice_wording("I need an evening.", is_whole=False, empty=("care",)) == []
    assert [one.key for one in notice_wording("Whatever.", is_whole=False)] == ["dismissal"]


@given(st.text(st.sampled_from(string.ascii_letters + " .,!?'’\n🙂éİß"), max_size=400))
def test_any_text_can_be_looked_at_and_quotes_are_its_own_words(text):
    for one in notice_wording(text):
        assert one.quote in text
    assert notice_wording(" \n") == []


@given(st.sampled_from(MESSAGES["first"]["fine"]), st.sampled_from(["\n", "  ", " \n "]))
def test_line_breaks_and_case_change_nothing_for_a_fine_message(text, blank):
    assert noticed(text.upper()) == noticed(text) or "!" in text
    assert count_words(text.replace(" ", blank)) == count_words(text)


@pytest.mark.parametrize("piece", ["you ", "a", "if you don't ", "write ", "at 1 ", ". ", "I'm "])
def test_no_text_makes_them_hang(piece):
    """A rule that goes back over the text again and again would not come to an end here."""
    found = notice_wording((piece * 4000)[:4000])
    assert len({one.key for one in found}) == len(found) <= len(known_rules())


@pytest.mark.parametrize(
    "table",
    [
        {"reason": "a", "suggestion": "b"},
        {"reason": "a", "suggestion": "b", "find": ["("]},
        {"reason": "a", "suggestion": "b", "find": ["x"], "colour": "red"},
        {"suggestion": "b", "find": ["x"]},
    ],
)
def test_a_rule_that_is_none_is_refused(table):
    with pytest.raises(ValueError):
        read_rules({"terms": {}, "rules": {"one": table}})


def test_every_term_is_known():
    for key, rule in catalogue("wording")["rules"].items():
        for text in (*rule.get("find", ()), *rule.get("unless", ()), *rule.get("needs", ())):
            assert set(re.findall(r"<(\w+)>", text)) <= set(catalogue("wording")["terms"]), key
