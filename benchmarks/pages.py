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
from nearer.app.causes import list_causes
from nearer.app.looking import refresh
from nearer.app.place import Place
from nearer.app.safety import QUESTIONS, answer_safety
from nearer.app.scales_text import known_scale
from nearer.kernel.uids import new_uid
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.ladder import Step, add_step
from nearer.store.messages import add_export
from nearer.store.pauses import Pause, save_pause
from nearer.store.people import add_person, confirm_me
from nearer.store.practices import Sitting, save_sitting
from nearer.store.predictions import Prediction, save_prediction
from nearer.store.scales import Sheet, save_sheet
from nearer.store.writings import Writing, save_writing

PASSPHRASE = "kettle window marble orchard"
KEPT = {"steps": 500, "tests": 500, "sittings": 300, "pauses": 200, "sheets": 200, "writings": 200}
WORDS = "A made-up sentence of about a line, as one writes in the evening."
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
    "/understand",
    "/understand/patterns/pushing-away",
    "/understand/search?q=cold",
    "/understand/questions",
    "/understand/pushed-away",
    "/understand/causes",
    "/understand/causes/betrayal",
    "/understand/guard-map",
    "/understand/cycle",
    "/understand/scales",
    "/understand/scales/own_closeness",
    "/practise",
    "/practise/ladder",
    "/practise/tests",
    "/practise/exercises",
    "/practise/exercises/kind_letter",
    "/practise/pause",
    "/practise/safe/1",
    "/progress",
    "/therapist",
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
    practise(place, chance, began, person)
    place.lock()
    return took


def practise(place: Place, chance: random.Random, began: datetime, person: int) -> None:
    """Keep made-up steps, tests, sittings, pauses, sheets and writings of a few years."""
    store, now = place.store, place.now()
    answer_safety(store, person, dict.fromkeys(QUESTIONS, "no"), now)
    times = [began + timedelta(hours=43 * number) for number in range(max(KEPT.values()))]
    moments = [at.replace(microsecond=0) for at in times]
    scale = known_scale("own_closeness")
    prompts = [f"cause.{cause.key}.{one.key}" for cause in list_causes() for one in cause.prompts]
    with store.write():
        for number, at in enumerate(moments[: KEPT["steps"]]):
            state = ("open", "done", "set_aside")[number % 3]
            level = chance.randint(0, 10)
            add_step(store, Step(new_uid(), person, WORDS, at, at, discomfort=level, state=state), None)
        for number, at in enumerate(moments[: KEPT["tests"]]):
            ended = None if number % 5 == 0 else "done"
            save_prediction(store, Prediction(
                uid=new_uid(), made_at=at, changed_at=at, person_id=person, fear=WORDS, by_day=at.date(),
                belief=10 * chance.randint(0, 10), ended=ended, ended_at=ended and at,
                happened=ended and chance.choice(("yes", "partly", "no")), belief_after=10 * chance.randint(0, 10),
            ))  # fmt: skip
        for at in moments[: KEPT["sittings"]]:
            key = chance.choice(("kind_letter", "stay_ninety", "guard_map"))
            levels = {"before": chance.randint(0, 10), "after": chance.randint(0, 10)}
            answers = {"trigger": WORDS} if key == "guard_map" else {}
            save_sitting(
                store, Sitting(new_uid(), key, at, at, ended_at=at, ended="done", answers=answers, **levels)
            )
        for at in moments[: KEPT["pauses"]]:
            kept = chance.choice(("yes", "later", "no"))
            save_pause(store, Pause(new_uid(), at, at, at, person, WORDS, said_at=at, kept=kept, kept_at=at))
        for at in moments[: KEPT["sheets"]]:
            ticks = tuple(chance.randint(scale.least, scale.most) for _ in range(scale.n_answers))
            save_sheet(store, Sheet(new_uid(), scale.key, at, at, ticks, scale.first_order, person))
        for at in moments[: KEPT["writings"]]:
            save_writing(store, Writing(new_uid(), chance.choice(prompts), WORDS * 10, at, at))


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
        f"{ASKED} requests each; with {', '.join(f'{n} {name}' for name, n in KEPT.items())}. Before: "
        + ", ".join(f"{name} {s:.2f} s" for name, s in took.items())
        + ".",
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
