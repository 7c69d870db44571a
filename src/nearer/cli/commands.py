"""The group of commands. Each command's module is imported when the command is called, not before."""

from __future__ import annotations

import importlib
from keyword import iskeyword

import click

from nearer.kernel.version import __version__
from nearer.words import say

__all__ = ["main"]

COMMANDS = {
    "serve": "shell.serve.help",
    "demo": "cli.demo.help",
    "inspect": "cli.inspect.help",
    "sources": "cli.sources.help",
    "analyze": "cli.analyze.help",
    "simulate": "simulate.help",
    "schema": "cli.schema.help",
    "patterns": "library.cli.help",
    "export": "yours.cli.export_help",
    "import": "yours.cli.import_help",
    "backup": "keeping.backup.help",
    "restore": "keeping.restore.help",
    "wipe": "keeping.wipe.help",
    "doctor": "keeping.doctor.help",
    "paths": "keeping.paths.help",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help, and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which a newcomer wants them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(importlib.import_module(f"nearer.cli.{name}"), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(key)) for name, key in COMMANDS.items()])


@click.command(
    cls=LazyGroup,
    invoke_without_command=True,
    help=say("cli.about"),
    epilog=say("cli.epilog.main"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="nearer")
@click.pass_context
def main(context: click.Context) -> None:
    """Nearer's command line; without a command, the pages open."""
    if context.invoked_subcommand is None:
        from nearer.cli.serve import serve

        context.invoke(serve)
