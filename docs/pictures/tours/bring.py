"""Bringing a whole folder of exports of several apps, some of them damaged."""

from __future__ import annotations

import json
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from e2e.app import Served
    from playwright.sync_api import Page
    from take_app import Camera

    from nearer.app.place import Place

NAMES = (
    "Ana Lima", "Ben Okafor", "Chloé Martin", "Dario Conti", "Edith Braun", "Farid Haddad", "Grete Holm", "Hana Sato",
    "Ivo Novak", "Jun Park", "Kaya Demir", "Lev Orlov", "Mara Vogel", "Nils Berg", "Oona Laine", "Pia Roth",
    "Quentin Roy", "Rosa Díaz", "Selma Aydın", "Tomás Silva", "Uma Rao", "Vera Kiss", "Wanda Zając", "Xenia Popa",
    "Yara Nasser", "Zoe Hill", "Ada Moreau", "Bo Lund", "Cleo Papas", "Dana Levi",
)  # fmt: skip
FIRST = datetime(2024, 2, 3, 9, tzinfo=UTC)


def fill(place: Place) -> None:
    """Add nothing: what is brought here is not kept."""


def walk(camera: Camera, served: Served, page: Page) -> None:
    """Look at a long guide, and bring a folder of thirty chats with what is in the way."""
    page.goto(served.url + "/bring/how/imessage_iphone")
    camera.shoot(page, "bring-guide-imessage-iphone")
    with tempfile.TemporaryDirectory(prefix="nearer-") as made:
        folder = Path(made) / "Downloads"
        write_mix(folder)
        page.goto(served.url + "/bring")
        page.fill("#path", str(folder))
        page.click("form[action='/bring/path'].stack button")
        page.wait_for_url("**/bring/you")
        camera.shoot(page, "bring-many-1-you", folds=True)
        if page.locator("input[name=own]").count():
            page.check("input[name=own][value=yes]")
        page.click("main form button.primary")
        page.wait_for_url("**/bring/people")
        camera.shoot(page, "bring-many-2-people", folds=True)
    page.goto(served.url + "/settings/clock")
    camera.shoot(page, "settings-clock")


def write_mix(folder: Path) -> None:
    """Write thirty chats of Messenger, four of them with WhatsApp beside, a damaged zip, and other files."""
    threads = folder / "facebook" / "your_facebook_activity" / "messages" / "inbox"
    for number, name in enumerate(NAMES):
        chance = random.Random(number)  # noqa: S311 - made-up messages
        thread = threads / f"{name.split()[0].lower()}_{10_000 + number}"
        thread.mkdir(parents=True)
        (thread / "message_1.json").write_text(json.dumps(_thread(name, 20 + 3 * number, chance)))
    for name in NAMES[:4]:
        first = name if name == NAMES[0] else name.split()[0]
        lines = "".join(
            f"{25 - day}/02/2025, 10:{day:02} - {first if day % 2 else 'Alex'}: {'x' * (day + 3)}\n"
            for day in range(20, 0, -1)
        )
        lines = f"the end of something\n{lines}"
        (folder / f"WhatsApp Chat with {first}.txt").write_text(lines)
    (folder / "WhatsApp Chat with Kim.zip").write_bytes(b"PK\x03\x04 that is all there is")
    (folder / "Signal.json").write_text('{"messages": "none"}')
    for name in ("settings", "profile", "friends"):
        (folder / f"{name}.json").write_text('{"name": "none"}')


def _thread(name: str, n: int, chance: random.Random) -> dict[str, object]:
    """Return a thread as Meta writes it, latest message first."""
    moments = sorted((FIRST + timedelta(hours=chance.random() * 9000) for _ in range(n)), reverse=True)
    return {
        "participants": [{"name": _meta(name)}, {"name": "Alex"}],
        "messages": [
            {
                "sender_name": _meta(chance.choice((name, "Alex"))),
                "timestamp_ms": int(moment.timestamp() * 1000),
                "content": "x" * chance.randint(3, 80),
                "is_geoblocked_for_viewer": False,
            }
            for moment in moments
        ],
        "title": _meta(name),
        "is_still_participant": True,
        "thread_path": f"inbox/{name.split()[0].lower()}",
        "magic_words": [],
    }


def _meta(text: str) -> str:
    """Return a text as Meta's JSON has it: each byte of its UTF-8 as a character."""
    return text.encode().decode("latin-1")
