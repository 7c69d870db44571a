"""``nearer serve``, and plain ``nearer``: the pages, in a browser on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.options import plugins_option
from nearer.words import say

__all__ = ["serve"]


@click.command(help=say("shell.serve.help"))
@click.option("--port", type=click.IntRange(1024, 65535), help=say("shell.serve.port"))
@click.option("--no-browser", is_flag=True, help=say("shell.serve.no_browser"))
@click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), help=say("shell.serve.data_dir")
)
@plugins_option
def serve(
    port: int | None = None, no_browser: bool = False, data_dir: Path | None = None, plugins: bool = True
) -> None:
    """Serve until Ctrl-C."""
    from nearer.app.place import Place, data_folder
    from nearer.web.server import serve as serve_pages

    place = Place(data_dir or data_folder(), plugins=plugins)
    serve_pages(place, port=port, browser=not no_browser, told=_tell)


def _tell(link: str, ran_already: bool) -> None:
    click.echo(say("shell.serve.again" if ran_already else "shell.serve.open"))
    click.echo(f"  {link}")
    if not ran_already:
        click.echo(say("shell.serve.stop"))
