"""What holds for the model whatever it is told."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.app.cycle import CONTROLS, STORIES, Controls, play, read_controls
from nearer.app.cycle_figures import cycle_sentence, path_picture, table_rows, time_picture
from nearer.dynamics.cycle import Settings, run_cycle
from nearer.dynamics.summary import summarise
from nearer.dynamics.thresholds import can_lock, has_small_doses, must_leave, resting_discomfort


def between(low, high):
    return st.floats(low, high, allow_nan=False)


TOLD = st.builds(
    Settings,
    need=between(0, 10),
    threshold=between(0, 10),
    alarm=between(0, 3),
    pursuit=between(0, 1),
    reach=between(0.5, 10),
    kept_pause=between(0, 1),
    habituation_per_day=between(0, 0.2),
    relief=between(0, 0.5),
)
HALVES = st.integers(0, 20).map(lambda n: n / 2)
MOVED = st.builds(
    Controls, need=HALVES, near=HALVES, alarm=HALVES, follow=HALVES, kindly=HALVES, learns=st.booleans(),
    steps=st.integers(1, 20).map(lambda n: n / 2),
)  # fmt: skip


@given(TOLD)
@settings(max_examples=60)
def test_everything_stays_on_its_scale(told):
    course = run_cycle(told, 60)
    assert course.closeness.min() >= 0 and course.closeness.max() <= 10
    assert course.threshold.min() >= 0 and course.threshold.max() <= 10
    assert course.longing.min() >= 0 and course.longing.max() <= 10
    assert course.pursuit.min() >= told.usual_pursuit - 1e-9
    most = told.alarm * 10 + told.crowding * told.pursuit * told.other_need
    assert course.discomfort.min() >= 0 and course.discomfort.max() <= most + 1e-9
    assert len(course.escapes) - len(course.returns) in (0, 1)
    assert all(a < b for a, b in zip(course.escapes, course.returns, strict=False))


@given(TOLD)
@settings(max_examples=30)
def test_smaller_steps_change_little_until_the_first_withdrawal(told):
    coarse, middle, fine = (run_cycle(told, 12, step) for step in (0.04, 0.02, 0.01))
    until = min((course.escapes[0] for course in (coarse, middle, fine) if course.escapes), default=12.0)
    rows = coarse.day < until - 0.2
    n = int(rows.sum())
    wide = np.abs(coarse.closeness[:n] - fine.closeness[::4][:n]).max(initial=0)
    narrow = np.abs(middle.closeness[::2][:n] - fine.closeness[::4][:n]).max(initial=0)
    assert wide < 0.1 and narrow <= 0.6 * wide + 1e-3


@given(between(2, 10), between(1, 10), between(0, 3))
@settings(max_examples=60)
def test_the_rule_of_the_cycle(need, threshold, alarm):
    told = Settings(need=need, threshold=threshold, alarm=alarm, closeness=0.0)
    if abs(resting_discomfort(told) - told.leave_at) < 0.05:
        return
    assert bool(run_cycle(told, 150).escapes) is must_leave(told)


@given(between(2, 10), between(1, 9), between(0.1, 3), between(0.5, 10))
@settings(max_examples=60)
def test_small_doses_are_always_borne(need, threshold, alarm, reach):
    told = Settings(need, threshold, alarm, reach=reach, habituation_per_day=0.06, relief=0.25)
    if has_small_doses(told):
        assert run_cycle(told, 150).escapes == ()


@given(TOLD)
@settings(max_examples=60)
def test_no_lock_where_none_is_possible(told):
    told = replace(told, need=max(told.need, 3.0))
    if told.crowding * told.pursuit * (1 - told.kept_pause) * told.other_need < told.calm_at - 0.1:
        assert not can_lock(told)
        assert summarise(run_cycle(told, 120)).locked_day is None


@given(TOLD)
@settings(max_examples=40)
def test_what_is_called_locked_stays_so(told):
    found = summarise(run_cycle(told, 60))
    if found.locked_day is not None:
        longer = run_cycle(told, 240)
        assert longer.escapes[-1] == found.locked_day
        assert longer.closeness[-1] < 1e-6


@given(MOVED)
@settings(max_examples=60)
def test_every_position_of_the_sliders_can_be_told_and_drawn(controls):
    assert read_controls(controls.query) == controls
    played = play(controls)
    said = cycle_sentence(played)
    assert said and all(said)
    time, path = time_picture(played), path_picture(played)
    assert "nan" not in time.closeness + time.discomfort + time.too_close + path.reaching + path.leaving
    assert len(time.closeness) < 20_000
    assert 0 <= path.near_x <= 10 and path.top >= played.course.discomfort.max()
    assert len(table_rows(played)) == 17


@given(st.dictionaries(st.sampled_from([*CONTROLS, "story", "learns", "other"]), st.text(max_size=12)))
def test_nothing_in_an_address_breaks_it(given_values):
    controls = read_controls(given_values)
    assert all(0 <= getattr(controls, name) <= 10 for name in CONTROLS)
    assert controls.steps >= 0.5


def test_the_four_stories_end_as_they_are_told():
    ends = {name: play(controls).summary for name, controls in STORIES.items()}
    assert ends["cycle"].period_days == pytest.approx(5.9, abs=0.1)
    assert ends["doses"].n_escapes == 0 and ends["doses"].last > 7.8
    assert ends["lock"].locked_day is not None
    assert ends["pause"].locked_day is None and ends["pause"].n_escapes > 5
    assert play(STORIES["pause"]).would_lock


@pytest.mark.parametrize(("days", "step"), [(0, 0.02), (-1, 0.02), (10, 0), (10, -0.1), (float("nan"), 0.1)])
def test_no_time_at_all_is_refused(days, step):
    with pytest.raises(ValueError, match="above 0"):
        run_cycle(Settings(), days, step)
