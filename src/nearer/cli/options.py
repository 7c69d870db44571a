"""What several commands share: options, the terminal, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nearer.app.output import STANDARD_OUTPUT
from nearer.words import say

if TYPE_CHECKING:
    from rich.console import Console

    from nearer.app.pace import Pace

__all__ = [
    "STANDARD_OUTPUT",
    "console",
    "date_order_option",
    "is_terminal",
    "plugins_option",
    "progress",
    "reading_progress",
    "write_answer",
    "zone_option",
]

F = TypeVar("F", bound=Callable[..., Any])


def date_order_option(function: F) -> F:
    """Add ``--date-order``."""
    option = click.option(
        "--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help=say("cli.options.date_order")
    )
    return option(function)


def zone_option(function: F) -> F:
    """Add ``--zone``, under the name ``zones``."""
    return click.option("--zone", "zones", multiple=True, metavar="[FROM=]ZONE", help=say("clocks.cli.zone"))(
        function
    )


def plugins_option(function: F) -> F:
    """Add ``--no-plugins``, under the name ``plugins``."""
    return click.option(
        "--no-plugins", "plugins", flag_value=False, default=True, help=say("cli.options.plugins")
    )(function)


def is_terminal() -> bool:
    """Whether a person sits at the other end and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def console(*, stderr: bool = False) -> Console:
    """Return a terminal that prints text as it is: no markup, no highlighting, no emoji codes."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is going on, on a terminal only; yields a function that changes the words."""
    terminal = console(stderr=True)
    if not terminal.is_terminal:
        yield lambda words: None
        return
    with terminal.status("") as status:
        yield status.update


@contextmanager
def reading_progress() -> Iterator[Callable[[Pace], None]]:
    """Show a bar with messages, rate and time left, on a terminal only; yields a function that moves it."""
    terminal = console(stderr=True)
    if not terminal.is_terminal:
        yield lambda pace: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    from nearer.app.pace import pace_words

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(pace: Pace) -> None:
            bar.update(
                task,
                description=pace_words(pace),
                total=1.0 if pace.n_bytes else None,
                completed=pace.share or 0,
            )

        yield show


def write_answer(path: Path | None, content: bytes) -> None:
    """Write to a file, whole or not at all, or to standard output where the path is ``-``."""
    if path is None:
        return
    if path == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from nearer.app.output import write_whole

    write_whole(path, content)
