"""What speaks for two handles being one person, and what is made of it."""

from datetime import datetime, timedelta

import pytest

from nearer.app.jobs import Progress
from nearer.app.keep_draft import keep_draft
from nearer.app.own_names import name_me
from nearer.app.people_changes import part_person
from nearer.app.reading import read_basket
from nearer.app.same_person import Directory, Handle
from nearer.app.uploads import Basket, Upload
from nearer.store.addresses import load_addresses
from nearer.store.people import load_people

NOW = datetime(2026, 3, 1, 20, 15)
START = datetime(2025, 1, 16, 9, 0)


def chat(other="Sam", start=START, n=60):
    """A chat of WhatsApp, as text."""
    return "".join(
        f"{start + timedelta(minutes=37 * k):%d/%m/%Y, %H:%M} - {('Alex', other)[(k * k + k // 3) % 2]}: {'x' * (1 + k % 23)}\n"
        for k in range(n)
    )


def found(one, other, exports=(0, 1)):
    """Whether somebody is found by what is known of another: names, then addresses."""
    directory = Directory()
    directory.add(Handle.of(*other), "who", exports[1])
    answer = directory.find(Handle.of(*one), exports[0])
    return answer and answer[0]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ((["Sam"], []), (["Sam"], []), "same_name"),
        ((["Zoë"], []), (["zoe"], []), "same_letters"),
        ((["Sam"], []), (["Kim"], []), None),
        ((["😀"], []), (["😎"], []), None),
        ((["Sam"], ["+44 7700 900123"]), (["S."], ["07700 900123"]), "same_number"),
        ((["+44 7700\u00a0900123"], []), (["Sam"], ["+447700900123"]), "same_number"),
        ((["\u202a+44 7700 900123\u202c"], []), (["Sam"], ["tel"]), None),
        ((["S."], ["(555) 123-4567"]), (["Sam"], ["+1 555 123 4567"]), "same_number"),
        ((["S."], ["0049 170 1234567"]), (["Sam"], ["0170 1234567"]), "same_number"),
        ((["S."], ["+49 170 1234567"]), (["Sam"], ["+43 170 1234567"]), None),
        ((["Bank"], ["22555"]), (["Post"], ["22555"]), None),  # a short number is many people's
        ((["S."], ["12345678901234567890123"]), (["Sam"], ["2345678901234567890123"]), None),
        ((["S."], ["Sam@Example.org"]), (["Sam"], ["sam@example.org"]), "same_email"),
        ((["S."], ["discord:77"]), (["Sam"], ["discord:77"]), "same_account"),
        ((["S."], ["discord:77"]), (["Sam"], ["telegram:77"]), None),
        ((["Sam"], ["discord:77"]), (["Sam"], ["discord:78"]), None),  # two people of one name
        ((["Sam"], ["discord:77"]), (["Sam"], ["telegram:5"]), "same_name"),
        ((["Sam"], ["discord:1", "sam@a.org"]), (["Sam"], ["discord:2", "sam@a.org"]), "same_email"),
        ((["discord:77"], []), (["Sam"], ["discord:77"]), None),  # a name is no account
        ((["Sam\x00"], ["\ud800", "", "@", "+", "a:"]), (["Kim"], ["\ud800", "", "@", "+", "a:"]), None),
    ],
)  # fmt: skip
def test_reasons(one, other, why):
    assert found(one, other) == found(other, one) == why


def test_namesakes_in_one_export_are_two_people():
    assert found((["Sam"], []), (["Sam"], []), (0, 0)) is None
    assert found((["Sam"], ["a@b.org"]), (["Sam"], ["a@b.org"]), (0, 0)) == "same_email"


def test_the_strongest_reason_counts():
    directory = Directory()
    directory.add(Handle.of(["Sam"], []), "by name")
    directory.add(Handle.of(["Kim"], ["07700 900123"]), "by number")
    directory.add(Handle.of(["Jo"], ["signal:4"]), "by account")
    assert directory.find(Handle.of(["Sam"], ["+447700900123"])) == ("same_number", "by number")
    assert directory.find(Handle.of(["Sam"], ["+447700900123", "signal:4"])) == ("same_account", "by account")


def read(store, text, addresses=()):
    """Read an export that knows addresses, and say who is who."""
    basket = Basket()
    upload = Upload(basket, "chat.txt")
    upload.write(text.encode())
    upload.finish()
    read_basket(store, basket, Progress(), now=NOW)
    for one in basket.draft.files:
        one.tally.addresses.update(addresses)
    name_me(store, basket, ["Alex"])
    return basket.draft


def test_somebody_is_known_again_by_a_number_that_is_kept_until_the_user_says_otherwise(place):
    store = place.store
    first = read(store, chat(), {"Sam": {"+44 7700 900123"}, "Alex": {"+44 7700 900999"}})
    keep_draft(store, first, joined={}, with_words=(), now=NOW, progress=Progress())
    (sam,) = load_people(store)
    assert load_addresses(store) == {sam.id: {"+44 7700 900123"}}, "the user's own are not kept"
    later = chat("Sammy", START.replace(year=2026))
    draft = read(store, later, {"Sammy": {"07700 900123", "discord:4"}})
    (contact,) = draft.contacts
    assert (contact.why, contact.same_as, contact.same_name) == ("same_number", f"p{sam.id}", "Sam")
    keep_draft(store, draft, joined={0: contact.same_as}, with_words=(), now=NOW, progress=Progress())
    assert [one.name for one in load_people(store)] == ["Sam"]
    (further,) = (one for one in load_people(store, joined=True) if one.joined_to)
    assert load_addresses(store)[further.id] == {"07700 900123", "discord:4"}
    part_person(place, further.id)
    assert [one.name for one in load_people(store)] == ["Sam", "Sammy"]
    place.jobs.stop_all()


def test_nobody_is_joined_unasked(place):
    store = place.store
    for text in (chat(), chat(start=START.replace(year=2026))):
        keep_draft(store, read(store, text), joined={}, with_words=(), now=NOW, progress=Progress())
    assert [one.name for one in load_people(store)] == ["Sam", "Sam (2)"]


def test_the_addresses_go_with_the_person(place):
    store = place.store
    draft = read(store, chat(), {"Sam": {"sam@example.org"}})
    keep_draft(store, draft, joined={}, with_words=(), now=NOW, progress=Progress())
    with store.write() as connection:
        connection.execute("DELETE FROM person")
    assert load_addresses(store) == {}
