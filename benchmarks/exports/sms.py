"""A backup of text messages as SMS Backup & Restore writes it: two people, now and then a picture."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

TEXT: Final = (
    "so the train is late again, can we meet at eight? I&apos;d bring bread &amp; cheese &#55357;&#56842;"
)
WORDS: Final = TEXT.split()
START_MS: Final = 1_577_880_000_000
NUMBER: Final = "+4915112345678"


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write a backup of `n` messages over some years, two in a hundred of them with a picture.

    Args:
        path: The file to write.
        n: How many messages.
        seed: Of the random numbers.
    """
    dice = random.Random(seed)
    moment = START_MS
    step = 4 * 365 * 86_400_000 // max(n, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n")
        file.write(
            f'<!--File Created By SMS Backup & Restore v10.20.002 on 31/01/2024-->\n<smses count="{n}">\n'
        )
        for _ in range(n):
            moment += int(dice.expovariate(1) * step)
            kind = dice.choice((1, 2))
            body = " ".join(dice.choices(WORDS, k=dice.randint(1, 25)))
            shown = datetime.fromtimestamp(moment // 1000, UTC).strftime("%b %d, %Y %H:%M:%S")
            file.write(
                _picture(dice, moment, kind, shown)
                if dice.random() < 0.02
                else _text(moment, kind, body, shown)
            )
        file.write("</smses>")


def _text(moment: int, kind: int, body: str, shown: str) -> str:
    return (
        f'  <sms protocol="0" address="{NUMBER}" date="{moment}" type="{kind}" subject="null" body="{body}" toa="null" '
        f'sc_toa="null" service_center="null" read="1" status="-1" locked="0" date_sent="{moment - 900}" sub_id="1" '
        f'readable_date="{shown}" contact_name="Ana Silva" />\n'
    )


def _picture(dice: random.Random, moment: int, kind: int, shown: str) -> str:
    data = "/9j/4AAQSkZJRgABAQAAAQABAAD" * dice.randint(20, 200)
    own, other = ("137", "151") if kind == 2 else ("151", "137")
    return (
        f'  <mms date="{moment}" rr="129" sub="null" ct_t="application/vnd.wap.multipart.related" read_status="null" '
        f'seen="1" msg_box="{kind}" address="{NUMBER}" m_type="{128 if own == "137" else 132}" text_only="0" '
        f'readable_date="{shown}" contact_name="Ana Silva">\n    <parts>\n'
        '      <part seq="-1" ct="application/smil" name="null" chset="null" cl="smil.xml" '
        "text='&lt;smil&gt;&lt;layout width=\"100%\"/&gt;&lt;/smil&gt;' />\n"
        f'      <part seq="0" ct="image/jpeg" name="null" chset="null" cl="a.jpg" text="null" data="{data}" />\n'
        f'    </parts>\n    <addrs>\n      <addr address="insert-address-token" type="{own}" charset="106" />\n'
        f'      <addr address="{NUMBER}" type="{other}" charset="106" />\n    </addrs>\n  </mms>\n'
    )
