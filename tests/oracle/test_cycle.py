"""The model's published figures, and the model followed by a second, independent integrator with events."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nearer.dynamics.cycle import Settings, run_cycle
from nearer.dynamics.summary import summarise
from nearer.dynamics.thresholds import has_small_doses, locks_at, must_leave

BASE = Settings()
LEARNING = Settings(habituation_per_day=0.06, relief=0.25)
FOLLOWED = {sigma: Settings(pursuit=sigma) for sigma in (0.38, 0.40, 0.5)}
PAUSED = Settings(pursuit=0.5, kept_pause=0.5)


def exact(s, days):
    """Follow the model mode by mode with an adaptive method (LSODA); return times, states, escapes, and the last mode."""

    def rates(reaching):
        def rate(_, y):
            C, D, L, P, T = y
            follow = s.pursuit * (1 if reaching else 1 - s.kept_pause)
            return [
                s.approach_per_day * (min(s.need, T + s.reach) - C) if reaching else -s.retreat_per_day * C,
                (s.alarm * max(0, C - T) + s.crowding * max(0, P - s.usual_pursuit) - D) / s.discomfort_days,
                (max(0, s.need - C) - L) / s.longing_days,
                (s.usual_pursuit + follow * max(0, s.other_need - C) - P) / s.pursuit_days,
                s.habituation_per_day * (1 - T / 10) if reaching and C > T else 0.0,
            ]

        return rate

    def leave(_, y):
        return y[1] - s.leave_at

    def come(_, y):
        return min(s.calm_at - y[1], y[2] - s.longing_to_return)

    for event in (leave, come):
        event.terminal, event.direction = True, 1
    y, now, reaching, escapes = [s.closeness, 0.0, s.longing, s.usual_pursuit, s.threshold], 0.0, True, []
    times, states = [np.array([0.0])], [np.array(y)[:, None]]
    while now < days:
        part = solve_ivp(rates(reaching), (now, days), y, "LSODA", events=leave if reaching else come,
                         rtol=1e-9, atol=1e-10, max_step=0.05)  # fmt: skip
        times.append(part.t[1:])
        states.append(part.y[:, 1:])
        now, y = part.t[-1], part.y[:, -1].copy()
        if part.status == 1:
            if reaching:
                escapes.append(now)
                y[4] = max(0, y[4] - s.relief)
            reaching = not reaching
    return np.concatenate(times), np.concatenate(states, axis=1), escapes, reaching


def test_the_cycle():
    found = summarise(run_cycle(BASE, 60))
    assert found.low == pytest.approx(1.7, abs=0.05)
    assert found.high == pytest.approx(6.9, abs=0.05)
    assert found.period_days == pytest.approx(5.9, abs=0.05)
    times, (closeness, *_), escapes, _ = exact(BASE, 60)
    late = closeness[times > 20]
    assert found.low == pytest.approx(late.min(), abs=0.04)
    assert found.high == pytest.approx(late.max(), abs=0.02)
    assert found.period_days == pytest.approx(np.diff(escapes)[-3:].mean(), abs=0.04)


def test_a_later_threshold_settles():
    settings = replace(BASE, threshold=5.6)
    found = summarise(run_cycle(settings, 60))
    assert found.n_escapes == 0 and not must_leave(settings)
    assert found.last == pytest.approx(8, abs=1e-6)
    assert found.settled_day == pytest.approx(8.5, abs=0.1)
    assert exact(settings, 60)[2] == []
    assert must_leave(replace(BASE, threshold=5.4)) and run_cycle(replace(BASE, threshold=5.4), 60).escapes


def test_learning_all_at_once_narrows():
    course = run_cycle(LEARNING, 300)
    assert len(course.escapes) == 49
    assert course.threshold[-1] == pytest.approx(0.06, abs=0.01)
    _, states, escapes, _ = exact(LEARNING, 300)
    assert len(escapes) == 50, "the last day falls right between two withdrawals"
    assert states[4, -1] < 0.06


def test_small_doses_widen():
    settings = replace(LEARNING, reach=1.0)
    course = run_cycle(settings, 300)
    assert has_small_doses(settings) and not has_small_doses(LEARNING)
    assert course.escapes == ()
    assert course.day[np.argmax(course.threshold > 5.5)] == pytest.approx(76, abs=0.5)
    assert course.closeness[np.searchsorted(course.day, 140)] == pytest.approx(7.9, abs=0.02)
    times, states, escapes, _ = exact(settings, 300)
    assert escapes == []
    assert times[np.argmax(states[4] > 5.5)] == pytest.approx(75.8, abs=0.1)


@pytest.mark.parametrize(("sigma", "locked"), [(0.38, False), (0.40, True), (0.5, True)])
def test_the_lock(sigma, locked):
    course = run_cycle(FOLLOWED[sigma], 200)
    assert (summarise(course).locked_day is not None) is locked
    _, states, escapes, reaching = exact(FOLLOWED[sigma], 200)
    assert locked == (not reaching and states[0, -1] < 1e-6 and states[1, -1] > 1.5)
    assert len(escapes) == len(course.escapes)
    if locked:
        assert course.closeness[-1] < 1e-9
        assert course.escapes == pytest.approx(escapes, abs=0.05)


def test_where_the_lock_begins():
    """The stated rule, at the lowest closeness of the cycle with nobody who follows, lies 3 % above where it truly begins."""
    low, high = 0.38, 0.40
    while high - low > 1e-4:
        middle = (low + high) / 2
        locks = summarise(run_cycle(Settings(pursuit=middle), 300)).locked_day is not None
        low, high = (low, middle) if locks else (middle, high)
    trough = summarise(run_cycle(BASE, 60)).low
    stated = BASE.calm_at / (BASE.crowding * (BASE.other_need - trough))
    assert stated == pytest.approx(0.396, abs=0.001)
    assert high == pytest.approx(0.383, abs=0.001)
    assert [exact(Settings(pursuit=sigma), 300)[3] for sigma in (0.381, 0.386)] == [True, False]
    assert not locks_at(Settings(pursuit=0.38), trough) and locks_at(FOLLOWED[0.40], trough)


def test_a_kept_pause_opens_the_way_back():
    assert summarise(run_cycle(FOLLOWED[0.5], 200)).locked_day is not None
    found = run_cycle(PAUSED, 200)
    assert found.announced_pauses == found.escapes and len(found.escapes) > 25
    assert len(found.returns) >= len(found.escapes) - 1
    escapes = exact(PAUSED, 200)[2]
    assert len(escapes) == pytest.approx(len(found.escapes), abs=1)
    assert summarise(found).period_days == pytest.approx(np.diff(escapes)[-3:].mean(), abs=0.05)
