"""The safety gate: before any step toward somebody stands the question whether it is safe.

Withdrawing from someone unsafe is healthy, and nobody should be helped to press someone who is afraid of them. A "not
sure" counts as a yes here: the gate errs to the side of distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

__all__ = [
    "ANSWERS",
    "OF_ME",
    "OF_THEM",
    "OPEN_FOR",
    "QUESTIONS",
    "Gate",
    "SafetyAnswer",
    "find_gate",
    "strictest",
]

SafetyAnswer = Literal["no", "yes", "unsure"]

ANSWERS: Final[tuple[SafetyAnswer, ...]] = get_args(SafetyAnswer)

Gate = Literal["unasked", "open", "closed", "away"]
"""``unasked``: not known, or not lately; ask before a step · ``open``: steps may be offered · ``closed``: no steps, no
pause message; distance may be protection · ``away``: the user frightens or follows them: their activity, episodes and
everything that reaches out are hidden as well."""

Restriction = Literal["closed", "away"]

OF_THEM: Final = ("afraid", "threats", "forced", "watched", "controlled", "punished", "followed")
"""Questions about what the other person does."""

OF_ME: Final = ("frighten", "follow")
"""Questions about what the user does."""

QUESTIONS: Final = (*OF_THEM, *OF_ME)

OPEN_FOR: Final = timedelta(days=90)
"""How long nine times "no" holds before it is asked again; things change."""

STRICTEST: Final[tuple[Gate, ...]] = ("away", "closed", "open", "unasked")


def find_gate(answers: Mapping[str, SafetyAnswer], asked_at: datetime | None, now: datetime) -> Gate:
    """Return what the answers about one person allow.

    Args:
        answers: By question; those that were left out are missing.
        asked_at: When they were given last.
        now: The present time.

    >>> now = datetime(2026, 3, 1)
    >>> find_gate({}, None, now), find_gate({"watched": "unsure"}, now, now)
    ('unasked', 'closed')
    """
    shut = find_restriction(answers)
    if shut is not None:
        return shut
    is_whole = all(answers.get(question) == "no" for question in QUESTIONS)
    return (
        "open" if is_whole and asked_at is not None and asked_at <= now < asked_at + OPEN_FOR else "unasked"
    )


def find_restriction(answers: Mapping[str, SafetyAnswer]) -> Restriction | None:
    """Return what the answers about one person shut, whenever they were given; None for nothing."""
    if any(answers.get(question) == "yes" for question in OF_ME):
        return "away"
    return "closed" if any(answers.get(question) in ("yes", "unsure") for question in QUESTIONS) else None


def strictest(gates: Iterable[Gate]) -> Gate:
    """Return the strictest of what is known of one person under several names.

    >>> strictest(["unasked", "open"]), strictest(["open", "closed"]), strictest([])
    ('open', 'closed', 'unasked')
    """
    return min(gates, key=STRICTEST.index, default="unasked")
