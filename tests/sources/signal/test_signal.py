"""Signal's own export: whatever app and version wrote it, the same account is read."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sources.signal import exports
from sources.signal.exports import CONTENTS

from nearer.kernel.errors import ExportError
from nearer.sources import Reader, ReadOptions, open_export, open_exports
from nearer.sources.clock import Clock

UTC_CLOCK = Clock("UTC")


def messages_of(reader: Reader) -> dict[str, list[tuple[str, int, int, str]]]:
    found: dict[str, list[tuple[str, int, int, str]]] = {}
    for batch in reader:
        for time, sender, length, kind in batch.frame.select("time", "sender", "length", "kind").iter_rows():
            moment = round(time.replace(tzinfo=UTC).timestamp() * 1000)
            found.setdefault(batch.chat.title, []).append((sender, moment, length, kind))
    return found


def read(
    content: bytes, folder: Path, **options: object
) -> tuple[dict[str, list[tuple[str, int, int, str]]], Reader]:
    path = folder / "main.jsonl"
    path.write_bytes(content)
    reader = open_export(path, ReadOptions(clock=UTC_CLOCK, **options))  # type: ignore[arg-type]
    return messages_of(reader), reader


@pytest.mark.parametrize("variant", CONTENTS)
@pytest.mark.parametrize("chunk_bytes", [1 << 20, 300])
def test_every_version_is_read_alike(variant: str, chunk_bytes: int, tmp_path: Path) -> None:
    found, reader = read(CONTENTS[variant](), tmp_path, chunk_bytes=chunk_bytes)
    assert reader.source == "signal"
    assert found == exports.expected()
    tally = reader.tally
    assert (tally.n_system, tally.skipped, tally.notes) == (exports.N_SYSTEM, [], [])
    assert (tally.owner, tally.zone) == ("Ana Silva", "UTC")
    assert tally.addresses == {
        "Bob": {"+491700000001", f"signal:{exports.BOB_ACI}"},
        "Cleo": {f"signal:{exports.CLEO_PNI}", "signal:cleo.07"},
    }


@pytest.mark.parametrize("place", [exports.in_folder, exports.in_zip])
def test_a_folder_and_a_zip(place: Any, tmp_path: Path) -> None:
    opened = open_exports(place(tmp_path / "export.zip", CONTENTS["phone"]()), ReadOptions(clock=UTC_CLOCK))
    assert [reader.source for reader in opened.readers] == ["signal"]
    assert messages_of(opened.readers[0]) == exports.expected()


def test_chats_are_named_after_what_lasts(tmp_path: Path) -> None:
    path = tmp_path / "main.jsonl"
    path.write_bytes(CONTENTS["phone"]())
    chats = {batch.chat.title: batch.chat for batch in open_export(path, ReadOptions())}
    assert (chats["Bob"].key, chats["Bob"].group) == (exports.BOB_ACI, False)
    assert chats["Trip"].key.startswith("group-")
    assert chats["Trip"].group is True
    assert "secret" not in chats["Trip"].key


def test_words_are_there_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "main.jsonl"
    path.write_bytes(CONTENTS["desktop"]())
    texts = [
        text
        for batch in open_export(path, ReadOptions(with_text=True))
        for text in batch.frame["text"]
        if text
    ]
    wanted = ["hi", "two\nlines \U0001f642", "hello all", "look", "nice", "edited", "tea", "When?"]
    assert sorted(texts) == sorted(wanted)


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    content = (
        CONTENTS["phone"]().replace(b'"Cleo"', b'"Ana"').replace(b'"familyName":"Silva"', b'"familyName":""')
    )
    found, reader = read(content, tmp_path)
    assert {sender for sender, *_ in found["Trip"]} == {"Ana", "Bob", f"Ana ({exports.CLEO_PNI})"}
    assert reader.tally.owner == "Ana"


def test_without_a_name_there_is_the_address(tmp_path: Path) -> None:
    people = [
        {"recipient": {"id": "1", "self": {}}},
        {"recipient": {"id": "2", "contact": {"aci": "broken", "e164": "4917"}}},
        {"recipient": {"id": "3", "contact": {}}},
        {"recipient": {"id": "4", "releaseNotes": {}}},
    ]
    rows = [{"chat": {"id": str(n), "recipientId": str(n)}} for n in (1, 2, 3, 4)]
    said = [
        {"chatItem": {"chatId": str(n), "authorId": str(n), "dateSent": "1700000000000", **exports.text("x")}}
        for n in (1, 2, 3, 4)
    ]
    found, reader = read(exports.lines(people + rows + said), tmp_path)
    assert {title: [sender for sender, *_ in rows] for title, rows in found.items()} == {
        "Me": ["Me"], "+4917": ["+4917"], "recipient-3": ["recipient-3"], "Signal": ["Signal"],
    }  # fmt: skip
    assert reader.tally.owner == "Me"


def test_chats_with_disappearing_messages_are_told(tmp_path: Path) -> None:
    content = CONTENTS["phone"]().replace(b'"expireTimerVersion":1', b'"expirationTimerMs":"86400000"')
    _, reader = read(content, tmp_path)
    assert len(reader.tally.notes) == 1
    assert "disappearing" in reader.tally.notes[0]


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 300])
def test_an_export_that_breaks_off_is_read_as_far_as_it_goes(chunk_bytes: int, tmp_path: Path) -> None:
    content = CONTENTS["phone"]().rstrip(b"\n")
    found, reader = read(content[:-10], tmp_path, chunk_bytes=chunk_bytes)
    wanted = exports.expected()
    assert found == wanted | {"Trip": wanted["Trip"][:-1]}
    assert [(skip.line, skip.reason) for skip in reader.tally.skipped] == [
        (content.count(b"\n") + 1, "not a record")
    ]
    assert "ends in the middle" in reader.tally.notes[0]


@pytest.mark.parametrize("chunk_bytes", [1 << 20, 300])
def test_what_cannot_be_read_is_counted_with_its_line(chunk_bytes: int, tmp_path: Path) -> None:
    frames = exports.everything()
    n_opening = len(exports.opening())
    bad: list[Any] = [
        {"chatItem": {"chatId": "30", "authorId": "3", "dateSent": "soon", **exports.text("x")}},
        {"chatItem": {"chatId": "30", "authorId": "99", "dateSent": "1700000000000", **exports.text("x")}},
        {"chatItem": {"chatId": "30", "authorId": "3", "dateSent": "1700000000000", "hologram": {}}},
        {"hologram": {}},
        {"chatItem": []},
        "text",
    ]
    content = exports.lines(frames[:n_opening] + bad + frames[n_opening:])
    found, reader = read(content, tmp_path, chunk_bytes=chunk_bytes)
    assert found == exports.expected()
    assert sorted((skip.line, skip.reason) for skip in reader.tally.skipped) == [
        (n_opening + 1, "no such date or time"),
        (n_opening + 2, "no sender"),
        (n_opening + 3, "no such kind of message"),
        (n_opening + 4, "no such kind of message"),
        (n_opening + 5, "not a record"),
        (n_opening + 6, "not a record"),
    ]


def test_an_export_without_messages_is_refused(tmp_path: Path) -> None:
    frames = [frame for frame in exports.opening() if "adHocCall" not in frame]
    with pytest.raises(ExportError) as caught:
        read(exports.lines(frames), tmp_path)
    assert caught.value.key == "sources.error.no_message"


def test_other_lines_of_json_are_not_claimed(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text(
        json.dumps({"time": "2020-01-01T10:00:00", "sender": "Bob", "text": "x", "chat": "y"}) + "\n"
    )
    assert open_export(path).source == "jsonl"


@pytest.mark.parametrize(("cut", "noted"), [(0, False), (60, True)])
def test_an_array_with_a_bad_element_or_a_broken_end(cut: int, noted: bool, tmp_path: Path) -> None:
    content = CONTENTS["array"]()
    bad = content[:-cut] if cut else content.replace(b'"adminId": "1"', b'"adminId": nobody')
    found, reader = read(bad, tmp_path)
    wanted = exports.expected()
    assert found == wanted | {"Trip": wanted["Trip"][:-1]}
    assert [(skip.line, skip.reason) for skip in reader.tally.skipped] == [(None, "not a record")]
    assert bool(reader.tally.notes) is noted
