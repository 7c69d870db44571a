"""Whatever is sent to an address that takes forms: a clear answer, never a page that says that we broke."""

import random
import re

import pytest
from e2e.app import HOSTILE, serving
from odd_records import addresses, twist
from places import made_place
from random_store import fill_store
from visitor import Visitor

BROKE = re.compile(r"\(\w+ in [\w.]+:\d+\)")
LEFT_OUT = (
    "/leave", "/lock", "/unlock", "/welcome", "/settings/passphrase", "/settings/recovery", "/strength", "/yours/delete/all",
    "/yours/restore", "/yours/export", "/yours/import", "/yours/backup", "/pocket", "/bring",
)  # fmt: skip
"""What shuts the place or tries a passphrase, and what takes files; each has tests of its own for what is wrong."""

NAMES = (
    "again", "answer", "before", "after", "belief", "belief_after", "by", "by_day", "clock", "day", "did", "discomfort", "do", "discomfort_felt",
    "everybody", "fear", "feeling", "first", "habit", "happened", "how_small", "keeps", "kind", "last", "level", "moment", "name", "new_tags",
    "next_where", "note", "number", "on", "outcome", "path", "period", "person", "reason", "return_plan", "section", "seen", "space",
    "care", "back", "state", "surprise", "tag", "text", "then", "time", "trigger", "unsay", "what", "who", "with", "word", "words", "year",
    "answer-0", "answer-1", "afraid", "watched", "mark_0", "closeness", "wanted", "urge", "pleasant", "energy", "theme", "idle_minutes",
)  # fmt: skip
VALUES = (
    "", " ", "0", "1", "7", "10", "100", "-1", "101", "1.5", "1e9", "9" * 12, "9" * 30, "٣", "yes", "no", "unsure", "up", "done", "stopped",
    "partly", "open", "fact", "ready", "look", "space.warm", "away", "not_safe", "none", "0001-01-01", "9999-12-31", "2026-03-05",
    "2025-02-29", "2026-13-01", "00:00", "18:30", "24:00", "99:99", "20260305", "2026-W10-4", "new", "x" * 4_001, "x" * 20_001,
    "/practise", "//example.org", "\x00", "\ud7ff\u202e", "🙂" * 300, *HOSTILE,
)  # fmt: skip


def made_form(rng, uids):
    """Return a form that means well here and there; now and then with a name twice, and with everything."""
    names = rng.sample(NAMES, rng.choice([0, 3, 12, len(NAMES)]))
    fields = [(name, rng.choice(VALUES)) for name in names for _ in range(rng.choice([1, 1, 1, 2]))]
    return [
        *fields,
        *(("uid", rng.choice([*uids, "0" * 32, f"{rng.getrandbits(128):032x}", "none"])) for _ in range(2)),
    ]


def likely_form(rng):
    """Return a form that most addresses take, so that what lies behind their first check is reached."""
    return [
        ("uid", f"{rng.getrandbits(128):032x}"), ("what", "Say one true thing"), ("fear", "They will laugh"), ("belief", "60"),
        ("by_day", rng.choice(["2026-03-05", "0001-01-01", "2027-01-01"])), ("day", rng.choice(["2026-03-05", "2025-12-01", "0001-01-01"])),
        ("clock", rng.choice(["18:30", "00:00", "x"])), ("do", rng.choice(["ready", "done", "stopped", "look", "tomorrow", "live"])),
        ("space", "I need some time."), ("care", "I care."), ("back", "Back at six."), ("keeps", rng.choice(["", "1"])),
        ("words", rng.choice(["", "Some words"])), ("before", "4"), ("after", rng.choice(["", "2"])), ("happened", rng.choice(["no", ""])),
        ("state", rng.choice(["done", "open", "set_aside"])), ("answer", rng.choice(["yes", "later", "no", "unsaid", "quiet"])),
        ("who", rng.choice(["", "1", "3", "7", "new"])), ("name", rng.choice(["", "Zoë"])), ("by", rng.choice(["up", "down"])), ("on", "1"),
        ("section", rng.choice(["ladder", "writing", "scales"])), ("kind", "away"), ("first", "2026-01-01"), ("last", "2026-01-02"),
        *((f"answer-{n}", rng.choice(["", "1", "3"])) for n in range(20)),
        *((name, "no") for name in ("afraid", "watched", "threatened", "hurt")),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_no_form_breaks_a_page(tmp_path, seed):
    place, _ = made_place(tmp_path / "place", None)
    fill_store(place.store, seed, most=7)
    if seed:
        twist(place.store, seed)
    rng = random.Random(seed)
    uids = [row[0] for row in place.store.read("SELECT uid FROM step UNION SELECT uid FROM writing")]
    wrong, answered = [], set()
    with serving(place) as served:
        visitor = Visitor(served)
        paths = [path for path, _ in addresses(place.store, seed, "POST", LEFT_OUT)]
        rng.shuffle(paths)  # so that what deletes stands anywhere
        for path in paths:
            for fields in ({}, made_form(rng, uids), likely_form(rng)):
                status, text = send(visitor, path, fields)
                answered.add(status)
                if status >= 500:
                    wrong.append((path, BROKE.findall(text), sorted({name for name, _ in fields})[:6]))
    assert not wrong, "\n".join(map(str, wrong))
    assert {303, 404, 422} <= answered


def send(visitor, path, fields):
    served = visitor.served
    headers = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
    try:
        status, _, text = served.ask("POST", path, fields=fields, headers=headers, cookie=visitor.cookie)
    except UnicodeDecodeError:
        return 200, ""  # a file
    return status, text
