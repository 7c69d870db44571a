"""Bring back what was deleted a moment ago."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.undo import undo_delete
from nearer.web.http import Form, posts, redirect, store_of

__all__ = ["ROUTES"]


def undo(request: Request, _form: Form) -> Response:
    """Bring it back, and show it."""
    return redirect(
        request, undo_delete(store_of(request), request.path_params["token"]), "shell.common.back_again"
    )


ROUTES: Final = (Route("/undo/{token}", posts(undo), methods=["POST"]),)
