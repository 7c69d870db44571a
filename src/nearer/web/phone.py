"""The phone's page as one file: style and script within it, allowed by their digests, and nothing from anywhere."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from nearer.report.page import content_policy
from nearer.web.assets import find_asset
from nearer.web.pages import page

__all__ = ["render_phone"]


def render_phone(request: Request, values: dict[str, Any]) -> bytes:
    """Return the file.

    Args:
        request: That asks for it.
        values: See :func:`nearer.app.pocket.phone_values`.
    """
    style = _static("colours.css") + "\n" + _static("pocket-phone.css")
    script = _static("pocket-phone.js")
    given = {"style": style, "script": script, "policy": content_policy(style, script), "values": values}
    return page(request, "pocket/phone.html.j2", given).encode()


def _static(name: str) -> str:
    asset = find_asset(name)
    if asset is None:
        raise KeyError(name)
    return asset.content.decode()
