"""Understand: the library, its patterns, search and questions, and the page for the one who is pushed away."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nearer.app.bearing import Statement, find_statements
from nearer.app.exercises import pick_exercise
from nearer.app.library import FIRST, Library, Text, by_category, library_of
from nearer.app.library_search import LONGEST_QUERY, search_library
from nearer.kernel.errors import RequestError
from nearer.web.http import place_of, render, store_of

__all__ = ["ROUTES"]

PUSHED_AWAY: Final = "pushed-away"


def home(request: Request) -> Response:
    """Show what can be read."""
    loaded = library_of(place_of(request).folder)
    return render(
        request,
        "understand/home.html.j2",
        groups=by_category(loaded.library),
        first=loaded.library.patterns.get(FIRST),
        n_questions=len(loaded.library.questions),
        left_out=loaded.left_out,
    )


def pattern(request: Request) -> Response:
    """Show a pattern, with the user's own record beside its claims."""
    library, slug = _library(request), request.path_params["slug"]
    if slug not in library.patterns:
        raise RequestError("store.errors.gone")
    one = library.patterns[slug]
    return render(
        request,
        "understand/pattern.html.j2",
        pattern=one,
        statements=_statements(request, one.text),
        comes_from=library.comes_from(slug),
        leads_to=library.leads_to(slug),
        causes=[library.causes[key] for key in one.causes],
        practices=[pick_exercise(key) for key in one.practices],
        questions=library.questions_of(slug),
    )


def search(request: Request) -> Response:
    """Show where words stand."""
    asked = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    found = search_library(place_of(request).folder, asked) if asked else []
    return render(request, "understand/search.html.j2", asked=asked, found=found, longest=LONGEST_QUERY)


def questions(request: Request) -> Response:
    """Show the questions by theme."""
    return render(request, "understand/questions.html.j2", themes=_library(request).questions_by_theme())


def pushed_away(request: Request) -> Response:
    """Show the page for the one who is pushed away."""
    return render(request, "understand/page.html.j2", page=_library(request).pages[PUSHED_AWAY])


def pushed_away_sheet(request: Request) -> Response:
    """Show its sheet, to print."""
    return render(request, "understand/sheet.html.j2", page=_library(request).pages[PUSHED_AWAY])


def _library(request: Request) -> Library:
    return library_of(place_of(request).folder).library


def _statements(request: Request, text: Text) -> dict[str, Statement]:
    """Return what the record says, by key, for every claim that it bears on."""
    keys = {block.record for part in text.sections for block in part.blocks if block.record}
    return find_statements(store_of(request), keys)


ROUTES: Final = (
    Route("/understand", home),
    Route("/understand/search", search),
    Route("/understand/questions", questions),
    Route("/understand/pushed-away", pushed_away),
    Route("/understand/pushed-away/sheet", pushed_away_sheet),
    Route("/understand/patterns/{slug}", pattern),
)
