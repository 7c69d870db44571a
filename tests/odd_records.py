"""Stores in which stands what no page of ours would put there, as an import from elsewhere may; and every page's address."""

import json
import random
import re
import sqlite3

from nearer.app.safety import QUESTIONS
from nearer.kernel.errors import ExportError
from nearer.measures.definition import load_scales
from nearer.patterns.keys import CAUSES, EXERCISES, SCALES
from nearer.patterns.loading import own_library
from nearer.store.shape import LISTS, check_cell, shape_of
from nearer.store.tables import TABLES
from nearer.web.app import all_routes

PROMPTS = tuple(
    (key, one.key) for key, cause in own_library().library.causes.items() for one in cause.prompts
)
MOMENTS = ("0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-03-04T21:29:59", "2026-03-01T12:00:00", "1970-01-01T00:00:00")  # fmt: skip
NUMBERS = (0, -1, 1, 7, 2**31, 2**63 - 1, -(2**63))
JSON = (
    "{}", "[]", "null", '"word"', "7", '{"trigger": 1}', '{"trigger": ["a"], "mark_0": "x"}', '{"": ""}', '{"newer": "x"}',
    '{"mark_1": "99999999999999999999", "fear": "\\u0000"}', '{"trigger": "<b>", "fear": "x"}', "0.5", "true",
    '"9999-12-31"', '"0001-01-01"', str(2**63 - 1),
)  # fmt: skip
JSON_LISTS = (
    "[]", "[1, 2]", "[null]", '["newer"]', '["calm", "ashamed", 7]', "[[], [[]]]", '[["afraid", "newer"]]', '[["newer", "yes"]]',
    '[true, 0.5, "a", [1], {}]', "[-9223372036854775808, 9223372036854775807]", "[99999999999999999999]", "[1.5e300]",
    *(json.dumps([scale.most] * scale.n_answers) for scale in load_scales().values()),
)  # fmt: skip
KEYS = {
    ("practice", "exercise"): (*EXERCISES, "newer", "", "../x", "sitting", "é" * 50),
    ("scale_sheet", "scale"): (*SCALES, "newer", "", "../x"),
    ("scale_sheet", "item_order"): (*{order for one in load_scales().values() for order in one.orders}, "newer", ""),
    ("scale_item", "scale"): (*SCALES, "newer"),
    ("writing", "about"): (*(f"cause.{key}.{prompt}" for key, prompt in PROMPTS), "cause.betrayal.newer", "cause.newer.x", "cause.", "newer", ""),
    ("checkin", "did"): ("stayed", "pulled_away", "newer", ""),
    ("mark", "kind"): ("away", "newer"),
}  # fmt: skip
SETTINGS = ("progress.worse_aside_until", "progress.days_chosen", "ladder.chosen", "checkins.year", "review.keys", "pocket.storage")  # fmt: skip
UID_OF = {
    "/check-in/": "checkin",
    "/practise/ladder/": "step",
    "/practise/tests/": "prediction",
    "/practise/exercises/sitting/": "practice",
    "/practise/pause/": "pause",
    "/understand/causes/pages/": "writing",
    "/understand/scales/": "scale_sheet",
    "/progress/day/": "turning_day",
}
MOST_TRIED = 16


def twist(store, seed):
    """Change half of the cells of a filled store to odd ones, as far as an import lets such a cell pass."""
    rng = random.Random(seed)
    with store.write() as connection:
        people = [row[0] for row in connection.execute("SELECT id FROM person").fetchall()]
        for table in TABLES:
            shape = shape_of(connection, table)
            for (row,) in connection.execute(f"SELECT rowid FROM {table.name}").fetchall():
                for column in rng.sample(list(table.columns), len(table.columns) // 2):
                    odd = odd_values(table.name, column, people)
                    if odd:
                        put(connection, shape, column, rng.choice(odd), row)
        if people:
            no = json.dumps([[question, "no"] for question in QUESTIONS])
            connection.execute(
                "UPDATE person SET safety = ?, safety_at = '2026-03-04T21:00:00' WHERE id % 2", (no,)
            )
        for name in SETTINGS:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, rng.choice(JSON)))


def odd_values(table, column, people):
    """Return what to put into a column; nothing where it is left as it was filled."""
    if (table, column) in KEYS:
        return KEYS[table, column]
    if column == "at" or column.endswith("_at"):
        return MOMENTS
    if column.endswith("_day"):
        return [moment[:10] for moment in MOMENTS]
    if column in LISTS:
        return JSON_LISTS
    numbers = {"answers": JSON, "position": NUMBERS, "number": NUMBERS, "item": NUMBERS, "person_id": people}
    return numbers.get(column)


def put(connection, shape, column, value, row):
    try:
        check_cell(shape, column, value)
        connection.execute(f"UPDATE OR IGNORE {shape.name} SET {column} = ? WHERE rowid = ?", (value, row))
    except (ExportError, sqlite3.IntegrityError):
        pass  # an import would refuse it, too
    except Exception as error:
        if "CHECK" not in str(error):
            raise


def choices(store):
    """Return a function that tells what a parameter of a path may be: what is there, what is of another kind, and nothing."""
    uids = {table: [row[0] for row in store.read(f"SELECT uid FROM {table}")] for table in UID_OF.values()}
    ids = {table: [row[0] for row in store.read(f"SELECT id FROM {table}")] for table in ("person", "review", "tag", "mark", "helpline")}  # fmt: skip
    days = [row[0] for row in store.read("SELECT first_day FROM review UNION SELECT last_day FROM review")]
    sheets = [row[0] for row in store.read("SELECT scale FROM scale_sheet")]
    known = {"/understand/causes": CAUSES, "/practise/exercises": EXERCISES, "/understand/scales": SCALES}

    def some(path, name):
        kind = next((table for start, table in UID_OF.items() if path.startswith(start)), "checkin")
        own = uids[kind][:MOST_TRIED]
        keys = next((keys for start, keys in known.items() if path.startswith(start)), ())
        return {
            "uid": [*own, *(uids[other][0] for other in uids if uids[other]), "0" * 32, "none"],
            "person": [*ids["person"], 0, 2**40],
            "review": [*ids["review"], 2**40],
            "tag": [*ids["tag"], 2**40],
            "mark": [*ids["mark"], 2**40],
            "id": [*ids["helpline"], 2**40],
            "first": [*days, "0001-01-01", "none"],
            "last": [*days, "9999-12-31", "none"],
            "key": [*keys, *(one for one in sheets if one and "/" not in one), "none"],
            "prompt": [*(prompt for _, prompt in PROMPTS), "none"],
            "part": ["fear", "plan", "happened", "after", "none"],
            "step": ["closeness", "feelings", "more", "none"],
            "state": ["open", "done", "none"],
            "year": [1, 2020, 2026, 9999, 10**6],
            "slug": ["pushing-away", "being-pushed-away", "none"],
        }.get(name.partition(":")[0], ["none"])

    return some


def addresses(store, seed, method="GET", left_out=()):
    """Yield every address of a method, several where it has parameters, each with whether it must be found."""
    rng, some = random.Random(seed), choices(store)
    pairs = {
        "/understand/causes/{key}/write/{prompt}": [{"key": key, "prompt": prompt} for key, prompt in PROMPTS],
        "/understand/scales/{key}/sheets/{uid}": [
            {"key": row["scale"], "uid": row["uid"]}
            for row in store.read("SELECT scale, uid FROM scale_sheet") if row["scale"] in SCALES
        ],
    }  # fmt: skip
    for route in all_routes():
        if method not in route.methods or route.path.startswith(("/static", "/launch", "/away", *left_out)):
            continue
        names = re.findall(r"{([^}]+)}", route.path)
        lists = {name: some(route.path, name) for name in names}
        longest = max(map(len, lists.values()), default=1)
        made = set()
        for number in range(longest):
            values = {
                name: one[number] if len(one) == longest else rng.choice(one) for name, one in lists.items()
            }
            made.add(fill_path(route.path, values))
        for values in pairs.get(route.path, ()):
            made.add(fill_path(route.path, values))
        yield from ((path, not names) for path in sorted(made))


def fill_path(path, values):
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path
