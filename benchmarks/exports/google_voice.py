"""Pages of Google Voice: texts of two people, a hundred on a page, now and then a picture."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

TEXT: Final = "so the train is late again, can we meet at eight? I&#39;d bring bread &amp; cheese 🙂"
WORDS: Final = TEXT.split()
START: Final = 1_577_880_000
ON_A_PAGE: Final = 100
HEAD: Final = (
    '<?xml version="1.0" ?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    '<title>Bob</title>\n</head>\n<body><div class="hChatLog hfeed">\n'
)
OWN: Final = '<a class="tel" href="tel:+16465559876"><abbr class="fn" title="">Me</abbr></a>'
OTHER: Final = '<a class="tel" href="tel:+12125551234"><span class="fn">Bob</span></a>'


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write pages with `n` messages over some years; the more there are, the more stand on each.

    Args:
        path: The folder to write.
        n: How many messages.
        seed: Of the random numbers.
    """
    dice = random.Random(seed)
    folder = path / "Takeout" / "Voice" / "Calls"
    folder.mkdir(parents=True, exist_ok=True)
    second = START
    step = 4 * 365 * 86_400 // max(n, 1)
    on_a_page = max(ON_A_PAGE, n // 10_000)
    for first in range(0, n, on_a_page):
        stamp = datetime.fromtimestamp(second, UTC)
        name = f"Bob - Text - {stamp:%Y-%m-%dT%H_%M_%S}Z-{first}.html"
        with (folder / name).open("w", encoding="utf-8") as file:
            file.write(HEAD)
            for _ in range(min(on_a_page, n - first)):
                second += int(dice.expovariate(1) * step)
                file.write(_message(dice, datetime.fromtimestamp(second, UTC)))
            file.write(
                '</div>\n<div class="deletedStatusContainer">User Deleted: False</div></body></html>\n'
            )


def _message(dice: random.Random, at: datetime) -> str:
    text = " ".join(dice.choices(WORDS, k=dice.randint(1, 25)))
    picture = ""
    if dice.random() < 0.02:
        text, picture = "MMS Sent", '<div><img src="Bob-1-1" alt="Image MMS Attachment" /></div>'
    return (
        f'<div class="message"><abbr class="dt" title="{at:%Y-%m-%dT%H:%M:%S}.000+00:00">{at:%b} {at.day}, {at.year}\nGMT</abbr>:\n'
        f'<cite class="sender vcard">{dice.choice((OWN, OTHER))}</cite>:\n<q>{text}</q>{picture}\n</div> '
    )
