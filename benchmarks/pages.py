"""How long the local pages take with a million messages and five thousand check-ins behind them.

    python benchmarks/pages.py [--messages N] [--check-ins N]

Fills a place in this process, then starts ``nearer serve`` on it as a user does and asks for every page over the loop-back
interface, so that a figure holds the whole server side: guards, database, template, sending.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timedelta
from pathlib import Path

from make_chat import main as make_chat

from nearer.app.analyze import read_exports
from nearer.app.looking import refresh
from nearer.app.place import Place
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.messages import add_export
from nearer.store.people import add_person, confirm_me

PASSPHRASE = "kettle window marble orchard"
ASKED = 15
PAGES = (
    "/",
    "/people",
    "/people/1",
    "/people/1/manage",
    "/review",
    "/review/answers",
    "/check-in",
    "/check-ins",
    "/check-ins?page=50",
    "/year",
    "/tipping",
    "/pocket",
    "/yours",
    "/yours/export",
    "/bring",
    "/settings",
    "/help",
)


def fill(place: Place, n_messages: int, n_checkins: int) -> dict[str, float]:
    """Fill a place; return how long its parts took, in seconds."""
    took: dict[str, float] = {}
    place.create(PASSPHRASE)
    with tempfile.TemporaryDirectory() as folder:
        chat = Path(folder) / "chat.txt"
        make_chat(n_messages, chat)
        started = time.perf_counter()
        timelines = read_exports([chat])
        took["reading the export"] = time.perf_counter() - started
    started = time.perf_counter()
    confirm_me(place.store, ["Alex"], place.now())
    person = add_person(place.store, "Sam", place.now())
    add_export(
        place.store,
        file="chat.txt",
        digest="0" * 64,
        tally=timelines.tallies[0],
        source="whatsapp",
        timelines=timelines.items,
        people=[person],
        now=place.now(),
    )
    took["keeping it"] = time.perf_counter() - started
    started = time.perf_counter()
    refresh(place.store, place.now())
    took["analysing it"] = time.perf_counter() - started
    chance = random.Random(1)
    began = place.now() - timedelta(days=900)
    add_checkins(place.store, [made_up(chance, began, number, person) for number in range(n_checkins)])
    place.lock()
    return took


def made_up(chance: random.Random, began: datetime, number: int, person: int) -> CheckIn:
    """Return a made-up check-in."""
    at = (began + timedelta(hours=number * 4)).replace(microsecond=0)
    return CheckIn(
        uid=new_uid(),
        at=at,
        made_at=at,
        changed_at=at,
        person_id=person if chance.random() < 0.8 else None,
        closeness=chance.randint(1, 7),
        wanted=chance.randint(1, 7),
        pleasant=chance.randint(-2, 2),
        energy=chance.randint(-2, 2),
        urge=chance.randint(0, 10),
        did=chance.choice(("stayed", "small_step", "announced_pause", "pulled_away")),
        note="A made-up note of about a line, as one writes in the evening." if chance.random() < 0.5 else "",
    )


class Visitor:
    """One browser, as far as times go."""

    def __init__(self, link: str) -> None:
        parts = urllib.parse.urlsplit(link)
        self._address = parts.hostname or "", parts.port or 80
        self._host = parts.netloc
        self._connection = http.client.HTTPConnection("127.0.0.1", self._address[1], timeout=60)
        self._cookie = ""
        _, headers, _ = self.ask(parts.path)
        self._cookie = (headers.get("Set-Cookie") or "").split(";")[0]

    def ask(
        self, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for a page, or send a form."""
        headers = {"Host": self._host, "Sec-Fetch-Site": "same-origin", "Cookie": self._cookie}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {
                "Origin": f"http://{self._host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self._connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()


def time_pages(folder: Path) -> list[str]:
    """Serve a place and time its pages; return rows of a table."""
    command = [sys.executable, "-m", "nearer", "serve", "--no-browser", "--data-dir", str(folder)]
    started = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        link = ""
        while not link:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise SystemExit("the server did not start")
            found = re.search(r"http://\S+/launch/\S+", line)
            link = found[0] if found else ""
        visitor = Visitor(link)
        visitor.ask("/unlock")
        rows = [f"| start to the unlock page | {1000 * (time.perf_counter() - started):.0f} | | |"]
        started = time.perf_counter()
        visitor.ask("/unlock", {"secret": PASSPHRASE, "passphrase": PASSPHRASE})
        status, _, body = visitor.ask("/")
        rows.append(
            f"| passphrase to the first page | {1000 * (time.perf_counter() - started):.0f} | | {len(body):,} |"
        )
        if status != 200:
            raise SystemExit(f"the first page answered {status}")
        for page in PAGES:
            times = []
            _, headers, _ = visitor.ask(page)
            path = headers.get("Location") or page
            for _ in range(ASKED):
                started = time.perf_counter()
                status, _, body = visitor.ask(path)
                times.append(1000 * (time.perf_counter() - started))
            name = page if status < 300 else f"{page} ({status})"
            rows.append(f"| `{name}` | {statistics.median(times):.0f} | {max(times):.0f} | {len(body):,} |")
        return rows
    finally:
        server.terminate()
        server.wait(timeout=20)


def bench_pages(n_messages: int = 1_000_000, n_checkins: int = 5_000) -> list[str]:
    """Return the section of the benchmarks' page."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "place")
        took = fill(place, n_messages, n_checkins)
        rows = time_pages(place.folder)
    return [
        f"## The local pages, with {n_messages:,} messages and {n_checkins:,} check-ins",
        "",
        "Wall time as a client on the same machine sees it, over "
        f"{ASKED} requests each. Before: " + ", ".join(f"{name} {s:.2f} s" for name, s in took.items()) + ".",
        "",
        "| | median ms | slowest ms | bytes |",
        "|---|---|---|---|",
        *rows,
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--check-ins", type=int, default=5_000)
    asked = parser.parse_args()
    print("\n".join(bench_pages(asked.messages, asked.check_ins)))
