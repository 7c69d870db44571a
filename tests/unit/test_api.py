"""The Python interface: what a notebook user does."""

import json
import re
from datetime import date

import jsonschema
import polars as pl
import pytest

import nearer
from nearer.findings import findings_schema
from nearer.kernel.errors import ExportError, RequestError


@pytest.fixture
def answer(long_chat, short_chat):
    return nearer.analyze(nearer.read(long_chat, str(short_chat)), me="Alex")


def test_prints_one_sentence_a_contact(answer):
    assert answer["Robin"].sentence in repr(answer) and answer["Sam"].sentence in repr(answer)
    assert len(answer) == 2
    with pytest.raises(KeyError):
        answer["Nobody"]


def test_converts(answer):
    jsonschema.validate(json.loads(answer.to_json()), findings_schema())
    assert answer.to_dict() == json.loads(answer.to_json())
    frame = answer.to_polars()
    assert frame["with"].to_list() == ["Robin", "Sam"]
    assert frame["verdict"].to_list() == ["no_sign", "too_little_data"]
    assert frame.schema["ratio"] == pl.Float64 and frame["power_strong"].is_not_null().to_list() == [True, False]
    assert answer.episodes().columns == ["with", "start", "end", "closeness_peak", "confidence"]
    assert "Robin" in answer.to_html()


def test_plots(answer):
    assert answer.plot().to_dict() == answer.plot("Robin").to_dict()
    assert any("vega" in kind for kind in answer.plot()._repr_mimebundle_())
    with pytest.raises(RequestError, match="too short"):
        answer.plot("Sam")


def test_pseudonyms(answer):
    hidden = answer.with_pseudonyms()
    for text in (hidden.to_json(), hidden.to_html(), repr(hidden)):
        assert not re.search(r"\b(Robin|Sam|Alex)\b", text)


def test_me_may_be_left_out_where_it_can_be_told(long_chat, short_chat):
    assert nearer.analyze(nearer.read(long_chat, short_chat)).findings.me == "Alex"
    with pytest.raises(RequestError, match="Which of these"):
        nearer.analyze(nearer.read(long_chat))


def test_away_as_spans_and_by_contact(long_chat):
    timelines = nearer.read(long_chat)
    span = (date(2023, 3, 1), date(2023, 5, 1))
    for_all = nearer.analyze(timelines, me="Alex", away=[span]).to_dict()
    for_one = nearer.analyze(timelines, me="Alex", away={"Robin": [span]}).to_dict()
    assert for_all == for_one != nearer.analyze(timelines, me="Alex").to_dict()


def test_errors_are_sentences(tmp_path):
    with pytest.raises(ExportError, match=r"nothing\.txt"):
        nearer.read(tmp_path / "nothing.txt")


def test_a_simulated_chat_is_analysed_without_a_file():
    made = nearer.simulate(seed=2, family="stationary", months=9)
    answer = nearer.analyze(made.timelines, me=made.me)
    assert answer[made.contact].messages == made.frame.height


def test_printing_timelines(long_chat):
    assert "8000 messages" in repr(nearer.read(long_chat))
