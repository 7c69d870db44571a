"""Scoring against an independent computation, written from the published descriptions, and against work by hand.

The other computation knows no definition file: each scale is a function of its own, in exact fractions.
"""

import random
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from nearer.measures import load_scales, score

WORKED = tomllib.loads((Path(__file__).parent / "scales_worked.toml").read_text(encoding="utf-8"))["sheet"]
N_SHEETS = 10_000


def mean_if_enough(points):
    """At most a fifth missing; then the mean of what is there."""
    there = [Fraction(one) for one in points if one is not None]
    if len(points) - len(there) > Fraction(len(points), 5):
        return None
    return sum(there) / len(there)


def flipped(answer, top):
    return None if answer is None else top - answer


def turned(sheet, numbers, top):
    """The sheet with the items of these numbers turned round."""
    return [flipped(one, top) if number in numbers else one for number, one in enumerate(sheet, 1)]


def of_ecr_rs(sheet, _order):
    s = turned(sheet, {1, 2, 3, 4}, 8)
    return {"distance": mean_if_enough(s[:6]), "worry": mean_if_enough(s[6:])}


def of_a_rsq(sheet, _order):
    products = []
    for concern, acceptance in zip(sheet[::2], sheet[1::2], strict=True):
        products.append(None if concern is None or acceptance is None else concern * (7 - acceptance))
    return {"expecting_no": mean_if_enough(products)}


def of_scs_sf(sheet, _order):
    return {"kindness": mean_if_enough(turned(sheet, {1, 4, 8, 9, 11, 12}, 6))}


def of_rses(sheet, order):
    against = {"a": {3, 5, 8, 9, 10}, "b": {2, 5, 6, 8, 9}}[order]
    mean = mean_if_enough(turned(sheet, against, 3))
    return {"worth": None if mean is None else 10 * mean}


def of_ucla_3(sheet, _order):
    return {"lonely": None if None in sheet else Fraction(sum(sheet))}


def of_ios(sheet, _order):
    return {"nearness": None if sheet[0] is None else Fraction(sheet[0])}


def of_ipip_ipc(sheet, _order):
    octants = ("keeping_back", "yielding", "modest", "warm", "outgoing", "leading", "own_side", "cool")
    return {name: mean_if_enough(sheet[first::8]) for first, name in enumerate(octants)}


def of_own(against):
    return lambda sheet, _order: {"all": mean_if_enough(turned(sheet, against, 10))}


OTHERS = {
    "ecr_rs": of_ecr_rs,
    "a_rsq": of_a_rsq,
    "scs_sf": of_scs_sf,
    "rses": of_rses,
    "ucla_3": of_ucla_3,
    "ios": of_ios,
    "ipip_ipc": of_ipip_ipc,
    "own_closeness": of_own({2, 4, 5}),
    "own_worth": of_own({2, 4, 6}),
    "own_room": of_own({3, 5}),
}
SHAPES = {  # answers on a sheet, lowest and highest, as published
    "ecr_rs": (9, 1, 7),
    "a_rsq": (18, 1, 6),
    "scs_sf": (12, 1, 5),
    "rses": (10, 0, 3),
    "ucla_3": (3, 1, 3),
    "ios": (1, 1, 7),
    "ipip_ipc": (32, 1, 5),
    "own_closeness": (6, 0, 10),
    "own_worth": (6, 0, 10),
    "own_room": (5, 0, 10),
}


def test_there_is_another_computation_for_every_scale():
    assert set(OTHERS) == set(SHAPES) == set(load_scales())


@pytest.mark.parametrize("key", OTHERS)
def test_scoring_equals_an_independent_computation(key):
    scale, (n, least, most) = load_scales()[key], SHAPES[key]
    rng = random.Random(f"{key} 4")
    n_refused = n_known = 0
    for _ in range(N_SHEETS):
        missing = rng.choice((0, 0, 0.05, 0.15, 0.3, 1))
        sheet = [None if rng.random() < missing else rng.randint(least, most) for _ in range(n)]
        order = rng.choice(sorted(scale.orders))
        expected = OTHERS[key](sheet, order)
        values = {value.part: value.value for value in score(scale, sheet, order)}
        assert values == {part: None if one is None else float(one) for part, one in expected.items()}, sheet
        n_refused += None in values.values()
        n_known += any(one is not None for one in values.values())
    assert n_refused > 100 and n_known > 100


@pytest.mark.parametrize("sheet", WORKED, ids=lambda one: f"{one['scale']}: {one['why'][:40]}")
def test_what_was_worked_by_hand(sheet):
    ticks = [None if tick == "x" else int(tick) for tick in sheet["ticks"].split()]
    scale, order = load_scales()[sheet["scale"]], sheet.get("order", "a")
    expected = {part: None if one == "none" else Fraction(one) for part, one in sheet["values"].items()}
    values = {value.part: value.value for value in score(scale, ticks, order)}
    assert values == {part: None if one is None else float(one) for part, one in expected.items()}
    assert OTHERS[sheet["scale"]](ticks, order) == expected


def test_every_scale_was_worked_by_hand():
    assert {sheet["scale"] for sheet in WORKED} == set(load_scales())


A_IN_B = (7, 3, 9, 4, 5, 10, 1, 8, 6, 2)
"""Where the items of order a stand in order b; the turned ones of a are those of b."""


def test_both_orders_of_the_self_esteem_scale_give_the_same_person_the_same_total():
    rses = load_scales()["rses"]
    assert {A_IN_B[item - 1] for item in rses.orders["a"]} == set(rses.orders["b"])
    rng = random.Random(4)
    for _ in range(2_000):
        in_a = [rng.choice((None, 0, 1, 2, 3, 3)) for _ in range(10)]
        in_b = [None] * 10
        for tick, place in zip(in_a, A_IN_B, strict=True):
            in_b[place - 1] = tick
        (one,), (other,) = score(rses, in_a, "a"), score(rses, in_b, "b")
        assert one == other
