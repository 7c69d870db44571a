"""The user's own tags."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.checkins import LONGEST_NAME, load_tag, load_tags, remove_tag, update_tag
from nearer.web.http import Form, place_of, posts, redirect, render, store_of

__all__ = ["ROUTES"]


def show_tags(request: Request) -> Response:
    """Show the tags, with what can be done to them."""
    return render(request, "checkins/tags.html.j2", tags=load_tags(store_of(request)))


def save_tag(request: Request, form: Form) -> Response:
    """Rename a tag, hide it, or show it again."""
    name = " ".join(form.text("name").split())[:LONGEST_NAME]
    hidden = {"hide": True, "show": False}.get(form.text("do"))
    update_tag(store_of(request), request.path_params["tag"], name=name or None, hidden=hidden)
    return redirect(request, "/check-ins/tags", notice="checkin.tags.saved")


def ask_delete_tag(request: Request) -> Response:
    """Ask whether a tag is to be deleted."""
    return render(
        request, "checkins/delete_tag.html.j2", tag=load_tag(store_of(request), request.path_params["tag"])
    )


def delete_tag(request: Request, form: Form) -> Response:
    """Delete a tag."""
    remove_tag(place_of(request), request.path_params["tag"])
    return redirect(request, "/check-ins/tags", notice="checkin.tags.saved")


ROUTES: Final = (
    Route("/check-ins/tags", show_tags),
    Route("/check-ins/tags/{tag:int}", posts(save_tag), methods=["POST"]),
    Route("/check-ins/tags/{tag:int}/delete", ask_delete_tag),
    Route("/check-ins/tags/{tag:int}/delete", posts(delete_tag), methods=["POST"]),
)
