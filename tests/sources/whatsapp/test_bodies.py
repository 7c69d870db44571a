"""What stands behind the header: names, kinds, several lines, the app's own words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sources.reading import counts, read

from nearer.sources import ReadOptions, open_export

LRM = "\u200e"


def android(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "WhatsApp Chat with Ana.txt"
    text = "".join(f"2{n % 10}/01/2020, 10:{n:02} - {line}\n" for n, line in enumerate(lines))
    path.write_text(text, encoding="utf-8", newline="")
    return path


def iphone(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "_chat.txt"
    text = "".join(f"[2{n % 10}.01.20, 10:{n:02}:00] {line}\r\n" for n, line in enumerate(lines))
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ana", "Ana"),
        ("~\u202fAna", "Ana"),
        ("~ Ana", "Ana"),
        ("\u202a+49\u00a0170\u00a01234567\u202c", "+49\u00a0170\u00a01234567"),
        ("Ana:Work", "Ana:Work"),
        ("Ana 🌻", "Ana 🌻"),
        ("Ana - Work", "Ana - Work"),
        ('a"b', 'a"b'),
        ('Ana 5"4', 'Ana 5"4'),
        ('ד"ר כהן', 'ד"ר כהן'),
        ("Ana [work]", "Ana [work]"),
        ('Dr. O\'Neil "Al"', 'Dr. O\'Neil "Al"'),
        ("عائشة", "عائشة"),
        ("Ana\u200e", "Ana"),
        ('5" Mike', '5" Mike'),
        ('Mike 5"', 'Mike 5"'),
        ("6'2\" Tom", "6'2\" Tom"),
        ('"Al', '"Al'),
        ("Ana “x", "Ana “x"),
    ],
)
def test_names(written: str, name: str, tmp_path: Path) -> None:
    frame, _ = read(android(tmp_path, f"{written}: hi", "Bob: hello", f"{written}: ho"))
    assert counts(frame) == {name: 2, "Bob": 1}
    assert frame["length"].to_list() == [2, 5, 2]


@pytest.mark.parametrize("name", ["Ana:", ":smile:", "Ana :)", "Ana :smile:", "Ana:Work:"])
def test_a_name_with_colons(name: str, tmp_path: Path) -> None:
    frame, reader = read(
        android(tmp_path, *(line for n in range(20) for line in (f"{name}: m {n}", f"Bob: {n}: b")))
    )
    assert counts(frame) == {name: 20, "Bob": 20}
    assert reader.tally.n_system == 0


def test_words_of_a_block_without_a_header(tmp_path: Path) -> None:
    path = android(tmp_path, "Ana: hi")
    path.write_text("no message\n" * 3 + path.read_text(encoding="utf-8"), encoding="utf-8")
    reader = open_export(path, ReadOptions(with_text=True, chunk_bytes=8))
    assert [text for batch in reader for text in batch.frame["text"]] == ["hi"]


def test_a_name_with_a_colon_and_a_blank(tmp_path: Path) -> None:
    frame, _ = read(
        android(
            tmp_path, "Ana: Work: hi", "Bob: one: two", "Ana: Work: <Media omitted>", "Ana: Work: ", "Bob: x"
        )
    )
    assert counts(frame) == {"Ana: Work": 3, "Bob": 2}
    assert frame["length"].to_list() == [2, 8, 0, 0, 1]
    assert frame["kind"].to_list() == ["text", "text", "media", "text", "text"]


@pytest.mark.parametrize(
    "line",
    [
        "Messages and calls are end-to-end encrypted. Tap to learn more.",
        "Ana created group \"Trip: 2020\"",
        "Ana changed the subject from “Trip” to “Trip: 2020”",
        "Ana changed the subject to \"Trip: 2020\"",
        "Ana hat den Betreff von „a: b“ zu „c“ geändert",
        "Ana added Bob",
        "Missed voice call",
        "Your security code with Ana changed. Tap to learn more: settings",
    ],
)  # fmt: skip
def test_lines_of_the_app(line: str, tmp_path: Path) -> None:
    frame, reader = read(android(tmp_path, line, "Ana: hi"))
    assert counts(frame) == {"Ana": 1}
    assert reader.tally.n_system == 1


@pytest.mark.parametrize(
    "body",
    [
        f"{LRM}Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
        "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
        f"{LRM}Ana added you",
        f"{LRM}Missed voice call, {LRM}Tap to call back",
        f"{LRM}Missed video call",
        f"{LRM}Voice call, {LRM}3 min",
        f"{LRM}You created this group",
        f"{LRM}Your security code with Ana changed.",
        f"{LRM}Verpasster Sprachanruf",
        f"{LRM}Videollamada, {LRM}2 min",
        f"{LRM}Appel vocal. {LRM}Aucune réponse",
        f"{LRM}语音通话，{LRM}2 分钟",
        f"{LRM}مكالمة صوتية، {LRM}دقيقتان",
    ],
)
def test_lines_of_the_app_in_somebodys_name(body: str, tmp_path: Path) -> None:
    frame, reader = read(
        iphone(tmp_path, f"Ana: {body}", "Bob: hi", "Ana: voice call me later", "Bob: Ana added you?")
    )
    assert counts(frame) == {"Ana": 1, "Bob": 2}
    assert reader.tally.n_system == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("image omitted", "media"),
        (f"{LRM}GIF omitted", "media"),
        (f"{LRM}Contact card omitted", "media"),
        (f"{LRM}Report.pdf • {LRM}3 pages {LRM}document omitted", "media"),
        (f"{LRM}<attached: 00000042-VIDEO-2020-01-01-10-00-00.mp4>", "media"),
        (f"{LRM}Location: https://maps.google.com/?q=1.0,2.0", "media"),
        (f"{LRM}Kuva puuttuu", "media"),  # no list has it, but the app marked it as its own
        (f"{LRM}You deleted this message.", "deleted"),
        (f"{LRM}This message was deleted.", "deleted"),
        ("This message was deleted by accident", "text"),
        ("the image omitted something", "text"),
        ("<3", "text"),
        ("(and so on)", "text"),
        ("see location: https://example.org", "text"),
        ("> quoted", "text"),
        (f"Report.pdf • {LRM}3 pages {LRM}document omitted", "media"),
        (f"{LRM}Report.pdf {LRM}document omitted", "media"),
        (
            f"{LRM}You received a view once message. For added privacy, you can only open it on your phone.",
            "media",
        ),
        (f"{LRM}POLL:", "text"),
        (f"the {LRM}image of it", "text"),
    ],
)
def test_kinds_on_iphones(body: str, kind: str, tmp_path: Path) -> None:
    frame, reader = read(iphone(tmp_path, "Bob: hi", f"Ana: {body}"))
    assert frame["kind"].to_list() == ["text", kind]
    assert frame["length"].to_list() == [2, len(body) if kind == "text" else 0]
    assert reader.tally.n_system == 0


@pytest.mark.parametrize(
    ("body", "kind", "length"),
    [
        ("<Media omitted>", "media", 0),
        ("<Media omitted>\nlook at that", "text", 12),
        ("<Media omitted>\n\n", "media", 0),
        ("IMG-20200101-WA0001.jpg (file attached)\nlook\nat that <This message was edited>", "text", 12),
        ("null", "media", 0),
        ("Live location shared", "media", 0),
        ("IMG-20200101-WA0001.jpg (file attached)", "media", 0),
        (f"{LRM}PTT-20200101-WA0001.opus (Datei angehängt)\nwords", "text", 5),
        ("my holiday list.pdf (file attached)", "media", 0),
        ("location: https://maps.google.com/?q=1.0,2.0", "media", 0),
        ("You deleted this message", "deleted", 0),
        ("This message was deleted", "deleted", 0),
        ("This message was deleted\nby me", "text", 30),
        ("fine <This message was edited>", "text", 4),
        ("two\nlines <This message was edited>", "text", 9),
        ("<This message was edited> is what it says", "text", 41),
        ("", "text", 0),
        ("a\n\nb", "text", 4),
        ("a\n\n", "text", 1),
        ("日本語", "text", 3),
        ("e\u0301", "text", 2),
        ("[10:00, 1/2/2020] Bob: pasted", "text", 29),
        ("31.12.2019, 10:00 - Bob: pasted", "text", 31),
        ("see below\n31.12.2019, 10:00 - Bob: pasted", "text", 41),
    ],
)
def test_kinds_and_lengths_on_android(body: str, kind: str, length: int, tmp_path: Path) -> None:
    path = android(tmp_path, f"Ana: {body}", "Bob: hi", "Bob: ho", "Bob: ha")
    frame, reader = read(path)
    assert frame["kind"][0] == kind
    assert frame["length"].to_list() == [length, 2, 2, 2]
    assert reader.tally.n_skipped == 0
    text = read(path, with_text=True)[0]["text"]
    assert text.str.len_chars().to_list() == [length, 2, 2, 2]
    assert text[1] == "hi"


@pytest.mark.parametrize(
    ("body", "caption"),
    [
        (f"look at that {LRM}image omitted", "look at that"),
        (f"{LRM}oh {LRM}image omitted", f"{LRM}oh"),
        (f"see {LRM}<attached: 00000012-PHOTO-2023-01-01-10-00-00.jpg>", "see"),
        (f"see\nthat {LRM}<attached: 00000012-VIDEO-2023-01-01-10-00-00.mp4>", "see\nthat"),
        (f"voilà {LRM}<pièce jointe : 00000012-PHOTO-2023-01-01-10-00-00.jpg>", "voilà"),
        (f"see {LRM}<This message was edited> {LRM}image omitted", f"see {LRM}<This message was edited>"),
        (f"see {LRM}image omitted {LRM}<This message was edited>", "see"),
        (f"two\nlines\n{LRM}image omitted", "two\nlines"),
    ],
)
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_captions_on_iphones(body: str, caption: str, break_: str, tmp_path: Path) -> None:
    frame, _ = read(
        iphone(tmp_path, "Bob: hi", f"Ana: {body.replace(chr(10), break_)}", "Bob: oh"), with_text=True
    )
    assert frame["kind"].to_list() == ["text"] * 3
    assert frame["text"].to_list() == ["hi", caption, "oh"]
    assert frame["length"].to_list() == [2, len(caption), 2]


@pytest.mark.parametrize("body", ["video call", "Voice call", "Videoanruf", "this business"])
def test_what_people_type_as_well_is_theirs_unless_marked(body: str, tmp_path: Path) -> None:
    for write in (android, iphone):
        frame, reader = read(write(tmp_path, f"Ana: {body}", "Bob: hi"))
        assert (frame["length"].to_list(), reader.tally.n_system) == ([len(body), 2], 0)
    frame, reader = read(iphone(tmp_path, f"Ana: {LRM}{body}", "Bob: hi"))
    assert (counts(frame), reader.tally.n_system) == ({"Bob": 1}, 1)


def test_a_sender_whose_blank_was_cut_off(tmp_path: Path) -> None:
    frame, reader = read(android(tmp_path, "Ana:", "Bob: hi"))
    assert (counts(frame), reader.tally.n_system) == ({"Ana": 1, "Bob": 1}, 0)


def test_a_header_within_a_body_of_an_iphone(tmp_path: Path) -> None:
    frame, reader = read(
        iphone(tmp_path, "Ana: look:\n[01.01.20, 09:00:00] Eve: pasted\nend", "Bob: oh", "Ana: yes"),
        with_text=True,
    )
    assert counts(frame) == {"Ana": 2, "Bob": 1}
    assert frame["text"][0] == "look:\n[01.01.20, 09:00:00] Eve: pasted\nend"
    assert frame["length"][0] == len(frame["text"][0])
    assert reader.tally.n_skipped == 0


def test_time_may_run_back(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "25/10/2020, 02:59 - A: x\n25/10/2020, 02:01 - B: y\n25/10/2020, 02:02 - A: z\n", encoding="utf-8"
    )
    frame, reader = read(path)
    assert [time.minute for time in frame["time"]] == [59, 1, 2]
    assert reader.tally.n_skipped == 0


def test_lines_that_cannot_be_read_are_counted_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "a preface\n\n25/10/2020, 02:59 - A: x\n31/02/2020, 02:01 - B: y\ngoes on\n25/10/2020, 24:02 - A: z\n"
        "25/10/2020, 10:02 - A: z\n",
        encoding="utf-8",
    )
    frame, reader = read(path)
    assert counts(frame) == {"A": 2}
    assert [(s.file, s.line, s.reason) for s in reader.tally.skipped] == [
        ("chat.txt", 1, "no message before this line"),
        ("chat.txt", 4, "no such date or time"),
        ("chat.txt", 6, "no such date or time"),
    ]


def test_noon_and_midnight(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    hours = ["12:00 AM", "1:00 AM", "11:59 AM", "12:00 PM", "1:00 PM", "11:59 PM"]
    path.write_text("".join(f"1/13/20, {hour} - A: x\n" for hour in hours), encoding="utf-8")
    assert [time.hour for time in read(path)[0]["time"]] == [0, 1, 11, 12, 13, 23]


def test_chinese_parts_of_the_day(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    hours = [
        "凌晨12:30",
        "凌晨3:00",
        "早上8:00",
        "上午11:00",
        "中午12:10",
        "中午1:10",
        "下午3:00",
        "晚上11:00",
    ]
    path.write_text("".join(f"2020/1/13 {hour} - 安: x\n" for hour in hours), encoding="utf-8")
    assert [time.hour for time in read(path)[0]["time"]] == [0, 3, 8, 11, 12, 13, 15, 23]


def test_a_half_of_the_day_that_comes_late(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("1/13/20, 1:00 AM - A: x\n" * 60_000 + "1/13/20, 1:00 PM - A: y\n", encoding="utf-8")
    frame, _ = read(path)
    assert len(frame) == 60_001
    assert frame["time"][-1] == datetime(2020, 1, 13, 13)


def test_a_line_longer_than_any_real_one_loses_no_message(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    header = "13/01/2020, 10:0{} - A: "
    text = header.format(0) + "x\n" + "a" * (50 << 20) + "\n" + header.format(1) + "y\n"
    path.write_text(text, encoding="utf-8")
    frame, reader = read(path)
    assert frame["time"].dt.minute().to_list() == [0, 1]
    assert frame["length"][0] > 1 << 19 and frame["length"][1] == 1
    assert reader.tally.n_skipped > 0


def test_title_and_group(tmp_path: Path) -> None:

    path = android(tmp_path, 'Bob created group "Trip"', "Ana: hi")
    chats = [batch.chat for batch in open_export(path)]
    assert [(chat.title, chat.group) for chat in chats] == [("Ana", True)]
    path = android(tmp_path, "Ana: hi")
    assert next(iter(open_export(path))).chat.group is None
