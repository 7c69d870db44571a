"""What every route works with: the form that came, the page that goes, and where the place is."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nearer.kernel.errors import RequestError
from nearer.web.gate import Notice
from nearer.web.pages import page
from nearer.web.state import choices_of, gate_of, place_of, session_of, store_of
from nearer.words import say

__all__ = [
    "Form",
    "choices_of",
    "gate_of",
    "own_path",
    "place_of",
    "posts",
    "redirect",
    "render",
    "session_of",
    "store_of",
]

MOST_FORM_BYTES: Final = 2**20
MOST_FIELDS: Final = 2_000
MOST_LETTERS: Final = 20_000
FORM_TYPE: Final = "application/x-www-form-urlencoded"
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Form:
    """What a form sent.

    Args:
        pairs: Names and values, in order.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def __contains__(self, name: object) -> bool:
        return any(name == one for one, _ in self._pairs)

    def text(self, name: str, default: str = "", *, most: int = MOST_LETTERS) -> str:
        """Return a text without blanks around it and without control characters.

        Args:
            name: Of the field.
            default: Where the field was not sent.
            most: Most letters that it may have.

        Raises:
            RequestError: It is longer.
        """
        return next(iter(self.texts(name, most=most)), default)

    def texts(self, name: str, *, most: int = MOST_LETTERS) -> list[str]:
        """Return every text of a name, as of boxes that were ticked."""
        return [_clean(value, most) for one, value in self._pairs if one == name]

    def secret(self, name: str) -> str:
        """Return a passphrase exactly as it was typed; empty where it was not sent."""
        return next((value for one, value in self._pairs if one == name), "")

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) not in ("", "0", "off", "false")

    def integer(self, name: str, *, least: int | None = None, most: int | None = None) -> int | None:
        """Return a whole number; None where the field is empty or was not sent.

        Raises:
            RequestError: It is no whole number, or outside its bounds.
        """
        text = self.text(name)
        if not text:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", text):
            raise RequestError("shell.form.no_number")
        number = int(text)
        if (least is not None and number < least) or (most is not None and number > most):
            raise RequestError("shell.form.no_number")
        return number

    def date(self, name: str) -> date | None:
        """Return a day, sent as ``2024-07-31``; None where the field is empty or was not sent.

        Raises:
            RequestError: It is no day.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RequestError("shell.form.no_day") from None


def posts(handler: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that reads a form and hands it to a plain function in a thread.

    Args:
        handler: Takes the request and the form.

    Raises:
        RequestError: From the endpoint: what was sent is no form of ours, or too long.
    """

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(handler, request, await _read_form(request))

    endpoint.__name__ = handler.__name__
    return endpoint


async def _read_form(request: Request) -> Form:
    kind = request.headers.get("content-type", FORM_TYPE).partition(";")[0].strip().lower()
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_FORM_BYTES:
                raise RequestError("shell.form.too_long")
    except ClientDisconnect:
        raise RequestError("shell.form.not_read") from None
    if body and kind != FORM_TYPE:
        raise RequestError("shell.form.not_read")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise RequestError("shell.form.not_read") from None
    return Form(pairs)


def _clean(value: str, most: int) -> str:
    text = _UNSHOWN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > most:
        raise RequestError("shell.form.too_long")
    return text


def render(request: Request, template: str, status: int = 200, **values: object) -> Response:
    """Return a page.

    Args:
        request: Whose answer it is.
        template: Path below ``templates/``.
        status: Of the answer.
        **values: For the template.
    """
    return HTMLResponse(page(request, template, values).encode("utf-8", "replace"), status)


def redirect(
    request: Request, url: str, notice: str | None = None, *, undo: str | None = None, **values: object
) -> Response:
    """Send the browser on to another page of ours, by GET.

    Args:
        request: Whose answer it is.
        url: Path of our own.
        notice: Key of a sentence that the next page shows once.
        undo: Path to which the notice's button sends a form, to undo what was done.
        **values: Placeholders of the notice.
    """
    session = session_of(request)
    if notice is not None and session is not None:
        gate_of(request).leave_notice(session, Notice(say(notice, **values), undo))
    return RedirectResponse(own_path(url), 303)


def own_path(url: str) -> str:
    """Return a path of our own; the first page's where a text is anything else.

    >>> own_path("/people/3?from=home#spells")
    '/people/3?from=home#spells'
    >>> own_path("//example.org"), own_path("https://example.org/"), own_path("javascript:alert(1)")
    ('/', '/', '/')
    """
    if not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable() or " " in url:
        return "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else url
