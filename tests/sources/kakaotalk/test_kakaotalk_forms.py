"""KakaoTalk from phones and computers, in Korean and English: one chat, and one result."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sources.reading import STYLES_FOR_ZIP, read, write_chat

from nearer.kernel.errors import ExportError
from nearer.sources import OWN_NAME, Chat, hold_bytes, open_export
from nearer.sources.formats import load_formats


def twelve(time: datetime) -> str:
    return f"{time.hour % 12 or 12}:{time:%M}"


def korean(time: datetime) -> str:
    return f"{'오후' if time.hour >= 12 else '오전'} {twelve(time)}"


def english(time: datetime) -> str:
    return f"{twelve(time)} {'PM' if time.hour >= 12 else 'AM'}"


def day_ko(time: datetime) -> str:
    return f"{time.year}년 {time.month}월 {time.day}일 {'월화수목금토일'[time.weekday()]}요일"


def day_en(time: datetime) -> str:
    return f"{time:%A, %B} {time.day}, {time.year}"


@dataclass(frozen=True)
class Words:
    """What the app itself writes."""

    photo: str
    sticker: str
    deleted: str
    call: str
    joined: str


KO = Words("사진 2장", "이모티콘", "삭제된 메시지입니다.", "보이스톡 0:17", "Bob님이 나갔습니다.")
EN = Words("Photo", "Emoticons", "This message was deleted.", "Voice Call 00:17", "Bob left this chatroom.")


@dataclass(frozen=True)
class Style:
    """How one phone or computer writes: a message is ``start`` with ``{name}`` in it, followed by its words."""

    id: str
    heading: str
    start: Callable[[datetime, str], str]
    notice: Callable[[datetime, str], str]
    day: Callable[[datetime], str] | None
    words: Words = KO
    own: str = "Ana"
    line_end: str = "\n"
    encoding: str = "utf-8"
    split: str = "\n"
    quotes: bool = False


def at_ko(time: datetime) -> str:
    return f"{time.year}년 {time.month}월 {time.day}일 {korean(time)}"


def at_dots(time: datetime) -> str:
    return f"{time.year}. {time.month}. {time.day}. {korean(time)}"


HEADING_KO = "Bob 님과 카카오톡 대화\n저장한 날짜 : 2020년 3월 1일 오전 10:00\n\n"
HEADING_EN = "KakaoTalk Chats with Bob\nDate Saved : Mar 1, 2020 at 10:00\n\n"
STYLES = [
    Style("android ko", HEADING_KO, lambda t, n: f"{at_ko(t)}, {n} : ", lambda t, x: f"{at_ko(t)}, {x}", at_ko,
          own="회원님", line_end="\r\n"),
    Style("ios ko dots", HEADING_KO, lambda t, n: f"{at_dots(t)}, {n} : ", lambda t, x: f"{at_dots(t)}, {x}", day_ko),
    Style("ios ko 24 h", HEADING_KO, lambda t, n: f"{t.year}. {t.month}. {t.day}. {t:%H:%M}, {n} : ",
          lambda t, x: f"{t.year}. {t.month}. {t.day}. {t:%H:%M}: {x}", day_ko),
    Style("ios ko day lines", HEADING_KO, lambda t, n: f"{korean(t)}, {n} : ", lambda t, x: f"{korean(t)}, {x}", day_ko),
    Style("ko iso", HEADING_KO, lambda t, n: f"{t:%Y-%m-%d} {korean(t)}, {n} : ",
          lambda t, x: f"{t:%Y-%m-%d} {korean(t)}, {x}", day_ko, encoding="utf-16"),
    Style("windows ko", "Bob 님과 카카오톡 대화\n저장한 날짜 : 2020-03-01 10:00:00\n\n", lambda t, n: f"[{n}] [{korean(t)}] ",
          lambda t, x: x, lambda t: f"--------------- {day_ko(t)} ---------------", line_end="\r\n"),
    Style("windows en", "Bob with KakaoTalk Chats\nDate Saved : 2020-03-01 10:00:00\n\n", lambda t, n: f"[{n}] [{english(t)}] ",
          lambda t, x: x, lambda t: f"--------------- {day_en(t)} ---------------", EN),
    Style("windows en, half first", "Bob with KakaoTalk Chats\nDate Saved : 2020-03-01 10:00:00\n\n",
          lambda t, n: f"[{n}] [{'PM' if t.hour >= 12 else 'AM'} {twelve(t)}] ", lambda t, x: x,
          lambda t: f"--------------- {day_ko(t)} ---------------", EN),
    Style("ios en", "Talk_2020.3.1 10:00-1.txt\nDate Saved : Mar 1, 2020 at 10:00\n\n",
          lambda t, n: f"{t:%b} {t.day}, {t.year} at {t:%H:%M}, {n} : ",
          lambda t, x: f"{t:%b} {t.day}, {t.year} at {t:%H:%M}: {x}", day_en, EN),
    Style("ios en, narrow blank", HEADING_EN,
          lambda t, n: f"{t:%b} {t.day}, {t.year} at {twelve(t)}\u202f{'p.m.' if t.hour >= 12 else 'a.m.'}, {n} : ",
          lambda t, x: f"{t:%b} {t.day}, {t.year} at {twelve(t)}\u202f{'p.m.' if t.hour >= 12 else 'a.m.'}: {x}", day_en, EN),
    Style("android en", HEADING_EN, lambda t, n: f"{t:%B} {t.day}, {t.year}, {english(t)}, {n} : ",
          lambda t, x: f"{t:%B} {t.day}, {t.year}, {english(t)}, {x}",
          lambda t: f"{t:%B} {t.day}, {t.year}, {english(t)}", EN),
    Style("mac csv", "Date,User,Message\n", lambda t, n: f'{t:%Y-%m-%d %H:%M:%S},"{n}","',
          lambda t, x: f'{t:%Y-%m-%d %H:%M:%S},"Bob","{x}"', None, EN, quotes=True),
]  # fmt: skip

START = datetime(2020, 2, 3, 21, 14)


def write(style: Style) -> bytes:
    """Write eight messages of two people, and what the app adds."""
    own, words = style.own, style.words
    lines = [
        (0, "Bob", "hi"),
        (1, own, "hé 🙂 a : b"),
        (2, "Bob", words.photo),
        (3, own, "two\n\nlines, [x] [y]"),
        (600, "Bob", words.deleted),
        (2880, own, words.sticker),
        (2881, "Bob", words.call),
        (20160, "", words.joined),
        (20161, "Bob", '"quoted" 10:30'),
        (23040, own, "사진 찍자"),
    ]
    text, day = style.heading, None
    for minutes, name, body in lines:
        time = START + timedelta(minutes=minutes)
        if style.day and time.date() != day:
            day = time.date()
            text += f"\n{style.day(time)}\n"
        if style.quotes and name:
            body = body.replace('"', '""') + '"'
        text += (style.start(time, name) + body if name else style.notice(time, body)) + "\n"
    return text.replace("\n", style.line_end).encode(style.encoding)


def expected(style: Style) -> list[tuple[object, ...]]:
    own = OWN_NAME if style.own == "회원님" else style.own
    return [
        (0, "Bob", 2, "text", "hi"),
        (1, own, 10, "text", "hé 🙂 a : b"),
        (2, "Bob", 0, "media", ""),
        (3, own, 19, "text", "two\n\nlines, [x] [y]"),
        (600, "Bob", 0, "deleted", ""),
        (2880, own, 0, "media", ""),
        (20161, "Bob", 14, "text", '"quoted" 10:30'),
        (23040, own, 5, "text", "사진 찍자"),
    ]


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    columns = frame.select("time", "sender", "length", "kind", "text")
    return [((time - START) // timedelta(minutes=1), *rest) for time, *rest in columns.iter_rows()]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
@pytest.mark.parametrize("chunk_bytes", [2 << 20, 41])
def test_every_form_gives_the_same(style: Style, chunk_bytes: int, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(write(style))
    frame, reader = read(path, with_text=True, chunk_bytes=chunk_bytes)
    assert rows(frame) == expected(style)
    assert reader.source == "kakaotalk"
    assert (reader.tally.n_system, reader.tally.n_skipped) == (2, 0)
    titled = "Bob" in style.heading
    assert reader.tally.owner == ((OWN_NAME if style.own == "회원님" else "Ana") if titled else None)
    chat = next(iter(open_export(path))).chat
    assert chat == Chat("chat", "Bob" if titled else "", False if titled else None)
    assert "text" not in read(path)[0].columns


def test_parts_of_a_long_chat_are_one_export(tmp_path: Path) -> None:
    head = "Bob 님과 카카오톡 대화\n저장한 날짜 : 2020. 3. 1. 오전 10:00\n\n"
    for number in (2, 10, 1):
        line = f"2020. 2. {number}. 오후 1:00, Bob : {number}\n"
        (tmp_path / f"Talk_2020.3.1 10:00-{number}.txt").write_text(head + line, encoding="utf-8")
    (tmp_path / "other-1.txt").write_text(head.replace("Bob", "Cleo") + line, encoding="utf-8")
    frames = {}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(tmp_path.glob("*.txt")):
            archive.write(path, path.name)
            path.unlink()
    from nearer.sources import ReadOptions, open_exports

    for reader in open_exports(tmp_path / "all.zip", ReadOptions(with_text=True)).readers:
        frames[len(reader.parts)] = [text for batch in reader for text in batch.frame["text"]]
    assert frames == {3: ["1", "2", "10"], 1: ["1"]}


def test_a_group_and_names_with_colons(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    names = ("부서:영업팀", "[a] b", "c, d")
    lines = [f"2020년 2월 3일 오후 1:0{n}, {name} : x : y\n" for n, name in enumerate(names)]
    path.write_text("팀 카카오톡 대화\n\n" + "".join(lines), encoding="utf-8")
    frame, _ = read(path, with_text=True)
    assert frame["sender"].to_list() == list(names)
    assert frame["text"].to_list() == ["x : y"] * 3
    assert next(iter(open_export(path))).chat == Chat("chat", "팀", True)


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "Bob 님과 카카오톡 대화\n저장한 날짜 : x\n\n\n\nastray\n--------------- 2020년 2월 30일 일요일 ---------------\n"
        "[Bob] [오후 1:00] no such day\n--------------- 2020년 2월 3일 월요일 ---------------\nastray\n"
        "[Bob] [오후 1:00] hi\n[Bob] [오후 13:61] no such time\nBob님이 들어왔습니다.\nastray\n",
        encoding="utf-8",
    )
    frame, reader = read(path)
    assert frame["time"].to_list() == [datetime(2020, 2, 3, 13)]
    assert sorted((one.line, one.reason) for one in reader.tally.skipped) == [
        (6, "no message before this line"),
        (8, "no such date or time"),
        (10, "no message before this line"),
        (12, "no such date or time"),
        (14, "no message before this line"),
    ]
    assert reader.tally.n_system == 1


@pytest.mark.parametrize("head", [HEADING_KO, HEADING_EN, "Date,User,Message\n"])
def test_a_file_without_a_message_is_refused(head: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(ExportError):
        list(open_export(path))


def test_it_is_mistaken_for_nothing_else() -> None:
    known = {one.name: one for one in load_formats(plugins=False)}
    for style in STYLES:
        export = hold_bytes("chat.txt", write(style).decode(style.encoding).encode())
        claims = [
            name for name, one in known.items() if not one.binary and one.recognise(export, export.head())
        ]
        assert claims[0] == "kakaotalk", style.id
        assert "line" not in claims, style.id
    for other in STYLES_FOR_ZIP:
        export = hold_bytes("chat.txt", write_chat(other).decode(other.encoding).encode())
        assert not known["kakaotalk"].recognise(export, export.head())
