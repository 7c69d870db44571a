"""The definitions of the exercises: whole, typed, and refused where they are not."""

import pytest

from nearer.patterns.keys import EXERCISES
from nearer.practice.exercises import NEEDS, known_exercises, read_exercise
from nearer.words import catalogue

PLAIN = 'need = "now"\nminutes = [2, 3]\nroot = "own"\nstrength = "judgement"\n'
WORDS = {"title": "t", "short": "s", "purpose": "p", "evidence": "e", "not_when": "n", "steps": ["one"]}


def test_all_are_there_in_the_order_of_the_needs():
    known = known_exercises()
    assert set(known) == set(EXERCISES) == set(catalogue("exercises")["of"])
    assert sorted(known, key=lambda key: NEEDS.index(known[key].of.need)) == list(known)
    assert {one.of.need for one in known.values()} == set(NEEDS)


@pytest.mark.parametrize("key", EXERCISES)
def test_what_each_must_say(key):
    one = known_exercises()[key]
    assert 3 <= len(one.words.steps) <= 5
    assert one.words.not_when and one.words.purpose
    assert one.seconds <= 60 * one.of.minutes[1]
    assert bool(one.of.cite) == (one.of.link != "") or one.of.strength == "judgement"
    if not one.of.cite:
        assert (one.of.root, one.of.strength) == ("own", "judgement"), (
            "what nobody studied is our own judgement"
        )
    if one.of.root == "own":
        assert one.of.strength == "judgement"
    assert all(second < one.seconds for second in one.of.marks)
    assert not one.of.marks or one.of.asks


def test_those_that_reach_out_and_those_with_a_tool():
    known = known_exercises()
    assert {key for key, one in known.items() if one.of.is_toward} == {
        "pause_with_return",
        "prediction_test",
        "six_rungs",
        "repair_note",
    }
    assert {one.of.tool for one in known.values()} - {""} == {
        "/practise/pause",
        "/practise/tests/new",
        "/practise/ladder",
    }


def test_the_marks_of_ninety_seconds():
    one = known_exercises()["stay_ninety"]
    assert (one.of.marks, one.seconds, one.of.asks) == ((30,), 90, True)
    assert one.answer_fields == ("mark_30",)


def test_a_plain_one_is_read():
    one = read_exercise("x", PLAIN, WORDS)
    assert (one.seconds, one.answer_fields, one.words.steps) == (0, (), ("one",))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('colour = "red"', {}),
        ('need = "never"', {}),
        ("phases = [10]", {}),
        ("phases = [10]", {"phases": ["now"]}),
        ("phases = [0]", {"phases": ["now"], "end": "end"}),
        ("marks = [-3]", {}),
        ('fields = ["one"]', {}),
        ("", {"fields": {"one": "One"}}),
        ("", {"hints": {"one": "One"}}),
        ("", {"end": "end"}),
        ("", {"colour": "red"}),
        ('tool = "/x"\nasks = true', {}),
        ("asks = 1", {}),
    ],
)
def test_what_is_not_whole_is_refused(more, words):
    text = PLAIN.replace('need = "now"\n', "") if more.startswith("need") else PLAIN
    with pytest.raises(ValueError, match="exercise x"):
        read_exercise("x", f"{text}{more}\n", WORDS | words)


@pytest.mark.parametrize("lengths", ["[3, 2]", "[0, 2]", "[2]"])
def test_lengths_that_cannot_be_are_refused(lengths):
    with pytest.raises(ValueError, match="exercise x"):
        read_exercise("x", PLAIN.replace("[2, 3]", lengths), WORDS)
