"""``nearer backup``: everything in one file, encrypted as it is kept."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.opening import data_dir_option, opened
from nearer.words import say

__all__ = ["backup"]


@click.command(help=say("keeping.backup.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
def backup(file: Path, data_dir: Path | None) -> None:
    """Write the file, whole or not at all."""
    from nearer.app.backup_file import save_backup
    from nearer.app.output import check_outputs
    from nearer.cli.options import console

    check_outputs([file])
    with opened(data_dir) as (place, secret):
        save_backup(place, file)
    key = "keeping.backup.wrote" if secret is not None else "keeping.backup.wrote_open"
    console().print(say(key, file=file), soft_wrap=True)
