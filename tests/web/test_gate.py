"""Launch links work once and not for long; sessions end; idleness is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.web.gate import Gate, Notice, launch_token


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def token_of(gate):
    return gate.launch_path().removeprefix("/launch/")


def test_a_link_lets_in_once(clock):
    gate = Gate(clock, clock)
    token = token_of(gate)
    session = gate.admit(token)
    assert gate.knows(session)
    assert gate.admit(token) is None
    assert not gate.knows(None)
    assert not gate.knows("")


def test_a_link_is_too_old_after_five_minutes(clock):
    gate = Gate(clock, clock)
    young, old = token_of(gate), token_of(gate)
    clock.now += 299
    assert gate.admit(young)
    clock.now += 2
    assert gate.admit(old) is None


def test_a_used_link_stays_used_when_others_are_forgotten(clock):
    gate = Gate(clock, clock)
    token = token_of(gate)
    assert gate.admit(token)
    for _ in range(50):
        clock.now += 5
        gate.admit(token_of(gate))
        assert gate.admit(token) is None


def test_a_second_program_with_the_secret_makes_a_link_that_works(clock):
    gate = Gate(clock, clock)
    assert gate.admit(launch_token(gate.secret, clock.now))
    assert gate.admit(launch_token(b"another secret of 32 bytes ......", clock.now)) is None


@given(st.text(max_size=200))
def test_no_other_text_lets_in(text):
    gate = Gate()
    assert gate.admit(text) is None


@given(st.data())
def test_no_changed_link_lets_in(data):
    gate = Gate()
    token = token_of(gate)
    at = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019._-é"))
    changed = token[:at] + letter + token[at + 1 :]
    assert (gate.admit(changed) is not None) == (changed == token)


def test_sessions_end_together_and_the_oldest_makes_room(clock):
    gate = Gate(clock, clock)
    sessions = [gate.admit(token_of(gate)) for _ in range(25)]
    assert [gate.knows(one) for one in sessions] == [False] * 5 + [True] * 20
    gate.end_all()
    assert not any(gate.knows(one) for one in sessions)


def test_a_notice_is_shown_once_and_to_its_own_session(clock):
    gate = Gate(clock, clock)
    mine, other = gate.admit(token_of(gate)), gate.admit(token_of(gate))
    gate.leave_notice(mine, Notice("Saved."))
    assert gate.take_notices(other) == []
    assert gate.take_notices(mine) == [Notice("Saved.")]
    assert gate.take_notices(mine) == []


def test_idleness_begins_anew_with_a_sign(clock):
    gate = Gate(clock, clock)
    clock.now += 100
    assert gate.idle_s() == 100
    gate.touch()
    assert gate.idle_s() == 0
