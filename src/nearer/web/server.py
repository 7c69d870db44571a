"""The server: on this machine only, one to a data folder, opened by a link that works once."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
import uvicorn
from starlette.applications import Starlette

from nearer.app.choices import load_choices, save_choices
from nearer.app.place import Place
from nearer.app.running import Running, claim, find_running, tell_running
from nearer.kernel.errors import InUseError, OutputError, RequestError
from nearer.web.app import build_app
from nearer.web.gate import Gate, launch_token

__all__ = ["Prepared", "prepare", "serve"]

ADDRESS: Final = "127.0.0.1"
NAME: Final = "nearer.localhost"
GRACE_S: Final = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A server that listens, and answers as soon as it runs.

    Attributes:
        origin: Address without a path.
        gate: Who may come in.
        app: The application.
        listening: Its socket.
        server: What answers.
    """

    origin: str
    gate: Gate
    app: Starlette
    listening: socket.socket
    server: uvicorn.Server

    def run(self) -> None:
        """Answer until Ctrl-C, or until ``server.should_exit`` is set."""
        with self.listening:
            self.server.run(sockets=[self.listening])


def serve(
    place: Place, *, port: int | None = None, browser: bool = True, told: Callable[[str, bool], None]
) -> None:
    """Serve the pages until Ctrl-C; or open those of a Nearer that runs already.

    Args:
        place: What is kept.
        port: Where to serve; None for the same as last time, or any that is free.
        browser: Whether to open a browser.
        told: Called with the launch link, and whether it is that of a Nearer that ran already.

    Raises:
        RequestError: The port that was asked for is taken.
        InUseError: Something else has the data folder open.
    """
    try:
        with claim(place.folder):
            _serve(place, port, browser, told)
    except InUseError:
        running = find_running(place.folder)
        if running is None:
            raise
        link = f"{running.origin}/launch/{launch_token(running.secret, time.time())}"
        told(link, True)
        if browser:
            webbrowser.open(link)


def prepare(place: Place, port: int | None = None) -> Prepared:
    """Take a port and build what will answer there.

    Args:
        place: What is kept; its folder is claimed by the caller.
        port: Where to serve; None for the same as last time, or any that is free.

    Raises:
        RequestError: The port that was asked for is taken.
    """
    listening = _listen(place, port)
    served_at = listening.getsockname()[1]
    gate = Gate()
    app = build_app(place, gate, served_at)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    origin = f"http://{_name()}:{served_at}"
    with contextlib.suppress(OutputError):
        tell_running(place.folder, Running(origin, gate.secret))
    return Prepared(origin, gate, app, listening, uvicorn.Server(config))


def _serve(place: Place, port: int | None, browser: bool, told: Callable[[str, bool], None]) -> None:
    prepared = prepare(place, port)
    link = prepared.origin + prepared.gate.launch_path()
    told(link, False)
    if browser:
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):  # how a server is ended
        prepared.run()
    place.lock()


def _listen(place: Place, port: int | None) -> socket.socket:
    """Return a listening socket at the port that was asked for, at that of last time, or at any that is free."""
    choices = load_choices(place.folder)
    if port is not None:
        try:
            listening = _bind(port)
        except (OSError, OverflowError):
            raise RequestError("shell.serve.port_taken", port=port) from None
    else:
        try:
            listening = _bind(choices.port or 0)
        except OSError:
            listening = _bind(0)
    served_at = listening.getsockname()[1]
    if served_at != choices.port:
        with contextlib.suppress(OutputError):  # a full disk: what is kept can be read all the same
            save_choices(place.folder, msgspec.structs.replace(choices, port=served_at))
    return listening


def _bind(port: int) -> socket.socket:
    # with its protocol named, asyncio turns off the waiting that would cost each page 40 ms
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "nt":
            listening.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", 0), 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def _name() -> str:
    """Return our own name where it leads to this machine, since its cookies reach no other local page."""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(NAME, None, proto=socket.IPPROTO_TCP)}
    except OSError:
        return ADDRESS
    return NAME if found and found <= {ADDRESS, "::1"} else ADDRESS
