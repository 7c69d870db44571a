"""Sections of the document for a therapist that come from practice, questionnaires and the user's own writing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from nearer.app.therapist_pieces import Piece, made_table
from nearer.report.dates import day_words, span_words
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.therapist_names import Names
    from nearer.report.view import FigureView
    from nearer.store.database import Store

__all__ = ["exercises", "ladder", "pauses", "progress", "scales", "writing"]

MAP_FIELDS: Final = ("trigger", "fear", "learned", "gives", "costs", "thanks")


def ladder(store: Store, names: Names, since: date, now: datetime) -> list[Piece]:
    """Return the steps in the user's order, and the fears that were tested in the period."""
    from nearer.app.ladder import ladder_view
    from nearer.app.predictions import fears_view
    from nearer.app.predictions_figures import fears_words

    pieces = []
    view = ladder_view(store, now)
    steps = [
        (names.words(step.what), names.person(step.person_id), _number(step.discomfort), say(f"therapist.steps.{part}"))
        for part in ("ahead", "done", "aside")
        for step in getattr(view, part)
    ]  # fmt: skip
    if steps:
        pieces.append(made_table("steps", ("what", "who", "discomfort", "state"), steps))
    fears = fears_view(store, now)
    past = [one for one in fears.past if (one.ended_at or one.changed_at).date() >= since]
    if past:
        pieces += [Piece("text", text) for text in fears_words(fears.summary)]
        rows = [
            (
                names.words(one.fear),
                names.person(one.person_id) or say("therapist.none"),
                f"{one.belief}",
                say(f"predictions.happened.{one.happened}") if one.happened else say("therapist.none"),
                names.words(one.outcome),
                _number(one.belief_after),
            )
            for one in past
        ]
        pieces.append(made_table("tests", ("fear", "who", "before", "happened", "outcome", "after"), rows))
    return pieces


def exercises(store: Store, _names: Names, _since: date, _now: datetime) -> list[Piece]:
    """Return how often each exercise was done, and discomfort before and after where it was noted."""
    from nearer.app.exercises_times import sittings_summary

    rows = [
        (
            one.title,
            str(one.times.n),
            *(
                str(number) if one.times.n_rated else say("therapist.none")
                for number in (one.times.n_lower, one.times.n_same, one.times.n_higher)
            ),
            "" if one.times.last_at is None else day_words(one.times.last_at.date()),
        )
        for one in sittings_summary(store)
    ]
    return [made_table("exercises", ("what", "n", "lower", "same", "higher", "last"), rows)] if rows else []


def pauses(store: Store, _names: Names, _since: date, _now: datetime) -> list[Piece]:
    """Return how many pauses were announced, and how many of these were kept."""
    from nearer.app.pauses import pauses_summary
    from nearer.app.progress_figures import pauses_words

    found = pauses_summary(store)
    if not found.n_announced:
        return []
    counts = ("announced", "told", "kept", "later", "not")
    numbers = (found.n_announced, found.n, found.n_kept, found.n_later, found.n_not)
    rows = [(say(f"therapist.pauses.{key}"), str(n)) for key, n in zip(counts, numbers, strict=True)]
    return [Piece("text", pauses_words(found)), made_table("pauses", ("what", "n"), rows)]


def scales(store: Store, names: Names, _since: date, _now: datetime) -> list[Piece]:
    """Return where the latest sheet of each questionnaire stands among the user's own."""
    from nearer.app.scales import scale_summaries

    pieces = []
    for one in scale_summaries(store):
        who = names.person(one.person_id)
        title = say("therapist.scales.about", title=one.title, name=who) if who else one.title
        pieces.append(Piece("heading", title))
        pieces.append(
            Piece(
                "text",
                say(
                    "therapist.scales.n",
                    n=one.n_sheets,
                    span=span_words(one.first_at.date(), one.last_at.date()),
                ),
            )
        )
        pieces += [Piece("text", text.replace(one.name, who) if one.name else text) for text in one.sentences]
    return pieces


def progress(store: Store, names: Names, _since: date, now: datetime) -> list[Piece]:
    """Return the path by whole months, and the messages before and after chosen days."""
    from dataclasses import replace

    from nearer.app.progress import progress_summary
    from nearer.app.progress_compared import fears_figure, turn_figure
    from nearer.app.progress_figures import drawn_figure, gap_figure

    view = progress_summary(store, now)
    pieces = []
    for figure in (gap_figure(view.gaps), drawn_figure(view.drawn), fears_figure(view.fears)):
        pieces += _figure(figure)
    for turn in view.turns:
        who, day = names.person(turn.turn.person_id), day_words(turn.turn.day)
        renamed = replace(turn, name=who)
        pieces.append(Piece("heading", say("progress.turn.heading", contact=who, day=day)))
        if turn.turn.note:
            pieces.append(Piece("quote", names.words(turn.turn.note)))
        pieces.append(Piece("text", say(f"progress.turn.{turn.state}", contact=who)))
        pieces += _figure(turn_figure(renamed), titled=False)
    return pieces


def writing(store: Store, names: Names, since: date, _now: datetime) -> list[Piece]:
    """Return what was written to prompts, and the maps of the guard, in the user's words with names replaced."""
    from nearer.app.exercises_times import guard_maps
    from nearer.store.writings import load_writings

    pieces = []
    asked = _prompts()
    for one in load_writings(store):
        if one.made_at.date() >= since:
            pieces.append(Piece("heading", day_words(one.made_at.date())))
            prompt = asked.get(one.about)
            if prompt:
                pieces.append(Piece("text", prompt))
            pieces.append(Piece("quote", names.words(one.words)))
    for found in guard_maps(store):
        if found.at.date() >= since:
            day = day_words(found.at.date())
            pieces.append(Piece("heading", say("therapist.writing.map", day=day)))
            for field in MAP_FIELDS:
                words = found.answers.get(field)
                if words:
                    pieces.append(Piece("text", say(f"exercises.of.guard_map.fields.{field}")))
                    pieces.append(Piece("quote", names.words(words)))
    return pieces


def _prompts() -> dict[str, str]:
    """Return the library's prompts by what is written about them."""
    from nearer.patterns.loading import own_library

    causes = own_library().library.causes
    return {
        f"cause.{key}.{prompt.key}": prompt.text for key, cause in causes.items() for prompt in cause.prompts
    }


def _figure(figure: FigureView | None, *, titled: bool = True) -> list[Piece]:
    if figure is None:
        return []
    heading = [Piece("heading", figure.title)] if titled else []
    return [*heading, Piece("text", figure.sentence), Piece("table", table=figure.table)]


def _number(value: int | None) -> str:
    return say("therapist.none") if value is None else str(value)
