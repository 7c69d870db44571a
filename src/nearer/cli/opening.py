"""What the commands about the private place share: where it is, and opening it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["ask_secret", "data_dir_option", "opened"]

F = TypeVar("F", bound=Callable[..., Any])


def data_dir_option(function: F) -> F:
    """Add ``--data-dir``."""
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option("--data-dir", type=kind, help=say("shell.serve.data_dir"))(function)


def ask_secret(key: str, *, twice: bool = False) -> str:
    """Ask for a passphrase without showing it; where nobody sits there, the next line of the input is taken.

    Args:
        key: Name of the question in the catalogue.
        twice: Whether to ask again, against slips.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().removesuffix("\n")
    again = say("yours.ask.again") if twice else False
    secret: str = click.prompt(
        say(key), hide_input=True, default="", show_default=False, confirmation_prompt=again, err=True
    )
    return secret


@contextmanager
def opened(data_dir: Path | None) -> Iterator[tuple[Place, str | None]]:
    """Open the place for one command, alone; yield it with the secret that opened it, None where none is needed.

    Raises:
        PlaceError: Nothing is kept there, another Nearer has it open, or the secret does not fit.
    """
    from nearer.app.place import Place, data_folder
    from nearer.app.running import claim
    from nearer.kernel.errors import PlaceError

    place = Place(data_dir or data_folder())
    if place.is_new:
        raise PlaceError("store.errors.nothing_kept")
    with claim(place.folder):
        secret = ask_secret("yours.ask.passphrase") if place.has_passphrase else None
        place.unlock(secret)
        try:
            yield place, secret
        finally:
            place.lock()
