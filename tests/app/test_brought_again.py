"""A whole account brought again and again: grown, cut, turned round, chat by chat, as pages. Nothing twice, nothing lost."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import load_exchanges
from sources.telegram import made
from sources.telegram_html.test_html import LOOKS

from nearer.app.jobs import Progress
from nearer.app.keep_draft import keep_draft
from nearer.app.own_names import name_me
from nearer.app.place import Place
from nearer.app.reading import read_basket
from nearer.app.uploads import Basket

NOW = datetime(2026, 3, 1, 20, 15)
START = datetime(2025, 1, 16, 9, 0, 11)
IDS = {"Alex": "user1", "Kim": "user4"}


def place_at(folder):
    made_place = Place(folder / "place", clock=lambda: NOW)
    made_place.create(None)
    return made_place


def said(other, other_id, step, gaps):
    """Messages of two people, the rhythm of each chat its own."""
    at, rows = START, []
    for number, gap in enumerate(gaps):
        at += timedelta(seconds=gap * step)
        mine = (number * step + number // 3) % 2 == 0
        rows.append(
            (at, "Alex" if mine else other, "user1" if mine else other_id, "x" * (1 + number * step % 19))
        )
    return rows


def chat(number, name, rows, kind="personal_chat"):
    messages = [
        {"id": n, "type": "message", "date": at.isoformat(), "date_unixtime": str(int(at.timestamp())),
         "from": who, "from_id": who_id, "text": text}
        for n, (at, who, who_id, text) in enumerate(rows)
    ]  # fmt: skip
    return {"name": name, "type": kind, "id": number, "messages": messages}


def account(chats):
    about = {"user_id": 1, "first_name": "Alex", "last_name": ""}
    return {"personal_information": about, "chats": {"about": "", "list": chats}}


def bring(store, folder, number, content):
    path = folder / f"{number}.json"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    bring_path(store, path, "Alex")


def bring_path(store, path, me):
    """Bring it as the pages do, and join only whom their messages tell to be the same."""
    basket = Basket()
    basket.add_path(path)
    read_basket(store, basket, Progress(), now=NOW)
    if not basket.draft.files:
        return
    name_me(store, basket, [me])
    joined = {one.number: one.same_as for one in basket.draft.contacts if one.why == "same_messages"}
    keep_draft(store, basket.draft, joined=joined, with_words=(), now=NOW, progress=Progress())


def counted(rows):
    return Counter((at, who == "Alex", len(text)) for at, who, _, text in rows)


def kept(store):
    """What is kept of each person, smallest first."""
    exchanges = load_exchanges(store).values()
    return sorted(
        (Counter(one.frame.select("time", "mine", "length").iter_rows()) for one in exchanges),
        key=Counter.total,
    )


@settings(max_examples=2)
@given(
    gaps=st.lists(st.integers(1, 4000), min_size=90, max_size=90),
    order=st.lists(
        st.sampled_from(["account", "turned", "half", "late", "one", "other"]),
        min_size=2,
        max_size=5,
    ),
)
def test_an_account_with_two_of_one_name_and_a_group(tmp_path_factory, gaps, order):
    folder = tmp_path_factory.mktemp("again")
    place = place_at(folder)
    one, other = said("Sam", "user2", 3, gaps), said("Sam", "user3", 5, gaps[:70])
    trip = [(at, who, IDS.get(who, "user2"), text) for at, who, _, text in one[:40]]
    trip[1] = (trip[1][0], "Kim", "user4", "hi all")

    def whole(first, second):
        return [chat(22, "Sam", first), chat(33, "Sam", second), chat(44, "Trip", trip, "private_group")]

    forms = {
        "account": account(whole(one, other)),
        "turned": account(whole(one, other)[::-1]),
        "half": account(whole(one[:60], other[:50])),
        "late": account(whole(one[30:], other[20:])),
        "one": chat(22, "Sam", one),
        "other": chat(33, "Sam", other),
    }
    for number, form in enumerate(["account", *order]):
        bring(place.store, folder, number, forms[form])
    assert kept(place.store) == [counted(other), counted(one)]
    place.lock()


@pytest.mark.parametrize("order", ["jh", "hj", "jhj", "hjh"])
def test_pages_and_data_of_one_chat(order, tmp_path):
    """The same chat as Telegram writes it in both of its formats, each time a little longer."""
    place = place_at(tmp_path)
    whole = made.many(160)
    for number, form in enumerate(order):
        part = whole[: 120 + 20 * (number % 3)] if number < len(order) - 1 else whole
        folder = tmp_path / f"{number}"
        if form == "h":
            path = made.write_html(folder, LOOKS[0], part)
        else:
            folder.mkdir()
            version = made.Version("new")
            path = made.write_json(folder / "result.json", made.json_chat(version, part), version)
        bring_path(place.store, path, "Ana")
    (found,) = kept(place.store)
    assert found.total() == len(whole) and max(found.values()) == 1
    place.lock()
