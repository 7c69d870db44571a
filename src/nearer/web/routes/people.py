"""The people: the list, the page of each, days that must not count, names."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.looking import running_work, start_looking, wait_a_moment
from nearer.app.people import PersonView, contact_view, people_view, person_view
from nearer.app.people_changes import (
    MARK_KINDS,
    hide_person,
    join_person,
    mark_days,
    part_person,
    rename_person,
    show_person,
    take_mark_away,
)
from nearer.kernel.errors import RequestError
from nearer.report.compare import compare_findings, compare_words
from nearer.report.dates import day_words, span_words
from nearer.report.page import json_block
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import catalogue

__all__ = ["ROUTES"]


def people(request: Request) -> Response:
    """Show everybody with a sentence each."""
    return render(
        request,
        "people/list.html.j2",
        view=people_view(store_of(request)),
        work=running_work(place_of(request)),
        day_words=day_words,
    )


def person(request: Request) -> Response:
    """Show what stands about one person."""
    view = person_view(store_of(request), _id(request))
    contact = contact_view(view)
    figures = contact.figures if contact else ()
    return render(
        request,
        "people/person.html.j2",
        view=view,
        contact=contact,
        bare=replace(contact, moments=(), more_moments=()) if contact else None,
        work=running_work(place_of(request)),
        charts=json_block([chart for figure in figures for chart in figure.charts]),
        words=catalogue("report"),
        by_days={span_words(*one.days): one for one in view.candidates},
        compared=_compared(view),
        chosen=_chosen(request),
        mark_kinds=MARK_KINDS,
        day_words=day_words,
        span_words=span_words,
    )


def manage(request: Request) -> Response:
    """Show what can be changed about one person."""
    return render(request, "people/manage.html.j2", view=person_view(store_of(request), _id(request)))


def rename(request: Request, form: Form) -> Response:
    """Call a person something else."""
    rename_person(store_of(request), _id(request), form.text("name"))
    return redirect(request, _page(request), "people.notice.renamed")


def hide(request: Request, form: Form) -> Response:
    """Leave a person out of the lists."""
    hide_person(store_of(request), _id(request))
    return redirect(request, "/people", "people.notice.hidden", undo=f"{_page(request)}/show")


def show(request: Request, form: Form) -> Response:
    """Show a hidden person again."""
    show_person(store_of(request), _id(request))
    return redirect(request, _page(request), "people.notice.shown")


def join(request: Request, form: Form) -> Response:
    """Count two people as one."""
    other = form.integer("with", least=1)
    if other is None:
        raise RequestError("people.errors.no_kind")
    join_person(place_of(request), _id(request), other)
    wait_a_moment(place_of(request))
    return redirect(request, f"/people/{other}", "people.notice.joined", undo=f"{_page(request)}/part")


def part(request: Request, form: Form) -> Response:
    """Count a person as somebody of their own again."""
    part_person(place_of(request), _id(request))
    wait_a_moment(place_of(request))
    return redirect(request, _page(request), "people.notice.parted")


def mark(request: Request, form: Form) -> Response:
    """Mark days that must not count."""
    mark_id = mark_days(
        place_of(request),
        _id(request),
        form.text("kind"),
        form.date("first"),
        form.date("last"),
        note=form.text("note"),
        everybody=form.flag("everybody"),
    )
    undo = f"{_page(request)}/marks/{mark_id}/remove"
    return redirect(request, _page(request), f"people.notice.marked{_done(request)}", undo=undo)


def unmark(request: Request, form: Form) -> Response:
    """Take a mark away."""
    take_mark_away(place_of(request), int(request.path_params["mark"]), _page(request))
    return redirect(request, _page(request), f"people.notice.unmarked{_done(request)}")


def work(request: Request, form: Form) -> Response:
    """Work everything out in the background."""
    place = place_of(request)
    if running_work(place) is None:
        start_looking(place)
    done = wait_a_moment(place)
    return redirect(request, "/people", None if done else "people.notice.started")


def _id(request: Request) -> int:
    return int(request.path_params["person"])


def _page(request: Request) -> str:
    return f"/people/{_id(request)}"


def _done(request: Request) -> str:
    """Return which sentence fits: whether the work was over within a moment."""
    return "_done" if wait_a_moment(place_of(request)) else ""


def _chosen(request: Request) -> tuple[str, str]:
    """Return the days that a link proposes for a mark."""
    form = Form(list(request.query_params.multi_items()))
    first, last = form.date("first"), form.date("last")
    return (first.isoformat() if first else "", last.isoformat() if last else "")


def _compared(view: PersonView) -> dict[str, object] | None:
    """Return the answer before and after marks, in words and figures; None where they changed nothing yet."""
    standing = view.row.standing
    if standing is None or standing.before_marks is None:
        return None
    before, after = standing.before_marks, standing.finding
    return {"words": compare_words(before, after), "table": compare_findings(before, after)}


ROUTES = (
    Route("/people", people),
    Route("/people/work", posts(work), methods=["POST"]),
    Route("/people/{person:int}", person),
    Route("/people/{person:int}/manage", manage),
    Route("/people/{person:int}/rename", posts(rename), methods=["POST"]),
    Route("/people/{person:int}/hide", posts(hide), methods=["POST"]),
    Route("/people/{person:int}/show", posts(show), methods=["POST"]),
    Route("/people/{person:int}/join", posts(join), methods=["POST"]),
    Route("/people/{person:int}/part", posts(part), methods=["POST"]),
    Route("/people/{person:int}/marks", posts(mark), methods=["POST"]),
    Route("/people/{person:int}/marks/{mark:int}/remove", posts(unmark), methods=["POST"]),
)
