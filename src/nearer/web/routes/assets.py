"""Style, scripts, pictures."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.web.assets import find_asset

__all__ = ["ROUTES"]


def asset(request: Request) -> Response:
    """Return one file; for good where its version is named, else to be asked for anew each time."""
    found = find_asset(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    tag = f'"{found.version}"'
    for_good = request.query_params.get("v") == found.version
    headers = {
        "etag": tag,
        "cache-control": "private, max-age=31536000, immutable" if for_good else "no-cache",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers={**headers, "content-type": found.kind})


def icon(_request: Request) -> Response:
    """Return the mark to browsers that ask for it by its old name."""
    found = find_asset("mark.svg")
    if found is None:
        raise HTTPException(404)
    return Response(found.content, headers={"content-type": found.kind, "cache-control": "no-cache"})


ROUTES = (Route("/static/{name}", asset), Route("/favicon.ico", icon))
