"""LINE in the languages and forms of phones and computers: one chat, and one result."""

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
from nearer.sources import Chat, ReadOptions, hold_bytes, open_export
from nearer.sources.formats import load_formats

ENGLISH = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LONG = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
THAI = ["จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."]


def half(time: datetime, am: str, pm: str) -> tuple[str, int]:
    return (pm if time.hour >= 12 else am), time.hour % 12 or 12


@dataclass(frozen=True)
class Style:
    """How one phone or computer writes."""

    id: str
    title: str
    day: Callable[[datetime], str]
    saved: str = "Saved on: 2020/03/01 10:00"
    clock: Callable[[datetime], str] = "{:%H:%M}".format
    photo: str = "[Photo]"
    sticker: str = "[Sticker]"
    unsent: str = "\tBob Lee unsent a message."
    own_unsent: str = "\tYou unsent a message."
    call: str = "☎ Call time 2:03"
    joined: str = "Cleo joined the group."
    separator: str = "\t"
    line_end: str = "\n"
    encoding: str = "utf-8"


JA = Style(
    "ja", "[LINE] Bob Leeとのトーク履歴", lambda t: f"{t:%Y/%m/%d}({'月火水木金土日'[t.weekday()]})", "保存日時：2020/03/01 10:00",
    photo="[写真]", sticker="[スタンプ]", unsent="Bob Leeがメッセージの送信を取り消しました", own_unsent="\tメッセージの送信を取り消しました",
    call="☎ 通話時間 0:07", joined="Cleoが参加しました。",
)  # fmt: skip
ZH = Style(
    "zh-tw", "[LINE] 與Bob Lee的聊天記錄", lambda t: f"{t:%Y/%m/%d}（{'一二三四五六日'[t.weekday()]}）", "儲存日期：2020/03/01 10:00",
    lambda t: "{}{:02}:{:%M}".format(*half(t, "上午", "下午"), t), "[照片]", "[貼圖]", "\tBob Lee已收回訊息", "\t您已收回訊息",
    "☎ 未接來電", "Cleo加入聊天",
)  # fmt: skip
STYLES = [
    Style("en ymd", "[LINE] Chat history with Bob Lee", lambda t: f"{t:%Y/%m/%d}({ENGLISH[t.weekday()]})"),
    Style(
        "en dmy 12 h", "[LINE] Chat history with Bob Lee", lambda t: f"{ENGLISH[t.weekday()]}, {t:%d/%m/%Y}",
        clock=lambda t: "{1}:{2:%M}{0}".format(*half(t, "AM", "PM"), t),
    ),
    Style(
        "en mdy", "[LINE] Chat history with Bob Lee",
        lambda t: f"{ENGLISH[t.weekday()]}, {t.month}/{t.day}/{t.year}", "Saved on: 3/1/2020, 10:00", line_end="\r\n",
    ),
    Style("doubled line ends", "[LINE] Chat history with Bob Lee",
          lambda t: f"{t:%Y/%m/%d}({ENGLISH[t.weekday()]})", line_end="\r\r\n"),
    Style("no mark", "Chat history with Bob Lee", lambda t: f"{t:%Y.%m.%d} {LONG[t.weekday()]}",
          clock=lambda t: "{1}:{2:%M} {0}".format(*half(t, "a.m.", "p.m."), t)),
    JA,
    ZH,
    Style(
        "zh-cn", "[LINE] 与Bob Lee的聊天记录", lambda t: f"{t.year}/{t.month}/{t.day}周{'一二三四五六日'[t.weekday()]}",
        "保存日期：2020/03/01 10:00", photo="[照片]", sticker="[贴图]", unsent="\tBob Lee撤回了一条消息", own_unsent="\t您撤回了一条消息",
    ),
    Style(
        "th", "[LINE] ประวัติการแชทกับ Bob Lee", lambda t: f"{THAI[t.weekday()]} {t:%d/%m}/{t.year + 543}",
        "บันทึกเมื่อ 01/03/2563 10:00", photo="[รูป]", sticker="[สติกเกอร์]", unsent="\tBob Lee ยกเลิกข้อความแล้ว",
        own_unsent="\tยกเลิกข้อความแล้ว",
    ),
    Style("utf-16", JA.title, JA.day, JA.saved, photo="[写真]", sticker="[スタンプ]", encoding="utf-16", call="☎ 不在着信"),
    Style("old Mac", "[LINE] Chat history with Bob Lee", lambda t: f"{t:%Y/%m/%d}({ENGLISH[t.weekday()]})", line_end="\r"),
    Style(
        "computer", "", lambda t: f"{t:%Y.%m.%d} {LONG[t.weekday()]}", "", photo="Photos", sticker="Stickers",
        unsent="Bob Lee unsent a message.", own_unsent="Ana unsent a message.", separator=" ",
    ),
]  # fmt: skip

START = datetime(2020, 2, 3, 21, 14)


def write(style: Style) -> bytes:
    """Write eight messages of two people, some over several days, and what the app adds."""
    tab = style.separator
    lines = [
        (0, f"Bob Lee{tab}hi"),
        (1, f"Ana{tab}hé 🙂 3:4"),
        (2, f"Bob Lee{tab}{style.photo}"),
        (3, f"Ana{tab}" + ('"two\n\nlines"' if tab == "\t" else "two\n\nlines")),
        (600, style.unsent),
        (2 * 1440, f"Ana{tab}{style.sticker}"),
        (2 * 1440 + 1, f"Bob Lee{tab}{style.call}"),
        (14 * 1440, f"{tab if tab != ' ' else ''}{style.joined}"),
        (14 * 1440 + 1, f"Bob Lee{tab}[笑] \"quoted\""),
        (15 * 1440, style.own_unsent),
        (16 * 1440, f"Ana{tab}10:30{tab}is a time"),
    ]  # fmt: skip
    written = [style.title, style.saved, ""] if style.title else []
    day = ""
    for minutes, text in lines:
        time = START + timedelta(minutes=minutes)
        if style.day(time) != day:
            day = style.day(time)
            written += ["", day] if written else [day]
        written.append(f"{style.clock(time)}{tab}{text}")
    return ("\n".join(written) + "\n").replace("\n", style.line_end).encode(style.encoding)


EXPECTED = [
    (0, "Bob Lee", 2, "text", "hi"),
    (1, "Ana", 8, "text", "hé 🙂 3:4"),
    (2, "Bob Lee", 0, "media", ""),
    (3, "Ana", 10, "text", "two\n\nlines"),
    (600, "Bob Lee", 0, "deleted", ""),
    (2880, "Ana", 0, "media", ""),
    (14 * 1440 + 1, "Bob Lee", 12, "text", '[笑] "quoted"'),
    (15 * 1440, "Ana", 0, "deleted", ""),
    (16 * 1440, "Ana", 15, "text", "10:30\tis a time"),
]


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    columns = frame.select("time", "sender", "length", "kind", "text")
    return [((time - START) // timedelta(minutes=1), *rest) for time, *rest in columns.iter_rows()]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
@pytest.mark.parametrize("chunk_bytes", [2 << 20, 37])
def test_every_form_gives_the_same(style: Style, chunk_bytes: int, tmp_path: Path) -> None:
    path = tmp_path / "[LINE]Bob Lee.txt"
    path.write_bytes(write(style))
    frame, reader = read(path, with_text=True, chunk_bytes=chunk_bytes)
    tab = style.separator
    assert rows(frame) == [(*row[:4], row[4].replace("\t", tab)) for row in EXPECTED]
    assert reader.source == "line"
    assert (reader.tally.n_system, reader.tally.n_skipped) == (2, 0)
    assert reader.tally.open_order is None
    assert reader.tally.owner == "Ana"
    assert next(iter(open_export(path))).chat == Chat("chat", "Bob Lee", None if tab == " " else False)
    assert "text" not in read(path)[0].columns


@pytest.mark.parametrize("packing", ["zip", "folder"])
def test_in_a_zip_and_a_folder(packing: str, tmp_path: Path) -> None:
    place = tmp_path / "place.zip"
    if packing == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            archive.writestr("[LINE]Bob Lee.txt", write(JA))
    else:
        place.mkdir()
        (place / "chat.txt").write_bytes(write(JA))
    frame, _ = read(place, with_text=True)
    assert rows(frame) == EXPECTED


def day_file(days: list[str]) -> bytes:
    lines = [f"{day}\n10:00\tAna\thi\n10:01\tBob\tho\n" for day in days]
    return ("[LINE] Chat history in Trip\nSaved on: x\n\n" + "\n".join(lines)).encode()


@pytest.mark.parametrize(
    ("days", "asked", "order", "opened", "first"),
    [
        (["Mon, 03/02/2020", "Tue, 04/02/2020"], None, "dmy", None, (2, 3)),
        (["Mon, 2/3/2020", "Tue, 2/4/2020"], None, "mdy", None, (2, 3)),
        (["Mon, 03/02/2020"], None, "dmy", "dmy", (2, 3)),  # both were Mondays
        (["Mon, 03/02/2020"], "mdy", "mdy", None, (3, 2)),
        (["Mon, 03/02/2563 BE", "Tue, 04/02/2563 BE"], None, "dmy", None, (2, 3)),
        (["2020/2/3", "2020/2/4"], None, "ymd", None, (2, 3)),
        (["2563/2/3"], "dmy", "ymd", None, (2, 3)),
    ],
)
def test_order_of_day_and_month(
    days: list[str], asked: str | None, order: str, opened: str | None, first: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(day_file(days))
    frame, reader = read(path, date_order=asked)
    assert (reader.tally.order, reader.tally.open_order) == (order, opened)
    assert (frame["time"][0].month, frame["time"][0].day) == first
    assert bool(reader.tally.notes) == (opened is not None)


def test_names_with_blanks_and_tabs(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    lines = [f"1{n % 10}:00\t{'Ann' if n % 2 else 'Bob'}\tB\tword {n}" for n in range(8)]
    path.write_text("[LINE] x\n\n2020/02/03(Mon)\n" + "\n".join(lines), encoding="utf-8")
    assert set(read(path)[0]["sender"].unique()) == {"Ann\tB", "Bob\tB"}
    lines = [f"1{n % 10}:00 {'佐藤 花子' if n % 2 else '森川 陽介'} word{n} x" for n in range(8)]
    path.write_text("2019.12.23 月曜日\n" + "\n".join(lines), encoding="utf-8")
    frame, _ = read(path, with_text=True)
    assert set(frame["sender"].unique()) == {"佐藤 花子", "森川 陽介"}
    assert frame["text"][3] == "word3 x"


def test_a_group_by_its_title_or_its_people(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    for title, expected in [
        ("[LINE] 広報チームのトーク", ("広報チーム", True)),
        ('[LINE] ประวัติการแชทในกลุ่ม "ก"', ("ก", True)),
    ]:
        path.write_text(f"{title}\n\n2020/02/03(Mon)\n10:00\tAna\thi\n", encoding="utf-8")
        chat = next(iter(open_export(path))).chat
        assert (chat.title, chat.group) == expected
    path.write_text("[LINE] Chat history with X\n\n2020/02/03(Mon)\n10:00\tA\t1\n10:00\tB\t1\n10:00\tC\t1\n")
    assert next(iter(open_export(path))).chat.group is True


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "[LINE] Chat history with Bob\nSaved on: 2020/03/01 10:00\n\n10:00\tBob\ttoo early\n2020/02/30(Mon)\n"
        "10:00\tBob\tno such day\n2020/02/03(Mon)\nastray\n10:00\tBob\thi\n25:00\tBob\tno such time\n24:10\tBob\tmidnight\n",
        encoding="utf-8",
    )
    frame, reader = read(path)
    assert frame["time"].to_list() == [datetime(2020, 2, 3, 10), datetime(2020, 2, 3, 0, 10)]
    assert [(one.line, one.reason) for one in reader.tally.skipped] == [
        (8, "no message before this line"),
        (4, "no such date or time"),
        (6, "no such date or time"),
        (10, "no such date or time"),
    ]


def test_a_file_without_a_message_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("[LINE] Chat history with Bob\nSaved on: 2020/03/01 10:00\n", encoding="utf-8")
    with pytest.raises(ExportError, match="no message"):
        list(open_export(path))


def test_it_is_mistaken_for_nothing_else() -> None:
    known = {one.name: one for one in load_formats(plugins=False)}
    for style in STYLES:
        content = write(style).decode(style.encoding).encode()
        export = hold_bytes("chat.txt", content)
        claims = [
            name for name, one in known.items() if not one.binary and one.recognise(export, export.head())
        ]
        assert claims[0] == "line", style.id
    for other in STYLES_FOR_ZIP:
        export = hold_bytes("chat.txt", write_chat(other).decode(other.encoding).encode())
        assert not known["line"].recognise(export, export.head())


def test_options_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(write(JA))
    reader = open_export(path, ReadOptions(date_order="mdy"))
    list(reader)
    assert reader.tally.order == "ymd"
