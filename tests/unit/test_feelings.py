"""The words for feelings: each in the field, each told apart, in every corner some."""

import pytest

from nearer.app.feelings import known_feelings, nearest_feelings
from nearer.store.checkins import DID
from nearer.words import say

FEELINGS = known_feelings()


@pytest.mark.parametrize("feeling", FEELINGS.values(), ids=lambda feeling: feeling.key)
def test_each_has_a_place_and_a_definition(feeling):
    assert feeling.pleasant in range(-2, 3)
    assert feeling.energy in range(-2, 3)
    assert feeling.means.endswith(".")
    assert len(feeling.key) <= 40


def test_no_two_are_alike():
    assert len({feeling.name for feeling in FEELINGS.values()}) == len(FEELINGS)
    assert len({feeling.means for feeling in FEELINGS.values()}) == len(FEELINGS)


@pytest.mark.parametrize("pleasant", [-2, 2])
@pytest.mark.parametrize("energy", [-2, 2])
def test_every_corner_offers_some_of_its_own(pleasant, energy):
    near = nearest_feelings(pleasant, energy)[:4]
    assert all(feeling.pleasant * pleasant > 0 and feeling.energy * energy > 0 for feeling in near)


def test_chosen_ones_come_first_and_none_is_left_out():
    ordered = nearest_feelings(2, 2, ("numb", "sad"))
    assert {feeling.key for feeling in ordered[:2]} == {"numb", "sad"}
    assert {feeling.key for feeling in ordered} == set(FEELINGS)


@pytest.mark.parametrize("did", DID)
def test_what_one_can_have_done_has_words(did):
    assert say(f"checkin.did.{did}")
