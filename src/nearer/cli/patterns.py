"""``nearer patterns``: list the patterns, check a folder of them, add one, remove one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.opening import data_dir_option
from nearer.words import say

if TYPE_CHECKING:
    from nearer.app.library import Fault

__all__ = ["patterns"]

BAD_REQUEST = 2


@click.group(help=say("library.cli.help"), invoke_without_command=True)
@data_dir_option
@click.pass_context
def patterns(context: click.Context, data_dir: Path | None) -> None:
    """List every pattern where no other command is given."""
    from nearer.app.place import data_folder

    context.obj = data_dir or data_folder()
    if context.invoked_subcommand is None:
        _list(context.obj)


@patterns.command("list", help=say("library.cli.list_help"))
@click.pass_obj
def list_(folder: Path) -> None:
    """List every pattern, with its origin."""
    _list(folder)


def _list(folder: Path) -> None:
    from nearer.app.library import by_category, library_of

    loaded = library_of(folder)
    for _, some in by_category(loaded.library):
        for one in some:
            origin = say("library.cli.own" if one.is_own else "library.cli.added")
            click.echo(say("library.cli.line", slug=one.slug, title=one.title, origin=origin))
    for slug in loaded.left_out:
        click.echo(say("library.cli.left_out", slug=slug))


@patterns.command("check", help=say("library.cli.check_help"))
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def check(place: Path, folder: Path | None) -> int:
    """Print what is wrong, a line each; the exit code is 2 where anything is."""
    from nearer.app.library import check_folder

    faults, n = check_folder(place, folder)
    if faults:
        return _tell(faults)
    click.echo(say("library.cli.well", n=n))
    return 0


@patterns.command("add", help=say("library.cli.add_help"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def add(place: Path, folder: Path) -> int:
    """Copy a pattern; the exit code is 2 where something is wrong with it."""
    from nearer.app.library import add_pattern

    slug, faults = add_pattern(place, folder)
    if faults:
        code = _tell(faults)
        click.echo(say("library.cli.not_added"), err=True)
        return code
    click.echo(say("library.cli.was_added", slug=slug))
    return 0


@patterns.command("remove", help=say("library.cli.remove_help"))
@click.argument("name")
@click.pass_obj
def remove(place: Path, name: str) -> None:
    """Delete a pattern that was added."""
    from nearer.app.library import remove_pattern

    remove_pattern(place, name)
    click.echo(say("library.cli.was_removed", slug=name))


def _tell(faults: Iterable[Fault]) -> int:
    lines = [str(fault) for fault in faults]
    for line in lines:
        click.echo(line, err=True)
    click.echo(say("library.cli.faults", n=len(lines)), err=True)
    return BAD_REQUEST
