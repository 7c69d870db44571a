"""How to get one's messages out of each app, step by step."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.kernel.errors import RequestError
from nearer.web.http import render
from nearer.words import catalogue

__all__ = ["GUIDES", "ROUTES"]

GUIDES: Final = ("whatsapp_iphone", "whatsapp_android", "telegram", "own", "forbidden", "traces")


def how(request: Request) -> Response:
    """List the apps whose messages can be brought."""
    guides = [(name, catalogue("guides")[name]) for name in GUIDES]
    return render(request, "bring/how.html.j2", guides=guides)


def guide(request: Request) -> Response:
    """Show the steps for one app."""
    name = request.path_params["name"]
    if name not in GUIDES:
        raise RequestError("store.errors.gone")
    return render(request, "bring/guide.html.j2", name=name, guide=catalogue("guides")[name])


ROUTES: Final = (Route("/bring/how", how), Route("/bring/how/{name}", guide))
