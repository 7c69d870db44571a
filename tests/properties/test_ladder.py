"""Any reordering of the ladder is a permutation, in the rule and in the store, and leaves no gap between places."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.app.ladder import change_step, keep_step, ladder_view, move_step, order_steps
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.practice.ladder import reorder
from nearer.store.database import Store
from nearer.store.ladder import load_steps
from nearer.store.people import add_person

NOW = datetime(2026, 3, 1, 20)
LETTERS = st.text("abcdefghij", max_size=12)


@given(st.lists(st.sampled_from("abcdefghij"), unique=True), LETTERS)
def test_a_new_order_is_a_permutation(current, wanted):
    found = reorder(current, wanted)
    assert Counter(found) == Counter(current)
    named = [one for one in dict.fromkeys(wanted) if one in current]
    assert [one for one in found if one in named] == named
    for before, after in zip(current, found, strict=True):
        assert after == before or before in named
    assert reorder(found, wanted) == found


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(0, 2), st.none() | st.integers(0, 10)),
        st.tuples(st.just("move"), st.integers(0, 20), st.sampled_from([-1, 1])),
        st.tuples(st.just("order"), st.permutations(range(6)), st.integers(0, 6)),
        st.tuples(st.just("state"), st.integers(0, 20), st.sampled_from(["open", "done", "set_aside"])),
        st.tuples(st.just("safety"), st.integers(0, 2), st.booleans()),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(DEEDS)
def test_whatever_is_done_the_places_stay_dense(tmp_path_factory, deeds):
    store = Store(tmp_path_factory.mktemp("store") / "nearer.db", bytes(range(32)), new=True)
    people = [add_person(store, name, NOW) for name in ("Sam", "Robin", "Noor")]
    shut = set()
    for person in people:
        answer_safety(store, person, dict.fromkeys(QUESTIONS, "no"), NOW)
    for number, (deed, one, other) in enumerate(deeds):
        now = NOW + timedelta(minutes=number)
        before = load_steps(store)
        seen = [step.uid for step in ladder_view(store, now).ahead]
        match deed:
            case "new" if people[one] in shut:
                with pytest.raises(RequestError):
                    keep_step(store, new_uid(), now, people[one], what="x", discomfort=other)
            case "new":
                keep_step(store, new_uid(), now, people[one], what="x", discomfort=other)
            case "move" if seen:
                uid = seen[one % len(seen)]
                place = move_step(store, uid, other, now)
                assert ladder_view(store, now).ahead[place - 1].uid == uid
            case "order" if seen:
                order_steps(store, [*[seen[k] for k in one if k < len(seen)][:other], "nothing"], now)
            case "state" if before:
                step = before[one % len(before)]
                if step.person_id not in shut:
                    change_step(store, step.uid, now, state=other)
            case "safety":
                answer_safety(store, people[one], {"watched": "yes" if other else "no"}, now)
                (shut.add if other else shut.discard)(people[one])
        after = load_steps(store)
        assert [step.position for step in after] == list(range(1, len(after) + 1))
        assert {step.uid for step in before} <= {step.uid for step in after}
        view = ladder_view(store, now)
        assert not shut & {step.person_id for step in (*view.ahead, *view.done, *view.aside)}
        hidden = [(step.uid, step.position) for step in before if step.person_id in shut]
        if deed != "new":
            assert hidden == [(step.uid, step.position) for step in after if step.person_id in shut]
    store.close()
