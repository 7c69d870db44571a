"""How to get one's messages out of each app, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.kernel.errors import RequestError
from nearer.web.http import render
from nearer.words import catalogue

__all__ = ["GUIDES", "ROUTES", "Guide"]


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide; its words stand in the catalogue under its name.

    Attributes:
        group: Where the list has it: ``most``, ``rest`` or ``else``.
        by_phone: Whether the file is made on the phone and has to come to this computer.
        in_order: Whether its steps are done one after the other; otherwise they are several ways.
    """

    group: str
    by_phone: bool = False
    in_order: bool = True


GUIDES: Final = {
    "whatsapp_iphone": Guide("most", by_phone=True),
    "whatsapp_android": Guide("most", by_phone=True),
    "imessage": Guide("most"),
    "instagram": Guide("most"),
    "telegram": Guide("most"),
    "messenger": Guide("most"),
    "signal": Guide("most", by_phone=True),
    "sms": Guide("rest", by_phone=True),
    "discord": Guide("rest"),
    "line": Guide("rest", by_phone=True),
    "kakaotalk": Guide("rest", by_phone=True),
    "google_chat": Guide("rest"),
    "google_voice": Guide("rest"),
    "email": Guide("rest", in_order=False),
    "whatsapp_database": Guide("rest", by_phone=True),
    "signal_desktop": Guide("rest"),
    "imessage_iphone": Guide("rest"),
    "own": Guide("rest"),
    "forbidden": Guide("else", in_order=False),
    "traces": Guide("else", in_order=False),
}


def how(request: Request) -> Response:
    """List the apps whose messages can be brought."""
    groups: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for name, guide in GUIDES.items():
        groups.setdefault(guide.group, []).append((name, catalogue("guides")[name]))
    return render(request, "bring/how.html.j2", groups=groups)


def guide(request: Request) -> Response:
    """Show the steps for one app."""
    name = request.path_params["name"]
    if name not in GUIDES:
        raise RequestError("store.errors.gone")
    words = catalogue("guides")
    other = words[name].get("see")
    return render(
        request,
        "bring/guide.html.j2",
        name=name,
        kind=GUIDES[name],
        guide=words[name],
        other=(other, words[other]) if other else None,
    )


ROUTES: Final = (Route("/bring/how", how), Route("/bring/how/{name}", guide))
