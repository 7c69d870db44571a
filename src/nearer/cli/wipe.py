"""``nearer wipe``: nothing is kept any more."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.opening import data_dir_option
from nearer.words import say

__all__ = ["wipe"]


@click.command(help=say("keeping.wipe.help"))
@click.option("--yes", is_flag=True, help=say("keeping.wipe.yes"))
@data_dir_option
def wipe(yes: bool, data_dir: Path | None) -> None:
    """Ask, and delete everything; no passphrase is needed for that."""
    from nearer.app.deletion import wipe as delete_all
    from nearer.app.place import Place, data_folder
    from nearer.app.running import claim
    from nearer.cli.options import console

    place = Place(data_dir or data_folder())
    with claim(place.folder):
        if not yes:
            click.confirm(say("keeping.ask.wipe"), abort=True, err=True)
        delete_all(place)
    terminal = console()
    terminal.print(say("keeping.wipe.done"))
    terminal.print(say("keeping.wipe.remains"))
