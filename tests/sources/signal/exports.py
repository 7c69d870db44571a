"""One Signal account as its apps have exported it."""

from __future__ import annotations

import base64
import json
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

START_MS = 1_700_000_000_000
BOB_ACI = "11111111-2222-3333-4444-555555555555"
CLEO_PNI = "99999999-8888-7777-6666-555555555555"
FIRST_EDIT = 3_600_000

Frame = dict[str, Any]


def encoded(number: str) -> str:
    return base64.b64encode(uuid.UUID(number).bytes).decode()


def time_of(number: int) -> int:
    return START_MS + number * 3_600_000 + number * 7


def opening() -> list[Frame]:
    cleo = {
        "pni": encoded(CLEO_PNI),
        "profileGivenName": "Cleo",
        "profileFamilyName": "",
        "username": "cleo.07",
    }
    bob = {
        "aci": encoded(BOB_ACI), "e164": "491700000001", "profileGivenName": "Robert", "systemGivenName": "Robert B.",
        "nickname": {"given": "Bob"}, "registered": {}, "identityState": "DEFAULT",
    }  # fmt: skip
    trip = {
        "masterKey": "c2VjcmV0",
        "whitelisted": True,
        "snapshot": {"title": {"title": "Trip"}, "version": 3},
    }
    return [
        {"version": "1", "backupTimeMs": str(START_MS), "mediaRootBackupKey": "AAAA", "currentAppVersion": "Android 8.10.2"},
        {"account": {"profileKey": "AAAA", "givenName": "Ana", "familyName": "Silva", "accountSettings": {"readReceipts": True}}},
        {"recipient": {"id": "1", "self": {"avatarColor": "A100"}}},
        {"recipient": {"id": "2", "releaseNotes": {}}},
        {"recipient": {"id": "3", "contact": bob}},
        {"recipient": {"id": "4", "contact": cleo}},
        {"recipient": {"id": "5", "group": trip}},
        {"recipient": {"id": "6", "distributionList": {"distributionId": "AAAA", "distributionList": {"name": "My Story"}}}},
        {"recipient": {"id": "7", "callLink": {"rootKey": "AAAA", "name": "Standup"}}},
        {"chat": {"id": "30", "recipientId": "3", "expireTimerVersion": 1, "muteUntilMs": "9223372036854775807"}},
        {"chat": {"id": "50", "recipientId": "5", "markedUnread": True}},
        {"adHocCall": {"callId": "5", "recipientId": "7", "state": "GENERIC", "callTimestamp": str(START_MS)}},
        {"stickerPack": {"packId": "AAAA", "packKey": "AAAA"}},
        {"notificationProfile": {"name": "Sleep"}},
        {"chatFolder": {"name": "All", "folderType": "ALL"}},
    ]  # fmt: skip


def text(body: str) -> Frame:
    return {
        "standardMessage": {
            "text": {"body": body, "bodyRanges": [{"start": 0, "length": 1, "style": "BOLD"}]}
        }
    }


REACTION = {"emoji": "❤️", "authorId": "1", "sentTimestamp": str(START_MS), "sortOrder": "1"}
PHOTO = {
    "pointer": {"contentType": "image/jpeg", "locatorInfo": {"size": 5, "plaintextHash": "AAAA"}},
    "wasDownloaded": True,
}

# chat, author, what stands there, (kind, length) or None for system lines
ITEMS: list[tuple[str, str, Frame, tuple[str, int] | None]] = [
    ("30", "3", {"updateMessage": {"simpleUpdate": {"type": "JOINED_SIGNAL"}}}, None),
    ("30", "3", text("hi"), ("text", 2)),
    ("30", "1", text("two\nlines \U0001f642"), ("text", 11)),
    ("30", "3", {"standardMessage": {"attachments": [PHOTO], "reactions": [REACTION]}}, ("media", 0)),
    ("50", "4", {"updateMessage": {"groupChange": {"updates": [{"groupCreationUpdate": {}}]}}}, None),
    ("50", "4", text("hello all"), ("text", 9)),
    ("30", "1", {"standardMessage": {"text": {"body": "look"}, "attachments": [PHOTO], "quote": {"authorId": "3", "text": {"body": "hi"}}}}, ("text", 4)),
    ("30", "3", {"stickerMessage": {"sticker": {"packId": "AAAA", "stickerId": 3, "emoji": "\U0001f600"}}}, ("media", 0)),
    ("30", "3", {"remoteDeletedMessage": {}}, ("deleted", 0)),
    ("50", "1", {"viewOnceMessage": {}}, ("media", 0)),
    ("50", "3", {"contactMessage": {"contact": {"name": {"givenName": "Dan"}}}}, ("media", 0)),
    ("30", "1", {"directStoryReplyMessage": {"textReply": {"text": {"body": "nice"}}}}, ("text", 4)),
    ("30", "3", {"directStoryReplyMessage": {"emoji": "\U0001f525"}}, None),
    ("30", "1", text("edited") | {"revisions": [
        {"chatId": "30", "authorId": "1", "dateSent": str(time_of(13) - FIRST_EDIT), "outgoing": {}, **text("edit")},
        {"chatId": "30", "authorId": "1", "dateSent": str(time_of(13) - 60_000), "outgoing": {}, **text("edite")},
    ]}, ("text", 6)),
    ("30", "3", {"updateMessage": {"individualCall": {"type": "AUDIO_CALL", "direction": "INCOMING", "state": "MISSED"}}}, None),
    ("30", "3", {"paymentNotification": {"amountMob": "1.0", "note": "tea"}}, ("text", 3)),
    ("30", "3", {"giftBadge": {"state": "OPENED"}}, ("media", 0)),
    ("50", "4", {"poll": {"question": "When?", "options": [{"option": "now"}]}}, ("text", 5)),
    ("50", "4", {"adminDeletedMessage": {"adminId": "1"}}, ("deleted", 0)),
]  # fmt: skip
N_SYSTEM = 5  # among them a call by link, which is a frame of its own
NAMES = {"1": "Ana Silva", "3": "Bob", "4": "Cleo"}


def items() -> list[Frame]:
    frames = []
    for number, (chat, author, what, kind) in enumerate(ITEMS):
        way = "directionless" if kind is None else "outgoing" if author == "1" else "incoming"
        details = (
            {"sendStatus": [{"recipientId": "3", "timestamp": "1", "read": {}}]} if way == "outgoing" else {}
        )
        frames.append(
            {
                "chatItem": {
                    "chatId": chat,
                    "authorId": author,
                    "dateSent": str(time_of(number)),
                    way: details,
                    **what,
                }
            }
        )
    return frames


def expected() -> dict[str, list[tuple[str, int, int, str]]]:
    """Sender, milliseconds since 1970, length, kind; by title of the chat."""
    found: dict[str, list[tuple[str, int, int, str]]] = {"Bob": [], "Trip": []}
    for number, (chat, author, what, said) in enumerate(ITEMS):
        if said is not None:
            moment = time_of(number) - (FIRST_EDIT if "revisions" in what else 0)
            found["Bob" if chat == "30" else "Trip"].append((NAMES[author], moment, said[1], said[0]))
    return found


def lines(frames: list[Frame], end: str = "\n", **layout: Any) -> bytes:
    return "".join(json.dumps(frame, **{"ensure_ascii": False, **layout}) + end for frame in frames).encode()


def numbered(value: Any) -> Any:
    """Write whole numbers as numbers, where the app writes texts."""
    if isinstance(value, dict):
        return {key: numbered(one) for key, one in value.items()}
    if isinstance(value, list):
        return [numbered(one) for one in value]
    return int(value) if isinstance(value, str) and value.isdigit() else value


def renumbered(frames: list[Frame]) -> list[Frame]:
    """Give the owner the number 0, which the app leaves out as it does with every default."""
    content = json.dumps(frames).replace('"id": "1", "self"', '"self"').replace('"authorId": "1", ', "")
    changed: list[Frame] = json.loads(content)
    return changed


def interleaved() -> list[Frame]:
    """Each chat right before its first message."""
    whole = opening()
    chats = [frame for frame in whole if "chat" in frame]
    others = [frame for frame in whole if "chat" not in frame]
    result = list(others)
    seen: set[str] = set()
    for item in items():
        number = item["chatItem"]["chatId"]
        if number not in seen:
            seen.add(number)
            result.append(next(chat for chat in chats if chat["chat"]["id"] == number))
        result.append(item)
    return result


def everything() -> list[Frame]:
    return opening() + items()


def listed() -> bytes:
    """The indented array that the first versions of the exporter wrote."""
    rows = [json.dumps(frame, indent=2, ensure_ascii=False).replace("\n", "\n  ") for frame in everything()]
    return ("[\n  " + ",\n  ".join(rows) + "\n]\n").encode()


def nulled(frames: list[Frame]) -> list[Frame]:
    """Members of no value written as null."""
    return [
        {"chatItem": frame["chatItem"] | {"sms": False, "expireStartDate": None, "paymentNotification": None, **frame["chatItem"]}}
        if "chatItem" in frame else frame
        for frame in frames
    ]  # fmt: skip


CONTENTS: dict[str, Callable[[], bytes]] = {
    "phone": lambda: lines(everything(), separators=(",", ":")),
    "desktop": lambda: lines(everything()),
    "escaped": lambda: lines(everything(), ensure_ascii=True),
    "windows": lambda: lines(everything(), end="\r\n"),
    "with a mark": lambda: b"\xef\xbb\xbf" + lines(everything()),
    "empty lines": lambda: lines(everything(), end="\n\n"),
    "no end of line": lambda: lines(everything()).rstrip(b"\n"),
    "numbers": lambda: lines(numbered(everything())),
    "owner is 0": lambda: lines(renumbered(everything())),
    "chats between": lambda: lines(interleaved()),
    "nulls": lambda: lines(nulled(everything())),
    "array": listed,
    "no header": lambda: lines(everything()[1:]),
}


def in_folder(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.jsonl").write_bytes(content)
    (folder / "metadata.json").write_text('{"version":1}')
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcdef.jpg").write_bytes(b"\xff\xd8\x00")
    return folder


def in_zip(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("signal-export-2026-05-01/main.jsonl", content)
        archive.writestr("signal-export-2026-05-01/metadata.json", '{"version":1}')
    return path
