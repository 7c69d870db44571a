"""Fears that are tested: two short forms before, two after, and what came of all of them."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.ladder import find_step
from nearer.app.people import load_names
from nearer.app.predictions import (
    HAPPENED,
    PARTS,
    Prediction,
    begin_test,
    change_test,
    end_test,
    fears_view,
    find_test,
    is_prediction,
    reminder_file,
    remove_test,
    reopen_test,
    step_of,
)
from nearer.app.predictions_figures import beliefs_figure, fears_figure, fears_words
from nearer.kernel.errors import RequestError
from nearer.kernel.uids import new_uid
from nearer.practice.fears import FEWEST
from nearer.report.page import json_block
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.web.practise_form import LONGEST, READERS, ask_safety, ask_who, asked_id, read_who
from nearer.words import catalogue

__all__ = ["ROUTES"]


def show(request: Request) -> Response:
    """Show what lies ahead, and what came of the rest."""
    place = place_of(request)
    view = fears_view(place.store, place.now())
    figures = [one for one in (fears_figure(view), beliefs_figure(view.past)) if one is not None]
    return render(
        request,
        "predictions/tests.html.j2",
        view=view,
        sentences=fears_words(view.summary),
        names=load_names(place.store),
        figures=figures,
        charts=json_block([chart for figure in figures for chart in figure.charts]),
        words=catalogue("report"),
        least=FEWEST,
    )


def new(request: Request) -> Response:
    """Ask with whom, or lead to the first form."""
    step_uid, person_id = request.query_params.get("step"), asked_id(request)
    if step_uid:
        step = find_step(store_of(request), step_uid)
        asked = ask_safety(request, step.person_id, f"/practise/tests/new?step={step.uid}")
        return asked or redirect(request, f"/practise/tests/new/{new_uid()}?step={step.uid}")
    if person_id is not None:
        if person_id and person_id not in load_names(store_of(request)):
            raise RequestError("store.errors.gone")
        asked = ask_safety(request, person_id or None, f"/practise/tests/new?with={person_id}")
        return asked or redirect(request, f"/practise/tests/new/{new_uid()}?with={person_id}")
    return ask_who(request, "/practise/tests", kind="_test")


def who(request: Request, form: Form) -> Response:
    """Go on with whom was chosen."""
    return redirect(request, f"/practise/tests/new?with={read_who(place_of(request), form) or 0}")


def ask_first(request: Request) -> Response:
    """Show the first form of a new test, or of one that was kept a moment ago."""
    uid = request.path_params["uid"]
    if is_prediction(store_of(request), uid):
        return redirect(request, f"/practise/tests/{uid}/fear")
    step_uid, person_id = request.query_params.get("step", ""), asked_id(request) or None
    step = find_step(store_of(request), step_uid) if step_uid else None
    with_whom = step.person_id if step else person_id
    asked = ask_safety(request, with_whom, f"/practise/tests/new?{_query(step_uid, person_id)}")
    if asked is not None:
        return asked
    url = f"/practise/tests/new/{uid}?{_query(step_uid, person_id)}"
    return _part(request, "fear", None, url, step=step, person_id=with_whom)


def save_first(request: Request, form: Form) -> Response:
    """Keep a new test; from now on it is there."""
    place, uid = place_of(request), request.path_params["uid"]
    step_uid, person_id = request.query_params.get("step", ""), asked_id(request) or None
    begin_test(place.store, uid, place.now(), step_uid=step_uid, person_id=person_id, **READERS["fear"](form))
    return redirect(request, f"/practise/tests/{uid}/plan", "predictions.form.saved")


def one(request: Request) -> Response:
    """Show a test as it stands."""
    test = _test(request)
    asked = _asked(request, test, "")
    if asked is not None:
        return asked
    return render(
        request,
        "predictions/one.html.j2",
        test=test,
        step=step_of(store_of(request), test),
        name=_name(request, test.person_id),
    )


def part(request: Request) -> Response:
    """Show one of the short forms."""
    test, name = _test(request), _part_name(request)
    asked = _asked(request, test, f"/{name}")
    url = f"/practise/tests/{test.uid}/{name}"
    step = step_of(store_of(request), test)
    return asked or _part(request, name, test, url, step=step, person_id=test.person_id)


def save_part(request: Request, form: Form) -> Response:
    """Keep what one of the short forms says."""
    place, test, name = place_of(request), _test(request), _part_name(request)
    url = f"/practise/tests/{test.uid}"
    if name == "happened":
        ended = "stopped" if test.ended == "stopped" else "done"
        told, outcome = form.text("happened"), form.text("outcome", most=LONGEST)
        end_test(place.store, test.uid, place.now(), ended, happened=told, outcome=outcome)
        return redirect(request, f"{url}/after")
    values = READERS[name](form)
    change_test(place.store, test.uid, place.now(), **values)
    notice = "predictions.form.thanks" if name == "after" else "predictions.form.changed"
    return redirect(request, f"{url}/plan" if name == "fear" and test.ended is None else url, notice)


def stop(request: Request, _form: Form) -> Response:
    """Note that it was stopped, and ask what stays."""
    place, test = place_of(request), _test(request)
    end_test(place.store, test.uid, place.now(), "stopped")
    return redirect(
        request,
        f"/practise/tests/{test.uid}/after",
        "predictions.notice.stopped",
        undo=f"/practise/tests/{test.uid}/reopen",
    )


def let_go(request: Request, _form: Form) -> Response:
    """Let it go, without a reason."""
    place, test = place_of(request), _test(request)
    end_test(place.store, test.uid, place.now(), "let_go")
    return redirect(
        request,
        "/practise/tests",
        "predictions.notice.let_go",
        undo=f"/practise/tests/{test.uid}/reopen",
    )


def reopen(request: Request, _form: Form) -> Response:
    """Let it lie ahead again."""
    place, uid = place_of(request), request.path_params["uid"]
    reopen_test(place.store, uid, place.now())
    return redirect(request, f"/practise/tests/{uid}", "predictions.notice.ahead")


def delete(request: Request, _form: Form) -> Response:
    """Delete a test."""
    undo = remove_test(place_of(request), request.path_params["uid"])
    return redirect(request, "/practise/tests", "predictions.notice.deleted", undo=undo)


def reminder(request: Request) -> Response:
    """Hand out a calendar file that names nobody and nothing."""
    test = _test(request)
    asked = _asked(request, test, "")
    if asked is not None:
        return asked
    content = reminder_file(test, place_of(request).now().date())
    headers = {"content-disposition": 'attachment; filename="notes.ics"'}
    return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")


def _test(request: Request) -> Prediction:
    return find_test(store_of(request), request.path_params["uid"])


def _asked(request: Request, test: Prediction, then: str) -> Response | None:
    """Lead to the questions about safety first, where a test lies ahead and they were not answered lately."""
    person_id = test.person_id if test.ended is None else None
    return ask_safety(request, person_id, f"/practise/tests/{test.uid}{then}")


def _part_name(request: Request) -> str:
    name: str = request.path_params["part"]
    if name not in PARTS:
        raise RequestError("store.errors.gone")
    return name


def _part(request: Request, name: str, test: Prediction | None, url: str, **values: Any) -> Response:
    person_id = values.pop("person_id")
    return render(
        request,
        f"predictions/{name}.html.j2",
        part=name,
        number=PARTS.index(name) + 1,
        n_parts=len(PARTS),
        test=test,
        url=url,
        name=_name(request, person_id),
        today=place_of(request).now().date(),
        told=HAPPENED,
        **values,
    )


def _name(request: Request, person_id: int | None) -> str | None:
    return None if person_id is None else load_names(store_of(request)).get(person_id)


def _query(step_uid: str, person_id: int | None) -> str:
    return f"step={step_uid}" if step_uid else f"with={person_id or 0}"


ROUTES: Final = (
    Route("/practise/tests", show),
    Route("/practise/tests/new", new),
    Route("/practise/tests/who", posts(who), methods=["POST"]),
    Route("/practise/tests/new/{uid}", ask_first),
    Route("/practise/tests/new/{uid}", posts(save_first), methods=["POST"]),
    Route("/practise/tests/{uid}", one),
    Route("/practise/tests/{uid}/reminder", reminder),
    Route("/practise/tests/{uid}/stop", posts(stop), methods=["POST"]),
    Route("/practise/tests/{uid}/let-go", posts(let_go), methods=["POST"]),
    Route("/practise/tests/{uid}/reopen", posts(reopen), methods=["POST"]),
    Route("/practise/tests/{uid}/delete", posts(delete), methods=["POST"]),
    Route("/practise/tests/{uid}/{part}", part),
    Route("/practise/tests/{uid}/{part}", posts(save_part), methods=["POST"]),
)
