"""Google Chat and Hangouts: every language and layout of Takeout, owners, and conversations that break off."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.google_chat.takeouts import (
    EXPECTED,
    HANGOUTS,
    HANGOUTS_STYLES,
    STYLES,
    Style,
    Years,
    hangouts,
    takeout,
)
from sources.told import lengths, tell, write_files

from nearer.sources import open_exports


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_all_takeouts_tell_the_same(style: Style, tmp_path: Path) -> None:
    rows, reader = tell(write_files(tmp_path, takeout(style), packed=style.packed))
    assert rows == EXPECTED
    assert (reader.source, reader.tally.n_system, reader.tally.n_skipped) == ("google_chat", 1, 0)
    assert (reader.tally.owner, reader.tally.zone, reader.tally.notes) == ("Ana María", "Europe/Berlin", [])
    assert reader.tally.addresses["Bob"] == {"bob@example.org"}


@pytest.mark.parametrize("chunk_bytes", [10, 500, 3000])
@pytest.mark.parametrize("style", [STYLES[0], STYLES[14]], ids=lambda style: style.id)
def test_the_size_of_the_chunks_does_not_matter(chunk_bytes: int, style: Style, tmp_path: Path) -> None:
    place = write_files(tmp_path, takeout(style), packed=True)
    assert tell(place, chunk_bytes=chunk_bytes)[0] == EXPECTED
    assert lengths(place, chunk_bytes=chunk_bytes) == [
        (row.sender, row.time, len(row.text), row.kind) for row in EXPECTED
    ]


def test_one_conversation_alone(tmp_path: Path) -> None:
    files = takeout(STYLES[0])
    name = next(name for name in files if "DM" in name and "messages" in name)
    rows, reader = tell(write_files(tmp_path, {"messages.json": files[name]}))
    assert [row._replace(group=None) for row in EXPECTED if row.chat == "k6oxHQAAAAE"] == rows
    assert reader.tally.owner is None


def test_two_accounts_are_two_exports(tmp_path: Path) -> None:
    files = {f"{owner}/{name}": text for owner in ("ana", "bob") for name, text in takeout(STYLES[0]).items()}
    readers = open_exports(write_files(tmp_path, files)).readers
    assert [reader.name for reader in readers] == [
        "export/ana/Takeout/Google Chat",
        "export/bob/Takeout/Google Chat",
    ]


def test_a_file_that_breaks_off_costs_only_its_end(tmp_path: Path) -> None:
    files = takeout(STYLES[0])
    name = next(name for name in files if "DM" in name and "messages" in name)
    files[name] = files[name][: files[name].index("DELETED")]
    rows, reader = tell(write_files(tmp_path, files))
    assert rows == EXPECTED[:5]
    assert (reader.tally.n_skipped, len(reader.tally.notes)) == (1, 1)


@pytest.mark.parametrize("style", HANGOUTS_STYLES, ids=lambda style: style.id)
@pytest.mark.parametrize("chunk_bytes", [100, 1 << 20])
def test_hangouts(style: Years, chunk_bytes: int, tmp_path: Path) -> None:
    place = write_files(tmp_path, hangouts(style), packed=style.packed)
    rows, reader = tell(place, chunk_bytes=chunk_bytes)
    assert rows == HANGOUTS
    assert (reader.source, reader.tally.n_system, reader.tally.n_skipped) == ("hangouts", 1, 0)
    assert (reader.tally.owner, reader.tally.notes) == ("Ana María", [])
    assert reader.tally.addresses["Bob"] == {"google:2"}


def test_hangouts_that_break_off(tmp_path: Path) -> None:
    ((name, text),) = hangouts(HANGOUTS_STYLES[0]).items()
    rows, reader = tell(write_files(tmp_path, {name: text[: text.index("PLUS_PHOTO")]}))
    assert rows == HANGOUTS[:2]
    assert (reader.tally.n_skipped, len(reader.tally.notes)) == (1, 1)
