"""``nearer sources``: which formats can be read here, and what each needs."""

from __future__ import annotations

import click

from nearer.cli.options import console, plugins_option
from nearer.words import say

__all__ = ["sources"]


@click.command(help=say("cli.sources.help"))
@plugins_option
def sources(plugins: bool) -> None:
    """List the formats."""
    from rich.table import Table
    from rich.text import Text

    from nearer.app.formats import list_formats

    table = Table(box=None, pad_edge=False)
    for column in ("format", "files", "from", "needs"):
        table.add_column(say(f"cli.sources.{column}"))
    listed = list_formats(plugins=plugins)
    for one in listed.formats:
        needs = ", ".join(one.needs)
        if one.missing:
            needs = say("cli.sources.missing", packages=", ".join(one.missing))
        table.add_row(
            Text(f"{one.title} ({one.name})"),
            Text(", ".join(one.suffixes)),
            Text(one.package or "Nearer"),
            Text(needs),
        )
    out = console()
    out.print(table)
    for failed in listed.failed:
        out.print(say("cli.sources.failed", package=failed.package, name=failed.name, why=failed.fault))
