"""A folder as people have it: exports of many apps among everything else. Each is read once, all else is told of."""

import os
import shutil
import socket
import zipfile
from collections import Counter
from datetime import datetime

import pytest
from sources.google_chat import takeouts
from sources.google_voice import pages
from sources.imessage import messages_db
from sources.mbox import mailboxes
from sources.messenger.test_messenger import many_zips
from sources.reading import STYLES_FOR_ZIP, write_chat
from sources.sms import backups
from sources.telegram import made, test_versions
from sources.told import write_files
from sources.whatsapp_database import phones

from nearer.app.inspect import inspect_place
from nearer.app.jobs import Progress
from nearer.app.place import Place
from nearer.app.reading import read_basket
from nearer.app.uploads import Basket

NOW = datetime(2026, 3, 1, 20, 15)
CHAT = "13/01/2020, 10:00 - Ana: one\n13/01/2020, 10:01 - Cy: hi\n"


@pytest.fixture
def downloads(tmp_path):
    folder = tmp_path / "Downloads"
    (box,) = mailboxes.mailbox(mailboxes.STYLES[2]).values()
    takeout = {
        **takeouts.takeout(takeouts.STYLES[0]),
        **pages.voice(pages.STYLES[0]),
        "Takeout/Mail/All.mbox": box,
    }
    shutil.move(write_files(tmp_path, takeout), folder)
    (folder / "facebook").mkdir()
    many_zips(folder / "facebook")
    chat = write_chat(STYLES_FOR_ZIP[0])
    media = {f"IMG-{number}.jpg": b"\xff\xd8\x00" * 50 for number in range(30)}
    with zipfile.ZipFile(folder / "WhatsApp Chat - Bob.zip", "w") as packed:
        for name, content in {"_chat.txt": chat, "shopping.txt": CHAT, **media}.items():
            packed.writestr(name, content)
    with zipfile.ZipFile(folder / "drive-download.zip", "w") as packed:
        packed.write(folder / "WhatsApp Chat - Bob.zip", "WhatsApp Chat - Bob.zip")
    (folder / "cut.zip").write_bytes((folder / "WhatsApp Chat - Bob.zip").read_bytes()[:400])
    (folder / "DataExport").mkdir()
    version = test_versions.VERSIONS[0]
    made.write_json(folder / "DataExport" / "result.json", made.json_account(version), version)
    for name, write in {
        "mac": lambda to: messages_db.write(to / "chat.db", wal),
        "phone": phones.with_log,
    }.items():
        (folder / name).mkdir()
        write(folder / name)
    (folder / "sms.xml").write_bytes(backups.backup(backups.STYLES[0]))
    (folder / "photos").mkdir()
    for name, content in media.items():
        (folder / "photos" / name).write_bytes(content)
    for name in ("chat.txt", "copy of chat.txt", ".hidden.txt"):
        (folder / name).write_text(CHAT, encoding="utf-8")
    (folder / "notes.txt").write_text("bread\nmilk\n")
    (folder / "empty.txt").touch()
    (folder / "link.txt").symlink_to(folder / "chat.txt")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    return folder


wal = next(version for version in messages_db.VERSIONS if "wal" in version.name)
SOURCES = {
    "DataExport/result.json": "telegram",
    "Takeout/Google Chat": "google_chat",
    "Takeout/Mail/All.mbox": "mbox",
    "Takeout/Voice/Calls": "google_voice",
    "WhatsApp Chat - Bob.zip/_chat.txt": "whatsapp",
    "chat.txt": "whatsapp",
    "copy of chat.txt": "whatsapp",
    "facebook/d": "messenger",
    "mac/chat.db": "imessage",
    "phone/msgstore.db": "whatsapp_database",
    "sms.xml": "sms",
}


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX") or os.name == "nt", reason="no pipes")
def test_each_export_is_read_once_and_the_rest_is_told_of(downloads, tmp_path):
    steps = []
    found = inspect_place(downloads, on_progress=lambda pace: steps.append((pace.n_bytes_done, pace.n_bytes)))
    assert {one.name.removeprefix("Downloads/"): one.source for one in found.exports} == SOURCES
    assert sorted(one.name.removeprefix("Downloads/") for one in found.not_read) == [
        "cut.zip",
        "drive-download.zip",
    ]
    assert all(one.why.endswith(".") for one in found.not_read) and found.n_other
    assert steps == sorted(steps) and steps[-1][0] <= steps[-1][1]

    place = Place(tmp_path / "place")
    place.create(None)
    basket = Basket()
    basket.add_path(downloads)
    basket.add_path(downloads / "sms.xml")
    read_basket(place.store, basket, Progress(), now=NOW)
    assert Counter(one.source for one in basket.draft.files) == Counter(SOURCES.values()) - Counter(
        ["whatsapp"]
    )
    refused = {one.name.removeprefix("Downloads/"): one.unknown for one in basket.draft.refused}
    assert not refused["copy of chat.txt"] and not refused["sms.xml"] and not refused["cut.zip"]
    assert refused["notes.txt"]
    place.lock()
