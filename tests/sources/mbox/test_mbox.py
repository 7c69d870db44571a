"""Mailboxes: every program's way of writing them, whose they are, and what of a mail was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.mbox.mailboxes import ANA, BOB, EXPECTED, PDF, STYLES, Style, body, mail, mailbox
from sources.told import lengths, tell, write_files

from nearer.sources.mail_headers import addresses_of, decode_words, moment_of
from nearer.sources.mail_typed import text_of_html, typed_in


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_all_mailboxes_tell_the_same(style: Style, tmp_path: Path) -> None:
    rows, reader = tell(write_files(tmp_path, mailbox(style), packed=style.packed))
    gap = "\n" if style.shape == "html" else "\n\n"  # a page has paragraphs, and no empty lines between them
    thread = "thread:165" if style.labels else "thread:root@x"
    expected = [row._replace(text=row.text.replace("\n\n", gap)) for row in EXPECTED]
    expected[-1] = expected[-1]._replace(chat=thread)
    assert rows == expected
    n_copies = 2 if style.parts == 2 else 0
    assert (reader.source, reader.tally.n_system, reader.tally.n_skipped) == ("mbox", 2 + n_copies, 0)
    assert (reader.tally.owner, reader.tally.zone, reader.tally.notes) == ("Ana María", "Europe/Berlin", [])
    assert reader.tally.addresses["Björn Holm"] == {BOB[1]}


@pytest.mark.parametrize("chunk_bytes", [3, 100, 5000])
def test_the_size_of_the_chunks_does_not_matter(chunk_bytes: int, tmp_path: Path) -> None:
    place = write_files(tmp_path, mailbox(STYLES[2]), packed=True)
    assert tell(place, chunk_bytes=chunk_bytes)[0] == EXPECTED
    assert lengths(place, chunk_bytes=chunk_bytes) == [
        (row.sender, row.time, len(row.text), row.kind) for row in EXPECTED
    ]


def test_whose_mailbox_it_is_stays_open_between_two_people(tmp_path: Path) -> None:
    style = STYLES[3]
    content = mail(0, BOB, [ANA], body("a", style), style) + mail(1, ANA, [BOB], body("b", style), style)
    rows, reader = tell(write_files(tmp_path, {"x.mbox": content}))
    assert [(row.chat, row.group, row.sender) for row in rows] == [
        ("ana@example.org~bjorn@example.net", False, "Björn Holm"),
        ("ana@example.org~bjorn@example.net", False, "Ana María"),
    ]
    assert reader.tally.owner is None


def test_a_large_file_on_a_mail_is_not_held(tmp_path: Path) -> None:
    import tracemalloc

    style = STYLES[0]
    content = mail(0, BOB, [ANA], body("look", style, file=True), style) + mail(
        1, ANA, [BOB], body("nice", style), style
    )
    before, after = content.split(PDF.encode())
    path = tmp_path / "x.mbox"
    with path.open("wb") as file:
        file.write(before)
        for _ in range(45):
            file.write(PDF.encode() * (1 << 8))
        file.write(after)
    tracemalloc.start()
    rows, _ = tell(path)
    assert [row.text for row in rows] == ["look", "nice"]
    assert tracemalloc.get_traced_memory()[1] < 36 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Hi", "Hi"),
        ("> Tea?\nYes.\n> When?\nAt five.", "Yes.\nAt five."),
        ("Yes.\n\nOn Tue, Feb 4, 2020 at 10:14 PM Ana María <ana@x.org>\nwrote:\n\n> Tea?", "Yes."),
        ("Yes.\n\nOn Tue, Feb 4, 2020 at 10:14 PM Ana wrote:\nTea?\nAna", "Yes."),
        ("Oui.\n\nLe mar. 4 févr. 2020 à 22:14, Ana <a@x.org> a écrit :\n> Thé ?", "Oui."),
        ("Sí.\n\nEl mar, 4 feb 2020 a las 22:14, Ana (<a@x.org>) escribió:\n\n> ¿Té?", "Sí."),
        ("Ja.\r\n\r\n-----Ursprüngliche Nachricht-----\r\nVon: Ana\r\nGesendet: Dienstag\r\n\r\nTee?", "Ja."),
        (
            "Ja.\n\n________________________________\nVon: Ana <a@x.org>\nGesendet: Dienstag\nAn: Bob\n\nTee?",
            "Ja.",
        ),
        ("Yes.\n\nFrom: Ana\nDate: Tuesday\nTo: Bob\n\nTea?", "Yes."),
        ("Look:\n\n---------- Forwarded message ---------\nFrom: Shop\n\nTea", "Look:"),
        ("She wrote:\nI come at 5.", "She wrote:\nI come at 5."),
        ("Bye\n--\nBob\nDirector", "Bye"),
        ("a -- b\n---\nc", "a -- b\n---\nc"),
        ("Ja!\n\nVon meinem iPhone gesendet", "Ja!"),
        ("Sent from my heart,\nBob", "Sent from my heart,\nBob"),
        ("\n\n\n", ""),
    ],
)
def test_what_was_typed(text: str, typed: str) -> None:
    assert typed_in(text)[0] == typed


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a &amp; b&nbsp;c</p>", "a & b c"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<head><title>x</title></head><script>if (a < b) x()</script><body>y", "y"),
        ('Yes<div class="gmail_quote gmail_quote_container">On <div>x</div>wrote</div>, and', "Yes\n, and"),
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>d", "d"),
        ('Yes<hr><div id="divRplyFwdMsg">From</div>Tea?', "Yes"),
        ("a<!-- <b>x</b> -->b<!-- c", "ab"),
        ("a < b > c", "a < b > c"),
        ("&#9999999999; &#x1F642; &nix;", "\ufffd 🙂 &nix;"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_the_text_of_a_page(page: str, text: str) -> None:
    assert text_of_html(page)[0] == text


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bob@x.org", [("bob@x.org", "")]),
        ("Bob <BOB@x.org>", [("bob@x.org", "Bob")]),
        ('"Holm, \\"B\\" Bob" <bob@x.org>, eva@x.org (Eva)', [("bob@x.org", 'Holm, "B" Bob'), ("eva@x.org", "")]),
        ("Holm, Bob <bob@x.org>", [("bob@x.org", "Holm, Bob")]),
        ("Friends: a@x.org, B <b@x.org>;", [("a@x.org", ""), ("b@x.org", "B")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?B?QmrDtnJuLCBI?= =?utf-8?Q?olm?= <b@x.org>", [("b@x.org", "Björn, Holm")]),
        ('"unclosed <b@x.org>', [("b@x.org", "unclosed")]),
        ("<@>, <>, @, a@", []),
        ("", []),
    ],
)  # fmt: skip
def test_addresses(header: str, found: list[tuple[str, str]]) -> None:
    assert [one for one in addresses_of(header) if one[0].strip("@").count("@")] == found


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Tue, 4 Feb 2020 21:14:05 +0000", 0),
        ("4 Feb 20 21:14 GMT", -5),
        ("Tue, 04 Feb 2020 13:14:05 PST", 0),
        ("Tue,  4 February 2020 22:44:05 +0130 (x)", 0),
        ("Tue, 4 Feb 2020 21:14:05", 0),
    ],
)
def test_dates(date: str, seconds: int) -> None:
    assert moment_of(date) == 1_580_850_845_000 + seconds * 1000


@pytest.mark.parametrize(
    "date", ["", "Tue", "31 Feb 2020 10:00:00 +0000", "4 Feb 2020 25:00:00", "4 Mai 2020 10:00:00", None]
)
def test_no_dates(date: str | None) -> None:
    assert moment_of(date) is None


def test_damaged_words_stay_as_they_are() -> None:
    assert decode_words("=?utf-8?B?A?= =?x-nothing?Q?a_b?= =?") == "=?utf-8?B?A?=a b=?"
