"""What hangs on the running application and on each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from nearer.app.choices import Choices
from nearer.app.place import Place
from nearer.web.gate import Gate

if TYPE_CHECKING:
    from nearer.app.place import Store

__all__ = ["choices_of", "gate_of", "place_of", "session_of", "store_of"]


def place_of(request: Request) -> Place:
    """Return the place that this server keeps."""
    place: Place = request.app.state.place
    return place


def store_of(request: Request) -> Store:
    """Return the open database.

    Raises:
        LockedError: It is locked.
    """
    return place_of(request).store


def gate_of(request: Request) -> Gate:
    """Return who may come in."""
    gate: Gate = request.app.state.gate
    return gate


def session_of(request: Request) -> str | None:
    """Return the session that a request belongs to; None where it has none."""
    session: str | None = request.scope.get("nearer.session")
    return session


def choices_of(request: Request) -> Choices:
    """Return the choices that hold before anything is unlocked."""
    choices: Choices = request.app.state.choices
    return choices
