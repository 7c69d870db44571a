"""Use case: the one next step, chosen by the user or suggested between too easy and too much, with the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from nearer.app.ladder import chosen_step, open_steps
from nearer.app.predictions import open_tests, past_tests
from nearer.practice.ladder import Window, find_window, is_urge_up, pick_step
from nearer.store.checkins import CheckInFilter, load_checkins
from nearer.words import say

if TYPE_CHECKING:
    from nearer.store.database import Store
    from nearer.store.ladder import Step
    from nearer.store.predictions import Prediction

__all__ = ["NextStep", "NextStepKind", "find_next_step", "find_set_step"]

NextStepKind = Literal[
    "worse", "planned", "chosen", "none", "rest", "suggested", "easy", "smaller", "unrated"
]
"""``worse``: two harder weeks, nothing is suggested · ``planned``: a test lies ahead · ``chosen``: by the user ·
``none``: there is no step · ``rest``: some were done this week · ``suggested``: by the rule · ``easy``: none is in
the window, the hardest below it · ``smaller``: all are harder · ``unrated``: none says how hard it may be."""

ENOUGH_A_WEEK: Final = 3
THIS_WEEK: Final = timedelta(days=7)
USUAL: Final = timedelta(days=63)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, if anything.

    Attributes:
        kind: Where it comes from.
        step: The step; None where there is none.
        test: The test that lies ahead, for ``planned``.
        reasons: Why this one, in sentences.
    """

    kind: NextStepKind
    step: Step | None = None
    test: Prediction | None = None
    reasons: tuple[str, ...] = ()


def find_set_step(store: Store, now: datetime) -> NextStep | None:
    """Return what stands before any suggestion: ``worse``, ``planned`` or ``chosen``; None where nothing does.

    Args:
        store: The store.
        now: The present time.
    """
    from nearer.app.progress import worsening

    if worsening(store, now) is not None:
        return NextStep("worse")
    tests = open_tests(store, now)
    if tests:
        return NextStep("planned", test=tests[0])
    chosen = chosen_step(store, now)
    return None if chosen is None else NextStep("chosen", chosen)


def find_next_step(store: Store, now: datetime) -> NextStep:
    """Return the next step. Any may be taken instead, or none.

    Args:
        store: The store.
        now: The present time.
    """
    found = find_set_step(store, now)
    if found is not None:
        return found
    steps = open_steps(store, now)
    if not steps:
        return NextStep("none")
    lately = now - THIS_WEEK
    past = [one for one in past_tests(store) if one.ended != "let_go"]
    if sum(one.ended_at is not None and one.ended_at > lately for one in past) >= ENOUGH_A_WEEK:
        return NextStep("rest")
    return _suggest(
        steps, find_window(_pairs(past), (one.ended == "stopped" for one in past), _urge(store, now))
    )


def _pairs(past: list[Prediction]) -> list[tuple[int, int]]:
    return [
        (one.discomfort, one.discomfort_felt)
        for one in past
        if one.discomfort is not None and one.discomfort_felt is not None
    ]


def _suggest(steps: tuple[Step, ...], window: Window) -> NextStep:
    known = [step for step in steps if step.discomfort is not None]
    reasons = tuple(_reasons(window))
    if not known:
        return NextStep("unrated")
    found = pick_step([step.discomfort for step in known], window)
    if found is not None:
        return NextStep("suggested", known[found], reasons=reasons)
    easier = [step for step in known if (step.discomfort or 0) < window.low]
    if easier:
        return NextStep("easy", max(easier, key=lambda step: step.discomfort or 0), reasons=reasons)
    return NextStep("smaller", reasons=reasons)


def _reasons(window: Window) -> list[str]:
    difference = window.difference
    low, high = max(math.ceil(window.low), 0), min(math.floor(window.high), 10)
    said = []
    if difference.expected is None or difference.felt is None:
        said.append(say("ladder.reason.untested"))
    else:
        values = {"expected": f"{difference.expected:.0f}", "felt": f"{difference.felt:.0f}"}
        key = "ladder.reason.one_test" if difference.n == 1 else "ladder.reason.tests"
        said.append(say(key, n=difference.n, **values))
    if window.n_stopped:
        said.append(say(f"ladder.reason.stopped_{window.n_stopped}"))
    if window.is_urge_up:
        said.append(say("ladder.reason.urge"))
    return [*said, say("ladder.reason.window", low=low, high=high)]


def _urge(store: Store, now: datetime) -> bool:
    """Whether the urge to pull back was stronger this week, from the check-ins that may count."""
    urges = [
        (one.at > now - THIS_WEEK, one.urge)
        for one in load_checkins(store, CheckInFilter(first=(now - USUAL).date()))
        if one.urge is not None and one.did != "not_safe" and one.at <= now
    ]
    return is_urge_up([urge for new, urge in urges if new], [urge for new, urge in urges if not new])
