"""Damaged and hostile files, kept: each is read or refused as its folder's ``expected.toml`` says, and nothing else happens.

A case is a file, or a folder for exports of several files. What is said of it: ``error`` (key of the sentence), or
``messages``, ``skipped`` and ``system`` (0 where not said), summed over all exports that it holds.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nearer.kernel.errors import ExportError
from nearer.sources import ReadOptions, open_exports

HERE = Path(__file__).parent / "malformed"
CASES = sorted(
    path
    for folder in HERE.iterdir()
    if folder.is_dir()
    for path in folder.iterdir()
    if path.name != "expected.toml"
)


def outcome(path: Path) -> dict[str, object]:
    """Read everything in a place and count."""
    found = {"messages": 0, "skipped": 0, "system": 0}
    try:
        for reader in open_exports(path, ReadOptions(with_text=True)).readers:
            found["messages"] += sum(len(batch.frame) for batch in reader)
            found["skipped"] += reader.tally.n_skipped
            found["system"] += reader.tally.n_system
            assert len(reader.tally.skipped) == min(reader.tally.n_skipped, reader.tally.MOST_LISTED)
    except ExportError as error:
        assert str(error).endswith(".")
        return {"error": error.key}
    return dict(found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_it_ends_as_expected(path: Path) -> None:
    expected = tomllib.loads((path.parent / "expected.toml").read_text(encoding="utf-8"))[path.name]
    assert outcome(path) == (expected if "error" in expected else {"skipped": 0, "system": 0, **expected})


def test_nothing_is_expected_of_what_is_not_there() -> None:
    for folder in (one for one in HERE.iterdir() if one.is_dir()):
        named = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
        assert set(named) == {path.name for path in folder.iterdir()} - {"expected.toml"}
