"""``nearer inspect``: what is in an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.options import (
    STANDARD_OUTPUT,
    console,
    date_order_option,
    plugins_option,
    reading_progress,
    write_answer,
    zone_option,
)
from nearer.words import say

if TYPE_CHECKING:
    from rich.console import Console

    from nearer.app.inspect import Inspected, Inspection
    from nearer.sources import DateOrder

__all__ = ["inspect"]

MOST_NAMES = 20
MOST_EXPORTS = 40


@click.command(help=say("cli.inspect.help"))
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help=say("cli.inspect.json"))
@date_order_option
@zone_option
@plugins_option
def inspect(
    export: Path, json_file: Path | None, date_order: DateOrder | None, zones: tuple[str, ...], plugins: bool
) -> None:
    """Read what is in a place, count, and show the counts."""
    import msgspec

    from nearer.app.clocks import parse_zones
    from nearer.app.inspect import inspect_place
    from nearer.app.output import check_outputs
    from nearer.sources import ReadOptions

    check_outputs([json_file], [export])
    options = ReadOptions(date_order=date_order, clock=parse_zones(zones))
    with reading_progress() as show:
        found = inspect_place(export, options, plugins=plugins, on_progress=show)
    write_answer(json_file, msgspec.json.format(msgspec.json.encode(found.to_dict()), indent=2) + b"\n")
    if json_file != STANDARD_OUTPUT:
        _show(found)


def _show(found: Inspected) -> None:
    out = console()
    for number, export in enumerate(found.exports[:MOST_EXPORTS]):
        if number:
            out.print()
        _show_export(export, out)
    n_more = len(found.exports) - MOST_EXPORTS
    if n_more > 0:
        out.print(say(f"cli.found.more_exports{_one(n_more)}", n=n_more))
    for note in found.notes:
        out.print(note)
    for one in found.not_read:
        out.print(one.why)


def _show_export(found: Inspection, out: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from nearer.cli.summary import skipped_line
    from nearer.report.dates import day_words

    key = "cli.found.source_one" if found.chats <= 1 else "cli.found.source"
    out.print(
        say(
            key,
            file=found.name,
            source=found.title,
            messages=say(f"cli.found.messages{_one(found.messages)}", n=f"{found.messages:,}"),
            people=say(f"cli.found.people{_one(len(found.senders))}", n=len(found.senders)),
            chats=found.chats,
        )
    )
    if found.first and found.last:
        out.print(say("cli.found.span", first=day_words(found.first), last=day_words(found.last)))
    for line in _dates(found):
        out.print(line)
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


def _dates(found: Inspection) -> list[str]:
    """Say how the dates were read, and in which zone the times are."""
    lines = []
    if found.order and not found.order_open:
        lines.append(say(f"cli.found.order_{found.order}"))
    if found.zone:
        lines.append(say("cli.found.zone", zone=found.zone))
    return lines


def _one(n: int) -> str:
    """Return the end of a sentence's name that speaks of one thing only."""
    return "_one" if n == 1 else ""
