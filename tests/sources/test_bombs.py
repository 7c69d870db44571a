"""Files that are made to break a reader end in a sentence, or are read; ``benchmarks/defuse.py`` measures time and memory."""

from pathlib import Path

import bombs
import pytest
from bombs import BOMBS

from nearer.kernel.errors import ExportError
from nearer.sources import open_exports

REFUSED = {
    "zeros.zip": "bomb",
    "same.zip": "bomb",
    "nested.zip": "zip_of_zips",
    "overlap.zip": "bomb",
    "entries.zip": "bomb",
    "laughs.xml": None,
    "foreign.xml": None,
    "deep.json": None,
    "deep.html": None,
    "text.html": "no_message",
    "tags.html": "no_message",
    "half.html": "html",
    "voice.html": "no_message",
    "chat.md": "endless",
    "blank.jsonl": None,
    "string.json": "endless",
    "names.json": "endless",
    "ends.txt": "endless",
    "quote.csv": "mostly_unreadable",
}


READ = {"files.md": 2, "returns.txt": 21, "parts.mbox": 1, "marks.mbox": 500}
"""Messages in what is odd, but read."""


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bombs, "ZIPPED_MIB", 32)
    monkeypatch.setattr(bombs, "LONG_MIB", 20)
    path = tmp_path / name
    BOMBS[name](path)
    with pytest.raises(ExportError) as raised:
        for reader in open_exports(path).readers:
            for _ in reader:
                pass
    assert REFUSED[name] in (None, raised.value.key.rpartition(".")[2])
    assert name in str(raised.value) and str(raised.value).endswith(".")


@pytest.mark.parametrize("name", READ)
def test_it_is_read(name: str, tmp_path: Path) -> None:
    BOMBS[name](tmp_path / name)
    (reader,) = open_exports(tmp_path / name).readers
    assert sum(batch.frame.height for batch in reader) == READ[name] and reader.tally.n_skipped == 0


def test_of_a_line_without_an_end_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bombs, "LONG_MIB", 20)
    path = tmp_path / "line.txt"
    BOMBS["line.txt"](path)
    (reader,) = open_exports(path).readers
    lengths = [length for batch in reader for length in batch.frame["length"]]
    assert lengths[0] == 1 and 1 << 19 < lengths[1] < 1 << 21
    assert [one.reason.split(",")[0] for one in reader.tally.skipped] == ["a line longer than any message"]


def test_names_that_climb_are_names(tmp_path: Path) -> None:
    path = tmp_path / "a" / "climb.zip"
    path.parent.mkdir()
    BOMBS["climb.zip"](path)
    for reader in open_exports(path).readers:
        assert sum(batch.frame.height for batch in reader) == 1
    assert [one.name for one in tmp_path.rglob("*")] == ["a", "climb.zip"], "nothing was unpacked"
