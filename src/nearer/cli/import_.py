"""``nearer import``: bring an export back; nothing is doubled, and nothing changes where something is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.opening import ask_secret, data_dir_option, opened
from nearer.words import say

__all__ = ["import_"]


@click.command("import", help=say("yours.cli.import_help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--pseudonyms", is_flag=True, help=say("yours.cli.pseudonyms"))
@data_dir_option
def import_(file: Path, pseudonyms: bool, data_dir: Path | None) -> None:
    """Bring the file in."""
    from nearer.app.your_data import bring_back, has_sealed_names
    from nearer.cli.options import console

    sealed = has_sealed_names(file)
    with opened(data_dir) as (place, _):
        secret = None
        if sealed and not pseudonyms:
            secret = ask_secret("yours.ask.unseal")
        brought = bring_back(place, file, secret)
    terminal = console()
    added = sum(brought.added.values())
    terminal.print(
        say("yours.import.nothing_new") if not added else say("yours.import.added", n=f"{added:,}")
    )
    for name, n in brought.added.items():
        if n:
            terminal.print(say("yours.import.line", what=say(f"yours.tables.{name}.what"), n=f"{n:,}"))
    if sum(brought.known.values()):
        terminal.print(say("yours.import.known", n=f"{sum(brought.known.values()):,}"))
    if not brought.with_names:
        terminal.print(say("yours.import.pseudonyms"))
