"""Help: the same for everybody, unlocked or not; the user's own numbers only when unlocked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.helplines import delete_own_number, helplines_by_country, keep_own_number, own_numbers
from nearer.web.http import Form, place_of, posts, redirect, render, session_of, store_of

__all__ = ["ROUTES"]


def help_page(request: Request) -> Response:
    """Show whom to call."""
    may_see_own = session_of(request) is not None and place_of(request).is_open
    own = own_numbers(store_of(request)) if may_see_own else None
    return render(request, "shell/help.html.j2", countries=helplines_by_country(), own=own)


def add(request: Request, form: Form) -> Response:
    """Keep a number of the user's own."""
    keep_own_number(store_of(request), form.text("name"), form.text("number"), form.text("note"))
    return redirect(request, "/help", notice="help.page.added")


def delete(request: Request, _form: Form) -> Response:
    """Delete a number of the user's own."""
    delete_own_number(store_of(request), request.path_params["id"])
    return redirect(request, "/help", notice="help.page.deleted")


ROUTES = (
    Route("/help", help_page),
    Route("/help/numbers", posts(add), methods=["POST"]),
    Route("/help/numbers/{id:int}/delete", posts(delete), methods=["POST"]),
)
