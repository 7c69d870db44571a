"""``nearer inspect``: what is in an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.options import STANDARD_OUTPUT, console, date_order_option, progress, write_answer
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.inspect import Inspection
    from nearer.sources import DateOrder

__all__ = ["inspect"]

MOST_NAMES = 20


@click.command(help=say("cli.inspect.help"))
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help=say("cli.inspect.json"))
@date_order_option
def inspect(export: Path, json_file: Path | None, date_order: DateOrder | None) -> None:
    """Read an export, count, and show the counts."""
    import msgspec

    from nearer.app.inspect import inspect_export
    from nearer.app.output import check_outputs

    check_outputs([json_file], [export])
    with progress() as update:
        found = inspect_export(
            export,
            date_order=date_order,
            on_progress=lambda n: update(say("cli.progress.reading", n=f"{n:,}")),
        )
    write_answer(json_file, msgspec.json.format(msgspec.json.encode(found.to_dict()), indent=2) + b"\n")
    if json_file != STANDARD_OUTPUT:
        _show(export.name, found)


def _show(file: str, found: Inspection) -> None:
    from rich.table import Table
    from rich.text import Text

    from nearer.cli.summary import skipped_line
    from nearer.report.dates import day_words

    out = console()
    key = "cli.found.source_one" if found.chats <= 1 else "cli.found.source"
    out.print(
        say(
            key,
            file=file,
            source=say(f"cli.format.{found.source}"),
            messages=f"{found.messages:,}",
            people=len(found.senders),
            chats=found.chats,
        )
    )
    if found.first and found.last:
        out.print(say("cli.found.span", first=day_words(found.first), last=day_words(found.last)))
    if found.system:
        out.print(say(f"cli.found.system{_one(found.system)}", n=f"{found.system:,}"))
    table = Table(box=None, pad_edge=False)
    table.add_column(say("cli.found.name"))
    table.add_column(say("cli.found.n"), justify="right")
    for name, n in list(found.senders.items())[:MOST_NAMES]:
        table.add_row(Text(name), f"{n:,}")
    out.print(table)
    n_more = len(found.senders) - MOST_NAMES
    if n_more > 0:
        out.print(say(f"cli.found.more{_one(n_more)}", n=n_more))
    for note in found.notes:
        out.print(note)
    if found.n_skipped:
        out.print(skipped_line(found.skipped, found.n_skipped))


def _one(n: int) -> str:
    """Return the end of a sentence's name that speaks of one thing only."""
    return "_one" if n == 1 else ""
