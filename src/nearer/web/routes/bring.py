"""Bringing one's messages: handing files over, and saying who is who."""

from __future__ import annotations

from contextlib import closing
from typing import Final
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nearer.app.draft import Draft
from nearer.app.example import has_example
from nearer.app.formats import find_suffixes, title_of
from nearer.app.jobs import Progress
from nearer.app.keep_draft import delete_kept_files, keep_basket
from nearer.app.looking import running_work, start_looking
from nearer.app.own_messages import check_own_messages, find_own_messages
from nearer.app.own_names import guess_me, is_known, name_me
from nearer.app.reading import count_waiting, forget_brought, open_dates, read_again, read_basket
from nearer.app.together import FEWEST_KEPT, choices_for, contacts_with_words, few_messages
from nearer.app.uploads import MOST_UPLOADED_BYTES, Upload, find_path
from nearer.kernel.errors import NearerError, RequestError
from nearer.report.dates import day_words
from nearer.web.errors import status_of
from nearer.web.http import Form, place_of, posts, redirect, render, store_of
from nearer.words import say

__all__ = ["ROUTES", "start_reading"]


def bring_page(request: Request, error: NearerError | None = None, path: str = "") -> Response:
    """Take files in."""
    return render(
        request,
        "bring/bring.html.j2",
        422 if error else 200,
        files=place_of(request).basket.files,
        waiting=count_waiting(store_of(request), place_of(request).basket),
        most=MOST_UPLOADED_BYTES,
        readable=find_suffixes(plugins=place_of(request).plugins),
        own_messages=find_own_messages(),
        error=str(error) if error else "",
        path=path,
    )


async def take_upload(request: Request) -> Response:
    """Take one file in as it comes, into memory."""
    try:
        upload = Upload(place_of(request).basket, unquote(request.headers.get("x-nearer-name", "")))
        with closing(upload):
            async for piece in request.stream():
                upload.write(piece)
            await run_in_threadpool(upload.finish)
    except ClientDisconnect:
        return JSONResponse({}, 400)
    except NearerError as error:
        return JSONResponse({"error": str(error)}, status_of(error))
    return JSONResponse({})


def take_path(request: Request, form: Form) -> Response:
    """Take a file or folder on this machine, and read it."""
    text = form.text("path")
    try:
        path = find_path(text)
        check_own_messages(path)
        place_of(request).basket.add_path(path)
    except NearerError as error:
        return bring_page(request, error, text)
    return start_reading(request)


def read(request: Request, form: Form) -> Response:
    """Read what was taken in."""
    if not place_of(request).basket.files:
        return bring_page(request, RequestError("bring.errors.no_files"))
    return start_reading(request, again=form.flag("again"))


def start_reading(request: Request, *, again: bool = False) -> Response:
    """Read what was taken in, in the background."""
    place = place_of(request)

    def work(progress: Progress) -> None:
        read_basket(place.store, place.basket, progress, now=place.now(), again=again, plugins=place.plugins)

    return redirect(request, f"/jobs/{place.jobs.start('import', work, '/bring/dates').id}")


def forget(request: Request, _form: Form) -> Response:
    """Forget everything that was not kept yet, and stop reading more of it."""
    place_of(request).jobs.stop("import")
    forget_brought(store_of(request), place_of(request).basket)
    return redirect(request, "/bring", notice="bring.page.forgotten")


def dates_page(request: Request) -> Response:
    """Ask how dates are to be read, where they can be read in more than one way."""
    draft = place_of(request).basket.draft
    if draft is None:
        return redirect(request, "/bring")
    questions = open_dates(draft)
    if not questions:
        return redirect(request, "/bring/you")
    return render(request, "bring/dates.html.j2", draft=draft, questions=questions, day=day_words)


def set_dates(request: Request, form: Form) -> Response:
    """Read the files again in the order that the user chose."""
    place, draft = place_of(request), place_of(request).basket.draft
    if draft is None or _is_stale(draft, form):
        return _show_anew(request)
    orders = {
        question.place: choice.order
        for question in open_dates(draft)
        for choice in question.choices
        if form.text(f"order-{question.place}") == choice.order
    }

    def work(progress: Progress) -> None:
        read_again(place.store, place.basket, orders, progress, now=place.now())

    return redirect(request, f"/jobs/{place.jobs.start('import', work, '/bring/dates').id}")


def you_page(
    request: Request, *, error: str = "", own_error: str = "", chosen: tuple[str, ...] = ()
) -> Response:
    """Ask which names are the user's, and once whether the history is their own."""
    draft = place_of(request).basket.draft
    if draft is None:
        return redirect(request, "/bring")
    candidates = guess_me(store_of(request), draft)
    guessed = chosen or tuple(one.name for one in candidates if one.guessed)
    return render(
        request,
        "bring/you.html.j2",
        422 if error or own_error else 200,
        draft=draft,
        candidates=candidates,
        guessed=guessed,
        ask_own=not guessed or not is_known(store_of(request), guessed),
        error=error,
        own_error=own_error,
    )


def set_you(request: Request, form: Form) -> Response:
    """Take the user's names; stop for good where the history is somebody else's."""
    place, draft = place_of(request), place_of(request).basket.draft
    chosen, own = tuple(form.texts("me")), form.text("own")
    if draft is None or _is_stale(draft, form):
        return _show_anew(request)
    if own == "no":
        place.jobs.stop("import")
        forget_brought(place.store, place.basket)
        return redirect(request, "/bring/not-yours")
    if chosen and own != "yes" and not is_known(place.store, chosen):
        return you_page(request, own_error=say("bring.errors.own_unanswered"), chosen=chosen)
    try:
        name_me(place.store, place.basket, chosen)
    except RequestError as error:
        return you_page(request, error=str(error), chosen=chosen)
    return redirect(request, "/bring/people")


def not_yours(request: Request) -> Response:
    """Say that it stops here, and where help is."""
    return render(request, "bring/not_yours.html.j2")


def people_page(request: Request) -> Response:
    """Ask who belongs together, and whose words are to be kept."""
    draft = place_of(request).basket.draft
    if draft is None or not draft.contacts:
        return redirect(request, "/bring")
    store = store_of(request)
    return render(
        request,
        "bring/people.html.j2",
        draft=draft,
        contacts=sorted(draft.contacts, key=lambda one: (one.why is None, -len(one.timeline))),
        choices=choices_for(store, draft),
        with_words=contacts_with_words(store, draft),
        few=few_messages(draft),
        fewest=FEWEST_KEPT,
        replaces_example=has_example(store),
        app=title_of,
        day=day_words,
    )


def keep(request: Request, form: Form) -> Response:
    """Keep it, and look through it afterwards; a second click finds the work that the first one began."""
    place = place_of(request)
    running = next((job for job in place.jobs.running if job.kind == "keep"), None)
    if running is not None:
        return redirect(request, f"/jobs/{running.id}")
    draft = place.basket.draft
    if draft is None:
        return redirect(request, "/bring/done")
    if _is_stale(draft, form):
        return _show_anew(request)
    valid = choices_for(place.store, draft)
    joined, with_words = {}, set()
    choosing = form.flag("choosing")
    left_out = {one.number for one in draft.contacts if choosing and not form.flag(f"keep-{one.number}")}
    if len(left_out) == len(draft.contacts):
        raise RequestError("bring.errors.nobody_kept")
    for contact in draft.contacts:
        who = form.text(f"who-{contact.number}")
        if who in {choice.value for choice in valid[contact.number]}:
            joined[contact.number] = who
        if form.flag(f"words-{contact.number}"):
            with_words.add(contact.number)

    def work(progress: Progress) -> None:
        keep_basket(
            place.store, place.basket, joined=joined, with_words=with_words - left_out, left_out=left_out,
            now=place.now(), progress=progress,
        )  # fmt: skip

    job = place.jobs.start("keep", work, "/bring/done")
    start_looking(place)
    return redirect(request, f"/jobs/{job.id}")


def done(request: Request) -> Response:
    """Say what was kept, and offer to delete the plain export."""
    return _done_page(request)


def _done_page(request: Request, error: str = "") -> Response:
    place = place_of(request)
    if place.basket.kept is None:
        return redirect(request, "/people")
    looking = running_work(place)
    return render(
        request,
        "bring/done.html.j2",
        422 if error else 200,
        kept=place.basket.kept,
        see=f"/jobs/{looking.id}" if looking else "/people",
        looking=looking is not None,
        error=error,
    )


def delete(request: Request, form: Form) -> Response:
    """Delete the plain exports on this machine, after the user said so."""
    if not form.flag("agree"):
        return _done_page(request, say("bring.done.delete_unticked"))
    delete_kept_files(place_of(request).basket)
    return redirect(request, "/bring/done", notice="bring.done.deleted")


def _is_stale(draft: Draft, form: Form) -> bool:
    """Whether a form was made for an earlier draft: its numbers would mean other people now."""
    return form.text("draft", draft.key) != draft.key


def _show_anew(request: Request) -> Response:
    """Lead to the first open question of the draft as it is now."""
    if place_of(request).basket.draft is None:
        raise RequestError("bring.errors.no_draft")
    return redirect(request, "/bring/dates", notice="bring.errors.other_draft")


ROUTES: Final = (
    Route("/bring", bring_page),
    Route("/bring/files", take_upload, methods=["POST"]),
    Route("/bring/path", posts(take_path), methods=["POST"]),
    Route("/bring/read", posts(read), methods=["POST"]),
    Route("/bring/forget", posts(forget), methods=["POST"]),
    Route("/bring/dates", dates_page),
    Route("/bring/dates", posts(set_dates), methods=["POST"]),
    Route("/bring/you", you_page),
    Route("/bring/you", posts(set_you), methods=["POST"]),
    Route("/bring/not-yours", not_yours),
    Route("/bring/people", people_page),
    Route("/bring/people", posts(keep), methods=["POST"]),
    Route("/bring/done", done),
    Route("/bring/delete", posts(delete), methods=["POST"]),
)
