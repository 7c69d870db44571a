"""Background work: how far it is, and stopping it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nearer.web.http import Form, place_of, posts, redirect, render

__all__ = ["ROUTES"]

KINDS: Final = ("import", "keep", "analysis")
BACK: Final = {"import": "/bring", "keep": "/bring/people", "bring_back": "/yours/import"}


def job_page(request: Request) -> Response:
    """Show how far the work is; when it is done, what came of it."""
    job = place_of(request).jobs.find(request.path_params["id"])
    state = job.state  # read once: the work may come to its end while the page is made
    if state == "done":
        return redirect(request, job.then)
    kind = job.kind if job.kind in KINDS else "other"
    return render(request, "jobs/job.html.j2", job=job, state=state, kind=kind, back=BACK.get(job.kind, "/"))


def job_state(request: Request) -> Response:
    """Tell a page of ours how far the work is."""
    job = place_of(request).jobs.find(request.path_params["id"])
    progress = job.progress
    return JSONResponse(
        {"over": job.is_over, "words": progress.words, "done": progress.done, "total": progress.total}
    )


def stop(request: Request, _form: Form) -> Response:
    """Stop the work at its next step."""
    job = place_of(request).jobs.find(request.path_params["id"])
    job.progress.stop()
    return redirect(request, f"/jobs/{job.id}")


ROUTES: Final = (
    Route("/jobs/{id}", job_page),
    Route("/jobs/{id}/state", job_state),
    Route("/jobs/{id}/stop", posts(stop), methods=["POST"]),
)
