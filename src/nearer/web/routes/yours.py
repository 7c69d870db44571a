"""Your data: what is kept, taking it along, bringing it back, deleting it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from nearer.app.backup_file import restore as restore_file
from nearer.app.kept_backups import backup_pieces, kept_backups, restore_kept, restore_sent
from nearer.app.uploads import find_path, is_ordinary
from nearer.app.your_data import (
    FORMS,
    Merged,
    check_own,
    export_name,
    export_pieces,
    form_of,
    import_job,
    let_go_of_words,
    preview_export,
    what_is_kept,
)
from nearer.kernel.errors import NearerError, OutputError, PlaceError, RequestError
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import say

__all__ = ["ROUTES"]

MOST_SENT_BYTES: Final = 1 << 28
TYPES: Final = {"json": "application/json", "csv": "application/zip", "md": "text/markdown; charset=utf-8"}


def yours(request: Request) -> Response:
    """Show what is kept, where and why, and the ways out."""
    place = place_of(request)
    return render(
        request,
        "yours/yours.html.j2",
        kept=what_is_kept(place),
        backups=kept_backups(place),
        folder=place.folder,
        backup_error=place.backup_error,
    )


def drop_words(request: Request, _form: Form) -> Response:
    """Let go of the words of the messages with one person."""
    name = let_go_of_words(store_of(request), request.path_params["person"])
    return redirect(request, "/yours", "yours.page.words_dropped", name=name)


def back_up(request: Request, _form: Form) -> Response:
    """Make a backup now."""
    place_of(request).back_up()
    return redirect(request, "/yours", "yours.page.backup_made")


def purge(request: Request, _form: Form) -> Response:
    """Make a backup of what is here now, and delete all others."""
    place_of(request).purge_backups()
    return redirect(request, "/yours", "yours.page.purged")


def backup_file(request: Request, _form: Form) -> Response:
    """Hand a backup over, as one file."""
    place = place_of(request)
    pieces = backup_pieces(place)
    return _download(pieces, f"nearer-{place.now():%Y-%m-%d}-backup.zip", "application/zip")


def ask_restore(request: Request, error: str = "", path: str = "") -> Response:
    """Ask which backup is to take the place of what is here."""
    return render(
        request,
        "yours/restore.html.j2",
        422 if error else 200,
        backups=kept_backups(place_of(request)),
        error=error,
        path=path,
        most=MOST_SENT_BYTES,
    )


def restore(request: Request, form: Form) -> Response:
    """Put a backup in the place of what is here: one of those that made themselves, or a file on this computer."""
    place, secret = place_of(request), form.secret("secret") or None
    name, text = form.text("backup"), form.text("path")
    try:
        if text:
            restore_file(place, find_path(text), secret)
        elif name:
            restore_kept(place, name, secret)
        else:
            raise RequestError("yours.errors.nothing_given")
    except (PlaceError, OutputError, RequestError) as error:
        return ask_restore(request, str(error), text)
    return redirect(request, "/", "yours.restore.done")


async def restore_from_browser(request: Request) -> Response:
    """Put a backup file that the browser sends in the place of what is here."""

    def work(secret: str, file: io.BytesIO) -> str:
        restore_sent(place_of(request), iter(lambda: file.read(1 << 20), b""), secret or None)
        redirect(request, "/", "yours.restore.done")
        return "/"

    return await _taken(request, work)


def ask_export(request: Request, error: str = "") -> Response:
    """Show what an export replaces, and ask for its form."""
    place = place_of(request)
    return render(
        request,
        "yours/export.html.j2",
        422 if error else 200,
        preview=preview_export(place.store),
        has_passphrase=place.has_passphrase,
        forms=FORMS,
        error=error,
    )


def export(request: Request, form: Form) -> Response:
    """Hand the file over."""
    place = place_of(request)
    chosen = form_of(form.text("form"))
    try:
        secret = None if chosen == "md" else _secret_for_export(request, form)
    except NearerError as error:
        return ask_export(request, str(error))
    return _download(export_pieces(place, chosen, secret), export_name(place, chosen), TYPES[chosen])


def _download(pieces: Iterator[bytes], name: str, kind: str) -> Response:
    """Return a file; what goes wrong at its beginning goes wrong before the headers are sent."""
    first = next(pieces, b"")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chain((first,), pieces), media_type=kind, headers=headers)


def _secret_for_export(request: Request, form: Form) -> str | None:
    """Return the passphrase for the names; None where the user leaves them out.

    Raises:
        NearerError: It is missing, mistyped or not the place's own.
    """
    seal, secret = form.text("seal"), form.secret("secret")
    if seal == "none":
        return None
    if seal not in ("own", "other"):
        raise RequestError("yours.errors.no_choice")
    if not secret:
        raise RequestError("yours.errors.no_secret")
    if seal == "own":
        check_own(place_of(request), secret)
    elif secret != form.secret("again"):
        raise RequestError("yours.errors.not_the_same")
    return secret


def ask_import(request: Request, error: str = "", path: str = "") -> Response:
    """Ask for a file."""
    return render(
        request, "yours/import.html.j2", 422 if error else 200, error=error, path=path, most=MOST_SENT_BYTES
    )


def import_path(request: Request, form: Form) -> Response:
    """Bring in a file of this computer."""
    text = form.text("path")
    if not text:
        return ask_import(request, say("yours.errors.nothing_given"))
    path = find_path(text)
    if not is_ordinary(path):
        return ask_import(request, say("yours.errors.no_file", file=path.name or text), text)
    return redirect(request, _import(request, path, form.secret("secret")))


async def import_sent(request: Request) -> Response:
    """Bring in a file that the browser sends."""
    return await _taken(request, lambda secret, file: _import(request, file, secret))


async def _taken(request: Request, work: Callable[[str, io.BytesIO], str]) -> Response:
    """Take a file in: two bytes for the passphrase's length, the passphrase, then the file.

    It is held in memory, since a temporary file would hold notes in the clear.
    """
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_SENT_BYTES:
                raise RequestError("yours.errors.too_big", mib=MOST_SENT_BYTES >> 20)
        start = 2 + int.from_bytes(body[:2], "big")
        secret, file = body[2:start].decode(), io.BytesIO(memoryview(body)[start:])
        then = await run_in_threadpool(work, secret, file)
    except ClientDisconnect:
        return JSONResponse({}, 400)
    except UnicodeDecodeError:
        return JSONResponse({"error": say("yours.errors.no_choice")}, 422)
    except NearerError as error:
        return JSONResponse({"error": str(error)}, 422)
    return JSONResponse({"then": then})


def _import(request: Request, file: Path | io.BytesIO, secret: str) -> str:
    """Start the work, and return where it can be watched."""
    job = import_job(place_of(request), file, secret or None)
    return f"/jobs/{job.id}"


def imported(request: Request) -> Response:
    """Say what an import added."""
    brought = place_of(request).jobs.find(request.path_params["job"]).result
    if not isinstance(brought, Merged):
        return redirect(request, "/yours")
    return render(request, "yours/imported.html.j2", brought=brought)


ROUTES: Final = (
    Route("/yours", yours),
    Route("/yours/words/{person:int}/drop", posts(drop_words), methods=["POST"]),
    Route("/yours/backup", posts(back_up), methods=["POST"]),
    Route("/yours/backups/purge", posts(purge), methods=["POST"]),
    Route("/yours/backup/file", posts(backup_file), methods=["POST"]),
    Route("/yours/restore", ask_restore),
    Route("/yours/restore", posts(restore), methods=["POST"]),
    Route("/yours/restore/file", restore_from_browser, methods=["POST"]),
    Route("/yours/export", ask_export),
    Route("/yours/export", posts(export), methods=["POST"]),
    Route("/yours/import", ask_import),
    Route("/yours/import", posts(import_path), methods=["POST"]),
    Route("/yours/import/file", import_sent, methods=["POST"]),
    Route("/yours/import/done/{job}", imported),
)
