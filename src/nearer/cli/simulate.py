"""``nearer simulate``: a made-up chat and what is true of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from nearer.words import say

__all__ = ["simulate"]

FAMILY_NAMES = (
    "draws_back",
    "both_draw_back",
    "delays_only",
    "starts_only",
    "shorter_only",
    "stationary",
    "mutual_swings",
    "my_busy_spells",
    "other_draws_back",
    "mutual_fade",
    "in_person",
    "new_job",
    "lost_and_moved",
    "always_slow",
    "needier",
    "honeymoon",
    "both_busy",
    "gaps",
)
STYLE_NAMES = ("android", "android-us", "android-dots", "android-iso", "ios", "ios-us", "ios-dots")


@click.command(help=say("simulate.help"))
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=say("simulate.out"),
)
@click.option(
    "--format",
    "source",
    type=click.Choice(["whatsapp", "telegram"]),
    default="whatsapp",
    help=say("simulate.format"),
)
@click.option("--style", type=click.Choice(STYLE_NAMES), default="android", help=say("simulate.style"))
@click.option("--family", type=click.Choice(FAMILY_NAMES), default="draws_back", help=say("simulate.family"))
@click.option("--drop", type=float, default=0.35, show_default=True, help=say("simulate.drop"))
@click.option("--months", type=float, default=18.0, show_default=True, help=say("simulate.months"))
@click.option(
    "--messages-a-day", type=float, default=20.0, show_default=True, help=say("simulate.messages_a_day")
)
@click.option("--my-share", type=float, default=0.5, show_default=True, help=say("simulate.my_share"))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help=say("simulate.seed"))
@click.option("--me", default="Alex", show_default=True, help=say("simulate.me"))
@click.option("--with", "contact", default="Sam", show_default=True, help=say("simulate.with"))
def simulate(
    folder: Path,
    source: Literal["whatsapp", "telegram"],
    style: str,
    family: str,
    drop: float,
    months: float,
    messages_a_day: float,
    my_share: float,
    seed: int,
    me: str,
    contact: str,
) -> None:
    """Make up a chat, write it with its truth, and say where."""
    import shlex

    from nearer.app.simulate import simulate_chat, write_chat
    from nearer.cli.options import console, progress

    with progress() as update:
        update(say("cli.progress.simulating"))
        made = simulate_chat(
            seed=seed,
            family=family,
            drop=drop,
            months=months,
            messages_a_day=messages_a_day,
            my_share=my_share,
            me=me,
            contact=contact,
        )
        export, truth = write_chat(made, folder, source=source, style=style)
    terminal = console()
    wrote = say("simulate.wrote", export=export, truth=truth, messages=f"{made.frame.height:,}")
    terminal.print(wrote, soft_wrap=True)
    terminal.print(say("simulate.next", export=shlex.quote(str(export)), me=shlex.quote(me)), soft_wrap=True)
