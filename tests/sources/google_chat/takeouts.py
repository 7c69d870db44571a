"""Takeouts of Google Chat and Hangouts in different languages, layouts and years; all tell the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sources.told import Told

ANA = {"name": "Ana María", "email": "ana@example.org", "user_type": "Human"}
BOB = {"name": "Bob", "email": "bob@example.org", "user_type": "Human"}
EVA = {"name": "Eva", "email": "eva@example.net", "user_type": "Human"}
START = datetime(2020, 2, 4, 21, 14, 5, tzinfo=UTC)
MONTHS = {
    "de": "Februar", "fr": "février", "es": "febrero", "pt": "fevereiro", "it": "febbraio", "nl": "februari", "ru": "февраля",
    "pl": "lutego", "tr": "Şubat",
}  # fmt: skip

Write = Callable[[datetime], str]


def half(at: datetime, space: str) -> str:
    return f"{at:%A, %B} {at.day}, {at.year} at {at.hour % 12 or 12}:{at:%M:%S}{space}{at:%p} UTC"


@dataclass(frozen=True)
class Style:
    """How one Takeout is written."""

    id: str
    date: Write = lambda at: half(at, "\u202f")
    indent: int | None = 2
    root: str = "Takeout/Google Chat"
    owner: bool = True
    packed: bool = False
    ascii: bool = True


STYLES = [
    Style("newer"),
    Style("until 2022", lambda at: half(at, " ")),
    Style("day first", lambda at: f"{at:%A}, {at.day} {at:%B} {at:%Y} at {at:%H:%M:%S} UTC"),
    Style("German", lambda at: f"Dienstag, {at.day}. {MONTHS['de']} {at:%Y} um {at:%H:%M:%S} UTC", ascii=False),
    Style("French", lambda at: f"mardi {at.day} {MONTHS['fr']} {at:%Y} à {at:%H:%M:%S} UTC"),
    Style("Spanish", lambda at: f"martes, {at.day} de {MONTHS['es']} de {at:%Y}, {at:%H:%M:%S} UTC"),
    Style("Portuguese", lambda at: f"terça-feira, {at.day} de {MONTHS['pt']} de {at:%Y} às {at:%H:%M:%S} UTC", ascii=False),
    Style("Italian", lambda at: f"martedì {at.day} {MONTHS['it']} {at:%Y} alle ore {at:%H:%M:%S} UTC"),
    Style("Dutch", lambda at: f"dinsdag {at.day} {MONTHS['nl']} {at:%Y} om {at:%H:%M:%S} UTC"),
    Style("Russian", lambda at: f"вторник, {at.day} {MONTHS['ru']} {at:%Y} г. в {at:%H:%M:%S} UTC"),
    Style("Polish", lambda at: f"wtorek, {at.day} {MONTHS['pl']} {at:%Y} {at:%H:%M:%S} UTC"),
    Style("Turkish", lambda at: f"{at.day} {MONTHS['tr']} {at:%Y} Salı {at:%H:%M:%S} UTC"),
    Style("Japanese", lambda at: f"{at.year}年{at.month}月{at.day}日火曜日 {at:%H:%M:%S} UTC"),
    Style("Korean", lambda at: f"{at.year}년 {at.month}월 {at.day}일 화요일 {'오후' if at.hour > 11 else '오전'} "
          f"{at.hour % 12 or 12}시 {at.minute}분 {at.second}초 UTC"),
    Style("one line", indent=None),
    Style("a zip", packed=True),
    Style("no folder around it", root="Google Chat"),
    Style("the owner is who is everywhere", owner=False),
]  # fmt: skip


def message(who: dict[str, str] | None, n: int, style: Style, group: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {} if who is None else {"creator": who}
    found["created_date"] = style.date(START + timedelta(minutes=n))
    return found | more | {"topic_id": f"t{n}", "message_id": f"{group}/t{n}/m{n}"}


def takeout(style: Style) -> dict[str, str]:
    """Write two conversations: five messages of two people, one of a machine, two in a space."""
    dm = [
        message(
            BOB,
            0,
            style,
            "k6oxHQAAAAE",
            text='Hi 🙂 "messages": [ {',
            annotations=[{"start_index": 0, "length": 2}],
        ),
        message(
            ANA,
            1,
            style,
            "k6oxHQAAAAE",
            text="two\nlines",
            reactions=[{"emoji": {"unicode": "👍"}, "reactor_emails": []}],
        ),
        message(
            BOB,
            2,
            style,
            "k6oxHQAAAAE",
            attached_files=[{"original_name": "a.png", "export_name": "File-a.png"}],
        ),
        message(
            BOB,
            3,
            style,
            "k6oxHQAAAAE",
            message_state="DELETED",
            deletion_metadata={"deletion_type": "CREATOR"},
        ),
        message(
            ANA,
            4,
            style,
            "k6oxHQAAAAE",
            text="changed",
            updated_date=style.date(START),
            previous_message_versions=[{}],
        ),
        message({"name": "Meet", "user_type": "Bot"}, 5, style, "k6oxHQAAAAE", text="A call began"),
    ]
    space = [
        message(
            EVA, 6, style, "AAAAFyOfy4w", text="all?", quoted_message_metadata={"creator": BOB, "text": "x"}
        ),
        message(ANA, 7, style, "AAAAFyOfy4w", text="here", attached_files=[{"export_name": "File-b.png"}]),
    ]
    files: dict[str, Any] = {
        "Groups/DM k6oxHQAAAAE/messages.json": {"messages": dm},
        "Groups/Space AAAAFyOfy4w/messages.json": {"messages": space},
        "Groups/DM k6oxHQAAAAE/group_info.json": {"members": [ANA, BOB]},
        "Groups/Space AAAAFyOfy4w/group_info.json": {"name": "Trip", "members": [ANA, EVA]},
    }
    if style.owner:
        info = {
            "user": ANA,
            "membership_info": [{"group_id": "DM k6oxHQAAAAE", "membership_state": "MEMBER_JOINED"}],
        }
        files["Users/User 1234/user_info.json"] = info
    return {
        f"{style.root}/{name}": json.dumps(value, indent=style.indent, ensure_ascii=style.ascii)
        for name, value in files.items()
    }


EXPECTED = [
    Told("AAAAFyOfy4w", True, "Eva", "2020-02-04 22:20:05", "text", "all?"),
    Told("AAAAFyOfy4w", True, "Ana María", "2020-02-04 22:21:05", "text", "here"),
    Told("k6oxHQAAAAE", False, "Bob", "2020-02-04 22:14:05", "text", 'Hi 🙂 "messages": [ {'),
    Told("k6oxHQAAAAE", False, "Ana María", "2020-02-04 22:15:05", "text", "two\nlines"),
    Told("k6oxHQAAAAE", False, "Bob", "2020-02-04 22:16:05", "media", ""),
    Told("k6oxHQAAAAE", False, "Bob", "2020-02-04 22:17:05", "deleted", ""),
    Told("k6oxHQAAAAE", False, "Ana María", "2020-02-04 22:18:05", "text", "changed"),
]


@dataclass(frozen=True)
class Years:
    """How one ``Hangouts.json`` is written.

    Attributes:
        old: As until 2016.
        both_ids: Whether people have a number of the chat besides that of the account.
        numbers: Whether times are numbers, and not texts.
        kinds: Whether an ordinary message says that it is one.
        header: Whether the answer of the service is kept before the conversations.
        sparse: Whether people are named in the first conversation only.
    """

    id: str
    old: bool = False
    indent: int | None = 2
    ascii: bool = True
    packed: bool = False
    root: str = "Takeout/Hangouts"
    both_ids: bool = True
    numbers: bool = False
    kinds: bool = True
    header: bool = False
    sparse: bool = False


HANGOUTS_STYLES = [
    Years("newer"),
    Years("newer, one line", indent=None),
    Years("newer, a zip", packed=True),
    Years("newer, letters as they are", ascii=False),
    Years("newer, alone", root=""),
    Years("newer, another language", root="Takeout/Hangouts 1"),
    Years("numbers of accounts only", both_ids=False),
    Years("times as numbers", numbers=True),
    Years("people named once", sparse=True),
    Years("old", old=True),
    Years("old, one line", old=True, indent=None),
    Years("old, with the service's answer", old=True, header=True),
    Years("old, kinds not told", old=True, kinds=False, indent=4),
]


def hangouts(style: Years) -> dict[str, str]:
    """Write the same conversation, a call and a group as Hangouts did."""
    people = {"1": "Ana María", "2": "Bob", "3": "Eva"}

    def person(number: str) -> dict[str, str]:
        return {"gaia_id": number} | ({"chat_id": number} if style.both_ids else {})

    def event(
        sender: str, n: int, segments: list[dict[str, str]], kind: str = "REGULAR_CHAT_MESSAGE", **more: Any
    ) -> Any:
        stamp = int((START + timedelta(minutes=n)).timestamp()) * 1_000_000 + 123
        found: dict[str, Any] = {"conversation_id": {"id": "c"}, "sender_id": person(sender)}
        found["timestamp"] = stamp if style.numbers else str(stamp)
        found["self_event_state"] = {"user_id": {"gaia_id": "1"}}
        if kind != "HANGOUT_EVENT":
            found["chat_message"] = {"message_content": {"segment": segments} | more}
        if style.kinds or kind != "REGULAR_CHAT_MESSAGE":
            found["event_type"] = kind
        return found

    def text(words: str) -> dict[str, str]:
        return {"type": "TEXT", "text": words}

    def talk(key: str, kind: str, title: str | None, members: list[str], events: list[Any]) -> dict[str, Any]:
        inner: dict[str, Any] = {"id": {"id": key}, "type": kind} | ({"name": title} if title else {})
        inner["self_conversation_state"] = {"self_read_state": {"participant_id": person("1")}}
        inner["participant_data"] = [
            {"id": person(m)} | ({} if style.sparse and key != "c1" else {"fallback_name": people[m]})
            for m in members
        ]
        if style.old:
            state = {"conversation_id": {"id": key}, "conversation": inner, "event": events}
            return {"conversation_id": {"id": key}, "conversation_state": state}
        return {"conversation": {"conversation_id": {"id": key}, "conversation": inner}, "events": events}

    members = ["1", "2", "3"] if style.sparse else ["1", "2"]
    talks = [
        talk("c1", "STICKY_ONE_TO_ONE", None, members, [
            event("2", 0, [text('Hi 🙂 "messages": [ {')]),
            event("1", 1, [text("two"), {"type": "LINE_BREAK", "text": "\n"}, {"type": "LINK", "text": "lines"}]),
            event("2", 2, [], attachment=[{"embed_item": {"type": ["PLUS_PHOTO"]}}]),
            event("1", 3, [], "HANGOUT_EVENT"),
        ]),
        talk("c2", "GROUP", "Trip", ["1", "2", "3"], [event("3", 6, [text("all?")], "SMS")]),
    ]  # fmt: skip
    answer = {"response_header": {"status": "OK", "debug_url": "", "current_server_time": "0"}}
    whole: dict[str, Any] = answer if style.header else {}
    whole |= (
        {"continuation_end_timestamp": "0", "conversation_state": talks}
        if style.old
        else {"conversations": talks}
    )
    name = f"{style.root}/Hangouts.json".lstrip("/")
    return {name: json.dumps(whole, indent=style.indent, ensure_ascii=style.ascii)}


HANGOUTS = [
    Told("c1", False, "Bob", "2020-02-04 22:14:05", "text", 'Hi 🙂 "messages": [ {'),
    Told("c1", False, "Ana María", "2020-02-04 22:15:05", "text", "two\nlines"),
    Told("c1", False, "Bob", "2020-02-04 22:16:05", "media", ""),
    Told("c2", True, "Eva", "2020-02-04 22:20:05", "text", "all?"),
]
