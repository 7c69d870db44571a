"""Errors become statuses and calm pages: a sentence, and a way on."""

from __future__ import annotations

import os
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from nearer.kernel.errors import (
    DamagedError,
    ExportError,
    InUseError,
    LockedError,
    NearerError,
    NotYoursError,
    OutputError,
    PlaceError,
    RequestError,
    WrongSecretError,
)
from nearer.kernel.trace import innermost_place
from nearer.web.http import own_path, place_of, render
from nearer.words import say

__all__ = ["HANDLERS", "error_page", "refusal", "unforeseen"]

STATUSES: Final[tuple[tuple[type[NearerError], int], ...]] = (
    (LockedError, 423),
    (WrongSecretError, 422),
    (InUseError, 409),
    (DamagedError, 500),
    (PlaceError, 409),
    (NotYoursError, 403),
    (OutputError, 507),
    (ExportError, 422),
    (RequestError, 422),
)
GONE: Final = "store.errors.gone"


def status_of(error: NearerError) -> int:
    """Return the status of an error."""
    if error.key == GONE:
        return 404
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def error_page(request: Request, error: Exception) -> Response:
    """Return the page of an error whose sentence is known; a locked place leads to where it is opened."""
    if not isinstance(error, NearerError):
        return unforeseen(request, error)
    if not place_of(request).is_open and isinstance(error, PlaceError) and request.method == "GET":
        return RedirectResponse(f"/unlock?next={own_path(request.url.path)}", 303)
    return _page(request, status_of(error), str(error))


def refusal(request: Request, status: int, key: str) -> Response:
    """Return the page that says why a request is not answered.

    Args:
        request: Not answered.
        status: Of the answer.
        key: Of the sentence.
    """
    return _page(request, status, say(key))


def unforeseen(request: Request, error: Exception) -> Response:
    """Return the page of an error that nobody foresaw: its kind and place, never its own words."""
    if os.environ.get("NEARER_DEBUG"):
        raise error
    return _page(request, 500, say("errors.ours", kind=type(error).__name__, place=innermost_place(error)))


def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return refusal(request, status, "shell.refused.method" if status == 405 else "shell.refused.missing")


def _page(request: Request, status: int, sentence: str) -> Response:
    return render(request, "shell/error.html.j2", status, sentence=sentence, code=status)


HANDLERS: Final = {HTTPException: _missing, NearerError: error_page}
"""For Starlette."""
