"""LINE: a chat as an iPhone set to Japanese exports it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

WORDS = [
    "うん",
    "そうだね",
    "明日",
    "どうする",
    "本当に",
    "了解",
    "ありがとう",
    "また",
    "あとで",
    "楽しみ",
    "笑",
    "ok",
    "🙂",
    "それで",
    "今から",
    "帰る",
]


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages between two people over three years."""
    rng = random.Random(seed)
    time, step, day = datetime(2021, 1, 4, 8), 3 * 365 * 86400 / n, ""
    with path.open("w", encoding="utf-8") as file:
        file.write("[LINE] 佐藤 花子とのトーク履歴\n保存日時：2024/01/03 10:00\n")
        for number in range(n):
            time += timedelta(seconds=rng.expovariate(1 / step))
            today = f"{time:%Y/%m/%d}({'月火水木金土日'[time.weekday()]})"
            if today != day:
                day = today
                file.write(f"\n{day}\n")
            sender = rng.choice(("佐藤 花子", "森川 陽介"))
            file.write(f"{time:%H:%M}\t{sender}\t{_body(rng, number)}\n")


def _body(rng: random.Random, number: int) -> str:
    if number % 200 == 199:
        return "☎ 通話時間 12:34"
    if number % 25 == 24:
        return rng.choice(("[写真]", "[スタンプ]", "[動画]"))
    text = " ".join(rng.choices(WORDS, k=rng.randint(2, 30)))
    return f'"{text}\n{text[:20]}"' if number % 20 == 19 else text
