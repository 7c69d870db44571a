"""Sections of the document for a therapist that come from messages and check-ins."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING, Final

from nearer.app.therapist_pieces import Piece, made_table
from nearer.report.dates import day_words, span_words
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.therapist_names import Names
    from nearer.store.checkins import CheckIn
    from nearer.store.database import Store

__all__ = ["checkins", "findings", "looked_back", "tipping"]

MOST_FEELINGS: Final = 8


def findings(store: Store, names: Names, _since: date, _now: datetime) -> list[Piece]:
    """Return what stands about each person who is not hidden, in the page's own sentences."""
    from nearer.app.looking import current_findings
    from nearer.findings.sentences import describe_contact
    from nearer.store.people import load_people

    current = current_findings(store)
    shown = {person.id for person in load_people(store)}
    if current is None or not shown & set(current.standing):
        return []
    pieces = []
    if current.findings.overall_sentence and shown >= set(current.standing):
        pieces.append(Piece("text", current.findings.overall_sentence))
    for person_id, standing in current.standing.items():
        if person_id in shown:
            pieces.append(Piece("heading", names.person(person_id)))
            finding = standing.finding
            pieces += [
                Piece("text", text)
                for text in describe_contact(names.person(person_id), finding.assessment)
                if text
            ]
            span = span_words(finding.first.date(), finding.last.date())
            pieces.append(
                Piece(
                    "text",
                    say(
                        "therapist.findings.rests",
                        n=finding.messages,
                        span=span,
                        day=day_words(standing.as_of),
                    ),
                )
            )
    return pieces


def looked_back(store: Store, names: Names, since: date, _now: datetime) -> list[Piece]:
    """Return how often possible times were pulling away, by the user's own word."""
    from nearer.app.review import REASONS, hit_rate, load_answers

    answers = [one for one in load_answers(store) if one.first_day >= since and "not_safe" not in one.reasons]
    if not answers:
        return []
    rate = hit_rate(answers)
    pieces = []
    if rate.n:
        low, high = round(100 * rate.low), round(100 * rate.high)
        pieces.append(
            Piece(
                "text",
                say("therapist.looked_back.sentence", n=rate.n, n_yes=rate.n_yes, low=low, high=high),
            )
        )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in answers:
        counts[names.person(one.counts_for or one.person_id)][one.answer] += 1
    kinds = ("yes", "no", "unsure")
    rows = [(who, *(str(found[kind]) for kind in kinds)) for who, found in sorted(counts.items())]
    pieces.append(made_table("looked_back", ("who", *kinds), rows))
    reasons = Counter(reason for one in answers for reason in one.reasons)
    if reasons:
        told = [
            (say(f"review.reasons.{key}"), str(reasons[key]))
            for key in REASONS
            if reasons[key] and key != "not_safe"
        ]
        pieces.append(made_table("reasons", ("what", "n"), told))
    return pieces


def checkins(store: Store, _names: Names, since: date, _now: datetime) -> list[Piece]:
    """Return the check-ins as figures: by month, what was done, which words were chosen."""
    from nearer.app.checkins import DID
    from nearer.app.feelings import known_feelings
    from nearer.store.checkins import load_checkins

    kept = [one for one in load_checkins(store) if one.at.date() >= since and one.did != "not_safe"]
    if not kept:
        return []
    months: dict[date, list[CheckIn]] = defaultdict(list)
    for one in kept:
        months[one.at.date().replace(day=1)].append(one)
    fields = ("closeness", "wanted", "urge", "pleasant")
    rows = [
        (_month(month), str(len(some)), *(_middle([getattr(one, field) for one in some]) for field in fields))
        for month, some in sorted(months.items())
    ]
    pieces = [
        Piece("text", say("therapist.checkins.n", n=len(kept))),
        made_table("checkins", ("month", "count", *fields), rows),
    ]
    done = Counter(one.did for one in kept if one.did is not None)
    if done:
        told = [(say(f"checkin.did.{key}"), str(done[key])) for key in DID if done[key]]
        pieces.append(made_table("done", ("what", "n"), told))
    words = Counter(word for one in kept for word in one.feelings)
    known = known_feelings()
    often = [(say(f"feelings.{key}.name"), str(n)) for key, n in words.most_common() if key in known]
    if often:
        pieces.append(made_table("feelings", ("what", "n"), often[:MOST_FEELINGS]))
    return pieces


def tipping(store: Store, names: Names, _since: date, _now: datetime) -> list[Piece]:
    """Return where the urge to pull back takes over, with people at large, each, and month by month."""
    from nearer.app.tipping import tipping_view
    from nearer.app.tipping_figures import months_figure, on_scale, people_table

    view = tipping_view(store)
    found = view.found
    if found.state == "too_few":
        return []

    def picture(place: float) -> str:
        return say(f"shell.circles.{on_scale(place)}")

    if found.place:
        low, middle, high = map(picture, (found.place.low, found.place.middle, found.place.high))
        said = [
            say("tipping.found.sentence", middle=middle),
            say("tipping.found.between", low=low, high=high),
        ]
    else:
        said = [say(f"tipping.{found.state}.sentence"), say(f"tipping.{found.state}.more")]
    pieces = [Piece("text", " ".join(said))]
    pieces.append(Piece("text", say("tipping.page.from_n", n=found.n, n_taken=found.n_taken)))
    if view.people:
        people = tuple(
            replace(one, name=None if one.name is None else names.named(one.name)) for one in view.people
        )
        pieces.append(Piece("table", table=people_table(replace(view, people=people))))
    months = months_figure(view)
    if months is not None:
        pieces += [Piece("text", months.sentence), Piece("table", table=months.table)]
    return pieces


def _month(first: date) -> str:
    return say("tipping.months.of_year", month=say(f"report.months.m{first.month}"), year=first.year)


def _middle(values: Sequence[int | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{median(known):g}" if known else say("therapist.none")
