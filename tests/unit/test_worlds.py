"""The simulated worlds are what their truth says they are."""

import numpy as np
import pytest

from nearer.inference.worlds import FAMILIES, NULLS, POSITIVES, simulate_dyad, simulate_hazard_dyad
from nearer.inference.worlds.hazard import BASE, measured_closeness
from nearer.inference.worlds.people import DAY_STARTS_H
from nearer.inference.worlds.spells import SETTLED_DAYS


def inside(spans, n_days):
    days = np.zeros(n_days, dtype=bool)
    for first, last in spans:
        days[first : last + 1] = True
    return days


def daily(made, who):
    """Messages per day of one person."""
    dyad, n_days = made.dyad, len(made.truth.closeness)
    day = np.clip(((dyad.hours - DAY_STARTS_H) // 24).astype(int), 0, n_days - 1)
    mine = dyad.sender == who
    return np.bincount(day[mine], minlength=n_days)


def onset_gap(made, spans):
    """How much closer the two were on days on which a spell began than on other days at risk."""
    close = made.truth.closeness
    quiet = inside(spans, len(close))
    begins = np.zeros(len(close), dtype=bool)
    begins[[first for first, _ in spans]] = True
    at_risk = ~quiet & (np.arange(len(close)) >= SETTLED_DAYS)
    return close[begins].mean() - close[at_risk].mean()


@pytest.mark.parametrize("family", FAMILIES)
def test_same_seed_same_exchange_and_another_seed_another(family):
    one, same, other = (simulate_dyad(seed, family, months=3) for seed in (71, 71, 72))
    np.testing.assert_array_equal(one.dyad.hours, same.dyad.hours)
    np.testing.assert_array_equal(one.dyad.length, same.dyad.length)
    np.testing.assert_array_equal(one.kind, same.kind)
    assert one.truth.spells == same.truth.spells
    assert len(one.dyad) != len(other.dyad) or (one.dyad.hours != other.dyad.hours).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_an_exchange_is_well_formed(family):
    made = simulate_dyad(73, family, months=6)
    dyad = made.dyad
    assert (np.diff(dyad.hours) >= 0).all()
    assert dyad.origin.weekday() == 0
    assert dyad.hours[0] >= DAY_STARTS_H
    assert set(np.unique(dyad.sender)) == {0, 1}
    assert set(np.unique(made.kind)) <= {0, 1, 2}
    assert (dyad.length[made.kind > 0] == 0).all()
    assert (dyad.length[made.kind == 0] >= 1).all()
    np.testing.assert_allclose(dyad.hours * 3600, np.round(dyad.hours * 3600), atol=1e-6)


def test_families_are_divided_into_nulls_and_positives():
    assert set(NULLS) | set(POSITIVES) == set(FAMILIES)
    assert not set(NULLS) & set(POSITIVES)
    for name in FAMILIES:
        truth = simulate_dyad(74, name, months=2).truth
        assert truth.draws_back == (name in POSITIVES)
        assert (truth.log_hazard_ratio > 0) == (name in POSITIVES)


@pytest.mark.parametrize("messages_a_day", [5, 20, 60])
def test_volume_is_about_what_was_asked(messages_a_day):
    per_day = [
        len(simulate_dyad(seed, "stationary", months=6, messages_a_day=messages_a_day).dyad) / 183
        for seed in range(75, 83)
    ]
    assert 0.6 * messages_a_day < np.mean(per_day) < 1.6 * messages_a_day


def test_my_share_moves_my_part():
    low, high = (
        np.mean(
            [
                (simulate_dyad(seed, "stationary", months=4, my_share=share).dyad.sender == 0).mean()
                for seed in range(4)
            ]
        )
        for share in (0.25, 0.75)
    )
    assert low < high


@pytest.mark.parametrize("drop", [0.75, 0.55, 0.35, 0.15])
def test_i_write_less_in_spells_the_more_so_the_deeper_the_drop(drop):
    ratios = []
    for seed in range(90, 98):
        made = simulate_dyad(seed, "my_busy_spells", drop=drop)
        quiet = inside(made.truth.spells, len(made.truth.closeness))
        mine = daily(made, 0)
        ratios.append(mine[quiet].mean() / mine[~quiet].mean())
    assert 0.6 * drop < np.mean(ratios) < min(1.6 * drop, 0.95)


def test_messages_are_shorter_in_spells():
    made = simulate_dyad(99, "my_busy_spells", drop=0.25, months=36)
    day = ((made.dyad.hours - DAY_STARTS_H) // 24).astype(int)
    quiet = inside(made.truth.spells, len(made.truth.closeness))[
        np.clip(day, 0, len(made.truth.closeness) - 1)
    ]
    text = (made.kind == 0) & (made.dyad.sender == 0)
    log_length = np.log(made.dyad.length[text])
    fall = log_length[quiet[text]].mean() - log_length[~quiet[text]].mean()
    assert fall == pytest.approx(0.5 * np.log(0.25), abs=0.2)


def test_only_replies_are_late_where_only_delays_drop():
    falls = []
    for seed in range(100, 106):
        made = simulate_dyad(seed, "delays_only", drop=0.25)
        quiet = inside(made.truth.spells, len(made.truth.closeness))
        mine = daily(made, 0)
        falls.append(mine[quiet].mean() / mine[~quiet].mean())
    assert np.mean(falls) > 0.7


@pytest.mark.parametrize("family", ["draws_back", "both_draw_back"])
def test_spells_begin_when_close_in_positive_families(family):
    gaps = [
        onset_gap(made, made.truth.spells)
        for made in (simulate_dyad(seed, family) for seed in range(110, 122))
    ]
    assert np.mean(gaps) > 0.5


def test_spells_by_chance_do_not_depend_on_closeness():
    gaps = [
        onset_gap(made, made.truth.spells)
        for made in (simulate_dyad(seed, "my_busy_spells", months=36) for seed in range(130, 154))
    ]
    assert abs(np.mean(gaps)) < 3 * np.std(gaps) / np.sqrt(len(gaps))
    assert abs(np.mean(gaps)) < 0.3


@pytest.mark.parametrize("family", [name for name in NULLS if name != "my_busy_spells"])
def test_other_null_families_have_no_spells_of_mine_alone(family):
    assert simulate_dyad(160, family).truth.spells == ()


def test_the_other_draws_back_and_both_go_quiet_in_their_families():
    made = simulate_dyad(161, "other_draws_back")
    quiet = inside(made.truth.their_spells, len(made.truth.closeness))
    theirs = daily(made, 1)
    assert theirs[quiet].mean() < 0.7 * theirs[~quiet].mean()
    for family in ("in_person", "both_busy"):
        made = simulate_dyad(162, family)
        quiet = inside(made.truth.shared_spells, len(made.truth.closeness))
        assert quiet.any()
        for who in (0, 1):
            assert daily(made, who)[quiet].mean() < 0.7 * daily(made, who)[~quiet].mean()
    together = [
        onset_gap(m, m.truth.shared_spells) for m in (simulate_dyad(s, "in_person") for s in range(163, 169))
    ]
    assert np.mean(together) > 0.3


def test_missing_days_are_empty():
    made = simulate_dyad(170, "gaps")
    gone = inside(made.truth.missing, len(made.truth.closeness))
    assert gone.any()
    assert daily(made, 0)[gone].sum() + daily(made, 1)[gone].sum() == 0


def test_courses_go_where_they_should():
    n = 60
    fade = np.mean([simulate_dyad(seed, "mutual_fade").truth.closeness for seed in range(8)], axis=0)
    assert fade[-n:].mean() < fade[:n].mean() - 1
    honeymoon = np.mean([simulate_dyad(seed, "honeymoon").truth.closeness for seed in range(8)], axis=0)
    assert honeymoon[0] == 2
    assert honeymoon[-n:].mean() < 1
    assert (simulate_dyad(1, "stationary").truth.closeness == 0).all()
    needier = simulate_dyad(171, "needier")
    theirs = daily(needier, 1)
    assert theirs[-150:].mean() > 1.3 * theirs[:150].mean()


def test_the_slow_one_answers_less():
    slow, usual = (
        np.mean([daily(simulate_dyad(s, f), 0).mean() for s in range(6)]) for f in ("always_slow", "gaps")
    )
    assert slow < 0.7 * usual


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_the_hazard_world_has_the_hazard_ratio_that_was_set(ratio):
    """Maximum likelihood on the true z: its slope must be the set one within three standard errors."""
    closeness, begins = [], []
    for seed in range(200, 216):
        truth = simulate_hazard_dyad(seed, ratio, months=24, messages_a_day=8).truth
        n_days = len(truth.closeness)
        quiet = inside(truth.spells, n_days)
        first = np.zeros(n_days, dtype=bool)
        first[[start for start, _ in truth.spells]] = True
        at_risk = (~quiet | first) & (np.arange(n_days) >= SETTLED_DAYS)
        at_risk[[last + 1 for _, last in truth.spells if last + 1 < n_days]] = False  # one day's rest
        closeness.append(truth.closeness[at_risk])
        begins.append(first[at_risk])
    z, began = np.concatenate(closeness), np.concatenate(begins)
    slope = 0.0
    for _ in range(50):
        hazard = BASE * np.exp(slope * z)
        information = (hazard * z * z).sum()
        slope += ((began - hazard) * z).sum() / information
    assert abs(slope - np.log(ratio)) < 3 / np.sqrt(information)


def test_spells_leave_the_rest_of_the_hazard_world_as_it_was():
    made = simulate_hazard_dyad(230, 2.0)
    n_days = len(made.truth.closeness)
    again = measured_closeness(made.dyad, n_days)
    free = ~inside(made.truth.spells, n_days)
    assert np.corrcoef(again[free], made.truth.closeness[free])[0, 1] > 0.8


def test_the_truth_file_has_dates():
    made = simulate_dyad(240, months=6)
    plain = made.truth.to_dict(made.dyad.origin)
    assert plain["first_day"] == "2023-01-02"
    assert len(plain["closeness"]) == len(made.truth.closeness)
    assert len(plain["spells"]) == len(made.truth.spells)
    assert all(span["start"] <= span["end"] for span in plain["spells"])
