"""Your data: what is kept, taking it along, bringing it back, deleting it."""

from __future__ import annotations

import io
from itertools import chain
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from nearer.app.deletion import delete_person, what_goes, wipe
from nearer.app.your_data import (
    FORMS,
    check_own,
    export_name,
    export_pieces,
    form_of,
    import_job,
    kept_backups,
    let_go_of_words,
    people_kept,
    preview_export,
    what_is_kept,
)
from nearer.kernel.errors import NearerError, RequestError
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
    pieces = export_pieces(place, chosen, secret)
    first = next(pieces, b"")  # what goes wrong goes wrong before the headers are sent
    name = export_name(place, chosen)
    return StreamingResponse(
        chain((first,), pieces),
        media_type=TYPES[chosen],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


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
    text = form.text("path").strip('"')
    path = Path(text).expanduser()
    if not text or not path.is_file():
        key = "yours.errors.no_file" if text else "yours.errors.nothing_given"
        return ask_import(request, say(key, file=path.name or text), text)
    return redirect(request, _import(request, path, form.secret("secret")))


async def import_sent(request: Request) -> Response:
    """Bring in a file that the browser sends: the passphrase's length and the passphrase, then the file.

    It is held in memory, since a temporary file would hold notes in the clear.
    """
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_SENT_BYTES:
                raise RequestError("yours.errors.too_big", mib=MOST_SENT_BYTES >> 20)
        length = int.from_bytes(body[:2], "big")
        secret = body[2 : 2 + length].decode()
        file = io.BytesIO(bytes(body[2 + length :]))
        then = await run_in_threadpool(_import, request, file, secret)
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
    return render(request, "yours/imported.html.j2", brought=brought)


def ask_delete(request: Request) -> Response:
    """Show what can be deleted."""
    return render(request, "yours/delete.html.j2", people=people_kept(store_of(request)))


def ask_person(request: Request) -> Response:
    """Show what goes with a person."""
    leaving = what_goes(store_of(request), request.path_params["person"])
    return render(request, "yours/person.html.j2", leaving=leaving)


def remove_person(request: Request, form: Form) -> Response:
    """Delete a person."""
    choice = form.text("checkins", "keep")
    if choice not in ("keep", "delete"):
        raise RequestError("yours.errors.no_choice")
    delete_person(store_of(request), request.path_params["person"], with_checkins=choice == "delete")
    return redirect(request, "/yours/deleted")


def deleted(request: Request) -> Response:
    """Say what is left in backups, and until when."""
    return render(request, "yours/deleted.html.j2", backups=kept_backups(place_of(request)))


def ask_wipe(request: Request, error: str = "") -> Response:
    """Ask before everything goes."""
    return render(request, "yours/wipe.html.j2", 422 if error else 200, error=error)


def remove_all(request: Request, form: Form) -> Response:
    """Delete everything."""
    word = say("yours.delete.wipe_word")
    if form.text("word").casefold() != word:
        return ask_wipe(request, say("yours.errors.type_it", word=word))
    wipe(place_of(request))
    return redirect(request, "/")


ROUTES: Final = (
    Route("/yours", yours),
    Route("/yours/words/{person:int}/drop", posts(drop_words), methods=["POST"]),
    Route("/yours/backup", posts(back_up), methods=["POST"]),
    Route("/yours/backups/purge", posts(purge), methods=["POST"]),
    Route("/yours/export", ask_export),
    Route("/yours/export", posts(export), methods=["POST"]),
    Route("/yours/import", ask_import),
    Route("/yours/import", posts(import_path), methods=["POST"]),
    Route("/yours/import/file", import_sent, methods=["POST"]),
    Route("/yours/import/done/{job}", imported),
    Route("/yours/delete", ask_delete),
    Route("/yours/delete/person/{person:int}", ask_person),
    Route("/yours/delete/person/{person:int}", posts(remove_person), methods=["POST"]),
    Route("/yours/deleted", deleted),
    Route("/yours/delete/all", ask_wipe),
    Route("/yours/delete/all", posts(remove_all), methods=["POST"]),
)
