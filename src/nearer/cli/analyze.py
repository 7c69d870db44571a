"""``nearer analyze``: from exports to an answer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nearer.cli.options import (
    STANDARD_OUTPUT,
    console,
    date_order_option,
    is_terminal,
    plugins_option,
    progress,
    reading_progress,
    write_answer,
    zone_option,
)
from nearer.kernel.errors import NotYoursError, RequestError
from nearer.words import say

if TYPE_CHECKING:
    from nearer.findings import Findings
    from nearer.sources import DateOrder
    from nearer.timeline import Timelines

__all__ = ["analyze"]

AWAY = re.compile(r"(?:(?P<contact>.+):)?(?P<start>\d{4}-\d\d-\d\d)\.\.(?P<end>\d{4}-\d\d-\d\d)", re.DOTALL)
Away = dict[str | None, list[tuple[date, date]]]
MOST_ASKED = 12


def parse_away(texts: tuple[str, ...]) -> Away:
    """Return days that must not count, by contact.

    Raises:
        RequestError: A text is no span of days, or ends before it begins.
    """
    away: Away = {}
    for text in texts:
        match = AWAY.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError
            start, end = date.fromisoformat(match["start"]), date.fromisoformat(match["end"])
        except ValueError:
            raise RequestError("errors.away_form", text=text) from None
        if end < start:
            raise RequestError("errors.away_order", text=text)
        away.setdefault(match["contact"], []).append((start, end))
    return away


@click.command(help=say("cli.analyze.help"))
@click.argument("exports", nargs=-1, required=True, metavar="EXPORT...", type=click.Path(path_type=Path))
@click.option("--me", multiple=True, metavar="NAME", help=say("cli.analyze.me"))
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help=say("cli.analyze.json")
)
@click.option(
    "--html", "html_file", type=click.Path(path_type=Path), metavar="FILE", help=say("cli.analyze.html")
)
@click.option("--away", multiple=True, metavar="[NAME:]FROM..TO", help=say("cli.analyze.away"))
@click.option("--mine", is_flag=True, help=say("cli.analyze.mine"))
@click.option("--pseudonyms", is_flag=True, help=say("cli.analyze.pseudonyms"))
@date_order_option
@zone_option
@plugins_option
def analyze(
    exports: tuple[Path, ...],
    me: tuple[str, ...],
    json_file: Path | None,
    html_file: Path | None,
    away: tuple[str, ...],
    mine: bool,
    pseudonyms: bool,
    date_order: DateOrder | None,
    zones: tuple[str, ...],
    plugins: bool,
) -> None:
    """Read, ask what must be asked, analyse, write, show."""
    from nearer.app.analyze import analyze_timelines, match_me, read_exports
    from nearer.app.clocks import parse_zones
    from nearer.app.output import check_outputs
    from nearer.findings import replace_names
    from nearer.sources import ReadOptions

    days = parse_away(away)
    options = ReadOptions(date_order=date_order, clock=parse_zones(zones))
    check_outputs([json_file, html_file], exports)
    with reading_progress() as show:
        timelines = read_exports(exports, options, plugins=plugins, on_progress=show)
    names = match_me(timelines, me) if me else who_is_me(timelines)
    ask_if_own(names[0], already_said=mine)
    with progress() as update:
        findings = analyze_timelines(
            timelines,
            names,
            away=days,
            on_contact=lambda number, n: update(say("cli.progress.measuring", number=number, n=n)),
        )
    if pseudonyms:
        findings = replace_names(findings)
    write_findings(findings, json_file, html_file)
    if STANDARD_OUTPUT not in (json_file, html_file):
        _show(
            findings, exports, [file for file in (json_file, html_file) if file], page=html_file is not None
        )


def who_is_me(timelines: Timelines) -> list[str]:
    """Return the user's names: told by the exports, or one that is asked for on a terminal.

    Raises:
        RequestError: The exports do not tell it and nobody can be asked.
    """
    from nearer.app.analyze import find_me, some_names

    told = find_me(timelines)
    if told:
        return told
    names = list(timelines.senders)
    if not is_terminal():
        raise RequestError("errors.who_are_you", names=some_names(names))
    click.echo(say("cli.ask.who"), err=True)
    for number, name in enumerate(names[:MOST_ASKED], start=1):
        click.echo(f"  {number}  {name}", err=True)
    choice = click.prompt(
        say("cli.ask.number"), type=click.IntRange(1, min(len(names), MOST_ASKED)), err=True
    )
    return [names[choice - 1]]


def ask_if_own(name: str, *, already_said: bool) -> None:
    """Ask once on a terminal whether this is the user's own history, and remember a yes.

    Raises:
        NotYoursError: It is not.
    """
    from nearer.app.consent import confirm_own, consent_file, is_own

    file = consent_file()
    if already_said:
        confirm_own(name, file)
    elif is_terminal() and not is_own(name, file):
        if not click.confirm(say("cli.ask.own", me=name), err=True):
            raise NotYoursError("errors.not_yours")
        confirm_own(name, file)


def write_findings(findings: Findings, json_file: Path | None, html_file: Path | None) -> None:
    """Write the findings file and the page, each whole or not at all."""
    if json_file is not None:
        from nearer.findings import findings_json

        write_answer(json_file, findings_json(findings))
    if html_file is not None:
        from nearer.app.page import page_bytes

        write_answer(html_file, page_bytes(findings))


def _show(findings: Findings, exports: tuple[Path, ...], written: list[Path], *, page: bool) -> None:
    from nearer.cli.summary import show_findings

    out = console()
    show_findings(findings, out)
    if written:
        out.print(say("cli.answer.wrote", files=", ".join(str(file) for file in written)))
    files = ", ".join(str(file) for file in (*exports, *written))
    out.print(say("cli.answer.on_disk_page" if page else "cli.answer.on_disk", files=files))
