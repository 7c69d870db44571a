"""``nearer schema``: the JSON Schema of the findings file."""

from __future__ import annotations

import click

from nearer.words import say

__all__ = ["schema"]


@click.command(help=say("cli.schema.help"))
def schema() -> None:
    """Print it."""
    import json

    from nearer.findings import findings_schema

    click.echo(json.dumps(findings_schema(), indent=2))
