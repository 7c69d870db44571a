"""The web application: routes of all areas behind the guards."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from nearer.app.choices import load_choices
from nearer.app.place import Place
from nearer.web import routes
from nearer.web.errors import HANDLERS
from nearer.web.gate import Gate
from nearer.web.guard import Answered, OpenOnly, OwnHost, OwnOrigin, SafeHeaders, SessionOnly, hosts

__all__ = ["build_app"]

THREADS: Final = 6  # each has a connection with a cache of its own
WATCH_S: Final = 2.0
GUARDS: Final = (SafeHeaders, Answered, OwnHost, OwnOrigin, SessionOnly, OpenOnly)
"""From the outermost to the innermost."""


def build_app(place: Place, gate: Gate, port: int) -> Starlette:
    """Return the application.

    Args:
        place: What is kept.
        gate: Who may come in.
        port: Where it is served.
    """
    app = Starlette(
        routes=all_routes(),
        middleware=[Middleware(guard) for guard in GUARDS],
        exception_handlers=HANDLERS,
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.place = place
    app.state.gate = gate
    app.state.hosts = hosts(port)
    app.state.cookie = f"nearer-{port}"
    app.state.choices = load_choices(place.folder)
    return app


def all_routes() -> list[BaseRoute]:
    """Return the routes of every module in ``routes/``."""
    found: list[BaseRoute] = []
    for module in pkgutil.iter_modules(routes.__path__):
        found += importlib.import_module(f"{routes.__name__}.{module.name}").ROUTES
    return found


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Watch for idleness while the application runs, and lock at its end."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    watch = asyncio.create_task(_lock_when_idle(app))
    try:
        yield
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        await anyio.to_thread.run_sync(app.state.place.lock)


async def _lock_when_idle(app: Starlette) -> None:
    """Lock after the chosen time without a sign of the user, though not while work is being done for them."""
    while True:
        await asyncio.sleep(WATCH_S)
        place: Place = app.state.place
        gate: Gate = app.state.gate
        if not place.is_open:
            continue
        if place.jobs.running:
            gate.touch()
        elif gate.idle_s() > 60 * app.state.choices.idle_minutes:
            with contextlib.suppress(Exception):  # nothing may end the watch
                await anyio.to_thread.run_sync(place.lock, limiter=anyio.CapacityLimiter(1))
