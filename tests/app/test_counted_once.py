"""One chat, exported with seconds and without: kept once, the finer time held, nothing lost."""

from datetime import datetime, timedelta

from places import load_exchanges

from nearer.app.jobs import Progress
from nearer.app.keep_draft import keep_draft
from nearer.app.own_names import name_me
from nearer.app.reading import read_basket
from nearer.app.uploads import Basket, Upload
from nearer.store.messages import load_conversations

NOW = datetime(2026, 3, 1, 20, 15)
ROWS = [
    (datetime(2025, 1, 16, 9, 0, 11) + timedelta(seconds=1_777 * k), ("Alex", "Sam")[(k * k + k // 3) % 2], "x" * (1 + k % 23))
    for k in range(300)
]  # fmt: skip


def android(rows):
    return "".join(f"{at:%d/%m/%Y, %H:%M} - {who}: {text}\n" for at, who, text in rows)


def iphone(rows):
    return "".join(f"[{at:%d/%m/%Y, %H:%M:%S}] {who}: {text}\n" for at, who, text in rows)


def bring(store, text):
    basket = Basket()
    upload = Upload(basket, "chat.txt")
    upload.write(text.encode())
    upload.finish()
    read_basket(store, basket, Progress(), now=NOW)
    name_me(store, basket, ["Alex"])
    joined = {one.number: one.same_as for one in basket.draft.contacts if one.same_as}
    return [one.why for one in basket.draft.contacts], keep_draft(
        store, basket.draft, joined=joined, with_words=(), now=NOW, progress=Progress()
    )


def times(store):
    ((_, exchange),) = load_exchanges(store).items()
    return exchange.frame["time"].to_list()


def test_seconds_come_later(place):
    bring(place.store, android(ROWS[:200]))
    why, kept = bring(place.store, iphone(ROWS[:200]))
    assert why == ["same_messages"] and kept.people == (("Sam", 0),) and kept.replaced == ("Sam",)
    assert times(place.store) == [at for at, *_ in ROWS[:200]]
    assert len(load_conversations(place.store)) == 1


def test_minutes_come_later(place):
    bring(place.store, iphone(ROWS[:200]))
    _, kept = bring(place.store, android(ROWS[:150]))
    assert kept.nothing_new == ("Sam",) and len(load_conversations(place.store)) == 1
    why, kept = bring(place.store, android(ROWS))
    assert why == ["same_messages"] and kept.people == (("Sam", 100),) and not kept.replaced
    wanted = [at if k < 200 else at.replace(second=0) for k, (at, *_) in enumerate(ROWS)]
    assert times(place.store) == wanted, "no second of what was there is lost"
