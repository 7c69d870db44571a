"""Each format knows its own files among those of all others, by their content alone, and nothing that is no export."""

from __future__ import annotations

import json
import plistlib
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sources.discord import test_discord_forms as discord
from sources.google_chat import takeouts
from sources.google_voice import pages
from sources.imessage import messages_db
from sources.instagram.test_instagram import VARIANTS as INSTAGRAM
from sources.kakaotalk import test_kakaotalk_forms as kakaotalk
from sources.line import test_line_forms as line
from sources.mbox import mailboxes
from sources.messenger.test_messenger import VARIANTS as MESSENGER
from sources.own.test_own_variants import VARIANTS as OWN
from sources.reading import write_chat
from sources.signal import exports as signal
from sources.signal_export.folders import VERSIONS as SIGNAL_EXPORT
from sources.sms import backups
from sources.telegram import made, test_versions
from sources.telegram_html.test_html import LOOKS
from sources.told import write_files
from sources.whatsapp import test_forms as whatsapp
from sources.whatsapp_database import phones

from nearer.kernel.errors import UnknownFormatError
from nearer.sources import open_export, open_exports
from nearer.sources.archives import is_zip
from nearer.sources.files import Export, hold_bytes, open_file, sniff_encoding
from nearer.sources.formats import each_format, find_suffixes, load_formats
from nearer.sources.places import find_entries

KNOWN = load_formats(plugins=False)
Write = Callable[[Path], Path]


def one(name: str, content: bytes | str) -> Write:
    return lambda folder: write_files(folder, {name: content})


def discord_file(variant: str) -> bytes:
    change, layout = discord.VARIANTS[variant]
    return json.dumps(discord.channel(change(discord.messages())), **layout).encode()


def all_variants() -> Iterator[tuple[str, str, Write]]:
    """Yield each variant of each format: the format's name, the variant's, and what writes it into a folder."""
    for name in discord.VARIANTS:
        yield "discord", name, one("a [77].json", discord_file(name))
    for chat in takeouts.STYLES:
        yield (
            "google_chat",
            chat.id,
            lambda to, it=chat: write_files(to, takeouts.takeout(it), packed=it.packed),
        )
    for years in takeouts.HANGOUTS_STYLES:
        yield (
            "hangouts",
            years.id,
            lambda to, it=years: write_files(to, takeouts.hangouts(it), packed=it.packed),
        )
    for voice in pages.STYLES:
        yield (
            "google_voice",
            voice.id,
            lambda to, it=voice: write_files(to, pages.voice(it), packed=it.packed),
        )
    for macos in messages_db.VERSIONS:
        yield "imessage", macos.name, lambda to, it=macos: messages_db.write(to / "chat.db", it)
    for name, write in INSTAGRAM.items():
        yield "instagram", name, write
    for talk in kakaotalk.STYLES:
        yield "kakaotalk", talk.id, one("talk.txt", kakaotalk.write(talk))
    for chatted in line.STYLES:
        yield "line", chatted.id, one("chat.txt", line.write(chatted))
    for box in mailboxes.STYLES:
        yield "mbox", box.id, lambda to, it=box: write_files(to, mailboxes.mailbox(it), packed=it.packed)
    for name, write in MESSENGER.items():
        yield "messenger", name, write
    for name, content in OWN.items():
        yield name.split()[0], name, one("chat.txt", content)
    for name, lines in signal.CONTENTS.items():
        yield "signal", name, lambda to, it=lines: signal.in_folder(to / "export", it())
    for name, version in SIGNAL_EXPORT.items():
        yield "signal_export", name, lambda to, it=version: it.write(to / "export")
    for phone in backups.STYLES:
        yield "sms", phone.id, one("sms.xml", backups.backup(phone))
    for app in test_versions.VERSIONS:
        for whole in (made.json_chat, made.json_account):
            yield (
                "telegram",
                f"{whole.__name__} {app.id}",
                lambda to, it=app, of=whole: made.write_json(to / "result.json", of(it), it),
            )
    for look in LOOKS:
        yield "telegram_html", look.id, lambda to, it=look: made.write_html(to / "chat", it)
    for style in whatsapp.STYLES:
        yield "whatsapp", style.id, one("_chat.txt", write_chat(style))
    for name, write in phones.VARIANTS.items():
        yield "whatsapp_crypt" if "crypt" in name else "whatsapp_database", name, write


VARIANTS = list(all_variants())


def test_there_are_enough_variants_of_each_format() -> None:
    counted = Counter(source for source, _, _ in VARIANTS)
    assert set(counted) == {known.name for known in KNOWN}
    assert all(n >= (80 if source == "whatsapp" else 8) for source, n in counted.items()), counted


ENDINGS = ("", ".txt", ".json", ".html", ".csv", ".db", ".md", ".xml", ".mbox", ".jsonl", ".crypt15", ".dat")


def files_of(place: Path) -> Iterator[Export]:
    """Yield a file, or every file in a folder, and every entry of the zips there, whatever its name."""
    folder = place if place.is_dir() else None
    for path in sorted(place.rglob("*")) if folder else [place]:
        if not path.is_file() or not path.stat().st_size:
            continue
        export = open_file(path)
        if folder:
            export = replace(export, within=str(path.relative_to(folder.parent)))
        if is_zip(export.raw_head()):
            endings = find_suffixes(plugins=False) | {
                Path(name).suffix for name in zipfile.ZipFile(path).namelist()
            }
            yield from find_entries(export, frozenset(endings))
        else:
            yield export


def claims_on(export: Export) -> set[str]:
    """Return which formats would take a file if each of them were asked."""
    export = replace(export, encoding=sniff_encoding(export.raw_head()))
    binary = b"\x00" in next(export.pieces(4096), b"")
    head = export.raw_head(1 << 18) if binary else export.head()
    return {known.name for known in KNOWN if known.binary == binary and known.recognise(export, head)}


def first_of(claims: set[str], ending: str) -> str:
    """Return which of some formats has a file of an ending."""
    return next(known.name for known in each_format(ending, plugins=False) if known.name in claims)


LEAST_PARTICULAR = {"whatsapp"}
"""Asked last, under every ending that text has: a line of WhatsApp's has no form of its own."""


@pytest.mark.parametrize(
    ("source", "write"),
    [(source, write) for source, _, write in VARIANTS],
    ids=[f"{source}: {name}" for source, name, _ in VARIANTS],
)
def test_one_format_alone_knows_an_export(source: str, write: Write, tmp_path: Path) -> None:
    place = write(tmp_path)
    claims = {export.name: found for export in files_of(place) if (found := claims_on(export))}
    assert claims
    assert {
        name: found
        for name, found in claims.items()
        if found - LEAST_PARTICULAR != {source} - LEAST_PARTICULAR
    } == {}
    assert {first_of(found, ending) for found in claims.values() for ending in ENDINGS} == {source}
    assert [reader.source for reader in open_exports(place, plugins=False).readers] == [source]


def test_all_of_ours_are_tried() -> None:
    assert {source for source, _, _ in VARIANTS} == {known.name for known in KNOWN}


@pytest.mark.parametrize(
    "source", sorted({source for source, _, _ in VARIANTS} - {"instagram", "whatsapp_crypt"})
)
def test_whatever_it_is_called(source: str, tmp_path: Path) -> None:
    """Under any ending; those left out are known by what lies beside them, or by where they lie."""
    (tmp_path / "one").mkdir()
    place = next(write for name, _, write in VARIANTS if name == source)(tmp_path / "one")
    content = next(export for export in files_of(place) if source in claims_on(export))
    whole = b"".join(content.raw_pieces())
    for ending in ENDINGS:
        path = tmp_path / f"my file{ending}"
        path.write_bytes(whole)
        assert open_export(path, plugins=False).source == source


def database(*tables: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for table in tables:
        connection.execute(f"CREATE TABLE {table}")
    return connection.serialize()


def eml() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ana@example.org", "bob@example.org", "Tuesday"
    mail["Date"] = "Tue, 04 Feb 2020 21:14:05 +0000"
    mail.set_content("See you there.\n")
    return bytes(mail)


CHAPTER = "It was late. [10:30] they said: go home. 12.01.2020 - nobody went: it rained.\n"
STRANGERS: dict[str, bytes | str] = {
    "README.md": "# Nearer\n\nSome words.\n\n- one: a\n- two: b\n\n```\n[2020-01-13 10:00] a: b\n```\n",
    "CHANGELOG.md": "# Changes\n\n## [1.2.0] - 2024-05-01\n\n- Added: a thing\n\n## [1.1.0] - 2024-01-01\n\n- Fixed: another\n",
    "package.json": '{"name": "x", "version": "1.0.0", "scripts": {"test": "jest"}, "dependencies": {"a": "^1"}}',
    "package-lock.json": '{"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x"}, "node_modules/a": {}}}',
    "notebook.ipynb.json": '{"cells": [{"cell_type": "code", "source": ["x: 1"]}], "metadata": {}, "nbformat": 4}',
    "collection.geojson.json": '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "a"}}]}',
    "location history.json": '{"locations": [{"timestampMs": "1580850845000", "latitudeE7": 1, "messages": 2}]}',
    "playlist.json": '[{"endTime": "2020-01-13 10:00", "artistName": "x", "trackName": "y", "msPlayed": 1000}]',
    "an assistant.json": '[{"title": "x", "create_time": 1580850845.1, "mapping": {"a": {"message": null}}}]',
    "tweets.json": '[{"created_at": "Tue Feb 04 21:14:05 +0000 2020", "id": 1, "text": "a", "user": {"name": "Ana"}}]',
    "posts_1.json": '[{"timestamp": 1580850845, "data": [{"post": "hi"}], "title": "Ana wrote a post."}]',
    "profile.json": '{"profile_v2": {"name": {"full_name": "Ana"}, "emails": {"emails": []}, "registration_timestamp": 1}}',
    "search history.json": '{"searches_v2": [{"timestamp": 1580850845, "data": [{"text": "bob"}], "title": "You searched"}]}',
    "events.jsonl": '{"level": "info", "ts": 1580850845, "msg": "started"}\n{"level": "warn", "ts": 1580850846, "msg": "x"}\n',
    "prompts.jsonl": '{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}\n',
    "page.html": '<!DOCTYPE html><html><head><title>News</title></head><body><div class="message">hi</div></body></html>',
    "saved page.html": '<html><body><p>13/01/2020, 10:00 - Ana: hi</p><table><tr><td>a</td></tr></table></body></html>',
    "bookmarks.html": '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n<DT><A HREF="x">y</A>\n</DL>',
    "MyActivity.html": '<html><head><title>My Activity History</title></head><body><div class="mdl-grid"><div class="outer-cell '
    'mdl-cell mdl-cell--12-col mdl-shadow--2dp">Searched for x<br>Feb 4, 2020, 9:14:05 PM UTC</div></div></body></html>',
    "feed.xml": '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><item><title>y</title>'
    "<pubDate>Tue, 04 Feb 2020 21:14:05 GMT</pubDate></item></channel></rss>",
    "atom.xml": '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title></entry></feed>',
    "drawing.xml": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>',
    "route.xml": '<?xml version="1.0"?><gpx><trk><trkpt lat="1" lon="2"><time>2020-02-04T21:14:05Z</time></trkpt></trk></gpx>',
    "server.txt": "2020-01-13 10:00:00,123 INFO web: started\n2020-01-13 10:00:01,456 ERROR db: no\n" * 5,
    "access.txt": '127.0.0.1 - - [13/Jan/2020:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "Mozilla: x"\n' * 5,
    "system.txt": "Jan 13 10:00:00 host sshd[12]: Accepted key\nJan 13 10:00:01 host cron[13]: job\n" * 5,
    "dmesg.txt": "[    0.000000] Linux version 6: x\n[    1.234567] usb 1-1: new device\n" * 5,
    "bank.csv": "Date,Description,Amount\n13/01/2020,COFFEE,-3.10\n14/01/2020,RENT,-900.00\n",
    "konto.csv": "Buchungstag;Auftraggeber;Verwendungszweck;Betrag\n13.01.2020;Ana;Miete;-900,00\n",
    "steps.csv": "time,steps,distance\n2020-01-13T10:00:00,100,0.1\n",
    "contacts.csv": "Name,Given Name,Phone 1 - Value\nAna,Ana,+49 1\n",
    "orders.csv": "Order ID,Order Date,Seller,Title\n1,2020-01-13,Bob,Cup\n",
    "termine.txt": "13.01.2020 10:00 Zahnarzt\n" * 9 + "14.01.2020 11:00 Ana treffen: Kino\n",
    "calendar.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:20200113T100000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "people.vcf": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nTEL:+491\r\nEND:VCARD\r\n",
    "film.srt": "1\n00:00:01,000 --> 00:00:02,500\nANA: hi\n\n2\n00:00:03,000 --> 00:00:04,000\nBOB: ho\n",
    "film.txt": "[00:00:01.000] Ana: hi\n[00:00:02.000] Bob: ho\n",
    "code.py": '"""Words."""\nfrom x import y\n\n\ndef f(a: int) -> int:\n    return a  # 10:00 - a: b\n',
    "code.txt": "#include <stdio.h>\nint main(void) { /* [10:00] x: y */ return 0; }\n",
    "table.sql.txt": "INSERT INTO message VALUES (1, '2020-01-13 10:00:00', 'Ana: hi');\n" * 3,
    "story.txt": CHAPTER * 20,
    "list.txt": "eggs\nmilk\n10:30 call Bob\n",
    "old letter.txt": "From my window I see the sea.\nDear Ana: all is well.\n",
    "from.txt": "From: a friend\nSubject: x\n\nFrom here on, 13 of us went.\n",
    "commits.txt": "commit 0123456789abcdef\nAuthor: Ana <ana@example.org>\nDate:   Mon Jan 13 10:00:00 2020 +0000\n\n    Fix: it\n",
    "settings.ini.txt": "[section 1]\nkey: value\n[section 2]\nkey: value\n",
    "browser.db": database("moz_places (id INTEGER, url TEXT)", "moz_historyvisits (id INTEGER)"),
    "photos.sqlite": database("ZASSET (Z_PK INTEGER)", "ZPERSON (Z_PK INTEGER)"),
    "notes.db": database("message (id INTEGER, body TEXT)", "chat (id INTEGER)"),
    "binary.plist": plistlib.dumps({"message": ["a", {"b": b"\x00\x01"}]}, fmt=plistlib.FMT_BINARY),
    "text.plist": plistlib.dumps({"messages": [{"text": "hi"}]}),
    "mail.eml": eml(),
    "image.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 4,
    "paper.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "song.mp3": b"ID3\x04\x00\x00\x00" + bytes(500),
    "zeros.bin": bytes(5000),
    "noise.bin": bytes((n * n * 7 + 13) % 256 for n in range(5000)),
    "chat.crypt15": bytes((n * n * 11 + 5) % 256 for n in range(5000)),
    "blank.txt": " \n\t\n",
    "one letter": "a",
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_no_format_knows_what_is_no_export(name: str) -> None:
    content = STRANGERS[name]
    export = hold_bytes(name, content if isinstance(content, bytes) else content.encode())
    assert claims_on(export) == set()
    with pytest.raises(UnknownFormatError) as error:
        open_exports(export, plugins=False)
    assert str(error.value).endswith(".")


def test_strangers_hide_no_export_beside_them(tmp_path: Path) -> None:
    place = write_files(tmp_path, {**STRANGERS, "WhatsApp Chat with Bob.txt": write_chat(whatsapp.STYLES[0])})
    opened = open_exports(place, plugins=False)
    assert [reader.name for reader in opened.readers] == ["export/WhatsApp Chat with Bob.txt"]
    assert not opened.refused


UNUSED = {"followers_1.json", "data.json"}
"""Files of our exports that no reader uses: whom somebody follows, and a list of stickers."""


@pytest.mark.parametrize(
    "write", [write for _, _, write in VARIANTS], ids=[f"{source}: {name}" for source, name, _ in VARIANTS]
)
def test_nobody_is_told_that_a_part_of_an_export_is_none(write: Write, tmp_path: Path) -> None:
    write(tmp_path)
    assert {name.rpartition("/")[2] for name in open_exports(tmp_path).others} <= UNUSED
