"""Deleting a person, or everything."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.deletion import delete_person, what_goes, wipe
from nearer.app.kept_backups import kept_backups
from nearer.app.your_data import people_kept
from nearer.kernel.errors import RequestError
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import say

__all__ = ["ROUTES"]


def ask_delete(request: Request) -> Response:
    """Show what can be deleted."""
    return render(request, "yours/delete.html.j2", people=people_kept(store_of(request)))


def ask_person(request: Request) -> Response:
    """Show what goes with a person."""
    leaving = what_goes(store_of(request), request.path_params["person"])
    return render(request, "yours/person.html.j2", leaving=leaving)


def remove_person(request: Request, form: Form) -> Response:
    """Delete a person."""
    choice = form.text("checkins", "keep")
    if choice not in ("keep", "delete"):
        raise RequestError("yours.errors.no_choice")
    delete_person(store_of(request), request.path_params["person"], with_checkins=choice == "delete")
    return redirect(request, "/yours/deleted")


def deleted(request: Request) -> Response:
    """Say what is left in backups, and until when."""
    return render(request, "yours/deleted.html.j2", backups=kept_backups(place_of(request)))


def ask_wipe(request: Request, error: str = "") -> Response:
    """Ask before everything goes."""
    return render(request, "yours/wipe.html.j2", 422 if error else 200, error=error)


def remove_all(request: Request, form: Form) -> Response:
    """Delete everything."""
    word = say("yours.delete.wipe_word")
    if form.text("word").casefold() != word:
        return ask_wipe(request, say("yours.errors.type_it", word=word))
    wipe(place_of(request))
    return redirect(request, "/")


ROUTES: Final = (
    Route("/yours/delete", ask_delete),
    Route("/yours/delete/person/{person:int}", ask_person),
    Route("/yours/delete/person/{person:int}", posts(remove_person), methods=["POST"]),
    Route("/yours/deleted", deleted),
    Route("/yours/delete/all", ask_wipe),
    Route("/yours/delete/all", posts(remove_all), methods=["POST"]),
)
