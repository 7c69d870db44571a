"""``nearer export``: everything that is kept, in a file; other people under pseudonyms."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.opening import ask_secret, data_dir_option, opened
from nearer.words import say

__all__ = ["export"]


@click.command(help=say("yours.cli.export_help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", type=click.Choice(["json", "csv", "md"]), help=say("yours.cli.form"))
@click.option("--own-passphrase", is_flag=True, help=say("yours.cli.own_passphrase"))
@click.option("--without-names", is_flag=True, help=say("yours.cli.without_names"))
@data_dir_option
def export(
    file: Path, form: str | None, own_passphrase: bool, without_names: bool, data_dir: Path | None
) -> None:
    """Write the file, whole or not at all."""
    from nearer.app.output import check_outputs, write_whole
    from nearer.app.your_data import check_own, export_pieces, form_of
    from nearer.cli.options import console

    chosen = form_of(form or file.suffix.removeprefix("."))
    check_outputs([file])
    with opened(data_dir) as (place, secret):
        if without_names or chosen == "md":
            secret = None
        elif own_passphrase or secret is None:
            secret = ask_secret("yours.ask.seal", twice=True) or None
        else:
            check_own(place, secret)
        write_whole(file, export_pieces(place, chosen, secret))
    terminal = console()
    terminal.print(say("yours.cli.wrote", file=file), soft_wrap=True)
    if secret is None:
        terminal.print(say("yours.export.nameless"))
