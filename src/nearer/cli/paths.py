"""``nearer paths``: where everything is."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.opening import data_dir_option
from nearer.words import say

__all__ = ["paths"]


@click.command(help=say("keeping.paths.help"))
@data_dir_option
def paths(data_dir: Path | None) -> None:
    """List the paths; nothing is opened."""
    from nearer.app.doctor import list_paths
    from nearer.app.place import Place, data_folder
    from nearer.cli.options import console

    terminal = console()
    for what, path in list_paths(Place(data_dir or data_folder())):
        there = "" if path.exists() else f" {say('keeping.paths.nothing')}"
        terminal.print(f"{what}: {path}{there}", soft_wrap=True)
