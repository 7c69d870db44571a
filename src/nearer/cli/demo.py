"""``nearer demo``: made-up chats, analysed, and the page opened."""

from __future__ import annotations

from pathlib import Path

import click

from nearer.cli.options import console, progress
from nearer.words import say

__all__ = ["demo"]


@click.command(help=say("cli.demo.help"))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=say("cli.demo.out"))
@click.option("--no-browser", is_flag=True, help=say("cli.demo.no_browser"))
def demo(out: Path | None, no_browser: bool) -> None:
    """Simulate, analyse, write the page, open it."""
    from nearer.app.analyze import analyze_timelines, read_exports
    from nearer.app.output import make_folder
    from nearer.app.simulate import simulate_demo
    from nearer.cli.analyze import write_findings
    from nearer.cli.summary import show_findings

    folder = make_folder(out or Path("nearer-demo"))
    terminal = console()
    with progress() as update:
        update(say("cli.progress.simulating"))
        made = simulate_demo(folder)
    terminal.print(say("cli.demo.intro", me=made.me))
    terminal.print()
    findings = analyze_timelines(read_exports(made.exports), [made.me])
    page = folder / "page.html"
    write_findings(findings, folder / "findings.json", page)
    show_findings(findings, terminal)
    terminal.print(say("cli.demo.wrote", folder=folder))
    terminal.print(say("cli.demo.page", page=page.resolve()), soft_wrap=True)
    if not no_browser:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
