"""Possible causes: what each is, what bears on it, pages to write for oneself; and the map of the guard."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.causes import cause_view, guard_map_view, list_causes, prompt_view
from nearer.app.causes_pages import LONGEST, drop_page, find_page, keep_page, own_pages
from nearer.kernel.uids import new_uid
from nearer.web.http import Form, place_of, posts, redirect, render, store_of

__all__ = ["ROUTES"]

HOME: Final = "/understand/causes"


def home(request: Request) -> Response:
    """Show the possible causes, and what was written about them."""
    return render(request, "causes/home.html.j2", causes=list_causes(), pages=own_pages(store_of(request)))


def cause(request: Request) -> Response:
    """Show one cause."""
    return render(
        request, "causes/cause.html.j2", view=cause_view(store_of(request), request.path_params["key"])
    )


def prompt(request: Request) -> Response:
    """Show a prompt, what was written to it, and a fresh page."""
    view = prompt_view(store_of(request), request.path_params["key"], request.path_params["prompt"])
    return render(request, "causes/prompt.html.j2", view=view, uid=new_uid(), longest=LONGEST)


def write(request: Request, form: Form) -> Response:
    """Keep a page as it stands now, a new one or one that was there."""
    key, asked = request.path_params["key"], request.path_params["prompt"]
    kept = keep_page(place_of(request), key, asked, form.text("uid"), form.text("words"))
    if request.headers.get("x-in-place"):
        return Response(status_code=204)
    url = f"{HOME}/{key}/write/{asked}"
    if kept.undo:
        return redirect(request, url, "causes.notice.deleted", undo=kept.undo)
    return redirect(request, url, "causes.notice.kept" if kept.is_kept else "causes.notice.empty")


def page(request: Request) -> Response:
    """Show one page, to change it."""
    own = find_page(store_of(request), request.path_params["uid"])
    return render(request, "causes/page.html.j2", own=own, longest=LONGEST)


def drop(request: Request, _form: Form) -> Response:
    """Delete a page, and go to where it was written."""
    uid = request.path_params["uid"]
    own = find_page(store_of(request), uid)
    url = HOME
    if own.cause is not None:
        url = f"{HOME}/{own.cause.key}" + (f"/write/{own.prompt.key}" if own.prompt else "")
    return redirect(request, url, "causes.notice.deleted", undo=drop_page(place_of(request), uid))


def guard_map(request: Request) -> Response:
    """Draw a map of the guard, and list the others."""
    store, now = store_of(request), place_of(request).now()
    view = guard_map_view(store, now, request.query_params.get("map"))
    return render(request, "causes/guard_map.html.j2", view=view)


ROUTES: Final = (
    Route(HOME, home),
    Route(HOME + "/{key}", cause),
    Route(HOME + "/{key}/write/{prompt}", prompt),
    Route(HOME + "/{key}/write/{prompt}", posts(write), methods=["POST"]),
    Route(HOME + "/pages/{uid}", page),
    Route(HOME + "/pages/{uid}/delete", posts(drop), methods=["POST"]),
    Route("/understand/guard-map", guard_map),
)
