"""KakaoTalk: a chat as an Android phone set to Korean exports it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

WORDS = [
    "응",
    "그래",
    "내일",
    "어때",
    "진짜",
    "알겠어",
    "고마워",
    "나중에",
    "봐",
    "ㅋㅋㅋ",
    "ok",
    "🙂",
    "그럼",
    "지금",
    "집에",
    "가는",
    "중",
]


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages between two people over three years."""
    rng = random.Random(seed)
    time, step, day = datetime(2021, 1, 4, 8), 3 * 365 * 86400 / n, None
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("홍길동 님과 카카오톡 대화\r\n저장한 날짜 : 2024년 1월 3일 오전 10:00\r\n\r\n\r\n")
        for number in range(n):
            time += timedelta(seconds=rng.expovariate(1 / step))
            half = "오후" if time.hour >= 12 else "오전"
            moment = f"{time.year}년 {time.month}월 {time.day}일 {half} {time.hour % 12 or 12}:{time:%M}"
            if time.date() != day:
                day = time.date()
                file.write(f"\r\n{moment}\r\n")
            file.write(f"{moment}, {rng.choice(('홍길동', '회원님'))} : {_body(rng, number)}\r\n")


def _body(rng: random.Random, number: int) -> str:
    if number % 200 == 199:
        return "보이스톡 12:34"
    if number % 25 == 24:
        return rng.choice(("사진", "이모티콘", "동영상"))
    text = " ".join(rng.choices(WORDS, k=rng.randint(2, 30)))
    return f"{text}\n{text[:20]}" if number % 20 == 19 else text
