"""The pictures of the path by month: the gap, and pauses; a sentence above each, and a table behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from nearer.app.progress_compared import of_ten
from nearer.app.progress_specs import drawn_spec, gap_spec
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.pauses import PausesSummary
    from nearer.app.progress import DrawnMonth
    from nearer.practice.gap import MonthGap

__all__ = ["drawn_figure", "gap_figure", "month_words", "pauses_words"]

FEWEST_MONTHS: Final = 3
FEWEST: Final = 5


def month_words(first: date) -> str:
    """Return a month in words.

    >>> month_words(date(2026, 3, 1))
    'March 2026'
    """
    return say("tipping.months.of_year", month=say(f"report.months.m{first.month}"), year=first.year)


def gap_figure(gaps: Sequence[MonthGap]) -> FigureView | None:
    """Return closeness wanted less closeness felt by month; None where that is not known of three months.

    Args:
        gaps: Every month from the first to the last.
    """
    known = [month for month in gaps if month.middle is not None]
    if len(known) < FEWEST_MONTHS:
        return None
    first, last = known[0], known[-1]
    sentences = (
        say(
            f"progress.gap.{_side_of(last)}",
            month=month_words(last.first),
            size=_size(last),
            between=_between(last),
        ),
        say(f"progress.gap.moved_{_moved(first, last)}", first=month_words(first.first)),
    )
    return FigureView(
        kind="progress_gap",
        title=say("progress.gap.title"),
        sentence=" ".join(sentences),
        charts=(gap_spec(known),),
        labels=("",),
        legend=(("dot_me", say("progress.gap.legend")),),
        table=TableView(
            say("progress.gap.caption"),
            tuple(say(f"progress.gap.{name}") for name in ("month", "n", "mean", "range")),
            tuple((month_words(one.first), str(one.n), *_cells(one)) for one in gaps),
        ),
    )


def drawn_figure(drawn: Sequence[DrawnMonth]) -> FigureView | None:
    """Return how often drawing back was announced, by month; None where it was noted too seldom.

    Args:
        drawn: Every month from the first to the last.
    """
    from nearer.inference.ranking import wilson_interval

    announced, n = sum(one.announced for one in drawn), sum(one.announced + one.pulled for one in drawn)
    if n < FEWEST:
        return None
    return FigureView(
        kind="progress_drawn",
        title=say("progress.drawn.title"),
        sentence=say(
            "progress.drawn.sentence", n=n, announced=announced, **of_ten(*wilson_interval(announced, n))
        ),
        charts=(drawn_spec(drawn),),
        labels=("",),
        legend=(("me", say("progress.drawn.upper")), ("them", say("progress.drawn.lower"))),
        table=TableView(
            say("progress.drawn.caption"),
            tuple(say(f"progress.drawn.{name}") for name in ("month", "announced", "pulled")),
            tuple((month_words(one.first), str(one.announced), str(one.pulled)) for one in drawn),
        ),
    )


def pauses_words(pauses: PausesSummary) -> str:
    """Return in a sentence how many announced pauses were kept.

    Args:
        pauses: What became of them.
    """
    if pauses.n < FEWEST or pauses.low is None or pauses.high is None:
        return say("progress.drawn.kept_waiting", fewest=FEWEST)
    return say("progress.drawn.kept", n=pauses.n, n_kept=pauses.n_kept, **of_ten(pauses.low, pauses.high))


def _side_of(month: MonthGap) -> str:
    """Say which way it goes only where the interval lies on one side."""
    if month.low is not None and month.low > 0:
        return "closer"
    return "further" if month.high is not None and month.high < 0 else "even"


def _moved(first: MonthGap, last: MonthGap) -> str:
    """Say that it moved only where the intervals of the first and the last month do not meet."""
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return "same"
    if last.low > first.high:
        return "up"
    return "down" if last.high < first.low else "same"


def _size(month: MonthGap) -> str:
    return f"{abs(month.middle or 0.0):.1f}"


def _steps(steps: float) -> str:
    if round(abs(steps), 1) == 0:
        return say("progress.gap.zero")
    return say(
        "progress.gap.steps_closer" if steps > 0 else "progress.gap.steps_further", n=f"{abs(steps):.1f}"
    )


def _between(month: MonthGap) -> str:
    if month.low is None or month.high is None:
        return ""
    return say("progress.gap.between", low=_steps(month.low), high=_steps(month.high))


def _cells(month: MonthGap) -> tuple[str, str]:
    """Return mean and interval as signed numbers."""
    if month.middle is None or month.low is None or month.high is None:
        return say("progress.gap.blank"), ""
    low, middle, high = (
        f"{end:+.1f}".replace("-", "\u2212") for end in (month.low, month.middle, month.high)
    )
    return middle, say("progress.gap.cell_range", low=low, high=high)
