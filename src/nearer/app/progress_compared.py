"""Pictures that compare: both sides of a day, fears and what happened; a sentence above each, and a table behind."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from nearer.app.progress_specs import Row, rows_spec
from nearer.report.dates import day_words
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.progress_days import TurnView
    from nearer.practice.before_after import Side
    from nearer.practice.fears import FearsSummary

__all__ = ["fears_figure", "of_ten", "spells_words", "turn_figure"]

TEN: Final = 10
ZERO_PLAIN: Final = "datum.value ? datum.label : '0'"


def spells_words(a_year: float) -> str:
    """Return how many more spells a year, in words.

    >>> spells_words(3.6), spells_words(-0.8), spells_words(0.2)
    ('4 more', '1 fewer', 'none more')
    """
    n = round(abs(a_year))
    if n == 0:
        return say("progress.turn.none")
    return say("progress.turn.more_n" if a_year > 0 else "progress.turn.fewer_n", n=n)


def fears_figure(fears: FearsSummary) -> FigureView | None:
    """Return how many fears were expected to come true, and how many did; None where too few are told.

    Args:
        fears: What they come to.
    """
    if fears.verdict == "too_few" or not fears.n:
        return None
    expected, happened = TEN * fears.n_expected / fears.n, TEN * fears.n_happened / fears.n
    rows = (
        Row(say("progress.fears.expected"), expected, expected, expected),
        Row(say("progress.fears.happened"), TEN * fears.low, happened, TEN * fears.high),
    )
    counts = ("n", "n_happened", "n_partly", "n_unclear", "n_stopped")
    return FigureView(
        kind="progress_fears",
        title=say("progress.fears.title"),
        sentence=" ".join(
            (
                say(
                    "progress.fears.sentence",
                    n=fears.n,
                    n_happened=fears.n_happened,
                    n_expected=round(fears.n_expected),
                    **of_ten(fears.low, fears.high),
                ),
                say(f"progress.fears.{fears.verdict}"),
            )
        ),
        charts=(
            rows_spec(
                rows,
                say("progress.fears.description"),
                {
                    "scale": {"domain": [0, TEN], "nice": False},
                    "axis": {"tickCount": 5, "format": "d", "grid": False},
                },
            ),
        ),
        labels=("",),
        legend=(("dot_me", say("progress.fears.legend")),),
        table=TableView(
            say("progress.fears.caption"),
            (say("progress.fears.what"), say("progress.fears.count")),
            (
                *((say(f"progress.fears.{name}"), str(getattr(fears, name))) for name in counts),
                (say("progress.fears.n_expected"), f"{fears.n_expected:.1f}"),
            ),
        ),
    )


def turn_figure(view: TurnView) -> FigureView | None:
    """Return both sides of a day; None where they are not compared.

    Args:
        view: What is found.
    """
    found = view.found
    if found is None or found.before is None or found.after is None:
        return None
    sides = {"before": found.before, "after": found.after}
    reach = max(2, *(ceil(max(abs(side.low), abs(side.high))) for side in sides.values()))
    words = {name: spells_words(side.value) for name, side in sides.items()}
    ranges = {f"{name}_range": _spells_range(side) for name, side in sides.items()}
    rows = [
        Row(say(f"progress.turn.{name}"), side.low, side.value, side.high) for name, side in sides.items()
    ]
    return FigureView(
        kind="progress_turn",
        title=say("progress.turn.figure", day=day_words(view.turn.day)),
        sentence=say("progress.turn.sentence", **words, **ranges),
        charts=(
            rows_spec(
                rows,
                say("progress.turn.description"),
                {
                    "scale": {"domain": [-reach, reach], "nice": False},
                    "axis": {"tickCount": 5, "format": "+d", "labelExpr": ZERO_PLAIN, "grid": False},
                },
                dashed_at=0.0,
            ),
        ),
        labels=("",),
        legend=(("dot_me", say("progress.turn.legend")),),
        table=TableView(
            say("progress.turn.caption"),
            tuple(
                say(f"progress.turn.{name}")
                for name in ("side", "days", "spells", "with_closeness", "range_title")
            ),
            tuple(
                (
                    say(f"progress.turn.{name}"),
                    str(side.days),
                    f"{side.spells:.0f}",
                    words[name],
                    ranges[f"{name}_range"],
                )
                for name, side in sides.items()
            ),
        ),
    )


def _spells_range(side: Side) -> str:
    return say("progress.turn.range", low=spells_words(side.low), high=spells_words(side.high))


def of_ten(low: float, high: float) -> dict[str, int]:
    """Return the ends of an interval of a share as so many of ten."""
    return {"low": round(TEN * low), "high": round(TEN * high)}
