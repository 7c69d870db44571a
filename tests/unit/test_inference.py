"""Inference: verdicts, episodes, pooling and power, on measurements made by hand and on small records."""

import warnings
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from nearer.inference import judge, measure_dyad
from nearer.inference.episodes import find_runs
from nearer.inference.pool import pool_p, pool_ratio
from nearer.inference.power import load_power_table, look_up_power
from nearer.inference.results import Channel, Days, Effect, Measurement, Power
from nearer.timeline.dyad import Dyad

EFFECT = Effect(2.0, 1.2, 3.3, 0.01, 0.4, 7.0, 9.5, 10.0)
NO_CHANNELS = {name: Channel(None, None) for name in ("reply", "openings", "length")}


def make_days(n_days=200):
    return Days(
        date(2024, 1, 1),
        np.zeros(n_days),
        np.zeros(n_days),
        np.zeros(n_days),
        np.ones((2, n_days)),
        np.ones(n_days),
    )


def measurement(p=0.01, p_onset=0.01, p_now=1.0, p_lag=1.0, enough=True, poolable=True, **values):
    base = Measurement(
        span_days=400.0, n_messages=(3000, 3000), n_turns=(1500, 1500), enough=enough, poolable=poolable,
        p=p, p_onset=p_onset, p_now=p_now, p_lag=p_lag, me=EFFECT, them=EFFECT, channels=NO_CHANNELS,
        power=Power(0.5, 0.9), days=make_days(), rhythm=np.zeros((2, 7, 24)), log_likelihood_ratio=np.zeros(200),
    )  # fmt: skip
    return replace(base, **values)


def record(n_days=300, per_day=20, seed=1):
    rng = np.random.default_rng(seed)
    n = n_days * per_day
    day, clock = rng.integers(0, n_days, n), rng.uniform(8.0, 24.0, n)
    hours = np.sort(24.0 * day + clock)
    sender = rng.integers(0, 2, n).astype(np.int8)
    return Dyad(hours, sender, np.floor(rng.lognormal(3.0, 1.0, n)) + 1.0, datetime(2024, 1, 1))


@pytest.mark.parametrize(("p", "verdict"), [(0.05, "pulls_away"), (0.051, "no_sign")])
def test_one_contact_is_claimed_at_five_percent(p, verdict):
    (only,) = judge([measurement(p=p)]).assessments
    assert only.verdict == verdict
    assert only.p_adjusted == p


def test_several_contacts_are_adjusted():
    judged = judge(
        [measurement(p=0.04), measurement(p=0.5), measurement(p=0.03), measurement(p=0.001, enough=False)]
    )
    assert [one.verdict for one in judged.assessments] == [
        "pulls_away",
        "no_sign",
        "pulls_away",
        "too_little_data",
    ]
    assert [one.p_adjusted for one in judged.assessments] == [
        pytest.approx(0.06),
        0.5,
        pytest.approx(0.06),
        None,
    ]


def test_a_claim_that_rests_on_slower_replies_shows_neither_spells_nor_times():
    (slow,) = judge([measurement(p=0.02, p_onset=0.4, p_now=0.01)]).assessments
    assert (slow.verdict, slow.manner, slow.episodes) == ("pulls_away", "slower", ())
    assert slow.measurement.me is None and slow.measurement.them is None
    (spells,) = judge([measurement(p=0.02, p_onset=0.03, p_now=0.01)]).assessments
    assert spells.manner == "spells" and spells.measurement.me == EFFECT


def test_no_sign_has_neither_manner_nor_episodes():
    evidence = np.zeros(200)
    evidence[100:110] = 3.0
    (none,) = judge([measurement(p=0.5, log_likelihood_ratio=evidence)]).assessments
    assert none.manner is None and none.episodes == ()


def test_an_episode_has_its_dates_and_its_peak():
    evidence = np.full(200, -1.0)
    evidence[100:112] = 3.0
    days = make_days()
    days.closeness[95] = 2.0
    (positive,) = judge([measurement(days=days, log_likelihood_ratio=evidence)]).assessments
    (episode,) = positive.episodes
    first = date(2024, 1, 1)
    assert episode.start == first + timedelta(days=100)
    assert episode.end == first + timedelta(days=111)
    assert episode.closeness_peak == first + timedelta(days=95)
    assert 0.9 < episode.confidence <= 1.0


def test_runs_are_merged_and_short_ones_dropped():
    likely = np.zeros(60)
    likely[[0, 1, 2, 10, 11, 20, 24, 40, 41, 45, 46, 47]] = 0.9
    assert find_runs(likely) == [(0, 3), (20, 25), (40, 48)]


def test_pooling_one_contact_is_its_own_statement():
    pooled = judge([measurement(p=0.2)]).pooled
    assert (pooled.verdict, pooled.p, pooled.n) == ("no_sign", 0.2, 1)
    assert pooled.ratio == EFFECT.ratio
    slower = judge([measurement(p=0.02, p_onset=0.4, p_now=0.01)]).pooled
    assert (slower.verdict, slower.ratio) == ("pulls_away", None)


def test_pooling_nothing_and_too_little():
    assert judge([]).pooled.verdict == "too_little_data"
    assert judge([measurement(enough=False, poolable=False, me=None)]).pooled.n == 0
    short = measurement(enough=False, span_days=60.0, n_turns=(250, 250))
    assert judge([short]).pooled.verdict == "too_little_data"
    assert judge([short, short]).pooled.verdict == "too_little_data"
    assert judge([short] * 4).pooled.verdict == "pulls_away"


def test_pooled_p_and_ratio_by_hand():
    strong, weak = EFFECT, replace(EFFECT, score=1.0, information=1.5, n_spells=2.0)
    t = np.array([7.0 / np.sqrt(10.0), 1.0 / np.sqrt(2.0)]) - 0.3
    weight = np.array([10.5, 2.5])
    from scipy import stats

    assert pool_p([strong, weak]) == pytest.approx(
        stats.norm.sf((np.sqrt(weight) @ t) / np.sqrt(weight.sum()))
    )
    b = np.array([(7.0 - 0.1 * np.sqrt(10.0)) / 10.0, (1.0 - 0.1 * np.sqrt(2.0)) / 2.0])
    mean = (np.array([10.0, 2.0]) @ b) / 12.0
    ratio = pool_ratio([strong, weak])
    assert ratio.value == pytest.approx(np.exp(mean))
    assert ratio.high == pytest.approx(np.exp(mean + 1.959964 / np.sqrt(12.0)))


def test_pooled_ratio_of_a_judgement_lies_between():
    other = replace(EFFECT, score=0.0)
    pooled = judge([measurement(), measurement(me=other)]).pooled
    assert 0.9 < pooled.ratio < 2.0 and pooled.low < pooled.ratio < pooled.high and pooled.n == 2


def test_power_table_is_a_table_of_probabilities():
    table = load_power_table()
    shape = (len(table.months), len(table.turns_per_day), len(table.share))
    for values in (table.moderate, table.strong):
        assert values.shape == shape
        assert ((values >= 0.0) & (values <= 1.0)).all()
    for axis in (table.months, table.turns_per_day, table.share):
        assert (np.diff(axis) > 0).all()


def test_power_at_and_between_grid_points():
    table = load_power_table()
    at = look_up_power(table.months[1] * 30.4375, table.turns_per_day[1], table.share[1])
    assert at.strong == pytest.approx(table.strong[1, 1, 1])
    later = look_up_power(table.months[2] * 30.4375, table.turns_per_day[1], table.share[1])
    middle = np.exp(np.log(table.months[1:3]).mean()) * 30.4375
    between = look_up_power(middle, table.turns_per_day[1], table.share[1])
    assert between.moderate == pytest.approx((at.moderate + later.moderate) / 2)
    assert look_up_power(1.0, 0.01, 0.0).strong == pytest.approx(table.strong[0, 0, 0])
    assert look_up_power(1e5, 1e5, 1.0).strong == pytest.approx(table.strong[-1, -1, -1])


def test_enough_needs_half_a_year_and_turns_of_both():
    assert measure_dyad(record()).enough
    assert measure_dyad(record()).power is not None
    short = measure_dyad(record(n_days=170))
    assert short.poolable and not short.enough and short.power is None
    tiny = measure_dyad(record(n_days=50))
    assert not tiny.poolable and tiny.p == 1.0 and tiny.me is None and tiny.days is not None
    assert judge([tiny]).assessments[0].verdict == "too_little_data"


def test_a_quiet_record_shows_no_sign():
    measured = measure_dyad(record())
    assert measured.p > 0.05
    assert judge([measured]).assessments[0].verdict == "no_sign"
    assert measured.channels["reply"].me.n > 500
    assert measured.channels["reply"].them.low < measured.channels["reply"].them.high
    assert measured.channels["openings"].them is None
    assert measured.rhythm.sum() == 6000


def test_both_directions_swap():
    dyad = record()
    mine, theirs = measure_dyad(dyad), measure_dyad(dyad.swapped())
    assert mine.me.ratio == pytest.approx(theirs.them.ratio)
    assert mine.them.score == pytest.approx(theirs.me.score)
    assert mine.channels["reply"].me.value == pytest.approx(theirs.channels["reply"].them.value)
    assert mine.channels["openings"].me.value == pytest.approx(1.0 / theirs.channels["openings"].me.value)


def test_what_happens_on_marked_days_does_not_matter():
    dyad = record()
    away = ((date(2024, 4, 1), date(2024, 4, 20)),)
    day = np.floor((dyad.hours - 4.0) / 24.0)
    within = (day >= 91) & (day <= 110)
    plain = measure_dyad(replace(dyad, away=away))
    changed = measure_dyad(replace(dyad, away=away, length=np.where(within, 4000.0, dyad.length)))
    removed = measure_dyad(
        Dyad(dyad.hours[~within], dyad.sender[~within], dyad.length[~within], dyad.origin, away)
    )
    assert plain.p == changed.p == removed.p
    assert plain.me == changed.me == removed.me
    assert not plain.days.weight[91:111].any()
    assert plain.days.weight[:91].all() and plain.days.weight[111:].all()


def null_record(rng, n_days=400):
    """Mutual swings of activity, each one's own swings, and nothing else."""

    def swing(tau):
        out = np.empty(n_days)
        value = rng.normal()
        for day in range(n_days):
            out[day] = value
            value = np.exp(-1 / tau) * value + np.sqrt(1 - np.exp(-2 / tau)) * rng.normal()
        return out

    mutual = swing(12.0)
    rate = np.stack([10.0 * np.exp(0.4 * mutual + 0.2 * swing(8.0)) for _ in range(2)])
    counts = rng.poisson(rate)
    hours = np.concatenate(
        [np.repeat(24.0 * np.arange(n_days), row) + rng.uniform(8, 24, row.sum()) for row in counts]
    )
    sender = np.repeat(np.array([0, 1], dtype=np.int8), counts.sum(axis=1))
    order = np.argsort(hours, kind="stable")
    length = np.floor(rng.lognormal(3.0, 1.0, len(hours))) + 1.0
    return Dyad(hours[order], sender[order], length, datetime(2024, 1, 1))


def test_the_null_comes_first():
    """Without any effect p is uniform or larger."""
    rng = np.random.default_rng(20)
    p = np.array([measure_dyad(null_record(rng)).p for _ in range(80)])
    assert (p <= 0.05).sum() <= 6
    assert (p <= 0.2).sum() <= 22
    assert len(np.unique(p)) > 10


def test_guards_only_ever_raise_p():
    rng = np.random.default_rng(21)
    for _ in range(10):
        dyad = null_record(rng)
        plain, guarded = measure_dyad(dyad), measure_dyad(dyad, guarded=True)
        assert guarded.p_onset >= plain.p_onset
        assert guarded.p >= plain.p
        assert guarded.me == plain.me


def silent_cases():
    one_day = np.full(3000, 30.0)
    burst = np.concatenate([np.linspace(0.0, 48.0, 400), 24.0 * 7000 + np.linspace(0.0, 48.0, 400)])
    twenty_years = np.sort(np.random.default_rng(3).uniform(0.0, 24.0 * 7300, 20000))
    return {
        "nothing": np.zeros(0),
        "one message": np.array([5.0]),
        "two messages": np.array([5.0, 5.0]),
        "all at once": one_day,
        "gap of 19 years": burst,
        "20 years": twenty_years,
        "on the minute, with ties": np.round(
            np.sort(np.random.default_rng(4).uniform(0, 24.0 * 300, 5000)) * 60
        )
        / 60,
    }


def numbers(value):
    """Every number in a result, however deep."""
    if isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    elif isinstance(value, (int, float)):
        yield float(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from numbers(one)
    elif hasattr(type(value), "__dataclass_fields__"):
        for name in type(value).__dataclass_fields__:
            yield from numbers(getattr(value, name))


@pytest.mark.parametrize("name", silent_cases())
@pytest.mark.parametrize("senders", ["both", "only me", "only them", "blocks"])
def test_no_record_is_too_odd(name, senders):
    hours = silent_cases()[name]
    n = len(hours)
    sender = {
        "both": np.arange(n) % 2, "only me": np.zeros(n), "only them": np.ones(n), "blocks": np.arange(n) > n
        // 2,
    }[senders].astype(np.int8)  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        measured = measure_dyad(Dyad(hours, sender, np.zeros(n), datetime(2024, 1, 1)))
        judged = judge([measured, measured])
    assert np.isfinite(list(numbers(measured))).all()
    assert np.isfinite(list(numbers(judged))).all()
    assert 0.0 <= measured.p <= 1.0
