"""What is said about an export from which something is missing, and that nothing is said where nothing is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sources.reading import read

ANDROID = "13/01/2020, 10:00 - A: x\n"
NOTICE = "13/01/2020, 10:00 - Messages and calls are end-to-end encrypted. No one outside can read them.\n"
CALL = "13/01/2020, 10:00 - Missed voice call\n"
IPHONE = "[13/01/2020, 10:00:00] A: x\r\n"
IPHONE_NOTICE = "[13/01/2020, 10:00:00] A: \u200eMessages and calls are end-to-end encrypted.\r\n"


def notes(path: Path, text: str) -> list[str]:
    """Read a text and return the word that tells each note from the others."""
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    told = {"earliest part": "capped", "does not begin": "no beginning", "last line": "cut"}
    return [next(short for part, short in told.items() if part in note) for note in read(path)[1].tally.notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ANDROID * 40_000, ["capped"]),
        (NOTICE + ANDROID * 39_999, ["capped"]),
        (ANDROID * 39_900 + CALL * 100, ["capped"]),
        (IPHONE * 40_000, ["capped"]),
        (NOTICE + ANDROID * 39_000, []),
        (NOTICE + ANDROID * 41_000, []),
        (NOTICE + ANDROID * 10_000, []),
        (NOTICE + ANDROID * 300, []),
        (ANDROID * 300, ["no beginning"]),
        (ANDROID * 199, []),  # too few to say
        (ANDROID * 10 + CALL + ANDROID * 300, []),  # some line of the app near the start
        (ANDROID * 300 + CALL, ["no beginning"]),
        (ANDROID.replace("2020", "2015") + ANDROID * 300, []),  # chats had no such line then
        (IPHONE * 300, ["no beginning"]),
        (IPHONE_NOTICE + IPHONE * 300, []),
        (IPHONE_NOTICE.replace("\u200e", "") + IPHONE * 300, []),
        (IPHONE.replace("x", "\u200eKyseinen rivi on sovelluksen") + IPHONE * 300, []),  # words that no list has
        (ANDROID * 3 + ANDROID[:-1], ["cut"]),
        (ANDROID * 3 + ANDROID[:10], ["cut"]),
        (ANDROID.replace("\n", "\r\n") * 3, []),
        (ANDROID.replace("\n", "\r") * 3, []),
        (IPHONE * 3 + IPHONE[:-2], []),  # iPhones need no line end
        (IPHONE.replace("x", "ä") * 3 + IPHONE[:-2] + "\udce2\udc80", ["cut"]),  # within a character
        (IPHONE.replace("x", "ä") * 3 + IPHONE[:-2] + "\udcff", []),  # no UTF-8, but no cut either
    ],
)  # fmt: skip
def test_what_is_missing(text: str, expected: list[str], tmp_path: Path) -> None:
    assert notes(tmp_path / "chat.txt", text) == expected


@pytest.mark.parametrize(
    ("n", "media", "expected"), [(9_999, True, True), (9_999, False, False), (9_000, True, False)]
)
def test_the_cap_with_media_holds_for_zips_with_media(
    n: int, media: bool, expected: bool, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", NOTICE + ANDROID * n)
        if media:
            archive.writestr("IMG-20200113-WA0001.jpg", b"no picture")
    assert len(read(tmp_path / "chat.zip")[1].tally.notes) == expected
