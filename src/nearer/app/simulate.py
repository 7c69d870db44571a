"""Use case: chats of people who do not exist, with what is true of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import numpy as np
import polars as pl

from nearer.app.output import make_folder, write_whole
from nearer.inference.worlds import FAMILIES, SimulatedDyad, simulate_dyad
from nearer.kernel.errors import RequestError
from nearer.sources import KINDS, RECORD_SCHEMA, Kind, Tally
from nearer.sources.write import STYLES, render_telegram_account, render_telegram_chat, render_whatsapp
from nearer.timeline import Timeline, Timelines, plain_name

__all__ = [
    "DEMO_SEED",
    "SimulatedChat",
    "SimulatedDemo",
    "demo_chats",
    "frame_of",
    "simulate_chat",
    "simulate_demo",
    "write_chat",
]

DEMO_SEED: Final = 6
"""Chosen among twelve, so that the demo's contacts show the answers that there are; nothing else rests on it."""

DEMO_FILES: Final = (
    "WhatsApp Chat with Sam.txt",
    "WhatsApp Chat with Robin.txt",
    "result.json",
    "findings.json",
    "page.html",
)
"""What the demo writes beside the truth file."""

EPOCH: Final = datetime(1970, 1, 1)
FORBIDDEN: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
TRUTH_SCHEMA: Final = "nearer.truth/1"
RANGES: Final = {
    "drop": (0.01, 1.0),
    "months": (0.25, 240.0),
    "messages_a_day": (0.5, 1000.0),
    "my_share": (0.02, 0.98),
}


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedChat:
    """A made-up chat.

    Attributes:
        me: The user's name.
        contact: The contact's name.
        frame: Columns as in ``RECORD_SCHEMA``.
        truth: What is true of it, as in the truth file.
    """

    me: str
    contact: str
    frame: pl.DataFrame
    truth: dict[str, object]

    @property
    def timelines(self) -> Timelines:
        """The chat as if it had been read from an export."""
        timeline = Timeline(self.contact, "simulated", 0, self.frame, False, self.me)
        return Timelines((timeline,), (Tally(owner=self.me),))


@dataclass(frozen=True, slots=True)
class SimulatedDemo:
    """The demo's files.

    Attributes:
        me: The user's name.
        exports: Made-up exports.
        truth: What is true of them, by contact.
    """

    me: str
    exports: tuple[Path, ...]
    truth: Path


def simulate_chat(
    *,
    seed: int = 1,
    family: str = "draws_back",
    drop: float = 0.35,
    months: float = 18.0,
    messages_a_day: float = 20.0,
    my_share: float = 0.5,
    me: str = "Alex",
    contact: str = "Sam",
) -> SimulatedChat:
    """Make up a chat; numbers as for :func:`nearer.inference.worlds.simulate_dyad`.

    Args:
        seed: The same number gives the same chat.
        family: A name from :data:`nearer.inference.worlds.FAMILIES`.
        drop: What is left of the user's replies and openings in a quiet spell.
        months: Length.
        messages_a_day: Messages of both together on a day, about.
        my_share: The user's part of the conversations that are opened.
        me: The user's name.
        contact: The contact's name.

    Raises:
        RequestError: There is no such family, a number is out of its range, or the names are not two plain ones.
    """
    if family not in FAMILIES:
        raise RequestError("simulate.error.family", family=family, families=", ".join(FAMILIES))
    numbers = {"drop": drop, "months": months, "messages_a_day": messages_a_day, "my_share": my_share}
    for name, (low, high) in RANGES.items():
        if not low <= numbers[name] <= high:
            raise RequestError("simulate.error.range", name=name, low=low, high=high)
    plain = plain_name(me), plain_name(contact)
    if "" in plain or plain[0] == plain[1] or any(has_controls(name) for name in (me, contact)):
        raise RequestError("simulate.error.names")
    made = simulate_dyad(seed, family, **numbers)
    return SimulatedChat(me, contact, frame_of(made, me, contact), made.truth.to_dict(made.dyad.origin))


def has_controls(name: str) -> bool:
    """Whether a name would break a line of the export, or is no Unicode."""
    return any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in name)


def frame_of(made: SimulatedDyad, me: str, contact: str) -> pl.DataFrame:
    """Return a simulated exchange as columns of ``RECORD_SCHEMA``."""
    origin_s = (made.dyad.origin - EPOCH) // timedelta(seconds=1)
    time_ms = 1000 * (np.round(made.dyad.hours * 3600.0).astype(np.int64) + origin_s)
    names, kinds = pl.Series([me, contact]), pl.Series([kind.value for kind in Kind], dtype=KINDS)
    return pl.DataFrame(
        {
            "time": pl.Series(time_ms).cast(pl.Datetime("ms")),
            "sender": names.gather(made.dyad.sender.astype(np.uint32)).cast(pl.Categorical()),
            "length": pl.Series(made.dyad.length.astype(np.uint32)),
            "kind": kinds.gather(made.kind.astype(np.uint32)),
        },
        schema=RECORD_SCHEMA,
    )


def write_chat(
    made: SimulatedChat,
    folder: Path,
    *,
    source: Literal["whatsapp", "telegram"] = "whatsapp",
    style: str = "android",
) -> tuple[Path, Path]:
    """Write a made-up chat as an export, and the truth beside it.

    Args:
        made: The chat.
        folder: Made where it is not there yet.
        source: Format of the export.
        style: A name from :data:`nearer.sources.write.STYLES`, for WhatsApp.

    Returns:
        The export and the truth file.

    Raises:
        OutputError: A file cannot be written; it is not there then.
        RequestError: A file of this name is there that was not made up, see :func:`refuse_to_replace`.
    """
    make_folder(folder)
    refuse_to_replace(folder, "result.json" if source == "telegram" else _whatsapp_name(made))
    truth = _write_truth(folder, made.me, {made.contact: made})  # first: the folder is ours from here on
    if source == "telegram":
        export = folder / "result.json"
        write_whole(export, render_telegram_chat(made.frame, me=made.me, contact=made.contact))
    else:
        export = _write_whatsapp(made, folder, style)
    return export, truth


def demo_chats(seed: int = DEMO_SEED) -> dict[str, SimulatedChat]:
    """Make up the demo's chats, by contact; see :func:`simulate_demo`."""
    seeds = np.random.SeedSequence(seed).generate_state(4).tolist()
    settings: dict[str, dict[str, Any]] = {
        "Sam": {"family": "draws_back", "drop": 0.25, "messages_a_day": 25},
        "Robin": {"family": "new_job"},
        "Kim": {"family": "draws_back", "months": 3, "messages_a_day": 8},
        "Noor": {"family": "both_busy"},
    }
    return {
        name: simulate_chat(**{"seed": number, "months": 20, **setting, "contact": name})
        for number, (name, setting) in zip(seeds, settings.items(), strict=True)
    }


def simulate_demo(folder: Path, seed: int = DEMO_SEED) -> SimulatedDemo:
    """Make up one person with four contacts, as exports of two apps.

    One contact from whom the user draws back, one whose closeness moves without that, one whose chat is too short to
    tell, and one with whom both are busy at times.

    Args:
        folder: Made where it is not there yet.
        seed: Number that all of it is made from.

    Raises:
        OutputError: A file cannot be written.
        RequestError: A file of one of their names is there that was not made up.
    """
    make_folder(folder)
    for name in DEMO_FILES:
        refuse_to_replace(folder, name)
    chats = demo_chats(seed)
    truth = _write_truth(folder, chats["Sam"].me, chats)
    exports = [
        _write_whatsapp(chats["Sam"], folder, "android"),
        _write_whatsapp(chats["Robin"], folder, "ios"),
    ]
    telegram = folder / "result.json"
    frames = {name: chats[name].frame for name in ("Kim", "Noor")}
    write_whole(telegram, render_telegram_account(frames, me=chats["Sam"].me))
    return SimulatedDemo(chats["Sam"].me, (*exports, telegram), truth)


def refuse_to_replace(folder: Path, name: str) -> None:
    """Keep a made-up chat from taking the place of a real one: only a folder with a truth file of ours is our own.

    Raises:
        RequestError: A file of this name is there, or a truth file, and the folder is not ours.
    """
    truth = folder / "truth.json"
    try:
        ours = truth.is_file() and TRUTH_SCHEMA.encode() in truth.read_bytes()[:200]
    except OSError:
        ours = False
    for path in (folder / name, truth):
        if path.exists() and not ours:
            raise RequestError("simulate.error.exists", file=path.name)


def _whatsapp_name(made: SimulatedChat) -> str:
    return f"WhatsApp Chat with {made.contact.translate(FORBIDDEN)}.txt"


def _write_whatsapp(made: SimulatedChat, folder: Path, style: str) -> Path:
    export = folder / _whatsapp_name(made)
    pieces: Iterator[bytes] = render_whatsapp(made.frame, title=made.contact, style=STYLES[style])
    write_whole(export, pieces)
    return export


def _write_truth(folder: Path, me: str, chats: Mapping[str, SimulatedChat]) -> Path:
    truth = folder / "truth.json"
    content = {
        "schema": TRUTH_SCHEMA,
        "me": me,
        "with": {name: made.truth for name, made in chats.items()},
    }
    write_whole(truth, msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    return truth
