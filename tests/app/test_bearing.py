"""What a record says about a statement of the library, held against plain counting."""

import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.app.bearing import FEWEST, STATEMENTS, find_statements
from nearer.app.safety import answer_safety
from nearer.kernel.uids import new_uid
from nearer.patterns.keys import RECORD_KEYS
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.database import Store
from nearer.store.people import add_person
from nearer.words import say

NOW = datetime(2026, 3, 1, 20)
FELT = ("exposed", "judged", "overwhelmed")


def test_every_key_has_its_statement():
    assert set(STATEMENTS) == set(RECORD_KEYS)


@pytest.mark.parametrize("key", RECORD_KEYS)
def test_an_empty_record_says_nothing_yet(store, key):
    found = find_statements(store, [key])[key]
    assert (found.is_known, found.n, found.detail) == (False, 0, "")
    assert found.sentence.startswith("Nothing yet")


def test_what_is_no_statement_is_refused(store):
    with pytest.raises(KeyError):
        find_statements(store, ["love"])


def moments(seed, people, n):
    rng = random.Random(seed)
    for number in range(n):
        at = NOW - timedelta(hours=rng.randint(1, 90) + 20 * number)
        yield CheckIn(
            uid=new_uid(),
            at=at,
            made_at=at,
            changed_at=at,
            person_id=rng.choice([None, *people]),
            closeness=rng.choice([None, *range(1, 8)]),
            wanted=rng.choice([None, *range(1, 8)]),
            pleasant=rng.choice([None, -2, 0, 1]),
            feelings=tuple(rng.sample(["exposed", "judged", "overwhelmed", "warm"], rng.randint(0, 3))),
            urge=rng.choice([None, *range(11)]),
            did=rng.choice([None, "stayed", "small_step", "announced_pause", "pulled_away", "not_safe"]),
        )


def counted(key, some):
    """Return yes and all, counted the plain way."""
    some = [one for one in some if one.did != "not_safe"]
    close = [one for one in some if one.closeness and one.closeness >= 5 and one.feelings]
    if key in FELT:
        return len([one for one in close if key in one.feelings]), len(close)
    if key == "what_i_did":
        strong = [one for one in some if one.urge is not None and one.urge >= 6 and one.did]
        return len([one for one in strong if one.did != "pulled_away"]), len(strong)
    if key == "wanted_gap":
        longing = [one for one in some if one.wanted and one.closeness and one.wanted > one.closeness]
        longing = [one for one in longing if one.urge is not None]
        return len([one for one in longing if one.urge >= 6]), len(longing)
    pairs = []
    for person in {one.person_id for one in some} - {None}:
        own = sorted((one for one in some if one.person_id == person), key=lambda one: one.at)
        pairs += [(a, b) for a, b in pairwise(own) if b.at - a.at <= timedelta(days=3)]
    warm = [b for a, b in pairs if a.closeness and a.closeness >= 5 and a.pleasant and a.pleasant > 0]
    return len([b for b in warm if b.did == "pulled_away" or (b.urge is not None and b.urge >= 6)]), len(warm)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(0, 90))
def test_counts_are_as_if_counted_by_hand(tmp_path_factory, seed, n):
    store = Store(tmp_path_factory.mktemp("s") / "nearer.db", bytes(32), new=True)
    try:
        people = [add_person(store, name, NOW) for name in ("Sam", "Robin")]
        some = list(moments(seed, people, n))
        add_checkins(store, some)
        answer_safety(store, people[0], {"afraid": "yes"}, NOW)  # its moments are shown, so they count
        for key in (*FELT, "what_i_did", "wanted_gap", "cool_after_warm"):
            found, (n_yes, n_all) = find_statements(store, [key])[key], counted(key, some)
            assert found.is_known == (n_all >= FEWEST)
            if found.is_known:
                part = "felt" if key in FELT else key
                values = {"feeling": key} if key in FELT else {}
                assert found.n == n_all
                assert found.sentence.startswith(
                    say(f"bearing.{part}.sentence", n_yes=n_yes, n=n_all, **values)
                )
    finally:
        store.close()
