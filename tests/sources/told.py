"""What a reader tells of a place, as plain rows that tests can write down."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from nearer.sources import Reader, ReadOptions, open_exports
from nearer.sources.clock import Clock


class Told(NamedTuple):
    """One message of one conversation."""

    chat: str
    group: bool | None
    sender: str
    time: str
    kind: str
    text: str


def tell(place: Path, **options: object) -> tuple[list[Told], Reader]:
    """Read the one export of a place; rows of one conversation stand together, in their order."""
    (reader,) = open_exports(
        place, ReadOptions(with_text=True, clock=Clock("Europe/Berlin"), **options)
    ).readers  # type: ignore[arg-type]
    rows = []
    for batch in reader:
        for time, sender, length, kind, text in batch.frame.iter_rows():
            assert length == len(text)
            chat = batch.chat
            rows.append(Told(chat.key, chat.group, sender, f"{time:%Y-%m-%d %H:%M:%S}", kind, text))
    return sorted(rows, key=lambda row: row.chat), reader


def lengths(place: Path, **options: object) -> list[tuple[str, str, int, str]]:
    """Read without words: sender, time, length and kind of each message."""
    (reader,) = open_exports(place, ReadOptions(clock=Clock("Europe/Berlin"), **options)).readers  # type: ignore[arg-type]
    rows = [(batch.chat.key, row) for batch in reader for row in batch.frame.iter_rows()]
    assert all(len(row) == 4 for _, row in rows)
    rows.sort(key=lambda one: one[0])
    return [(sender, f"{time:%Y-%m-%d %H:%M:%S}", length, kind) for _, (time, sender, length, kind) in rows]


def write_files(root: Path, files: Mapping[str, str | bytes], *, packed: bool = False) -> Path:
    """Write files into a folder, or into a zip."""
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    if packed:
        with zipfile.ZipFile(root / "takeout.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return root / "takeout.zip"
    for name, content in contents.items():
        path = root / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root / "export"
