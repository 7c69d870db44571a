"""The tour and the promise: every part of the promise is shown, every picture is there and is taken by the walk."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PICTURE = re.compile(r"pictures/app/([\w-]+)-(360|768|1280)-(light|dark)\.png")


def pictures(document):
    return {match[1] for match in PICTURE.finditer((DOCS / document).read_text())}


def test_every_part_of_the_promise_is_shown_in_the_tour():
    text = (DOCS / "promise.md").read_text()
    rows = (
        text[: text.index("## Lines that are not crossed")]
        .split("|---|---|---|---|\n")[1]
        .strip()
        .splitlines()
    )
    assert len(rows) == 16
    for row in rows:
        assert "**done**" in row, row
        shown = {match[1] for match in PICTURE.finditer(row)}
        assert len(shown) == 1 and shown <= pictures("tour.md"), row


def test_every_picture_of_the_tour_is_there():
    for match in PICTURE.finditer((DOCS / "tour.md").read_text()):
        assert (DOCS / match[0]).is_file(), match[0]


def test_every_picture_of_the_tour_is_taken_by_the_walk():
    sources = [DOCS / "pictures" / "take_app.py", *(DOCS / "pictures" / "tours").glob("*.py")]
    named = re.findall(
        r'"([a-z]+(?:-(?:[a-z0-9]+|\{\w+\}))*)"', "\n".join(one.read_text() for one in sources)
    )
    patterns = [re.compile(re.sub(r"\\{\w+\\}", r"[a-z0-9]+", re.escape(name))) for name in set(named)]
    for name in pictures("tour.md"):
        assert any(pattern.fullmatch(name) for pattern in patterns), name
