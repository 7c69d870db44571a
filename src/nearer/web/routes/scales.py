"""Questionnaires: the list, one of them, its text, filling a sheet, and what a sheet says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.checkins import find_person, people_to_choose
from nearer.app.people import load_names
from nearer.app.scales import (
    LONGEST_NOTE,
    SheetResult,
    find_sheet,
    list_scales,
    remove_sheet,
    save_answers,
    scale_groups,
)
from nearer.app.scales_figures import part_table, trend_figures
from nearer.app.scales_text import (
    MOST_BYTES,
    Scale,
    bring_text,
    forget_text,
    item_words,
    known_scale,
    scale_text,
    text_example,
)
from nearer.kernel.errors import ExportError, RequestError
from nearer.kernel.uids import new_uid
from nearer.report.page import json_block
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import catalogue

if TYPE_CHECKING:
    from nearer.app.place import Store

__all__ = ["ROUTES"]

HOME: Final = "/understand/scales"
MOST_ON_PAGE: Final = 8
"""Answers that one page asks for."""


def show_list(request: Request) -> Response:
    """Show which there are."""
    return render(request, "scales/list.html.j2", rows=list_scales(store_of(request)))


def one(request: Request) -> Response:
    """Show one, with its sheets over time."""
    store, scale = store_of(request), _scale(request)
    groups = scale_groups(store, scale.key)
    figures = [trend_figures(group) for group in groups]
    return render(
        request,
        "scales/one.html.j2",
        scale=scale,
        words_there=item_words(store, scale),
        groups=list(zip(groups, figures, strict=True)),
        part_table=part_table,
        names=load_names(store),
        charts=json_block([chart for some in figures for figure in some for chart in figure.charts]),
        words=catalogue("report"),
    )


def begin(request: Request) -> Response:
    """Lead to a new sheet, at an address of its own: going back to it finds the same one."""
    return redirect(request, f"{HOME}/{_scale(request).key}/fill/{new_uid()}")


def fill(request: Request) -> Response:
    """Show one page of a sheet."""
    store, scale = store_of(request), _scale(request)
    text = item_words(store, scale)
    if text is None:
        return redirect(request, f"{HOME}/{scale.key}/text")
    kept = _kept(request, scale)
    if kept and kept.sheet.item_order != text.order:
        return redirect(request, _url(scale, kept.sheet.uid), "scales.fill.other_order")
    number, pages = _page_number(request, scale), _pages(scale)
    return render(
        request,
        "scales/fill.html.j2",
        scale=scale,
        text=text,
        uid=request.path_params["uid"],
        number=number,
        n_pages=len(pages),
        items=pages[number - 1],
        ticks=kept.sheet.ticks if kept else (None,) * scale.n_answers,
        note=kept.sheet.note if kept else "",
        chosen=kept.sheet.counts_for if kept else None,
        people=_people(store, kept) if scale.about_person and number == 1 else {},
        longest_note=LONGEST_NOTE,
    )


def save(request: Request, form: Form) -> Response:
    """Keep one page of a sheet, and lead on."""
    place, scale, uid = place_of(request), _scale(request), request.path_params["uid"]
    number, pages = _page_number(request, scale), _pages(scale)
    asks_person = scale.about_person and number == 1
    is_kept = save_answers(
        place.store,
        scale.key,
        uid,
        place.now(),
        answers=_answers(scale, pages[number - 1], form),
        person_id=find_person(place.store, form.text("person"), "", place.now()) if asks_person else None,
        keeps_person=not asks_person,
        note=form.text("note", most=LONGEST_NOTE) if "note" in form else None,
    )
    if number < len(pages) and "stop" not in form:
        return redirect(request, f"{HOME}/{scale.key}/fill/{uid}?page={number + 1}")
    if not is_kept:
        return redirect(request, f"{HOME}/{scale.key}", "scales.fill.nothing")
    return redirect(request, _url(scale, uid), "scales.fill.saved")


def sheet(request: Request) -> Response:
    """Show what one sheet says."""
    store, scale = store_of(request), _scale(request)
    return render(
        request,
        "scales/sheet.html.j2",
        scale=scale,
        result=find_sheet(store, scale.key, request.path_params["uid"]),
        can_change=item_words(store, scale) is not None,
        names=load_names(store),
    )


def delete(request: Request, _form: Form) -> Response:
    """Delete one sheet, with a way back."""
    scale = _scale(request)
    undo = remove_sheet(place_of(request), scale.key, request.path_params["uid"])
    return redirect(request, f"{HOME}/{scale.key}", "scales.result.deleted", undo=undo)


def text(request: Request) -> Response:
    """Show how to bring the text of a scale, or that it is here."""
    return _text_page(request)


def save_text(request: Request, form: Form) -> Response:
    """Keep the text of a scale."""
    scale, pasted = _scale(request), form.text("text", most=MOST_BYTES)
    try:
        bring_text(store_of(request), scale.key, pasted, form.text("path"))
    except ExportError as error:
        return _text_page(request, error=str(error), pasted=pasted, path=form.text("path"))
    return redirect(request, f"{HOME}/{scale.key}/text", "scales.text.kept")


def delete_text(request: Request, _form: Form) -> Response:
    """Delete the text of a scale."""
    scale = _scale(request)
    forget_text(place_of(request), scale.key)
    return redirect(request, f"{HOME}/{scale.key}", "scales.text.deleted")


def _text_page(request: Request, error: str = "", pasted: str = "", path: str = "") -> Response:
    scale = _scale(request)
    if scale.has_text:
        return redirect(request, f"{HOME}/{scale.key}")
    return render(
        request,
        "scales/text.html.j2",
        422 if error else 200,
        scale=scale,
        text=scale_text(store_of(request), scale.key),
        example=text_example(scale),
        error=error,
        pasted=pasted,
        path=path,
        most=MOST_BYTES,
    )


def _scale(request: Request) -> Scale:
    return known_scale(request.path_params["key"])


def _url(scale: Scale, uid: str) -> str:
    return f"{HOME}/{scale.key}/sheets/{uid}"


def _kept(request: Request, scale: Scale) -> SheetResult | None:
    try:
        return find_sheet(store_of(request), scale.key, request.path_params["uid"])
    except RequestError:
        return None


def _people(store: Store, kept: SheetResult | None) -> dict[int, str]:
    """Return whom a sheet may be about, by id; whom it is about already stays among them."""
    names = {person.id: person.name for person in people_to_choose(store)}
    about = kept.sheet.counts_for if kept else None
    return names if about is None else {about: load_names(store)[about], **names}


def _pages(scale: Scale) -> list[range]:
    """Return the items of each page: a few, and about as many on each."""
    n_pages = -(-scale.n_answers // MOST_ON_PAGE)
    size = -(-scale.n_items // n_pages)
    return [range(first, min(first + size, scale.n_items + 1)) for first in range(1, scale.n_items + 1, size)]


def _page_number(request: Request, scale: Scale) -> int:
    text = request.query_params.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), len(_pages(scale)))


def _answers(scale: Scale, items: range, form: Form) -> dict[int, int | None]:
    places = [(item - 1) * scale.per_item + which for item in items for which in range(scale.per_item)]
    return {place: form.integer(f"answer-{place}", least=scale.least, most=scale.most) for place in places}


ROUTES: Final = (
    Route(HOME, show_list),
    Route(f"{HOME}/{{key}}", one),
    Route(f"{HOME}/{{key}}/fill", begin),
    Route(f"{HOME}/{{key}}/fill/{{uid}}", fill),
    Route(f"{HOME}/{{key}}/fill/{{uid}}", posts(save), methods=["POST"]),
    Route(f"{HOME}/{{key}}/sheets/{{uid}}", sheet),
    Route(f"{HOME}/{{key}}/sheets/{{uid}}/delete", posts(delete), methods=["POST"]),
    Route(f"{HOME}/{{key}}/text", text),
    Route(f"{HOME}/{{key}}/text", posts(save_text), methods=["POST"]),
    Route(f"{HOME}/{{key}}/text/delete", posts(delete_text), methods=["POST"]),
)
