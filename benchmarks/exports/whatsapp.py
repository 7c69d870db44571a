"""A WhatsApp export of any size, in the forms that most phones write: ``python whatsapp.py N FILE [FORM]``."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

TEXT: Final = (
    "we lomi ra tensuval done rika be then over lofanu sel ti maybe ok yes no what when tomorrow see you there "
    "thanks later home train ten late fine really good night morning coffee was it for me und so weiter quand même"
)
WORDS: Final = TEXT.split()
START: Final = datetime(2021, 2, 3, 7, 30)
YEARS: Final = 4
PIECE: Final = 20_000


def american(time: datetime) -> str:
    """The header of an Android phone set to American English."""
    half = "AM" if time.hour < 12 else "PM"
    return f"{time.month}/{time.day}/{time:%y}, {time.hour % 12 or 12}:{time:%M}\u202f{half} - "


def american_iphone(time: datetime) -> str:
    """The header of an iPhone set to American English."""
    half = "AM" if time.hour < 12 else "PM"
    return f"[{time.month}/{time.day}/{time:%y}, {time.hour % 12 or 12}:{time:%M:%S}\u202f{half}] "


FORMS: Final[dict[str, Callable[[datetime], str]]] = {
    "android": lambda time: f"{time:%d/%m/%Y, %H:%M} - ",
    "android-german": lambda time: f"{time:%d.%m.%y, %H:%M} - ",
    "android-american": american,
    "iphone": lambda time: f"[{time:%d/%m/%Y, %H:%M:%S}] ",
    "iphone-german": lambda time: f"[{time:%d.%m.%y, %H:%M:%S}] ",
    "iphone-american": american_iphone,
}


def messages(n: int, seed: int, form: str) -> Iterator[str]:
    """Yield the messages: bursts of two people, some pictures, calls, changed and taken back ones, further lines."""
    dice = random.Random(seed)
    header, iphone = FORMS[form], form.startswith("iphone")
    own, end = ("\u200e", "\r\n") if iphone else ("", "\n")
    picture = "\u200eimage omitted" if iphone else "<Media omitted>"
    pool = [" ".join(dice.choices(WORDS, k=max(1, int(dice.expovariate(1 / 7))))) for _ in range(5000)]
    pool += [f"{one} 😀" for one in pool[:200]] + [
        f"{one}\n{two}" for one, two in zip(pool[:200], pool[200:400], strict=True)
    ]
    mean_s = YEARS * 365.25 * 86_400 / max(n, 1)
    time, sender = START, "Ana María"
    for _ in range(n):
        time += timedelta(seconds=dice.expovariate(1 / mean_s))
        if dice.random() < 0.45:
            sender = "Bob" if sender == "Ana María" else "Ana María"
        draw = dice.random()
        if draw < 0.955:
            body = dice.choice(pool)
        elif draw < 0.99:
            body = picture
        elif draw < 0.995:
            body = f"{own}This message was deleted"
        else:
            body = f"{dice.choice(pool)} {own}<This message was edited>"
        yield f"{header(time)}{sender}: {body}{end}"
        if draw < 0.001:
            call = "\u200eMissed voice call" if iphone else "Missed voice call"
            yield f"{header(time)}{sender + ': ' if iphone else ''}{call}{end}"


def write(path: Path, n: int, seed: int = 1, form: str = "android") -> None:
    """Write an export of ``n`` messages and some lines of the app, in a stream.

    Args:
        path: The text file.
        n: Messages.
        seed: Of everything that is drawn.
        form: One of :data:`FORMS`.
    """
    lines = messages(n, seed, form)
    with path.open("w", encoding="utf-8", newline="") as file:
        while piece := "".join(islice(lines, PIECE)):
            file.write(piece)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]), form=sys.argv[3] if len(sys.argv) > 3 else "android")
