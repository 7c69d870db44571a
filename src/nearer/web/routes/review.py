"""Looking back: one possible time after the other, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.candidates import Candidate, pick_candidate, waiting
from nearer.app.messages import MOST_SHOWN, has_words, load_lines
from nearer.app.people import load_names, review_candidates
from nearer.app.people_changes import mark_days
from nearer.app.review import (
    ANSWERS,
    FEWEST_TO_COUNT,
    REASONS,
    answer_candidate,
    explain_answer,
    hit_rate,
    load_answer,
    load_answers,
    take_back,
    undo_last,
    use_keys,
    uses_keys,
    what_follows,
)
from nearer.kernel.errors import RequestError
from nearer.report.dates import length_words, span_words
from nearer.report.moment import moment_figure, why_marked
from nearer.report.page import json_block
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import catalogue

__all__ = ["ROUTES"]


def first_waiting(request: Request) -> Response:
    """Show what waits, the likeliest first, or that nothing does."""
    store = store_of(request)
    candidates = review_candidates(store)
    if waits := waiting(candidates):
        return _show(request, waits[0], candidates)
    return render(
        request,
        "review/done.html.j2",
        any_seen=bool(candidates),
        rate=_rate(request),
    )


def one(request: Request) -> Response:
    """Show one possible time."""
    candidates = review_candidates(store_of(request))
    return _show(request, _pick(request, candidates), candidates)


def answer(request: Request, form: Form) -> Response:
    """Keep an answer, and ask what it was."""
    place = place_of(request)
    candidate = _pick(request)
    review_id = answer_candidate(place.store, candidate, form.text("answer"), place.now())
    return redirect(request, f"/review/answers/{review_id}")


def messages(request: Request) -> Response:
    """Show what was written in these days, where the words are kept."""
    store = store_of(request)
    candidate = _pick(request)
    return render(
        request,
        "review/messages.html.j2",
        candidate=candidate,
        days=span_words(*candidate.days),
        lines=load_lines(store, candidate.person_id, *candidate.days),
        most=MOST_SHOWN,
        url=_url(candidate),
    )


def answers(request: Request) -> Response:
    """List the answers."""
    store = store_of(request)
    return render(
        request,
        "review/answers.html.j2",
        answers=load_answers(store),
        names=load_names(store),
        span_words=span_words,
        rate=_rate(request),
    )


def what(request: Request) -> Response:
    """Show one answer, and ask what it was."""
    return _answered(request, "review/what.html.j2", reasons=REASONS)


def explain(request: Request, form: Form) -> Response:
    """Keep what it was, and go on to what follows from it."""
    review = explain_answer(store_of(request), _id(request), form.texts("reason"), form.text("note"))
    follows = what_follows(review)
    if follows == "next":
        return redirect(request, "/review", "review.notice.kept", undo="/review/undo")
    return redirect(request, f"/review/answers/{review.id}/{follows}")


def safe(request: Request) -> Response:
    """Show the way to help."""
    return render(request, "review/safe.html.j2")


def offer_mark(request: Request) -> Response:
    """Offer to leave the days out."""
    return _answered(request, "review/mark.html.j2")


def mark(request: Request, form: Form) -> Response:
    """Leave the days out."""
    place = place_of(request)
    review = load_answer(place.store, _id(request))
    person = review.counts_for
    mark_id = mark_days(place, person, "together", review.first_day, review.last_day)
    undo = f"/people/{person}/marks/{mark_id}/remove"
    return redirect(request, "/review", "review.notice.marked", undo=undo)


def back(request: Request, form: Form) -> Response:
    """Take an answer back."""
    take_back(store_of(request), _id(request))
    return redirect(request, "/review", "review.notice.undone")


def undo(request: Request, form: Form) -> Response:
    """Take the last answer back."""
    store = store_of(request)
    undone = undo_last(store)
    if undone is None:
        return redirect(request, "/review", "review.notice.nothing")
    days = (undone.first_day, undone.last_day)
    again = [
        one for one in review_candidates(store) if one.days == days and one.person_id == undone.counts_for
    ]
    return redirect(request, _url(again[0]) if again else "/review", "review.notice.undone")


def keys(request: Request, form: Form) -> Response:
    """Choose whether single letters answer."""
    use_keys(store_of(request), form.flag("on"))
    return redirect(request, "/review")


def _answered(request: Request, template: str, reasons: Sequence[str] = ()) -> Response:
    """Return a page about the answer that the address names."""
    store = store_of(request)
    review = load_answer(store, _id(request))
    return render(
        request,
        template,
        review=review,
        contact=load_names(store)[review.counts_for],
        days=span_words(review.first_day, review.last_day),
        reasons=reasons,
    )


def _show(request: Request, candidate: Candidate, candidates: list[Candidate]) -> Response:
    store = store_of(request)
    waits = [_url(one) for one in waiting(candidates)]
    url = _url(candidate)
    place = waits.index(url) if url in waits else None
    figure = moment_figure(candidate.finding, candidate.episode)
    return render(
        request,
        "review/one.html.j2",
        candidate=candidate,
        contact=candidate.finding.contact,
        days=span_words(*candidate.days),
        length=length_words((candidate.episode.end - candidate.episode.start).days + 1),
        why=why_marked(candidate.finding, candidate.episode),
        figure=figure,
        charts=json_block(figure.charts if figure else ()),
        words=catalogue("report"),
        url=url,
        n_waiting=len(waits),
        place=place,
        before=waits[place - 1] if place else None,
        after=waits[place + 1] if place is not None and place + 1 < len(waits) else None,
        has_words=has_words(store, candidate.person_id),
        has_keys=uses_keys(store),
        answers=ANSWERS,
        rate=_rate(request),
    )


def _rate(request: Request) -> dict[str, object]:
    """Return how often the marks were right, as the pages say it."""
    store = store_of(request)
    given = load_answers(store)
    return {"value": hit_rate(given), "n_answers": len(given), "fewest": FEWEST_TO_COUNT}


def _pick(request: Request, candidates: Sequence[Candidate] = ()) -> Candidate:
    """Return the one that the address names: of those at hand, else of all, also with somebody hidden."""
    params = request.path_params
    try:
        named = int(params["person"]), date.fromisoformat(params["first"]), date.fromisoformat(params["last"])
    except ValueError:
        raise RequestError("review.errors.moved") from None
    with suppress(RequestError):
        return pick_candidate(candidates, *named)
    return pick_candidate(review_candidates(store_of(request), hidden=True), *named)


def _url(candidate: Candidate) -> str:
    first, last = candidate.days
    return f"/review/{candidate.person_id}/{first}/{last}"


def _id(request: Request) -> int:
    return int(request.path_params["review"])


ROUTES = (
    Route("/review", first_waiting),
    Route("/review/undo", posts(undo), methods=["POST"]),
    Route("/review/keys", posts(keys), methods=["POST"]),
    Route("/review/answers", answers),
    Route("/review/answers/{review:int}", what),
    Route("/review/answers/{review:int}", posts(explain), methods=["POST"]),
    Route("/review/answers/{review:int}/safe", safe),
    Route("/review/answers/{review:int}/mark", offer_mark),
    Route("/review/answers/{review:int}/mark", posts(mark), methods=["POST"]),
    Route("/review/answers/{review:int}/back", posts(back), methods=["POST"]),
    Route("/review/{person:int}/{first}/{last}", one),
    Route("/review/{person:int}/{first}/{last}", posts(answer), methods=["POST"]),
    Route("/review/{person:int}/{first}/{last}/messages", messages),
)
