"""Files that are made to break a reader, as large as an attacker would make them."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

MIB = 1 << 20
ZIPPED_MIB = 1024
"""How far the zips unpack."""

LONG_MIB = 300
"""How long a thing is that does not end."""

N_PEOPLE = 2_000_000


def write_long(path: Path, head: str, part: str, tail: str = "", share: int = 1) -> None:
    """Write a beginning, a part of it over and over for so many megabytes (a share of ``LONG_MIB``), and an end."""
    with path.open("w") as file:
        file.write(head)
        for _ in range(LONG_MIB // share):
            file.write(part * (MIB // len(part)))
        file.write(tail)


def zip_of_zeros(path: Path) -> None:
    """A gigabyte of blanks in a megabyte."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("_chat.txt", "w") as entry,
    ):
        entry.write(b"1/2/24, 3:04 PM - Ana: x\n")
        for _ in range(ZIPPED_MIB):
            entry.write(b" " * MIB)


def zip_of_one_line(path: Path) -> None:
    """Messages that compress well: the same one, forty million times."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("_chat.txt", "w") as entry,
    ):
        for _ in range(ZIPPED_MIB):
            entry.write(b"1/2/24, 3:04 PM - Ana: x\n" * (MIB // 25))


def zip_in_zip(path: Path) -> None:
    """Zips within zips, five deep."""
    inner = b"1/2/24, 3:04 PM - Ana: x\n" * 1000
    for depth in range(5):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"{depth}-{number}.zip" if depth else "_chat.txt", inner)
                if not depth:
                    break
        inner = held.getvalue()
    path.write_bytes(inner)


def zip_of_overlapping_entries(path: Path) -> None:
    """A thousand entries that are all the same bytes."""
    body = b"1/2/24, 3:04 PM - Ana: x\n" * 40_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(body) + packer.flush()
    check = zlib.crc32(body)
    content = (
        struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, check, len(packed), len(body), 5, 0)
        + b"x.txt"
        + packed
    )
    entries = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            check,
            len(packed),
            len(body),
            9,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + f"{number:05}.txt".encode()
        for number in range(1000)
    )
    path.write_bytes(
        content
        + entries
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), len(content), 0)
    )


def zip_of_very_many_entries(path: Path) -> None:
    """A list of a million entries."""
    entry = (
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"x"
    )
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x"
    n = 1_000_000
    path.write_bytes(
        head
        + entry * n
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n & 0xFFFF, n & 0xFFFF, len(entry) * n, len(head), 0)
    )


def zip_that_climbs(path: Path) -> None:
    """Names that lead out of the folder, with zero bytes and to devices."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../../etc/passwd.txt",
            "/etc/shadow.txt",
            "..\\..\\boot.txt",
            "C:\\x.txt",
            "a/../../b.txt",
            "CON.txt",
        ):
            archive.writestr(name, "1/2/24, 3:04 PM - Ana: x\n")


def xml_of_laughs(path: Path) -> None:
    """Entities of entities of entities."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY l0 "ha">{entities}]>'
        '<smses count="1"><sms address="1" date="1700000000000" type="1" body="&l11;"/></smses>'
    )


def xml_with_a_foreign_file(path: Path) -> None:
    """An entity that is a file of this machine."""
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<smses count="1"><sms address="1" date="1700000000000" type="1" body="&f;"/></smses>'
    )


def xml_of_one_attribute(path: Path) -> None:
    """One picture of three hundred megabytes in an attribute."""
    write_long(
        path,
        '<?xml version="1.0"?><smses count="1"><mms address="1" date="1700000000000" msg_box="1"><parts><part ct="image/png" data="',
        "A",
        '"/></parts></mms></smses>',
    )


def xml_that_is_deep(path: Path) -> None:
    """A million elements within each other."""
    path.write_text('<?xml version="1.0"?><smses>' + "<mms>" * 1_000_000)


def json_that_is_deep(path: Path) -> None:
    """Two million lists within each other, where a message should be."""
    path.write_text('{"name": "x", "type": "personal_chat", "id": 1, "messages": [' + "[" * 2_000_000)


def json_of_one_string(path: Path) -> None:
    """One message of three hundred megabytes."""
    write_long(
        path,
        '{"name": "x", "type": "personal_chat", "id": 1, "messages": [{"type": "message", "date": "2024-01-01T10:00:00", "from": "A", "text": "',
        "A",
        '"}]}',
    )


def json_of_many_names(path: Path) -> None:
    """A message with a million members."""
    members = ", ".join(f'"k{n}": {n}' for n in range(1_000_000))
    path.write_text(
        f'{{"name": "x", "type": "personal_chat", "id": 1, "messages": [{{"type": "message", {members}}}]}}'
    )


def jsonl_of_one_line(path: Path) -> None:
    """One line of three hundred megabytes."""
    write_long(path, '{"time": "2024-01-01T10:00:00", "sender": "A", "text": "', "A", '"}\n')


def text_of_one_line(path: Path) -> None:
    """A WhatsApp message of three hundred megabytes, without a line end."""
    write_long(path, "1/2/24, 3:04 PM - Ana: x\n1/2/24, 3:05 PM - Bob: ", "A")


def text_of_many_names(path: Path) -> None:
    """Two million messages of two million people."""
    with path.open("w") as file:
        file.writelines(f"1/2/24, 3:04 PM - {n:07}: x\n" for n in range(N_PEOPLE))


def text_of_line_ends(path: Path) -> None:
    """Three hundred million line ends."""
    write_long(path, "1/2/24, 3:04 PM - Ana: x\n", "\n")


def csv_of_one_quote(path: Path) -> None:
    """A quotation mark that is never closed, before three hundred megabytes."""
    write_long(path, 'time,sender,text\n2024-01-01 10:00,Ana,"', "a,b\n")


def html_that_is_deep(path: Path) -> None:
    """A million elements within each other on a page of Telegram's."""
    path.write_text(
        '<!DOCTYPE html><html><body><div class="page_wrap"><div class="history"><div class="message default clearfix">'
        + "<div>" * 1_000_000
    )


def mail_of_one_header(path: Path) -> None:
    """A header of a hundred megabytes."""
    write_long(
        path,
        "From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\nTo: ",
        "b@example.org, ",
        "\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n\nx\n",
        share=3,
    )


def json_of_nothing(path: Path) -> None:
    """Three hundred megabytes of blanks within JSON."""
    write_long(
        path,
        '{"participants": [{"name": "A"}], "messages": [',
        " ",
        json.dumps({"sender_name": "A", "timestamp_ms": 1700000000000, "content": "x"}) + "]}",
    )


def html_of_one_message(path: Path) -> None:
    """One message of three hundred megabytes on a page of Telegram's."""
    write_long(
        path,
        '<!DOCTYPE html><html><body><div class="page_wrap"><div class="history"><div class="message default clearfix">'
        '<div class="pull_right date details" title="01.02.2024 10:00:00"></div><div class="from_name">Ana</div><div class="text">',
        "A",
    )


def html_of_tags(path: Path) -> None:
    """A hundred megabytes of elements in one message on a page of Facebook's."""
    write_long(
        path, '<html><body><a href="/inbox/"></a><div role="main"><div class="x">', "<div><!--", share=3
    )


def html_of_half_a_tag(path: Path) -> None:
    """The beginning of a page of Facebook's, over and over within one tag."""
    path.write_text("<html><body><a href=/inbox/></a><p " + 'role="main" ' * 20_000 + "> x")


def voice_of_one_message(path: Path) -> None:
    """One message of three hundred megabytes on a page of Google Voice's."""
    write_long(
        path,
        '<html><body><div class="hChatLog hfeed"><div class="message"><abbr class="dt" title="2024-02-01T10:00:00.000+01:00">'
        '</abbr><cite class="sender vcard"><a class="tel" href="tel:+491700000001"><span class="fn">Ana</span></a></cite><q>',
        "A",
    )


def markdown_of_one_message(path: Path) -> None:
    """One message of a hundred and fifty million lines in signal-export's pages."""
    write_long(
        path,
        "[2024-02-01 10:00:00] Ana: x  \n\n[2024-02-01 10:01:00] Bob: y  \n\n[2024-02-01 10:02:00] Ana: ",
        "A\n",
    )


def markdown_of_files(path: Path) -> None:
    """A message with two hundred thousand files in one line, in signal-export's pages."""
    path.write_text(
        "[2024-02-01 10:00:00] Ana: x  \n\n[2024-02-01 10:01:00] Bob: y"
        + "![a](./media/a)  " * 200_000
        + "\n\n"
    )


def mail_of_parts(path: Path) -> None:
    """An e-mail of a million parts."""
    path.write_text(
        "From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\nTo: b@example.org\n"
        'Date: Mon, 1 Jan 2024 10:00:00 +0000\nContent-Type: multipart/mixed; boundary="x"\n\n'
        + "--x\nContent-Type: multipart/mixed; boundary=x\n\n"
        * 1_000_000
    )


def mail_of_quotation_marks(path: Path) -> None:
    """Five hundred e-mails to an address in quotation marks that never end, about sixty thousand blanks."""
    path.write_text(
        (
            "From a@example.org Mon Jan  1 10:00:00 2024\nFrom: a@example.org\nTo: "
            + '"\\' * 40_000
            + f"\nCc: b@example.org, c@example.org\nSubject: re{' ' * 60_000}x\n"
            + "Date: Mon, 1 Jan 2024 10:00:00 +0000\n\nx\n\n"
        )
        * 500
    )


def line_of_returns(path: Path) -> None:
    """A chat of LINE's in which lines end in a million carriage returns."""
    path.write_bytes(
        b"[LINE] Chat history with Ana\r\nSaved on: 2024/02/01 10:00\r\n\r\n2024/02/01(Thu)\r\n10:00\tAna\tx\r\n"
        + (b"10:01\tBob\ty" + b"\r" * MIB + b"\n") * 20
    )


def lines_of_nothing(path: Path) -> None:
    """A hundred and fifty million blank lines before an export of Signal's."""
    write_long(path, "", " \n", '{"version": "1", "backupTimeMs": "1"}\n')


BOMBS: dict[str, Callable[[Path], None]] = {
    "zeros.zip": zip_of_zeros,
    "same.zip": zip_of_one_line,
    "nested.zip": zip_in_zip,
    "overlap.zip": zip_of_overlapping_entries,
    "entries.zip": zip_of_very_many_entries,
    "climb.zip": zip_that_climbs,
    "laughs.xml": xml_of_laughs,
    "foreign.xml": xml_with_a_foreign_file,
    "attribute.xml": xml_of_one_attribute,
    "deep.xml": xml_that_is_deep,
    "deep.json": json_that_is_deep,
    "string.json": json_of_one_string,
    "names.json": json_of_many_names,
    "blanks.json": json_of_nothing,
    "line.jsonl": jsonl_of_one_line,
    "line.txt": text_of_one_line,
    "people.txt": text_of_many_names,
    "ends.txt": text_of_line_ends,
    "quote.csv": csv_of_one_quote,
    "deep.html": html_that_is_deep,
    "text.html": html_of_one_message,
    "tags.html": html_of_tags,
    "half.html": html_of_half_a_tag,
    "voice.html": voice_of_one_message,
    "chat.md": markdown_of_one_message,
    "files.md": markdown_of_files,
    "returns.txt": line_of_returns,
    "blank.jsonl": lines_of_nothing,
    "header.mbox": mail_of_one_header,
    "parts.mbox": mail_of_parts,
    "marks.mbox": mail_of_quotation_marks,
}
