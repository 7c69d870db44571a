"""One document for a therapist: choose, look at it, take it along as a page or a PDF."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.therapist import LONGEST_NOTE, OFF_AT_FIRST, PERIODS, Choice, choose, offered, therapist_view
from nearer.app.therapist_pdf import therapist_pdf
from nearer.kernel.errors import RequestError
from nearer.web.assets import find_asset
from nearer.web.http import Form, place_of, posts, render, store_of

__all__ = ["ROUTES"]


def therapist(request: Request) -> Response:
    """Show what could go into the document, section by section."""
    return _choose_page(request, None, "")


def preview(request: Request, form: Form) -> Response:
    """Show the document as it would be."""
    try:
        choice = _read(form)
    except RequestError as error:
        return _choose_page(request, form, str(error))
    if form.flag("back"):
        return _choose_page(request, form, "")
    place = place_of(request)
    view = therapist_view(place.store, choice, place.now())
    return render(request, "therapist/preview.html.j2", view=view, choice=choice)


def as_pdf(request: Request, form: Form) -> Response:
    """Hand the document over as a PDF."""
    place = place_of(request)
    made = therapist_pdf(therapist_view(place.store, _read(form), place.now()))
    return _file(request, made, "pdf", "application/pdf")


def as_page(request: Request, form: Form) -> Response:
    """Hand the document over as one file of HTML that needs nothing else."""
    place = place_of(request)
    style = find_asset("therapist-page.css")
    made = render(
        request,
        "therapist/document.html.j2",
        view=therapist_view(place.store, _read(form), place.now()),
        style=style.content.decode() if style else "",
    )
    return _file(request, bytes(made.body), "html", "text/html; charset=utf-8")


def _read(form: Form) -> Choice:
    return choose(form.texts("section"), form.text("period", "all"), form.text("note", most=LONGEST_NOTE))


def _choose_page(request: Request, form: Form | None, error: str) -> Response:
    sections = offered(store_of(request), place_of(request).now())
    at_first = {section.key for section in sections if section.pieces} - OFF_AT_FIRST
    return render(
        request,
        "therapist/choose.html.j2",
        status=400 if error else 200,
        sections=sections,
        chosen=at_first if form is None else set(form.texts("section")),
        period="all" if form is None else form.text("period", "all"),
        periods=list(PERIODS),
        note="" if form is None else form.text("note"),
        error=error,
    )


def _file(request: Request, content: bytes, ending: str, kind: str) -> Response:
    name = f"nearer-{place_of(request).now():%Y-%m-%d}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


ROUTES: Final = (
    Route("/therapist", therapist),
    Route("/therapist/preview", posts(preview), methods=["POST"]),
    Route("/therapist/document.pdf", posts(as_pdf), methods=["POST"]),
    Route("/therapist/document.html", posts(as_page), methods=["POST"]),
)
