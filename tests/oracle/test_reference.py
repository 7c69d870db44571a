"""The whole test against an independent prototype, by its stored values on frozen records."""

import json
from importlib import util
from math import sqrt
from pathlib import Path

import pytest

from nearer.inference import measure_dyad
from nearer.inference.onset import REFERENCE

HERE = Path(__file__).parent


def load_generator():
    spec = util.spec_from_file_location("oracle_dyads", HERE / "dyads.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_dyad


@pytest.fixture(scope="module")
def make_dyad():
    return load_generator()


STORED = json.loads((HERE / "reference_p.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_p_agrees_with_the_reference(make_dyad, start):
    n_compared = 0
    for seed in range(start, start + 20):
        expected, measured = STORED[str(seed)], measure_dyad(make_dyad(seed), test=REFERENCE)
        if not measured.enough:
            continue
        n_compared += 1
        assert measured.p == pytest.approx(expected["p"], abs=1e-6), seed
        assert measured.p_onset == pytest.approx(expected["p_onset"], abs=1e-6), seed
        assert measured.p_now == pytest.approx(expected["p_hin"], abs=1e-6), seed
        assert measured.p_lag == pytest.approx(expected["p_lag"], abs=1e-6), seed
        effect = measured.me
        assert effect.score / sqrt(effect.information + 0.5) == pytest.approx(expected["t"], abs=1e-6), seed
        assert effect.n_spells == pytest.approx(expected["K"], abs=1e-6), seed
        assert effect.ratio == pytest.approx(expected["ratio"], rel=1e-6), seed
    assert n_compared >= 15


def test_the_stored_records_exercise_every_part():
    values = list(STORED.values())
    assert len(values) == 200
    assert sum(one["p"] <= 0.05 for one in values) >= 10
    assert sum(one["p_hin"] < 0.5 for one in values) >= 3
    assert sum(one["p_lag"] < 0.5 for one in values) >= 20
    assert sum(one["p"] == 1.0 for one in values) >= 30
