"""The pictures of fears: what was feared against what happened, and how likely it seems since."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Final

from nearer.practice.fears import FEWEST, FearsSummary
from nearer.report.specs.base import WIDTH, Spec, frame
from nearer.report.view import FigureView, TableView
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.predictions import FearsView, Prediction

__all__ = ["beliefs_figure", "fears_figure", "fears_words"]

AXIS_PX: Final = 64
HEIGHT: Final = 240
MOST_LINES: Final = 40
TICKS: Final = [0, 0.25, 0.5, 0.75, 1]


def fears_words(found: FearsSummary) -> tuple[str, ...]:
    """Return what may be said of fears against what happened, the main sentence first."""
    if found.verdict == "too_few":
        key = "predictions.sum." + ("none" if not found.n else "too_few_one" if found.n == 1 else "too_few")
        said = [say(key, n=found.n, least=FEWEST)]
    else:
        values = {"n": found.n, "n_happened": found.n_happened, "expected": round(found.n_expected)}
        said = [
            say(f"predictions.sum.{found.verdict}", **values),
            say("predictions.sum.interval", low=round(100 * found.low), high=round(100 * found.high)),
        ]
    if found.n_partly:
        key = "predictions.sum.partly_one" if found.n_partly == 1 else "predictions.sum.partly"
        high, everyone = found.n_happened + found.n_partly, found.n + found.n_partly
        said.append(say(key, n=found.n_partly, n_high=high, n_all=everyone))
    if found.n_stopped:
        key = "predictions.sum.stopped_one" if found.n_stopped == 1 else "predictions.sum.stopped"
        said.append(say(key, n=found.n_stopped))
    return tuple(said)


def fears_figure(view: FearsView) -> FigureView | None:
    """Return the share of fears that came true at each stated likelihood; None where too few are told."""
    if view.summary.verdict == "too_few":
        return None
    return FigureView(
        kind="fears",
        title=say("predictions.chart.title"),
        sentence=f"{fears_words(view.summary)[1]} {say('predictions.sum.line')}",
        charts=(_fears_spec(view),),
        labels=(say("predictions.chart.label"),),
        legend=(("closeness", say("predictions.chart.legend")),),
        table=TableView(
            say("predictions.chart.caption"),
            tuple(
                say(f"predictions.chart.{name}") for name in ("belief", "n", "happened", "share", "between")
            ),
            tuple(
                (
                    say("predictions.chart.range", low=one.first, high=one.last),
                    str(one.n),
                    str(one.n_happened),
                    str(round(100 * one.n_happened / one.n)) if one.n else say("predictions.chart.none"),
                    say("predictions.chart.range", low=round(100 * one.low), high=round(100 * one.high))
                    if one.n
                    else "",
                )
                for one in view.bins
            ),
        ),
    )


def beliefs_figure(past: Sequence[Prediction]) -> FigureView | None:
    """Return how likely each fear seemed before and since; None where too few tell both.

    Args:
        past: Tests that ended.
    """
    pairs = [
        (one.belief, one.belief_after)
        for one in past
        if one.belief_after is not None and one.ended != "let_go"
    ]
    if len(pairs) < FEWEST:
        return None
    low, high = _mean_interval([after - before for before, after in pairs])
    return FigureView(
        kind="beliefs",
        title=say("predictions.since.title"),
        sentence=say(
            "predictions.since.fell",
            n=len(pairs),
            before=round(fmean(before for before, _ in pairs)),
            after=round(fmean(after for _, after in pairs)),
            low=_signed(low),
            high=_signed(high),
        ),
        charts=(_beliefs_spec(pairs[:MOST_LINES]),),
        labels=(say("predictions.since.label"),),
        legend=(("closeness", say("predictions.since.legend")),),
        table=TableView(
            say("predictions.since.caption"),
            tuple(say(f"predictions.since.{name}") for name in ("test", "before", "after")),
            tuple(
                (str(number), str(before), str(after))
                for number, (before, after) in enumerate(reversed(pairs), 1)
            ),
        ),
    )


def _signed(change: float) -> str:
    return f"{change:+.0f}".replace("-", "\N{MINUS SIGN}")


def _mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean, by Student's t."""
    from nearer.inference.distributions import t_quantile

    half = t_quantile(0.975, len(values) - 1) * stdev(values) / sqrt(len(values))
    return fmean(values) - half, fmean(values) + half


def _share_axis(**parts: Any) -> Spec:
    return {
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {
            "values": TICKS,
            "labelExpr": "format(100 * datum.value, 'd')",
            "domain": False,
            "ticks": False,
            **parts,
        },
    }


def _fears_spec(view: FearsView) -> Spec:
    values = [
        {
            "belief": one.belief,
            "share": one.n_happened / one.n,
            "low": one.low,
            "high": one.high,
            "label": f"{one.n_happened}/{one.n}",
        }
        for one in view.bins
        if one.n
    ]
    x = {"field": "belief", **_share_axis(grid=False)}
    y = _share_axis(minExtent=AXIS_PX - 6, maxExtent=AXIS_PX - 6)
    just_as_feared: Spec = {
        "data": {"values": [{"belief": 0, "share": 0}, {"belief": 1, "share": 1}]},
        "mark": {"type": "line", "color": "var(--soft-ink)", "strokeDash": [3, 3]},
        "encoding": {"x": x, "y": {"field": "share", **y}},
    }
    return frame(
        say("predictions.chart.description"),
        margin=AXIS_PX,
        width=WIDTH,
        height=HEIGHT,
        data={"values": values},
        layer=[
            just_as_feared,
            {
                "mark": {"type": "rule", "color": "var(--closeness)", "strokeWidth": 6, "opacity": 0.3},
                "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 110,
                    "color": "var(--closeness)",
                    "opacity": 1,
                },
                "encoding": {"x": x, "y": {"field": "share", **y}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "color": "var(--ink)", "fontSize": 13},
                "encoding": {"x": x, "y": {"field": "share", **y}, "text": {"field": "label"}},
            },
        ],
    )


def _beliefs_spec(pairs: Sequence[tuple[int, int]]) -> Spec:
    values = [
        {"test": number, "side": side, "belief": belief / 100}
        for number, pair in enumerate(pairs)
        for side, belief in enumerate(pair)
    ]
    x = {
        "field": "side",
        "type": "quantitative",
        "scale": {"domain": [-0.15, 1.15], "nice": False},
        "axis": {
            "values": [0, 1],
            "labelExpr": "datum.value == 0 ? before : since",
            "grid": False,
            "domain": False,
            "ticks": False,
        },
    }
    y = {"field": "belief", **_share_axis(minExtent=AXIS_PX - 6, maxExtent=AXIS_PX - 6)}
    return frame(
        say("predictions.since.description"),
        margin=AXIS_PX,
        width=WIDTH,
        height=HEIGHT,
        params=[
            {"name": "before", "value": say("predictions.since.before")},
            {"name": "since", "value": say("predictions.since.after")},
        ],
        data={"values": values},
        layer=[
            {
                "mark": {"type": "line", "color": "var(--closeness)", "opacity": 0.55, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "detail": {"field": "test"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 40,
                    "color": "var(--closeness)",
                    "opacity": 0.8,
                },
                "encoding": {"x": x, "y": y},
            },
        ],
    )
