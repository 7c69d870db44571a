"""An export of Signal's own kind, ``main.jsonl``: one chat of two people over some years."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXT = "so then we could maybe meet there again and the bus was late but fine with me thanks see you soon"
WORDS = TEXT.split()
FIRST_MS = 1_560_000_000_000
YEARS_MS = 5 * 365 * 86_400_000


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write ``main.jsonl`` with n messages and system lines, and ``metadata.json``, into a folder.

    Args:
        path: The folder; made where it is not there.
        n: How many.
        seed: Of the random numbers.
    """
    path.mkdir(parents=True, exist_ok=True)
    (path / "metadata.json").write_text('{"version":1}', encoding="utf-8")
    with (path / "main.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(map(_line, _opening()))
        stream.writelines(map(_line, _items(n, YEARS_MS // max(n, 1), random.Random(seed))))


def _line(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")) + "\n"


def _opening() -> Iterator[dict[str, Any]]:
    yield {"version": "1", "backupTimeMs": str(FIRST_MS + YEARS_MS), "currentAppVersion": "Android 8.10.2"}
    yield {"account": {"givenName": "Ana", "familyName": "Silva", "accountSettings": {"readReceipts": True}}}
    yield {"recipient": {"id": "1", "self": {}}}
    person = {"aci": "AAECAwQFBgcICQoLDA0ODw==", "e164": "491700000000", "profileGivenName": "Bob"}
    yield {"recipient": {"id": "2", "contact": person}}
    yield {"chat": {"id": "1", "recipientId": "2", "expireTimerVersion": 1}}


def _items(n: int, step_ms: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(n):
        sent = str(FIRST_MS + number * step_ms + chance.randrange(step_ms + 1))
        mine = chance.random() < 0.5
        item: dict[str, Any] = {"chatId": "1", "authorId": "1" if mine else "2", "dateSent": sent}
        kind = chance.random()
        if kind < 0.02:
            item |= {"directionless": {}, "updateMessage": {"simpleUpdate": {"type": "IDENTITY_UPDATE"}}}
        else:
            read = {"recipientId": "2", "timestamp": sent, "read": {"sealedSender": True}}
            way = (
                {"sendStatus": [read]}
                if mine
                else {"dateReceived": sent, "dateServerSent": sent, "read": True}
            )
            item["outgoing" if mine else "incoming"] = way
            item |= _said(kind, chance)
        yield {"chatItem": item}


def _said(kind: float, chance: random.Random) -> dict[str, Any]:
    if kind < 0.06:
        return {
            "standardMessage": {"attachments": [{"pointer": {"contentType": "image/jpeg", "width": 1200}}]}
        }
    if kind < 0.07:
        return {"stickerMessage": {"sticker": {"packId": "AAAA", "packKey": "AAAA", "stickerId": 3}}}
    if kind < 0.08:
        return {"remoteDeletedMessage": {}}
    text = " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))[:150]
    return {"standardMessage": {"text": {"body": text}}}
