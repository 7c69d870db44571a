"""A mailbox as Google Takeout writes it: two people, replies that quote, now and then a file or a newsletter."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

TEXT: Final = "so the train is late again, can we meet at eight? I would bring bread and cheese, and the =C3=A9clair you like"
WORDS: Final = TEXT.split()
START: Final = 1_577_880_000
OWNER: Final = "Ana Silva <ana@example.org>"
OTHER: Final = "=?UTF-8?Q?Bj=C3=B6rn?= Holm <bjorn@example.net>"


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a mailbox of `n` e-mails over some years.

    Args:
        path: The file to write.
        n: How many e-mails.
        seed: Of the random numbers.
    """
    dice = random.Random(seed)
    second = START
    step = 4 * 365 * 86_400 // max(n, 1)
    with path.open("w", encoding="ascii", newline="") as file:
        for number in range(n):
            second += int(dice.expovariate(1) * step)
            file.write(_mail(dice, number, datetime.fromtimestamp(second, UTC)))


def _mail(dice: random.Random, number: int, moment: datetime) -> str:
    sent = dice.random() < 0.5
    text = " ".join(dice.choices(WORDS, k=dice.randint(1, 25)))
    quoted = (
        f"On {moment:%d %b %Y}, Somebody wrote:\r\n> {text}\r\n> and so on\r\n" if dice.random() < 0.5 else ""
    )
    news = "List-Unsubscribe: <https://example.com/u>\r\n" if not sent and dice.random() < 0.04 else ""
    file = ""
    if dice.random() < 0.02:
        lines = "".join(
            "JVBERi0xLjQKJdPr6eEKMSAwIG9iago8PC9DcmVhdG9yIChNb3ppbGxhLzUuMCBcKFgxMTsg\r\n" for _ in range(40)
        )
        file = (
            '--part\r\nContent-Type: application/pdf; name="a.pdf"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n" + lines
        )
    return (
        f"From {16_000_000_000 + number}@xxx {moment:%a %b %d %H:%M:%S} +0000 {moment:%Y}\r\n"
        f"X-GM-THRID: {1600 + number // 9}\r\nX-Gmail-Labels: {'Sent' if sent else 'Inbox,Important'}\r\n"
        "Received: by 2002:a0c:b985:0:0:0:0:0 with SMTP id v5csp2590545qvf;\r\n"
        f"        {moment:%a, %d %b %Y %H:%M:%S} +0000\r\nMIME-Version: 1.0\r\n{news}"
        f"From: {OWNER if sent else OTHER}\r\nTo: {OTHER if sent else OWNER}\r\nSubject: Re: the weekend\r\n"
        f"Date: {moment:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <{number}@example.org>\r\n"
        'Content-Type: multipart/mixed; boundary="part"\r\n\r\n--part\r\n'
        'Content-Type: text/plain; charset="UTF-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        f"{text}\r\n\r\n{quoted}\r\n{file}--part--\r\n\r\n"
    )
