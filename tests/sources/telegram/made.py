"""A made-up chat, written as the versions of Telegram Desktop write it: as JSON and as pages of HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

IDS = {"Bob Stone": 4711, "Ana": 815}
START = datetime(2020, 2, 29, 23, 58, 1)
NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"


@dataclass(frozen=True)
class Said:
    """One message: ``form`` gives the parts of its text a form; ``media`` is what Telegram calls what hangs on it."""

    sender: str = "Bob Stone"
    text: str = ""
    media: str = ""
    action: str = ""
    seconds_later: int = 30
    form: str = ""
    forwarded: str = ""
    via: str = ""
    reply: bool = False
    reactions: bool = False


CHAT = (
    Said(action="Ana joined Telegram"),
    Said(text='Hello & <welcome>, "Ana" it\'s me'),
    Said(text="two\nlines", reply=True),
    Said("Ana", "🙂 näher", reactions=True),
    Said("Ana", media="photo"),
    Said("Ana", "a caption", "photo"),
    Said("Bob Stone", media="sticker", seconds_later=200),
    Said("Bob Stone", media="voice_message"),
    Said("Bob Stone", media="phone_call"),
    Said("Bob Stone", "after the call", seconds_later=10),
    Said("Ana", "seen [this] link\u2026 and bold", form="bold"),
    Said("Bob Stone", "what he wrote", forwarded="Carl Gustav", seconds_later=1000),
    Said("Bob Stone", "and more of it", forwarded="Carl Gustav", seconds_later=1),
    Said("Bob Stone", "of a bot", via="gif_bot"),
    Said("Ana", media="poll"),
    Said("Ana", media="location"),
    Said("Ana", media="unsupported"),
    Said("Ana", "the last", seconds_later=90_000),
)
EXPECTED = [
    (said.sender, len(said.text))
    for said in CHAT
    if said.action == "" and said.media not in ("phone_call", "unsupported")
]
N_SYSTEM = 3


def times(chat: Sequence[Said] = CHAT) -> list[datetime]:
    """Return when each was sent."""
    now, found = START, []
    for said in chat:
        now += timedelta(seconds=said.seconds_later)
        found.append(now)
    return found


EXPECTED_TIMES = [
    time
    for said, time in zip(CHAT, times(), strict=True)
    if said.action == "" and said.media not in ("phone_call", "unsupported")
]


# ---- JSON -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """How one version of Telegram Desktop writes JSON."""

    id: str
    unixtime: bool = True
    entities: bool = True
    ids: str = "text"  # or "number", or "shifted"
    layout: dict[str, Any] = field(default_factory=lambda: {"indent": 1, "ensure_ascii": False})


def as_json(said: Said, number: int, time: datetime, version: Version) -> dict[str, Any]:
    """Return a message as an object."""
    if said.media == "unsupported":
        return {"id": number, "type": "unsupported"}
    bare = IDS[said.sender]
    id_: Any = {"text": f"user{bare}", "number": bare, "shifted": (1 << 32) + bare}[version.ids]
    service = said.action or ("phone_call" if said.media == "phone_call" else "")
    made: dict[str, Any] = {
        "id": number,
        "type": "service" if service else "message",
        "date": time.isoformat(),
    }
    if version.unixtime:
        made["date_unixtime"] = str(int(time.timestamp()))
    made |= (
        {"actor": said.sender, "actor_id": id_, "action": service}
        if service
        else {"from": said.sender, "from_id": id_}
    )
    if said.forwarded:
        made["forwarded_from"] = said.forwarded
    if said.reply:
        made["reply_to_message_id"] = number - 1
    if said.via:
        made["via_bot"] = f"@{said.via}"
    if said.media == "photo":
        made |= {"photo": NOT_INCLUDED, "width": 10, "height": 20}
    elif said.media in ("sticker", "voice_message"):
        made |= {"file": NOT_INCLUDED, "media_type": said.media}
    elif said.media == "poll":
        made["poll"] = {"question": "Shall we?", "closed": False, "answers": [{"text": "yes", "voters": 1}]}
    elif said.media == "location":
        made["location_information"] = {"latitude": 1.5, "longitude": 2.5}
    parts = [{"type": said.form or "plain", "text": said.text}] if said.text else []
    if said.form:
        head, tail = said.text.split(" ", 1)
        made["text"] = [head + " ", {"type": said.form, "text": tail}]
    else:
        made["text"] = said.text
    if version.entities:
        made["text_entities"] = parts
    if said.reactions:
        made["reactions"] = [{"type": "emoji", "count": 1, "emoji": "❤"}]
    return made


def json_chat(version: Version, chat: Sequence[Said] = CHAT) -> dict[str, Any]:
    """Return a chat as an object."""
    messages = [
        as_json(said, n, time, version)
        for n, (said, time) in enumerate(zip(chat, times(chat), strict=True), 101)
    ]
    bare = IDS["Bob Stone"]
    chat_id = bare if version.ids != "shifted" else (1 << 32) + bare
    return {"name": "Bob Stone", "type": "personal_chat", "id": chat_id, "messages": messages}


def json_account(version: Version) -> dict[str, Any]:
    """Return a whole account as an object."""
    owner = {
        "user_id": IDS["Ana"],
        "first_name": "Ana",
        "last_name": "",
        "phone_number": "+49 151 000",
        "bio": "{[",
    }
    contact = {
        "first_name": "Bob",
        "last_name": "Stone",
        "phone_number": "+44 20 7946",
        "date": "2019-01-01T00:00:00",
    }
    chats = [json_chat(version), {"type": "saved_messages", "id": 815, "messages": []}]
    return {
        "about": "Here is the data.",
        "personal_information": owner,
        "contacts": {"about": "People.", "list": [contact]},
        "frequent_contacts": {"about": "", "list": [{"id": 1, "type": "user", "name": "Bob Stone"}]},
        "chats": {"about": "Chats.", "list": chats},
        "left_chats": {"about": "Left.", "list": []},
    }


def write_json(path: Path, value: Any, version: Version) -> Path:
    path.write_text(json.dumps(value, **version.layout), encoding="utf-8")
    return path


# ---- HTML -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """How one version of Telegram Desktop writes HTML."""

    id: str
    zone: str = " UTC+01:00"
    reactions: bool = True
    line_end: str = "\n"
    per_page: int = 1000
    tight: bool = False  # without line breaks between the tags
    thumbs: bool = False  # pictures were exported, too


HEADER = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>
  <meta content="width=device-width, initial-scale=1.0" name="viewport"/>

  <link href="css/style.css" rel="stylesheet"/>

  <script src="js/script.js" type="text/javascript">

  </script>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
{title}
     </div>

    </div>

   </div>
"""
FOOTER = "\n    </div>\n\n   </div>\n\n  </div>\n\n </body>\n\n</html>\n"


def shown(text: str) -> str:
    """Escape as Telegram does."""
    return escape(text).replace("&#x27;", "&apos;").replace("\n", "<br>")


def as_html(said: Said, number: int, time: datetime, before: tuple[Said, datetime] | None, look: Look) -> str:
    """Return a message as a block."""
    if said.action or said.media == "unsupported":
        body = said.action or "This message is not supported by this version of Telegram Desktop."
        return f'\n     <div class="message service" id="message{number}">\n\n      <div class="body details">\n{body}\n      </div>\n\n     </div>\n'
    joined = (
        before is not None
        and before[0].sender == said.sender
        and not (before[0].action or before[0].media == "unsupported")
        and before[1].date() == time.date()
        and (time - before[1]).seconds <= (1 if said.forwarded else 900)
        and (before[0].forwarded, before[0].via) == (said.forwarded, said.via)
    )
    lines = [
        f'\n     <div class="message default clearfix{" joined" if joined else ""}" id="message{number}">\n'
    ]
    if not joined:
        lines.append(
            '\n      <div class="pull_left userpic_wrap">\n\n       <div class="userpic userpic3" style="width: 42px; height: 42px">\n\n        <div class="initials" style="line-height: 42px">\nB\n        </div>\n\n       </div>\n\n      </div>\n'
        )
    lines.append(
        f'\n      <div class="body">\n\n       <div class="pull_right date details" title="{time:%d.%m.%Y %H:%M:%S}{look.zone}">\n{time:%H:%M}\n       </div>\n'
    )
    if not joined:
        first = said.sender if " " in said.sender else f"{said.sender} "
        lines.append(
            f'\n       <div class="from_name">\n{shown(first)}{f" via @{said.via}" if said.via else ""} \n       </div>\n'
        )
    if said.forwarded:
        lines.append('\n       <div class="forwarded body">\n')
        if not joined:
            lines.append(
                f'\n        <div class="from_name">\n{said.forwarded} <span class="date details" title="01.01.2001 01:01:01"> 01.01.2001 01:01:01</span>\n        </div>\n'
            )
    if said.reply:
        lines.append(
            '\n       <div class="reply_to details">\nIn reply to <a href="#go_to_message1" onclick="return GoToMessage(1)">this message</a>\n       </div>\n'
        )
    if said.media == "photo" and look.thumbs:
        lines.append(
            '\n       <div class="media_wrap clearfix">\n\n        <a class="photo_wrap clearfix pull_left" href="photos/p.jpg">\n\n         <img class="photo" src="photos/p_thumb.jpg" style="width: 260px"/>\n\n        </a>\n\n       </div>\n'
        )
    elif said.media == "poll":
        lines.append(
            '\n       <div class="media_wrap clearfix">\n\n        <div class="media_poll">\n\n         <div class="question bold">\nShall we?\n         </div>\n\n        </div>\n\n       </div>\n'
        )
    elif said.media:
        kind = {"phone_call": "media_call success", "sticker": "media_photo"}.get(
            said.media, f"media_{said.media}"
        )
        lines.append(
            f'\n       <div class="media_wrap clearfix">\n\n        <div class="media clearfix pull_left {kind}">\n\n         <div class="fill pull_left">\n\n         </div>\n\n         <div class="body">\n\n          <div class="title bold">\n{said.media}\n          </div>\n\n          <div class="status details">\nOutgoing (9 seconds)\n          </div>\n\n         </div>\n\n        </div>\n\n       </div>\n'
        )
    if said.text:
        head, _, tail = said.text.partition(" ")
        inner = f"{shown(head)} <strong>{shown(tail)}</strong>" if said.form else shown(said.text)
        lines.append(f'\n       <div class="text">\n{inner}\n       </div>\n')
    if said.forwarded:
        lines.append("\n       </div>\n")
    if said.reactions and look.reactions:
        lines.append(
            '\n       <span class="reactions">\n\n        <span class="reaction active">\n\n         <span class="emoji">\n❤\n         </span>\n\n        </span>\n\n       </span>\n'
        )
    lines.append("\n      </div>\n\n     </div>\n")
    return "".join(lines)


def html_pages(look: Look, chat: Sequence[Said] = CHAT, title: str = "Bob Stone") -> list[bytes]:
    """Return the pages of a chat."""
    all_times = times(chat)
    pages = []
    for start in range(0, len(chat), look.per_page):
        blocks = [
            HEADER.replace("{title}", shown(title)),
            '\n   <div class="page_body chat_page">\n\n    <div class="history">\n',
        ]
        if start:
            blocks.append(
                '\n     <a class="pagination block_link" href="messages.html">\nPrevious messages\n     </a>\n'
            )
        before = None
        for n in range(start, min(start + look.per_page, len(chat))):
            said, time = chat[n], all_times[n]
            if before is None or before[1].date() != time.date():
                blocks.append(
                    f'\n     <div class="message service" id="message-{n + 1}">\n\n      <div class="body details">\n{time:%d %B %Y}\n      </div>\n\n     </div>\n'
                )
            blocks.append(as_html(said, n + 101, time, before, look))
            before = (said, time)
        if start + look.per_page < len(chat):
            blocks.append(
                '\n     <a class="pagination block_link" href="next.html">\nNext messages\n     </a>\n'
            )
        page = "".join(blocks) + FOOTER
        if look.tight:
            page = page.replace("\n\n", "")
        pages.append(page.replace("\n", look.line_end).encode())
    return pages


PERSONAL = (
    HEADER.replace("{title}", "Exported Data")
    + """
   <div class="page_body">

    <div class="personal_info clearfix">

     <div class="rows names">

      <div class="row">

       <div class="label details">
First name
       </div>

       <div class="value bold">
Ana
       </div>

      </div>

     </div>

     <div class="rows info">

      <div class="row">

       <div class="label details">
Phone number
       </div>

       <div class="value bold">
+49 151 000
       </div>

      </div>

     </div>

    </div>
"""
    + FOOTER
)


def write_html(folder: Path, look: Look, chat: Sequence[Said] = CHAT, title: str = "Bob Stone") -> Path:
    """Write a chat as Telegram does, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(html_pages(look, chat, title), 1):
        (folder / f"messages{number if number > 1 else ''}.html").write_bytes(page)
    return folder


def many(n: int) -> list[Said]:
    """Return some more messages, of two people in turn."""
    return [replace(CHAT[1], sender=("Ana", "Bob Stone")[k % 2], text=f"message {k}") for k in range(n)]
