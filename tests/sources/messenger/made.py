"""Downloads of Meta's apps, made as those write them: one direct thread and one group, in any schema and layout."""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ANA, BOB, CY = "Ana María", "Bob Müller", "Çağrı"
START = datetime(2020, 2, 3, 21, 14)
TRICKY = 'he said "messages": [{ & <b> }], \\"x\\'


@dataclass(frozen=True)
class Said:
    """One element of a thread: who, what the app writes, and what a reader makes of it (None: a system line)."""

    sender: str
    text: str | None
    kind: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=lambda: {"type": "text"})
    rows: str = ""

    @property
    def length(self) -> int:
        return len(self.text or "") if self.kind == "text" else 0


SHARE = {"share": {"link": "https://example.org/a", "share_text": "a sight"}}
THREAD = [
    Said(ANA, "olá 🙂", "text", {"reactions": [{"reaction": "❤", "actor": BOB}]}, {"type": "text"}, "<div><ul><li>❤Bob</li></ul></div>"),
    Said(BOB, None, "media", {"photos": [{"uri": "p.jpg", "creation_timestamp": 1}]}, {"type": "media", "media": [{"uri": "./media/p.jpg"}]}, '<div><a href="p.jpg"><img src="p.jpg" /></a></div>'),
    Said(BOB, f"{BOB} sent an attachment.", "media", SHARE, {"type": "link"}, '<div><a href="https://example.org/a">a sight</a></div>'),
    Said(ANA, "look https://example.org/a", "text", SHARE, {"type": "link"}, '<div><a href="https://example.org/a">a sight</a></div>'),
    Said(ANA, "Liked a message", None),
    Said(BOB, "Reacted ❤ to your message ", None),
    Said(BOB, "The video call ended.", None, {"call_duration": 61, "type": "Call"}, {"type": "placeholder"}, '<div><span class="_idm">Duration: 61 seconds</span></div>'),
    Said(BOB, f"{BOB} unsent a message", "deleted", {"is_unsent": True}, {"type": "placeholder", "isUnsent": True}),
    Said(ANA, "two\nlines", "text"),
    Said(BOB, TRICKY, "text"),
    Said(ANA, "GIF here", "text", {"gifs": [{"uri": "g.gif"}]}, {"type": "media", "media": [{"uri": "./media/g.gif"}]}, '<div><img src="g.gif" /></div>'),
    Said(BOB, None, "media", {"sticker": {"uri": "s.png"}}, {"type": "media", "media": [{"uri": "Failed to download media"}]}, '<div><img src="s.png" /></div>'),
]  # fmt: skip
"""Newest first, one minute apart."""

GROUP = [
    Said(CY, f"{CY} named the group Trip.", None),
    Said(ANA, "hi all", "text"),
    Said(BOB, "hello", "text"),
]
KEPT = [said for said in THREAD if said.kind]
TIMES = [START - timedelta(minutes=n) for n, said in enumerate(THREAD) if said.kind]


def moment(n: int) -> int:
    return int((START - timedelta(minutes=n)).replace(tzinfo=UTC).timestamp()) * 1000


def misread(value: Any) -> Any:
    """Take the UTF-8 of every text for Latin-1, as Meta does."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [misread(one) for one in value]
    return {misread(k): misread(v) for k, v in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True)
class Style:
    """How JSON is written: layout, with or without ``type``, misread or not, when."""

    layout: Mapping[str, Any] = field(default_factory=lambda: {"indent": 2})
    types: bool = False
    misread: bool = True
    seconds: bool = False
    part: int = 100


def old_parts(
    thread: list[Said], names: Iterable[str], title: str, path: str, style: Style, **more: Any
) -> list[str]:
    """Return the files of one thread in the old schema."""
    written = []
    for n, said in enumerate(thread):
        at = {"timestamp": moment(n) // 1000} if style.seconds else {"timestamp_ms": moment(n)}
        fields = dict(said.fields)
        kind = fields.pop("type", "Share" if "share" in fields else "Generic")
        body = {} if said.text is None or fields.get("is_unsent") else {"content": said.text}
        flags = {"is_geoblocked_for_viewer": False, "is_unsent_image_by_messenger_kid_parent": False}
        written.append(
            {"sender_name": said.sender, **at, **body, **fields, **({"type": kind} if style.types else flags)}
        )
    files = []
    for first in range(0, len(written), style.part):
        value = {
            "participants": [{"name": name} for name in names], "messages": written[first : first + style.part],
            "title": title, "is_still_participant": True, "thread_path": path, "magic_words": [], **more,
        }  # fmt: skip
        value = misread(value) if style.misread else value
        files.append(json.dumps(value, ensure_ascii=style.misread, **style.layout))
    return files


def new_file(thread: list[Said], names: Iterable[str], title: str, **layout: Any) -> str:
    """Return the file of one thread in the end-to-end schema."""
    messages = [
        {"isUnsent": False, "media": [], "reactions": [], "senderName": said.sender, "text": said.text or "",
         "timestamp": moment(n), **said.new}
        for n, said in enumerate(thread)
    ]  # fmt: skip
    return json.dumps(
        {"participants": list(names), "threadName": title, "messages": messages}, ensure_ascii=False, **layout
    )


def page(
    thread: list[Said], title: str, when: Callable[[datetime], str], *, new: bool = False, first: str = ""
) -> str:
    """Return the page of one thread; the class names are of no year."""
    box = '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">' if new else '<div class="qz0 _x1">'
    tag = "h2" if new else "div"
    boxes = [f"{box}<div>{first}</div></div>"] if first else []
    for n, said in enumerate(thread):
        text = html.escape(said.text or "").replace("\n", "<br />").replace("'", "&#039;")
        rows = f"<div></div><div>{text}</div>{said.rows or '<div></div>'}<div></div>"
        time = when(START - timedelta(minutes=n))
        boxes.append(
            f'{box}<{tag} class="a">{said.sender}</{tag}><div class="b"><div>{rows}</div></div><div class="c">{time}</div></div>'
        )
    main = "main" if new else "div"
    return (
        f'<html><head><meta charset="utf-8" /><base href="../../../" /><title>{title}</title><style>.a{{}}</style></head>'
        f'<body class="_5vb_"><div><div>{"<h1>" + title + "</h1>" if new else title}</div><{main} class="_4t5n" role="main">'
        f"{''.join(boxes)}</{main}></div></body></html>"
    )


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pack(path: Path, files: Mapping[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return path


def old_files(inbox: str, style: Style = Style(), group_inbox: str | None = None) -> dict[str, str]:
    """Return both threads in the old schema, by their paths."""
    direct = old_parts(THREAD, (BOB, ANA), BOB, "inbox/bobmuller_123", style)
    group = old_parts(
        GROUP, (BOB, CY, ANA), "Trip", "inbox/trip_456", style, joinable_mode={"mode": 1, "link": ""}
    )
    return {
        **{f"{inbox}/bobmuller_123/message_{n}.json": text for n, text in enumerate(direct, 1)},
        **{f"{group_inbox or inbox}/trip_456/message_{n}.json": text for n, text in enumerate(group, 1)},
    }


def page_files(inbox: str, when: Callable[[datetime], str], **options: Any) -> dict[str, str]:
    """Return both threads as pages, by their paths."""
    return {
        f"{inbox}/bobmuller_123/message_1.html": page(THREAD, BOB, when, **options),
        f"{inbox}/trip_456/message_1.html": page(GROUP, "Trip", when, **options),
    }
