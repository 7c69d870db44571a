"""Stores filled at random from the declaration of their tables, for tests that must hold for any of them.

A new table or column is filled without further code, by its declared kind and by the checks that its schema states.
"""

import json
import random
import re
from datetime import datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from nearer.sources import KINDS
from nearer.store.messages import pack_frame
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES

SEEDS = st.integers(0, 2**32 - 1)

FLAGS = {"hidden", "keeps_text", "declared_group"}
START = datetime(2020, 2, 29, 23, 59, 59)
PIECES = (
    "Sam", "Zoë", "李雷", "🙂🏽", "👩‍👩‍👧", "שלום", "\u202eabc", "O'Brien; --", '"quoted"', "a,b", "line\nbreak", "cr\r\nlf",
    "=1+1", "@cmd", "-2", "\t", " ", "<script>", "{name}", "%s", "NULL", "0", "é", "Sam", "Alexandra", "…", "\u2028",
)  # fmt: skip
LISTS = {
    "feelings": lambda rng: rng.sample(["calm", "torn", "warm", "ashamed"], rng.randint(0, 3)),
    "reasons": lambda rng: rng.sample(["busy", "together", "unsafe"], rng.randint(0, 2)),
    "skipped": lambda rng: [[text(rng), rng.randint(1, 99), "what"] for _ in range(rng.randint(0, 2))],
    "safety": lambda rng: [[one, rng.choice(["yes", "no", "unsure"])] for one in ("afraid", "watched")],
    "ticks": lambda rng: [rng.choice([None, 1, 2, 7]) for _ in range(rng.randint(0, 9))],
    "notes": lambda rng: [text(rng) for _ in range(rng.randint(0, 2))],
}


def fill_store(store, seed, most=6):
    """Fill every declared table with up to ``most`` rows; the same seed fills the same way.

    Args:
        store: An open, empty store.
        seed: Any integer; draw it from ``SEEDS``.
        most: Rows of a table.
    """
    rng = random.Random(seed)
    with store.write() as connection:
        made = {}
        for table in TABLES:
            shape, checks = shape_of(connection, table), checks_of(connection, table.name)
            made[table.name] = rows = []
            for _ in range(rng.randint(0, most)):
                row = one_row(rng, shape, checks, made)
                if row is not None:
                    rows.append(row)
                    names = ", ".join(row)
                    marks = ", ".join("?" * len(row))
                    connection.execute(
                        f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(row.values())
                    )


def rows_of(store):
    """Return every row of every declared table, sorted, to compare two stores by."""
    return {
        table.name: sorted((tuple(row) for row in store.read(f"SELECT * FROM {table.name}")), key=repr)
        for table in TABLES
    }


def text(rng, least=0):
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(least, 4)))


def checks_of(connection, table):
    """Return what the schema allows: values of a column, ranges of a column, pairs that stand in order."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    values = {
        name: re.findall(r"'([^']*)'", allowed)
        for name, allowed in re.findall(r"CHECK \((\w+) IN \(([^)]*)\)\)", sql)
    }
    ranges = {name: range(int(low), int(high) + 1) for name, low, high in
              re.findall(r"CHECK \((\w+) BETWEEN (-?\d+) AND (-?\d+)\)", sql)}  # fmt: skip
    return values | ranges, re.findall(r"CHECK \((\w+) <= (\w+)\)", sql)


def one_row(rng, shape, checks, made):
    """Return a row that the schema accepts and that is not known already; None where there can be none."""
    rows = made[shape.name]
    allowed, ordered = checks
    for _ in range(20):
        row = {name: a_value(rng, column, allowed, made, rows) for name, column in shape.columns.items()}
        if any(column.required and row[name] is None for name, column in shape.columns.items()):
            return None
        if shape.name == "segment" and not pack_segment(rng, row, made):
            return None
        for low, high in ordered:
            row[low], row[high] = sorted((row[low], row[high]))
        if shape.name == "person" and row["joined_to"] is not None:
            row["joined_to"] = next((one["id"] for one in rows if one["joined_to"] is None), None)
        unique = [
            shape.table.known_by,
            shape.table.key,
            *((c.name,) for c in shape.columns.values() if c.unique),
        ]
        if not any(all(row[name] == other[name] for name in names) for names in unique for other in rows):
            return row
    return None


def a_value(rng, column, allowed, made, rows):
    if not column.required and rng.random() < 0.25:
        return None
    if column.refers_to is not None:
        choices = [row["id"] for row in made[column.refers_to]]
        return rng.choice(choices) if choices else None
    if column.name in allowed:
        return rng.choice(allowed[column.name])
    if column.type == "INTEGER":
        return an_integer(rng, column, rows)
    if column.type == "REAL":
        return rng.choice([0.0, 1.0, rng.random()])
    if column.type == "BLOB":
        return rng.randbytes(rng.randint(0, 400))
    return a_text(rng, column)


def an_integer(rng, column, rows):
    if column.name == "id":
        return max((row["id"] for row in rows), default=rng.randint(0, 50)) + rng.randint(1, 3)
    return rng.randint(0, 1) if column.name in FLAGS else rng.randint(0, 10_000)


def a_text(rng, column):
    moment = START + timedelta(seconds=rng.randint(0, 200_000_000))
    if column.name == "at" or column.name.endswith("_at"):
        return moment.isoformat(timespec="seconds")
    if column.name.endswith("_day"):
        return moment.date().isoformat()
    if column.name in LISTS:
        return json.dumps(LISTS[column.name](rng))
    if column.kind == "json":
        return json.dumps(rng.choice([None, True, 12, 0.5, text(rng), [text(rng)], {"a": text(rng)}]))
    if column.name in ("uid", "digest"):
        return rng.randbytes(16).hex()
    if column.kind == "plain":
        return rng.choice(["whatsapp", "telegram", "jsonl"]) + str(rng.randint(0, 999))
    return text(rng, least=1 if column.required and column.kind != "words" else 0)


def pack_segment(rng, row, made):
    """Put real messages into a segment, written by those who are known as senders of its conversation."""
    codes = [one["code"] for one in made["sender"] if one["conversation_id"] == row["conversation_id"]]
    if not codes:
        return False
    n = rng.randint(1, 40)
    times = sorted(START + timedelta(seconds=rng.randint(0, 10_000_000)) for _ in range(n))
    frame = pl.DataFrame(
        {
            "time": pl.Series(times, dtype=pl.Datetime("ms")),
            "sender": pl.Series([rng.choice(codes) for _ in range(n)], dtype=pl.UInt32),
            "length": pl.Series([rng.randint(0, 500) for _ in range(n)], dtype=pl.UInt32),
            "kind": pl.Series([rng.choice(KINDS.categories) for _ in range(n)], dtype=KINDS),
        }
    )
    words = pl.Series("text", [text(rng) or None for _ in range(n)], dtype=pl.String)
    row["n_messages"] = n
    row["columns"] = pack_frame(frame)
    row["words"] = pack_frame(words.to_frame()) if row["words"] is not None else None
    return True
