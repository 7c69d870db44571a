"""What stands and when it is looked at afresh, on real records in a real store."""

import zlib
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from nearer.app.analyze import analyze_timelines
from nearer.app.jobs import Cancelled, Progress
from nearer.app.looking import _refresh_one, current_findings, load_today, refresh, start_looking
from nearer.app.measuring import lay_out, load_record
from nearer.app.place import Place
from nearer.app.simulate import simulate_chat
from nearer.inference import judge, measure_dyad
from nearer.inference.looks import price
from nearer.inference.results import Channel, Days, Effect, Estimate, Measurement, Power
from nearer.inference.worlds import simulate_dyad
from nearer.sources import Tally
from nearer.store.database import Store
from nearer.store.looks import Reading, decode_reading, encode_reading, load_looks, load_pooled_look
from nearer.store.marks import add_mark, delete_mark
from nearer.store.messages import add_export
from nearer.store.people import add_person, confirm_me, join_people, part_people
from nearer.timeline import Timeline, Timelines

NOW = datetime(2026, 3, 4, 21, 30)
START = datetime(2023, 1, 2)
FIRST_MONTHS = 300


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "nearer.db", bytes(range(32)), new=True)
    confirm_me(store, ["Alex"], NOW)
    yield store
    store.close()


@pytest.fixture(scope="module")
def chat():
    """A made-up chat with a strong drop in quiet spells, clearly found at the first look."""
    return simulate_chat(seed=1, family="draws_back", drop=0.15, months=14.0, messages_a_day=30.0)


@pytest.fixture(scope="module")
def other():
    return simulate_chat(seed=5, family="stationary", months=14.0, contact="Kim")


def bring(store, person_id, chat, first=0, last=FIRST_MONTHS):
    """Keep the days of a chat from the first to before the last, as one export."""
    frame = chat.frame.filter(
        pl.col("time").is_between(START + timedelta(first), START + timedelta(last), closed="left")
    )
    add_export(
        store,
        file=f"{chat.contact}.txt",
        digest=f"{first} {last}",
        tally=Tally(),
        source="whatsapp",
        timelines=[Timeline(chat.contact, "whatsapp", 0, frame, False)],
        people=[person_id],
        now=NOW,
    )


@pytest.fixture
def sam(store, chat):
    person_id = add_person(store, "Sam", NOW)
    bring(store, person_id, chat)
    return person_id


def mark(store, person_id, first, last):
    """Mark days as away."""
    days = (START.date() + timedelta(first), START.date() + timedelta(last))
    return add_mark(store, person_id=person_id, kind="away", first_day=days[0], last_day=days[1], now=NOW)


def same(a, b):
    """Whether two results are equal to the last bit, arrays included."""
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b)
        )
    if is_dataclass(a):
        return type(a) is type(b) and all(
            same(getattr(a, field.name), getattr(b, field.name)) for field in fields(a)
        )
    return type(a) is type(b) and a == b


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MAYBE_P = st.floats(0.0, 1.0)
PAIRS = st.tuples(st.integers(0, 10**7), st.integers(0, 10**7))
ESTIMATES = st.builds(Estimate, NUMBERS, NUMBERS, NUMBERS, st.integers(0, 10**6), st.just("block score"))
EFFECTS = st.builds(
    Effect, NUMBERS, NUMBERS, NUMBERS, MAYBE_P, st.none() | NUMBERS, NUMBERS, NUMBERS, NUMBERS
)
AWAY = st.lists(st.tuples(st.dates(), st.dates()), max_size=3).map(tuple)


def arrays(*shape):
    return stn.arrays(np.float64, shape, elements={"allow_nan": False, "allow_infinity": False})


@st.composite
def readings(draw):
    n_days = draw(st.integers(0, 12))
    days = st.builds(
        Days, st.dates(), arrays(n_days), arrays(n_days), arrays(n_days), arrays(2, n_days), arrays(n_days)
    )
    measurement = Measurement(
        span_days=draw(NUMBERS), n_messages=draw(PAIRS), n_turns=draw(PAIRS),
        enough=draw(st.booleans()), poolable=draw(st.booleans()),
        p=draw(MAYBE_P), p_onset=draw(MAYBE_P), p_now=draw(MAYBE_P), p_lag=draw(MAYBE_P),
        me=draw(st.none() | EFFECTS), them=draw(st.none() | EFFECTS),
        channels=draw(st.dictionaries(st.text(max_size=9), st.builds(Channel, st.none() | ESTIMATES, st.none() | ESTIMATES), max_size=3)),
        power=draw(st.none() | st.builds(Power, MAYBE_P, MAYBE_P)),
        days=draw(st.none() | days), rhythm=draw(arrays(2, 7, 24)),
        log_likelihood_ratio=draw(st.none() | arrays(n_days)),
    )  # fmt: skip
    return Reading(
        draw(st.datetimes()), draw(st.datetimes()), draw(st.integers(0, 10**9)), draw(AWAY), measurement
    )


@given(readings())
@settings(max_examples=60)
def test_a_reading_comes_back_equal(reading):
    assert same(decode_reading(encode_reading(reading)), reading)


@pytest.mark.parametrize("months", [0.3, 3.0, 14.0])
def test_a_real_measurement_comes_back_equal_and_is_judged_alike(months):
    measured = measure_dyad(simulate_dyad(2, "draws_back", drop=0.15, months=months).dyad)
    reading = Reading(START, NOW, 5, (), measured)
    back = decode_reading(encode_reading(reading))
    assert same(back, reading)
    (one,), (two,) = judge([measured]).assessments, judge([back.measurement]).assessments
    assert same(one, two)


def test_nothing_stands_before_anything_was_measured(store, sam):
    assert current_findings(store) is None
    assert load_today(store, sam) is None


def test_the_first_look_is_what_a_single_analysis_says(store, sam, chat):
    refresh(store, NOW)
    current = current_findings(store)
    standing = current.standing[sam]
    frame = chat.frame.filter(pl.col("time") < START + timedelta(FIRST_MONTHS))
    assert standing.number == 1
    assert standing.made_at == NOW
    assert standing.as_of == frame["time"].max().date()
    assert standing.next_look == standing.as_of + timedelta(days=30)
    assert standing.before_marks is None
    timeline = Timeline("Sam", "whatsapp", 0, frame, False)
    alone = analyze_timelines(Timelines((timeline,), (Tally(),)), ["Alex"])
    (expected,) = alone.relationships
    assert same(standing.finding, expected)
    assert expected.verdict == "pulls_away"
    assert current.findings.overall == alone.overall
    assert current.findings.relationships == (standing.finding,)
    assert current.overall is None
    assert load_today(store, sam).n_messages == frame.height


def test_a_record_that_did_not_change_is_not_measured_again(store, sam):
    refresh(store, NOW)
    before = store.read("SELECT * FROM measured"), store.read("SELECT * FROM look")
    refresh(store, NOW + timedelta(days=400))
    after = store.read("SELECT * FROM measured"), store.read("SELECT * FROM look")
    assert [list(map(tuple, rows)) for rows in after] == [list(map(tuple, rows)) for rows in before]


def test_a_verdict_stands_until_the_record_has_grown_by_thirty_days(store, sam, chat):
    refresh(store, NOW)
    first = load_looks(store)[sam]
    bring(store, sam, chat, FIRST_MONTHS, FIRST_MONTHS + 28)
    refresh(store, NOW + timedelta(days=100))
    assert same(load_looks(store)[sam], first)
    assert load_today(store, sam).n_messages > first.reading.n_messages
    bring(store, sam, chat, FIRST_MONTHS + 28, FIRST_MONTHS + 35)
    later = NOW + timedelta(days=101)
    refresh(store, later)
    second = load_looks(store)[sam]
    assert (second.number, second.made_at) == (2, later)
    assert second.reading.n_messages == load_today(store, sam).n_messages
    standing = current_findings(store).standing[sam]
    assert standing.finding.p == price(second.reading.measurement.p, 2)
    assert second.reading.measurement.p < 0.05 < standing.finding.p
    assert standing.finding.verdict == "no_sign"
    assert len(store.read("SELECT * FROM look WHERE person_id = ?", (sam,))) == 1


def test_marks_change_the_same_look_openly(store, sam):
    refresh(store, NOW)
    first = load_looks(store)[sam]
    mark_id = mark(store, sam, 40, 90)
    refresh(store, NOW + timedelta(days=1))
    marked = load_looks(store)[sam]
    assert (marked.number, marked.made_at, marked.reading.last) == (1, NOW, first.reading.last)
    assert marked.reading.away == ((date(2023, 2, 11), date(2023, 4, 2)),)
    assert not same(marked.reading.measurement, first.reading.measurement)
    assert same(marked.before_marks, first.reading)
    before = current_findings(store).standing[sam].before_marks
    assert before.p == first.reading.measurement.p
    delete_mark(store, mark_id)
    refresh(store, NOW + timedelta(days=2))
    assert same(load_looks(store)[sam], first)


def test_marks_after_the_look_wait_for_the_next(store, sam, chat):
    refresh(store, NOW)
    first = load_looks(store)[sam]
    bring(store, sam, chat, FIRST_MONTHS, FIRST_MONTHS + 20)
    mark(store, sam, FIRST_MONTHS + 5, FIRST_MONTHS + 9)
    refresh(store, NOW)
    assert same(load_looks(store)[sam], first)
    assert load_today(store, sam).away == ((date(2023, 11, 3), date(2023, 11, 7)),)


def test_what_was_missing_before_the_look_changes_it_without_another(store, chat):
    sam = add_person(store, "Sam", NOW)
    bring(store, sam, chat, 60)
    refresh(store, NOW)
    first = load_looks(store)[sam]
    bring(store, sam, chat, 0, 60)
    refresh(store, NOW)
    whole = load_looks(store)[sam]
    assert (whole.number, whole.reading.last, whole.before_marks) == (1, first.reading.last, None)
    assert whole.reading.first < first.reading.first


def test_joining_and_parting_leaves_everything_as_it_was(store, sam, chat):
    refresh(store, NOW)
    first = load_looks(store)[sam]
    again = add_person(store, "Sammy", NOW)
    bring(store, again, chat, 100, FIRST_MONTHS + 20)
    join_people(store, again, sam)
    refresh(store, NOW)
    assert list(current_findings(store).standing) == [sam]
    assert load_today(store, sam).n_messages > first.reading.n_messages
    part_people(store, again)
    refresh(store, NOW)
    assert current_findings(store).standing.keys() == {sam, again}
    assert same(load_looks(store)[sam], first)


def test_a_short_record_uses_up_no_look(store, chat):
    sam = add_person(store, "Sam", NOW)
    bring(store, sam, chat, 0, 100)
    refresh(store, NOW)
    short = current_findings(store).standing[sam]
    assert (short.number, short.made_at, short.next_look) == (0, None, None)
    assert short.finding.verdict == "too_little_data"
    bring(store, sam, chat, 100, 150)
    refresh(store, NOW)
    assert current_findings(store).standing[sam].as_of > short.as_of
    bring(store, sam, chat, 150, FIRST_MONTHS)
    refresh(store, NOW)
    assert current_findings(store).standing[sam].number == 1


def test_nothing_measured_outlives_its_messages(store, sam, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)
    refresh(store, NOW)
    assert load_pooled_look(store).seen.keys() == {sam, kim}
    with store.write() as connection:
        connection.execute("DELETE FROM conversation WHERE person_id = ?", (kim,))
    refresh(store, NOW)
    assert current_findings(store).standing.keys() == {sam}
    assert load_pooled_look(store) is None
    assert load_looks(store).keys() == {sam}


def test_contacts_that_come_within_a_week_share_a_look_at_all_together(store, sam, chat, other):
    kim, noor, robin = (add_person(store, name, NOW) for name in ("Kim", "Noor", "Robin"))
    bring(store, kim, other)
    refresh(store, NOW)
    first = load_pooled_look(store)
    overall = current_findings(store).overall
    assert (first.number, overall.number, overall.made_at, overall.before_marks) == (1, 1, NOW, None)
    assert overall.next_look == overall.as_of + timedelta(days=30)
    bring(store, noor, other, 20)
    refresh(store, NOW + timedelta(days=3))
    second = load_pooled_look(store)
    assert (second.number, second.made_at, second.pooled.n) == (1, NOW, 3)
    bring(store, robin, other, 40)
    refresh(store, NOW + timedelta(days=8))
    third = load_pooled_look(store)
    assert (third.number, third.made_at, third.pooled.n) == (2, NOW + timedelta(days=8), 4)
    pooled = current_findings(store).findings.overall
    assert pooled.p == price(third.pooled.p, 2)


def test_the_statement_over_contacts_takes_marks_and_growth_like_a_verdict(store, sam, chat, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)
    refresh(store, NOW)
    first = load_pooled_look(store)
    bring(store, sam, chat, FIRST_MONTHS, FIRST_MONTHS + 20)
    refresh(store, NOW)
    assert load_pooled_look(store) == first
    mark_id = mark(store, None, 40, 90)
    refresh(store, NOW)
    marked = load_pooled_look(store)
    assert (marked.number, marked.before_marks) == (1, first.pooled)
    assert marked.pooled != first.pooled
    delete_mark(store, mark_id)
    refresh(store, NOW)
    assert load_pooled_look(store) == first
    bring(store, sam, chat, FIRST_MONTHS + 20, FIRST_MONTHS + 40)
    refresh(store, NOW)
    assert load_pooled_look(store).number == 2


def test_verdicts_are_judged_together_over_what_stands(store, sam, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)
    refresh(store, NOW)
    current = current_findings(store)
    measured = [load_looks(store)[person].reading.measurement for person in current.standing]
    expected = judge(measured)
    assert [one.verdict for one in current.findings.relationships] == [
        one.verdict for one in expected.assessments
    ]
    assert [one.p_adjusted for one in current.findings.relationships] == [
        one.p_adjusted for one in expected.assessments
    ]
    assert current.findings.overall == expected.pooled
    assert [standing.finding.contact for standing in current.standing.values()] == ["Sam", "Kim"]


def test_what_was_stopped_goes_on_where_it_was(store, sam, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)
    progress = Progress()

    def stop_at_sam(done, total=None, words=None):
        if words and "Sam" in words:
            progress.stop()
        Progress.step(progress, done, total, words)

    stopping = type("Stopping", (), {"step": staticmethod(stop_at_sam)})()
    with pytest.raises(Cancelled):
        refresh(store, NOW, stopping)
    assert load_looks(store).keys() == {kim}
    refresh(store, NOW + timedelta(days=1))
    looks = load_looks(store)
    assert (looks[kim].made_at, looks[sam].made_at) == (NOW, NOW + timedelta(days=1))


def test_whoever_is_deleted_meanwhile_is_passed_over(store, sam, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)

    def forget(person_id):
        with store.write() as connection:
            connection.execute("DELETE FROM person WHERE id = ?", (person_id,))

    record = load_record(store, kim)
    forget(kim)
    _refresh_one(store, record, "a digest", None, NOW)
    assert not store.read("SELECT * FROM measured") + store.read("SELECT * FROM look")

    def forget_sam(done, total=None, words=None):
        forget(sam)

    refresh(store, NOW, type("Forgetting", (), {"step": staticmethod(forget_sam)})())
    assert current_findings(store) is None


def test_no_name_is_kept_in_what_was_measured(store, sam, other):
    kim = add_person(store, "Kim", NOW)
    bring(store, kim, other)
    mark(store, sam, 40, 60)
    refresh(store, NOW)
    blobs = [
        row["measurement"]
        for row in store.read("SELECT measurement FROM look UNION ALL SELECT measurement FROM measured")
    ]
    assert len(blobs) == 5
    assert not any(name in zlib.decompress(blob) for blob in blobs for name in (b"Sam", b"Kim", b"Alex"))


def test_it_works_in_the_background(tmp_path, chat):
    place = Place(tmp_path / "place", clock=lambda: NOW)
    place.create(None)
    confirm_me(place.store, ["Alex"], NOW)
    sam = add_person(place.store, "Sam", NOW)
    bring(place.store, sam, chat)
    job = start_looking(place)
    place.jobs._pool.submit(int).result()
    assert (job.kind, job.state, job.then) == ("analysis", "done", "/people")
    assert current_findings(place.store).standing[sam].number == 1
    place.lock()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), max_size=8))
def test_marked_days_are_the_same_days_laid_out(spans):
    start = date(2026, 1, 1)
    days = [(start + timedelta(a), start + timedelta(a + n)) for a, n in spans]

    def covered(runs):
        return {a + timedelta(k) for a, b in runs for k in range((b - a).days + 1)}

    runs = lay_out(days)
    assert covered(runs) == covered(days)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(runs))
