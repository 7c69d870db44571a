"""``nearer restore``: a backup takes the place of what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.opening import ask_secret, data_dir_option
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.place import Place

__all__ = ["restore"]


@click.command(help=say("keeping.restore.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--from", "name", help=say("keeping.restore.from"))
@click.option("--yes", is_flag=True, help=say("keeping.restore.yes"))
@data_dir_option
def restore(file: Path | None, name: str | None, yes: bool, data_dir: Path | None) -> None:
    """Check the backup, ask, and put it in place."""
    from nearer.app.backup_file import needs_secret
    from nearer.app.backup_file import restore as put_back
    from nearer.app.place import Place, data_folder
    from nearer.app.running import claim
    from nearer.cli.options import console

    place = Place(data_dir or data_folder())
    source = _source(place, file, name)
    needed = needs_secret(source)
    with claim(place.folder):
        if not (yes or place.is_new):
            click.confirm(say("keeping.ask.restore"), abort=True, err=True)
        secret = ask_secret("keeping.ask.backup_passphrase") if needed else None
        try:
            restored = put_back(place, source, secret)
        finally:
            place.lock()
    terminal = console()
    terminal.print(say("keeping.restore.done"))
    if restored.aside is not None:
        terminal.print(say("keeping.restore.aside", folder=restored.aside), soft_wrap=True)


def _source(place: Place, file: Path | None, name: str | None) -> Path:
    """Return the backup that is meant."""
    from nearer.app.backup_file import latest_backup
    from nearer.kernel.errors import RequestError

    if (file is None) == (name is None):
        raise RequestError("keeping.errors.file_or_from")
    if file is not None:
        return file
    if name == "latest":
        return latest_backup(place)
    names = {backup.folder.name: backup.folder for backup in place.backups}
    if name not in names:
        raise RequestError("keeping.errors.no_such_backup", names=", ".join(names) or "-")
    return names[name]
