"""Backups of text messages: every style of the apps, people in many spellings, and what is no message."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.sms.backups import BIG, BOB, EVA, EXPECTED, MS, OWN, STYLES, Style, backup, mms, sms
from sources.told import lengths, tell, write_files

from nearer.kernel.errors import ExportError
from nearer.sources import open_export


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_all_styles_tell_the_same(style: Style, tmp_path: Path) -> None:
    rows, reader = tell(write_files(tmp_path, {"sms.xml": backup(style)}))
    assert rows == EXPECTED
    assert (reader.source, reader.tally.n_system, reader.tally.n_skipped) == ("sms", 3, 0)
    assert (reader.tally.owner, reader.tally.zone, reader.tally.notes) == ("Me", "Europe/Berlin", [])
    assert reader.tally.addresses == {"Bob 🙂": {BOB, *style.spellings}, "Eva": {EVA}}


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1000, 30_000])
def test_the_size_of_the_chunks_does_not_matter(chunk_bytes: int, tmp_path: Path) -> None:
    small = (
        backup(STYLES[0])
        if chunk_bytes > 100
        else backup(STYLES[0]).replace(BIG.encode(), BIG[:1600].encode())
    )
    place = write_files(tmp_path, {"backup.xml": small}, packed=True)
    assert tell(place, chunk_bytes=chunk_bytes)[0] == EXPECTED
    assert lengths(place, chunk_bytes=chunk_bytes) == [
        (row.sender, row.time, len(row.text), row.kind) for row in EXPECTED
    ]


def wrap(*elements: str) -> str:
    return "<smses>\n" + "\n".join(elements) + "\n</smses>"


def test_people_without_a_name_are_known_by_their_number(tmp_path: Path) -> None:
    style = STYLES[0]
    text = wrap(*(sms(number, name, MS, 1, "hi", style) for number, name in [
        ("+1 555 123 4567", "(Unknown)"), ("5551234567", "null"), ("22000", "(Unknown)"), ("BANK", "(Unknown)"),
        ("eva@example.org", "(Unknown)"),
    ]))  # fmt: skip
    rows, _ = tell(write_files(tmp_path, {"sms.xml": text}))
    assert [(row.chat, row.sender) for row in rows] == [
        ("22000", "22000"), ("551234567", "+1 555 123 4567"), ("551234567", "+1 555 123 4567"), ("bank", "BANK"),
        ("eva@example.org", "eva@example.org"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "addresses", "box", "chat", "sender"),
    [
        ("null", {BOB: "137", OWN: "151"}, 1, BOB[-9:], BOB),
        (f"{BOB}~{EVA}", {OWN: "137", BOB: "151", EVA: "151"}, 2, f"{EVA[-9:]}~{BOB[-9:]}", "Me"),
        ("null", {OWN: "137", BOB: "151", EVA: "151"}, 2, f"{EVA[-9:]}~{BOB[-9:]}", "Me"),
        (f"{EVA}~{BOB}", {BOB: "137", OWN: "151", EVA: "130"}, 1, f"{EVA[-9:]}~{BOB[-9:]}", BOB),
        (f"{EVA} ~ {EVA}", {EVA: "137", OWN: "151"}, 1, EVA[-9:], EVA),
    ],
)  # fmt: skip
def test_who_is_in_a_multimedia_message(
    address: str, addresses: dict[str, str], box: int, chat: str, sender: str, tmp_path: Path
) -> None:
    text = wrap(mms(address, "(Unknown)", MS, box, [{"ct": "text/plain", "text": "x"}], addresses, STYLES[0]))
    rows, _ = tell(write_files(tmp_path, {"sms.xml": text}))
    assert [(row.chat, row.sender) for row in rows] == [(chat, sender)]


def test_a_backup_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = backup(STYLES[0])
    for n, cut in enumerate(
        (whole.index(b"and line") + 3, whole.index(BIG.encode()) + 900, whole.rindex(b"</smses>"))
    ):
        rows, reader = tell(write_files(tmp_path / str(n), {"sms.xml": whole[:cut]}))
        kept = [row for row in EXPECTED if row in rows]
        assert len(rows) == len(kept) == (4, 2, 6)[n]
        assert reader.tally.n_skipped == (1, 1, 0)[n]
        assert len(reader.tally.notes) == 1


def test_calls_are_counted_and_are_no_messages(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?>\n<calls count="2">'
        + f'<call number="{BOB}" duration="5" date="{MS}" type="1" />' * 2
        + "</calls>"
    )
    rows, reader = tell(write_files(tmp_path, {"calls.xml": text}))
    assert rows == []
    assert reader.tally.n_system == 2


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sms.xml"
    path.write_text('<!DOCTYPE smses [<!ENTITY a "aaaa">]>' + wrap(sms(BOB, "Bob", MS, 1, "x", STYLES[0])))
    with pytest.raises(ExportError) as error:
        list(open_export(path))
    assert error.value.key == "sms.error.document_type"


def test_a_picture_of_any_size_is_not_held(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "sms.xml"
    picture = {"ct": "image/jpeg", "text": "null", "data": "@"}
    before, after = wrap(mms(BOB, "Bob", MS, 1, [picture], {BOB: "137"}, STYLES[0])).split("@")
    with path.open("w") as file:
        file.write(before)
        for _ in range(40):
            file.write("/9j/4AAQ" * (1 << 17))
        file.write(after)
    reader = open_export(path)
    tracemalloc.start()
    assert sum(len(batch.frame) for batch in reader) == 1
    assert tracemalloc.get_traced_memory()[1] < 24 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("style", STYLES[:9], ids=lambda style: style.id)
def test_large_backups_are_read_as_small_ones_are(style: Style, tmp_path: Path) -> None:
    odd = Style("odd", turned=True, quotes="single")
    bodies = ["a & b", 'say "x"', "it's", "🙂\n", ""] * 50
    elements = [
        sms(BOB, "Bob", MS + 1000 * n, 1 + n % 2, body, odd if n % 40 == 39 else style)
        for n, body in enumerate(bodies)
    ]
    rows, reader = tell(write_files(tmp_path, {"sms.xml": wrap(*elements)}))
    assert [row.text for row in rows] == bodies
    assert [row.sender for row in rows] == ["Bob", "Me"] * 125
    assert reader.tally.n_skipped == 0
