"""The file for the phone, bringing back what it holds, and reminders."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.pocket import (
    MOST_BYTES,
    RHYTHMS,
    bring_pocket,
    check_title,
    load_pocket_file,
    offered_people,
    phone_values,
    storage_name,
    write_calendar,
)
from nearer.app.uploads import find_path
from nearer.kernel.errors import RequestError
from nearer.web.http import Form, place_of, posts, render, store_of
from nearer.web.phone import render_phone
from nearer.words import say

__all__ = ["ROUTES"]

LABEL: Final = "label-"
REMINDER_DAYS: Final = 42


def pocket(request: Request) -> Response:
    """Show what the file is, and how to make it."""
    return render(request, "pocket/pocket.html.j2", people=offered_people(store_of(request)))


def make_file(request: Request, form: Form) -> Response:
    """Make the phone's file."""
    store = store_of(request)
    title = check_title(form.text("title"), say("pocket.page.default_name"))
    labels = {person.key: form.text(LABEL + person.key) for person in offered_people(store)}
    day = place_of(request).now().date()
    values = phone_values(title, offered_people(store, labels), day.isoformat(), storage_name(store))
    return _download(render_phone(request, values), "notes.html", "text/html; charset=utf-8")


def ask_file(request: Request) -> Response:
    """Show the form that brings a file back."""
    return render(request, "pocket/import.html.j2", brought=None)


def bring_file(request: Request, form: Form) -> Response:
    """Keep what a file holds."""
    content = form.text("content", most=MOST_BYTES).encode()
    path = form.text("path")
    if path and not content:
        content = load_pocket_file(find_path(path))
    if not content:
        raise RequestError("pocket.errors.nothing")
    brought = bring_pocket(store_of(request), content, form.secret("passphrase"))
    return render(request, "pocket/import.html.j2", brought=brought)


def ask_reminders(request: Request) -> Response:
    """Show the form for reminders."""
    today = place_of(request).now().date()
    return render(
        request,
        "pocket/reminders.html.j2",
        first=today + timedelta(days=1),
        last=today + timedelta(days=REMINDER_DAYS),
        rhythms=RHYTHMS,
    )


def make_reminders(request: Request, form: Form) -> Response:
    """Make the calendar file."""
    first, last = form.date("first"), form.date("last")
    rhythm = next((one for one in RHYTHMS if one == form.text("rhythm")), None)
    if first is None or last is None or rhythm is None:
        raise RequestError("pocket.errors.rhythm")
    title = check_title(form.text("title"), say("pocket.reminder.title"))
    times = [_time(text) for text in form.texts("time") if text]
    content = write_calendar(title, first, last, times, rhythm, datetime.now(UTC))
    return _download(content, "notes.ics", "text/calendar; charset=utf-8")


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(microsecond=0, tzinfo=None)
    except ValueError:
        raise RequestError("checkin.errors.no_time") from None


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=kind)


ROUTES: Final = (
    Route("/pocket", pocket),
    Route("/pocket/file", posts(make_file), methods=["POST"]),
    Route("/pocket/import", ask_file),
    Route("/pocket/import", posts(bring_file), methods=["POST"]),
    Route("/pocket/reminders", ask_reminders),
    Route("/pocket/reminders", posts(make_reminders), methods=["POST"]),
)
