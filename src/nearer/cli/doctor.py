"""``nearer doctor``: whether everything is well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.opening import ask_secret, data_dir_option
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.doctor import Check
    from nearer.app.place import Place

__all__ = ["doctor"]

WRONG = 6


@click.command(help=say("keeping.doctor.help"))
@data_dir_option
def doctor(data_dir: Path | None) -> int:
    """Print one line for each thing; the exit code is 6 where something is wrong."""
    from nearer.app.doctor import examine
    from nearer.app.place import Place, data_folder
    from nearer.cli.options import console

    terminal = console()
    with _opened_if_possible(Place(data_dir or data_folder())) as (place, notes):
        checks = [*examine(place), *notes]
        for check in dict.fromkeys(checks):
            terminal.print(f"{say(f'keeping.doctor.mark.{check.state}')} {check.words}", soft_wrap=True)
    states = {check.state for check in checks}
    terminal.print(say("keeping.doctor.all_well" if states == {"well"} else "keeping.doctor.some"))
    return WRONG if "wrong" in states else 0


@contextmanager
def _opened_if_possible(place: Place) -> Iterator[tuple[Place, list[Check]]]:
    """Open the place where a secret is to be had; else yield it closed, with the reason."""
    from nearer.app.doctor import Check
    from nearer.app.running import claim
    from nearer.kernel.errors import InUseError, OutputError, PlaceError

    if place.is_new:
        yield place, []
        return
    with ExitStack() as stack:
        notes = []
        try:
            stack.enter_context(claim(place.folder))
            stack.callback(place.lock)
            _open(place)
        except InUseError:
            notes.append(Check("look", say("keeping.doctor.running")))
        except (OutputError, PlaceError) as error:
            notes.append(Check("wrong", str(error)))
        yield place, notes


def _open(place: Place) -> None:
    """Open it; without a passphrase where nobody can be asked for one, it stays closed."""
    if not place.has_passphrase:
        place.unlock(None)
        return
    secret = ask_secret("yours.ask.passphrase")
    if secret or sys.stdin.isatty():
        place.unlock(secret)
