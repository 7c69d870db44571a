"""From assessments to the findings file: what may be shown for which verdict, the schema, the pseudonyms."""

import json
from dataclasses import replace
from datetime import date, datetime

import jsonschema
import numpy as np
import polars as pl
import pytest

from nearer.findings import compose_findings, findings_json, findings_schema, replace_names
from nearer.findings.sentences import describe_contact, out_of_ten
from nearer.inference.results import (
    Assessment,
    Channel,
    Effect,
    Episode,
    Estimate,
    Judgement,
    Measurement,
    Pooled,
    Power,
)
from nearer.sources import Skipped
from nearer.timeline import Exchange, LeftOut

EFFECT = Effect(2.04, 1.31, 3.18, 0.004, 0.41, 9.0, 12.0, 11.6)
RECORD = Measurement(
    span_days=400.0, n_messages=(6000, 6034), n_turns=(3000, 3011), enough=True, poolable=True,
    p=0.004, p_onset=0.004, p_now=0.3, p_lag=0.4, me=EFFECT, them=replace(EFFECT, ratio=0.97, low=0.7, high=1.34),
    channels={"reply": Channel(Estimate(0.8, 0.7, 0.9, 2000, "block score"), None)},
    power=Power(0.55, 0.92), days=None, rhythm=np.zeros((2, 7, 24)), log_likelihood_ratio=None,
)  # fmt: skip
EPISODE = Episode(date(2023, 5, 2), date(2023, 5, 13), date(2023, 4, 30), 0.84)
SPELLS = Assessment(RECORD, "pulls_away", "spells", 0.012, (EPISODE,))
SLOWER = Assessment(RECORD, "pulls_away", "slower", 0.012, ())
NO_SIGN = Assessment(replace(RECORD, p=0.6), "no_sign", None, 0.6, ())
BLIND = Assessment(replace(RECORD, p=0.6, power=Power(0.03, 0.2)), "no_sign", None, 0.6, ())
SHORT = Assessment(
    replace(RECORD, enough=False, n_turns=(90, 400), span_days=50.0, p=1.0, power=None),
    "too_little_data",
    None,
    None,
    (),
)
ALL = (SPELLS, SLOWER, NO_SIGN, BLIND, SHORT)


def exchange(contact):
    times = [datetime(2023, 1, 4, 8, 11), datetime(2024, 7, 1, 21, 40)]
    return Exchange("Alex", contact, pl.DataFrame({"time": times, "mine": [True, False]}), 0)


def findings(*assessments, pooled=Pooled("pulls_away", 1.7, 1.2, 2.4, 0.002, 4)):
    contacts = [f"Contact-{'ABCDE'[number]}" for number in range(len(assessments))]
    return compose_findings(
        "Alex", [exchange(name) for name in contacts], Judgement(assessments, pooled),
        skipped=[Skipped("Contact-A.txt", 311, "no date")], n_skipped=1,
        left_out=[LeftOut("Contact-A's party", "group")], notes=["A note on Contact-A.txt."],
    )  # fmt: skip


def document(*assessments):
    return json.loads(findings_json(findings(*assessments)))


@pytest.mark.parametrize("assessments", [(), *[(one,) for one in ALL], ALL])
def test_every_file_holds_to_the_schema(assessments):
    schema = findings_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document(*assessments), schema)


def test_the_schema_refuses_another_file():
    wrong = document(SPELLS)
    wrong["relationships"][0]["verdict"] = "avoidant"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, findings_schema())
    wrong = document(SPELLS)
    del wrong["relationships"][0]["with"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, findings_schema())


def test_keys_that_other_programs_rely_on():
    entry = document(SPELLS)["relationships"][0]
    assert entry["with"] == "Contact-A" and entry["messages"] == 12034 and entry["turns"] == 6011
    assert entry["first"] == "2023-01-04T08:11:00" and entry["last"] == "2024-07-01T21:40:00"
    assert entry["verdict"] == "pulls_away" and entry["manner"] == "spells"
    assert entry["effect"]["me"] == {"ratio": 2.04, "low": 1.31, "high": 3.18, "p": 0.004, "depth": 0.41}
    assert entry["effect"]["them"] == {"ratio": 0.97, "low": 0.7, "high": 1.34}
    assert entry["episodes"] == [
        {"start": "2023-05-02", "end": "2023-05-13", "closeness_peak": "2023-04-30", "confidence": 0.84}
    ]
    assert entry["power"] == {"moderate": 0.55, "strong": 0.92}


def test_slower_shows_no_spells_and_short_shows_no_figures():
    slower, short = document(SLOWER)["relationships"][0], document(SHORT)["relationships"][0]
    assert slower["effect"] == {"me": None, "them": None} and slower["episodes"] == [] and slower["channels"]
    assert short["effect"] == {"me": None, "them": None} and short["p"] is None and short["channels"] == {}


def test_numbers_that_are_not_finite_are_never_written():
    with pytest.raises(ValueError, match="finite"):
        findings_json(findings(replace(SPELLS, measurement=replace(RECORD, p=float("nan")))))


@pytest.mark.parametrize("assessment", ALL)
def test_sentences_never_turn_the_other_into_words(assessment):
    other = replace(assessment.measurement, them=replace(EFFECT, ratio=9.87, low=5.43, high=17.6))
    assert describe_contact("Sam", assessment) == describe_contact(
        "Sam", replace(assessment, measurement=other)
    )


def test_no_sign_never_reassures_beyond_its_power():
    _, how_sure, _ = describe_contact("Sam", NO_SIGN)
    assert "about 9 of 10" in how_sure and "about 6 of 10" in how_sure and "not a no" in how_sure
    sentence, how_sure, _ = describe_contact("Sam", BLIND)
    assert "can't tell" in sentence and "fewer than 1 of 10" in how_sure


def test_short_says_what_is_missing():
    _, _, why = describe_contact("Sam", SHORT)
    assert "19 more weeks" in why and "1,010 more turns" in why
    uneven = replace(SHORT, measurement=replace(SHORT.measurement, span_days=300, n_turns=(150, 2000)))
    assert "50 more turns of the person who writes less" in describe_contact("Sam", uneven)[2]
    nearly = replace(SHORT, measurement=replace(SHORT.measurement, span_days=176, n_turns=(400, 1099)))
    assert describe_contact("Sam", nearly)[2].startswith(
        "Still missing: about one more week, and one more turn ("
    )


def test_a_strong_depth_is_said_and_a_weak_one_is_not():
    assert "41\u00a0%" in describe_contact("Sam", SPELLS)[0]
    for depth in (None, 0.99, 1.4):
        shallow = replace(SPELLS, measurement=replace(RECORD, me=replace(EFFECT, depth=depth)))
        assert "%" not in describe_contact("Sam", shallow)[0]


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_out_of_ten_never_promises(share):
    assert 0 <= out_of_ten(share) <= 9


def test_pseudonyms_leave_no_name_anywhere():
    file = findings_json(replace_names(findings(*ALL))).decode()
    for name in ("Alex", "Contact-"):
        assert name not in file
    plain, replaced = document(*ALL), json.loads(file)
    for before, after in zip(plain["relationships"], replaced["relationships"], strict=True):
        assert {k: v for k, v in before.items() if k not in ("with", "sentence")} == {
            k: v for k, v in after.items() if k not in ("with", "sentence")
        }


@pytest.mark.parametrize(
    ("assessments", "verdict", "note"),
    [
        ((SPELLS, NO_SIGN), "pulls_away", "does not speak against it"),
        ((BLIND, NO_SIGN, SHORT), "pulls_away", "does not say with whom"),
        ((SPELLS, SLOWER), "pulls_away", None),
        ((SPELLS, NO_SIGN), "no_sign", "With one person there is a sign all the same"),
        ((SPELLS, SLOWER, BLIND), "no_sign", "With 2 people"),
        ((NO_SIGN, BLIND), "no_sign", None),
    ],
)
def test_the_statement_over_all_is_squared_with_each(assessments, verdict, note):
    found = findings(*assessments, pooled=Pooled(verdict, 1.7, 1.2, 2.4, 0.002, len(assessments)))
    assert note in found.overall_note if note else found.overall_note is None


def test_one_contact_has_no_statement_over_all():
    assert findings(SPELLS, pooled=Pooled("pulls_away", 2.0, 1.3, 3.1, 0.004, 1)).overall_sentence is None
    assert "4 contacts" in findings(SPELLS).overall_sentence
