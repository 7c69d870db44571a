"""The declaration of the tables against the schema: nothing is there that export, import and deletion do not know."""

import pytest

from nearer.store.database import Store
from nearer.store.shape import LISTS, shape_of
from nearer.store.tables import DERIVED, TABLES
from nearer.words import say

OWN = {"migration"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("place") / "nearer.db", bytes(32), new=True)
    yield store
    store.close()


def test_every_table_is_declared_or_derived(store):
    there = {
        row["name"]
        for row in store.read(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    }
    declared = {table.name for table in TABLES}
    assert there == declared | set(DERIVED) | OWN
    assert not declared & set(DERIVED)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_and_key_are_those_of_the_schema(store, table):
    rows = store.read(f"PRAGMA table_info({table.name})")
    assert [row["name"] for row in rows] == list(table.columns)
    assert {row["name"] for row in rows if row["pk"]} == set(table.key)
    assert set(table.known_by) <= set(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_comes_after_those_it_refers_to_by_id(store, table):
    before = {other.name for other in TABLES[: TABLES.index(table) + 1]}
    for row in store.read(f"PRAGMA foreign_key_list({table.name})"):
        assert row["table"] in before
        assert row["to"] == "id"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_kinds_fit_types(store, table):
    with store.snapshot() as connection:
        columns = shape_of(connection, table).columns
    for name, column in columns.items():
        packed = column.kind in ("columns", "texts")
        assert (column.type == "BLOB") == packed or column.kind == "plain", name
        if column.kind in ("person", "name", "words", "json", "sealed"):
            assert column.type == "TEXT", name
        if column.kind == "sealed" and column.required:
            assert name in LISTS, f"{name}: left out, it must stand as an empty list"
        assert not (column.kind == "texts" and column.required), name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_page_has_words_for_every_table(table):
    assert say(f"yours.tables.{table.name}.what")
    assert say(f"yours.tables.{table.name}.why")


def test_people_hold_the_number_of_their_pseudonym():
    for table in TABLES:
        if "person" in table.columns.values():
            assert "alias" in table.columns
