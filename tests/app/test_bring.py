"""Bringing messages: from files to people, counted once, kept whole or not at all."""

import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import load_exchanges

from nearer.app.example import add_example, has_example, remove_example
from nearer.app.exchanges import load_exchange
from nearer.app.jobs import Cancelled, Progress
from nearer.app.keep_draft import keep_draft
from nearer.app.own_names import guess_me, is_known, name_me
from nearer.app.place import Place
from nearer.app.reading import read_again, read_basket
from nearer.app.uploads import Basket, Upload, delete_file
from nearer.kernel.errors import ChangedError, ExportError, RequestError
from nearer.store import messages, people, said

NOW = datetime(2026, 3, 1, 20, 15)
START = datetime(2025, 1, 16, 9, 0)


def line(at, sender, text):
    return f"{at:%d/%m/%Y, %H:%M} - {sender}: {text}\n"


def chat_lines(n, other="Sam", me="Alex", start=START, step=37):
    return [
        line(start + timedelta(minutes=step * k), (me, other)[(k * k + k // 3) % 2], "x" * (1 + k % 23))
        for k in range(n)
    ]


def put(basket, name, lines):
    upload = Upload(basket, name)
    for text in lines:
        upload.write(text.encode())
    upload.finish()


def bring(store, files, *, me=("Alex",), choose=None, words=()):
    """Bring files as the pages do; ``choose`` changes what is suggested."""
    basket = Basket()
    for name, lines in files:
        put(basket, name, lines)
    read_basket(store, basket, Progress(), now=NOW, again=True)
    name_me(store, basket, me)
    joined = {one.number: one.same_as for one in basket.draft.contacts if one.same_as}
    return keep_draft(
        store, basket.draft, joined=joined if choose is None else choose, with_words=words, now=NOW, progress=Progress()
    )  # fmt: skip


def counted(exchange):
    return Counter(exchange.frame.select("time", "mine", "length").iter_rows())


def meant(*exports):
    """What the exports hold together: each message as often as in the one with most of it."""
    together = Counter()
    for lines in exports:
        together |= Counter(
            (
                datetime.strptime(text[:17], "%d/%m/%Y, %H:%M"),
                text[20:24] == "Alex",
                len(text.split(": ", 1)[1]) - 1,
            )
            for text in lines
        )
    return together


def test_bring_one_chat(place):
    store = place.store
    kept = bring(store, [("WhatsApp Chat with Sam.txt", chat_lines(300))])
    ((person_id, exchange),) = load_exchanges(store).items()
    assert people.load_person(store, person_id).name == "Sam"
    assert counted(exchange) == meant(chat_lines(300))
    assert (kept.people, kept.uploads, kept.files) == ((("Sam", 300),), ("WhatsApp Chat with Sam.txt",), ())
    assert people.load_me(store) == ["Alex"]


spans = (
    st.tuples(st.integers(0, 120), st.integers(0, 120))
    .map(sorted)
    .filter(lambda span: span[1] - span[0] >= 25)
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(0, 400), min_size=120, max_size=120),
    order=st.lists(spans, min_size=2, max_size=4),
)
def test_nothing_twice_and_nothing_lost(tmp_path_factory, gaps, order):
    """The same export, an overlapping, a grown, an older one, one that meets nothing: in any order."""
    place = Place(tmp_path_factory.mktemp("p") / "place", clock=lambda: NOW)
    place.create(None)
    at, base = START, []
    for number, gap in enumerate(gaps):
        at += timedelta(minutes=gap)
        base.append(line(at, ("Alex", "Sam")[(number + number // 4) % 2], "x" * (1 + number % 7)))
    exports = [base[low:high] for low, high in order]
    for lines in exports:
        bring(place.store, [("WhatsApp Chat with Sam.txt", lines)])
    ((_, exchange),) = load_exchanges(place.store).items()
    assert counted(exchange) == meant(*exports)
    kept = messages.load_conversations(place.store)
    held = [(one.first_at, one.last_at) for one in sorted(kept, key=lambda one: (one.first_at, one.last_at))]
    assert all(later[1] >= earlier[1] for earlier, later in pairwise(held)), "one lies within another"
    place.lock()


def test_a_grown_export_takes_the_place_of_the_older(place):
    store, lines = place.store, chat_lines(400)
    bring(store, [("old.txt", lines[:250])])
    (sam,) = load_exchanges(store)
    kept = bring(store, [("new.txt", lines)])
    assert (kept.replaced, kept.people) == (("Sam",), (("Sam", 150),))
    (conversation,) = messages.load_conversations(store)
    assert (conversation.person_id, conversation.n_messages) == (sam, 400)
    assert len(people.load_people(store, joined=True)) == 1
    again = bring(store, [("old once more.txt", [*lines[:250], "\n"])])
    assert (again.nothing_new, again.people) == (("Sam",), (("Sam", 0),))
    assert len(messages.load_conversations(store)) == 1


def test_old_and_new_in_one_go(place):
    lines = chat_lines(400)
    for files in ([("a.txt", lines[:250]), ("b.txt", lines)],):
        bring(place.store, files)
    ((_, exchange),) = load_exchanges(place.store).items()
    assert counted(exchange) == meant(lines) and len(messages.load_conversations(place.store)) == 1
    assert len(people.load_people(place.store, joined=True)) == 1


def test_the_same_bytes_are_refused_kindly_unless_wanted(place):
    store, lines = place.store, chat_lines(60)
    bring(store, [("chat.txt", lines)])
    basket = Basket()
    put(basket, "copy.txt", lines)
    read_basket(store, basket, Progress(), now=NOW)
    (refused,) = basket.draft.refused
    assert refused.known_since == NOW and "1 March 2026" in refused.why and not basket.draft.files
    read_basket(store, basket, Progress(), now=NOW, again=True)
    assert basket.draft.n_messages == 60 and not basket.draft.refused
    (conversation,) = messages.load_conversations(store)
    messages.drop_conversation(store, conversation.id)
    read_basket(store, basket, Progress(), now=NOW)
    assert not basket.draft.refused, "what was deleted may come back"


def test_a_contact_that_was_renamed_is_known_by_their_messages(place):
    store, lines = place.store, chat_lines(200)
    bring(store, [("a.txt", lines[:150])])
    (sam,) = load_exchanges(store)
    people.update_person(store, sam, name="Sammy")
    bring(store, [("b.txt", [text.replace("Sam:", "Sam Lee new phone:") for text in lines])])
    assert list(load_exchanges(store)) == [sam]
    assert load_exchange(store, sam).contact == "Sammy"


def test_suggestions_and_their_reasons(place):
    store = place.store
    bring(store, [("a.txt", chat_lines(100))])
    later = START + timedelta(days=90)
    basket = Basket()
    put(basket, "b.txt", chat_lines(50, start=later))
    put(basket, "c.txt", chat_lines(50, "Zoë", start=later, step=31))
    put(basket, "d.txt", chat_lines(60, "zoe", start=later + timedelta(hours=1), step=41))
    put(basket, "e.txt", chat_lines(50, "Kim", start=later))
    read_basket(store, basket, Progress(), now=NOW)
    name_me(store, basket, ["Alex"])
    sam, zoe, other, kim = basket.draft.contacts
    assert (sam.why, sam.same_name, zoe.why) == ("same_name", "Sam", None)
    assert (other.why, other.same_as, kim.same_as) == ("same_letters", f"c{zoe.number}", None)
    joined = {one.number: one.same_as for one in basket.draft.contacts if one.same_as}
    keep_draft(store, basket.draft, joined=joined, with_words=(), now=NOW, progress=Progress())
    names = {person.name: person for person in people.load_people(store)}
    assert set(names) == {"Sam", "Zoë", "Kim"}
    assert load_exchange(store, names["Zoë"].id).frame.height == 110
    further = next(person for person in people.load_people(store, joined=True) if person.name == "zoe")
    people.part_people(store, further.id)
    assert load_exchange(store, names["Zoë"].id).frame.height == 50
    assert load_exchange(store, further.id).frame.height == 60


def test_namesakes_stay_apart_where_the_user_says_so(place):
    store = place.store
    bring(store, [("a.txt", chat_lines(100))])
    bring(store, [("b.txt", chat_lines(100, start=START + timedelta(days=60)))], choose={})
    assert {person.name for person in people.load_people(store)} == {"Sam", "Sam (2)"}
    grown = chat_lines(120, start=START + timedelta(days=60))
    bring(store, [("c.txt", grown)])
    sizes = {
        people.load_person(store, one).name: found.frame.height
        for one, found in load_exchanges(store).items()
    }
    assert sizes == {"Sam": 100, "Sam (2)": 120}


def test_two_apps_are_never_taken_for_copies_of_each_other(place):
    lines = chat_lines(60)
    records = ["time,sender,length\n"] + [
        f"{datetime.strptime(text[:17], '%d/%m/%Y, %H:%M').isoformat()},{text[20:].split(':')[0]},{len(text.split(': ', 1)[1]) - 1}\n"
        for text in lines
    ]
    bring(place.store, [("Sam.txt", lines)])
    bring(place.store, [("Sam.csv", records)])
    ((_, exchange),) = load_exchanges(place.store).items()
    assert exchange.frame.height == 120 and exchange.frame["time"].is_sorted()


def test_groups_are_left_out_with_a_reason(place):
    basket = Basket()
    put(basket, "Trip.txt", [*chat_lines(20), line(START, "Kim", "hi")])
    put(basket, "Sam.txt", chat_lines(30))
    put(basket, "Others.txt", chat_lines(30, me="Jo", other="Ann"))
    read_basket(place.store, basket, Progress(), now=NOW)
    name_me(place.store, basket, ["Alex"])
    assert [(one.title, one.reason) for one in basket.draft.left_out] == [
        ("Others", "not_in_it"),
        ("Trip", "group"),
    ]
    keep_draft(place.store, basket.draft, joined={}, with_words=(), now=NOW, progress=Progress())
    assert [one.title for one in messages.load_conversations(place.store)] == ["Sam"]
    assert not {"Kim", "Jo", "Ann"} & {row["name"] for row in place.store.read("SELECT name FROM sender")}


def test_words_are_kept_only_where_they_are_wanted(place):
    store, lines = place.store, chat_lines(80)
    bring(store, [("a.txt", lines), ("b.txt", chat_lines(80, "Kim", step=41))], words={1})
    by_name = {person.name: person for person in people.load_people(store)}
    assert not said.has_words(store, by_name["Sam"].id) and not by_name["Sam"].keeps_text
    assert said.has_words(store, by_name["Kim"].id) and by_name["Kim"].keeps_text
    text = messages.unpack_frame(store.one("SELECT words FROM segment WHERE words IS NOT NULL")["words"])[
        "text"
    ]
    assert text.to_list() == [said.split(": ", 1)[1].strip() for said in chat_lines(80, "Kim", step=41)]
    bring(store, [("c.txt", [*lines, "\n"])], words={0})
    assert said.has_words(store, by_name["Sam"].id), "words may come later"
    kept = bring(store, [("d.txt", chat_lines(90))])
    assert kept.replaced == () and said.has_words(store, by_name["Sam"].id), "words never go unasked"
    assert load_exchange(store, by_name["Sam"].id).frame.height == 90


def test_who_is_the_user(place):
    store = place.store

    def guess(*files):
        basket = Basket()
        for name, lines in files:
            put(basket, name, lines)
        read_basket(store, basket, Progress(), now=NOW)
        return [one.name for one in guess_me(store, basket.draft) if one.guessed]

    assert guess(("chat.txt", chat_lines(40))) == []
    assert guess(("WhatsApp Chat with Sam.txt", chat_lines(40))) == ["Alex"]
    assert guess(("a.txt", chat_lines(40)), ("b.txt", chat_lines(40, "Kim"))) == ["Alex"]
    bring(store, [("c.txt", chat_lines(40))])
    assert guess(("d.txt", chat_lines(41))) == ["Alex"]
    assert is_known(store, ["Alex"]) and not is_known(store, ["Alex", "Kim"])


def test_the_order_of_dates_can_be_said(place):
    lines = [text.replace("16/01", "03/02") for text in chat_lines(20)]
    basket = Basket()
    put(basket, "chat.txt", lines)
    read_basket(place.store, basket, Progress(), now=NOW)
    (read,) = basket.draft.files
    assert read.tally.open_order == "dmy" and read.timelines[0].first == datetime(2025, 2, 3, 9)
    read_again(place.store, basket, {0: "mdy"}, Progress(), now=NOW)
    (read,) = basket.draft.files
    assert (read.order, read.timelines[0].first) == ("mdy", datetime(2025, 3, 2, 9))


def test_names_must_be_there(place):
    basket = Basket()
    put(basket, "chat.txt", chat_lines(30))
    with pytest.raises(RequestError):
        name_me(place.store, basket, ["Alex"])
    read_basket(place.store, basket, Progress(), now=NOW)
    for wrong in ([], ["Nobody"], ["Alex", "Sam"]):
        with pytest.raises(RequestError):
            name_me(place.store, basket, wrong)


def test_a_folder_and_what_is_no_export(place, tmp_path):
    folder = tmp_path / "exports" / "inner"
    folder.mkdir(parents=True)
    (folder / "Sam.txt").write_text("".join(chat_lines(30)))
    (folder / "shopping.txt").write_text("bread\nmilk\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    with zipfile.ZipFile(folder / "Kim.zip", "w") as archive:
        archive.writestr("_chat.txt", "".join(chat_lines(30, "Kim")))
    basket = Basket()
    basket.add_path(tmp_path / "exports")
    basket.add_path(folder / "Sam.txt")
    read_basket(place.store, basket, Progress(), now=NOW)
    assert [read.name for read in basket.draft.files] == [
        "exports/inner/Kim.zip/_chat.txt",
        "exports/inner/Sam.txt",
    ]
    assert [one.name for one in basket.draft.refused] == ["exports/inner/shopping.txt", "Sam.txt"]
    with pytest.raises(ExportError):
        basket.add_path(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    basket = Basket()
    basket.add_path(tmp_path / "empty")
    read_basket(place.store, basket, Progress(), now=NOW)
    assert [(one.name, one.unknown) for one in basket.draft.refused] == [("empty", True)]


def test_a_zip_is_read_from_memory(place, tmp_path):
    with zipfile.ZipFile(tmp_path / "chat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WhatsApp Chat with Sam.txt", "".join(chat_lines(30)))
    basket = Basket()
    upload = Upload(basket, "C:\\fakepath\\chat.zip")
    upload.write((tmp_path / "chat.zip").read_bytes())
    upload.finish()
    read_basket(place.store, basket, Progress(), now=NOW)
    assert basket.files[0].name == "chat.zip" and basket.draft.n_messages == 30


def test_too_much_for_memory_is_said(monkeypatch):
    monkeypatch.setattr("nearer.app.uploads.MOST_UPLOADED_BYTES", 100)
    basket = Basket()
    put(basket, "a.txt", ["x" * 60])
    upload = Upload(basket, "b.txt")
    with pytest.raises(RequestError, match="memory"):
        upload.write(b"x" * 60)
    with pytest.raises(RequestError):
        Upload(basket, "/")


def test_only_the_file_that_was_read_is_deleted(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text("abc")
    with pytest.raises(ChangedError):
        delete_file(path, 4)
    assert path.exists()
    delete_file(path, 3)
    assert not path.exists()
    with pytest.raises(ChangedError):
        delete_file(path, 3)


def test_stopping_keeps_nothing(place):
    store = place.store
    basket = Basket()
    for name in ("Sam", "Kim", "Jo"):
        put(basket, f"{name}.txt", chat_lines(50, name))
    read_basket(store, basket, Progress(), now=NOW)
    name_me(store, basket, ["Alex"])

    class Stopped(Progress):
        def step(self, done, total=None, words=None):
            if done == 2:
                self.stop()
            super().step(done, total, words)

    with pytest.raises(Cancelled):
        keep_draft(store, basket.draft, joined={}, with_words=(), now=NOW, progress=Stopped())
    assert messages.load_conversations(store) == [] == people.load_people(store) == people.load_me(store)


def test_locking_forgets_what_was_brought(place):
    put(place.basket, "chat.txt", chat_lines(30))
    read_basket(place.store, place.basket, Progress(), now=NOW)
    place.lock()
    assert not place.basket.files and place.basket.draft is None


def test_the_example_never_stands_beside_real_people(place):
    store = place.store
    add_example(store, NOW)
    assert has_example(store) and len(load_exchanges(store)) == 4
    assert all(person.name.endswith("(made up)") for person in people.load_people(store))
    with pytest.raises(RequestError):
        add_example(store, NOW)
    basket = Basket()
    put(basket, "chat.txt", chat_lines(30))
    read_basket(store, basket, Progress(), now=NOW)
    assert not is_known(store, ["Alex"]), "the example's Alex is nobody"
    name_me(store, basket, ["Alex"])
    assert basket.draft.contacts[0].same_as is None
    keep_draft(store, basket.draft, joined={}, with_words=(), now=NOW, progress=Progress())
    assert not has_example(store) and [person.name for person in people.load_people(store)] == ["Sam"]
    with pytest.raises(RequestError):
        add_example(store, NOW)


def test_the_example_leaves_nothing_behind(place):
    store = place.store
    before = {row["name"]: store.one(f"SELECT count(*) FROM {row['name']}")[0] for row in tables(store)}
    add_example(store, NOW)
    remove_example(store)
    assert {
        row["name"]: store.one(f"SELECT count(*) FROM {row['name']}")[0] for row in tables(store)
    } == before


def tables(store):
    return store.read("SELECT name FROM sqlite_master WHERE type = 'table'")


KILLED = """
    import sys
    from datetime import datetime
    from pathlib import Path
    from nearer.app.own_names import name_me
    from nearer.app.jobs import Progress
    from nearer.app.keep_draft import keep_draft
    from nearer.app.place import Place
    from nearer.app.reading import read_basket
    place = Place(Path(sys.argv[1]))
    place.unlock()
    place.basket.add_path(Path(sys.argv[2]))
    read_basket(place.store, place.basket, Progress(), now=datetime(2026, 3, 1))
    name_me(place.store, place.basket, ["Alex"])
    class Telling(Progress):
        def step(self, done, total=None, words=None):
            print(done, flush=True)
            sys.stdin.readline()
    keep_draft(place.store, place.basket.draft, joined={}, with_words=(), now=datetime(2026, 3, 1), progress=Telling())
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_killed_in_the_middle_keeps_nothing(place, tmp_path, steps):
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("Sam", "Kim", "Jo"):
        (folder / f"{name}.txt").write_text("".join(chat_lines(50, name)))
    place.lock()
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(place.folder), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        for _ in range(steps):
            child.stdout.readline()
            child.stdin.write("\n")
            child.stdin.flush()
        child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    place.unlock()
    assert messages.load_conversations(place.store) == [] == people.load_people(place.store)
    assert place.store.check() == []
