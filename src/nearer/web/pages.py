"""Templates, and what every page is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request

from nearer.app.choices import Choices
from nearer.app.example import has_example
from nearer.report.dates import day_words
from nearer.report.page import json_block
from nearer.web.assets import asset_url
from nearer.web.circles import CIRCLES, shared
from nearer.web.gate import Notice
from nearer.web.state import choices_of, gate_of, place_of, session_of
from nearer.words import catalogue, say

__all__ = ["Shell", "page"]


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page.

    Attributes:
        choices: How it looks.
        path: Of this page.
        is_in: Whether this browser has a session.
        is_open: Whether this browser has a session and the place is open.
        can_lock: Whether locking needs more than a click to undo.
        notices: What the page shows once.
        is_example: Whether the messages that are kept are made up.
    """

    choices: Choices
    path: str
    is_in: bool
    is_open: bool
    can_lock: bool
    notices: tuple[Notice, ...]
    is_example: bool

    @property
    def here(self) -> str:
        """Path of this page, to come back to it."""
        return quote(self.path)


def page(request: Request, template: str, values: Mapping[str, object]) -> str:
    """Return a page as HTML.

    Args:
        request: Whose answer it is.
        template: Path below ``templates/``.
        values: For the template.
    """
    return _environment().get_template(template).render(shell=_shell(request), **values)


def _shell(request: Request) -> Shell:
    place, session = place_of(request), session_of(request)
    is_in = gate_of(request).knows(session)
    is_open = is_in and place.is_open
    notices = tuple(gate_of(request).take_notices(session)) if is_in else ()
    return Shell(
        choices=choices_of(request),
        path=request.url.path,
        is_in=is_in,
        is_open=is_open,
        can_lock=is_open and place.has_passphrase,
        notices=notices,
        is_example=is_open and has_example(place.store),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("nearer.web"), PrefixLoader({"report": PackageLoader("nearer.report")})]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        say=say,
        day_words=day_words,
        asset=asset_url,
        json_block=json_block,
        catalogue=catalogue,
        circle_choices=CIRCLES,
        shared=shared,
    )
    return environment
