"""Numbers and addresses of people: kept once, gone with the person, under pseudonyms outside."""

from datetime import datetime

from nearer.store.addresses import add_addresses, load_addresses
from nearer.store.people import add_person
from nearer.store.pseudonyms import Pseudonyms
from nearer.store.shape import shape_of
from nearer.store.tables import TABLES

NOW = datetime(2026, 3, 1, 20, 15)


def test_kept_once_and_gone_with_the_person(store):
    sam, kim = add_person(store, "Sam", NOW), add_person(store, "Kim", NOW)
    add_addresses(store, sam, ["+44 7700 900123", "discord:4"])
    add_addresses(store, sam, {"discord:4", "sam@example.org"})
    add_addresses(store, kim, ["discord:4"])
    assert load_addresses(store) == {
        sam: {"+44 7700 900123", "discord:4", "sam@example.org"},
        kim: {"discord:4"},
    }
    with store.write() as connection:
        connection.execute("DELETE FROM person WHERE id = ?", (sam,))
    assert load_addresses(store) == {kim: {"discord:4"}}


def test_nothing_of_an_address_leaves(store):
    sam = add_person(store, "Sam", NOW)
    add_addresses(store, sam, ["+44 7700 900123", "sam.quillon@example.org"])
    with store.snapshot() as connection:
        pseudonyms = Pseudonyms(connection)
        shape = shape_of(connection, next(table for table in TABLES if table.name == "address"))
        rows = connection.execute("SELECT * FROM address").fetchall()
        left = [
            str(pseudonyms.replaced(shape, column, row)) for row in rows for column in shape.columns.values()
        ]
        note = pseudonyms.words("Write to sam.quillon@example.org or call +44 7700 900123.")
    for canary in ("7700", "900123", "quillon", "example"):
        assert canary not in " ".join([*left, note]).lower()
