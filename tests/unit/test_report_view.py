"""What may stand on the page for which answer, and that tables hold what charts show."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from made import findings as made

from nearer.inference.results import Channel, Episode, Estimate, Power
from nearer.report.compose import compose_page
from nearer.report.effects import effect_rows, times
from nearer.report.waiting import days_to_go
from nearer.words import catalogue

LABELS = re.compile(
    r"\b(avoidant|toxic|broken|guilty|fault|blame|selfish|cold|always|never loved|diagnosed)\b", re.I
)


def contact_view(assessment, name="Sam"):
    return compose_page(made.made_findings((name, assessment)), made.NOW).contacts[0]


def figure(view, kind):
    return next((figure for figure in view.figures if figure.kind == kind), None)


def texts(value):
    """Return every string in the catalogue."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for part in inner for text in texts(part)]


def test_spells_come_with_their_times_and_their_ratio():
    view = contact_view(made.spells())
    assert [moment.days for moment in view.moments] == [
        "2 to 13 May 2023", "20 September to 9 October 2023", "28 March to 6 April 2024",
    ]  # fmt: skip
    assert figure(view, "effects").table.rows[0][:3] == ("Your quiet spells", "2.04", "1.31 to 3.18")
    assert "peak" in dict(figure(view, "over_time").legend)


def test_slower_has_no_ratio_of_spells_and_no_times():
    view = contact_view(made.slower())
    assert view.moments == ()
    names = [row[0] for row in figure(view, "effects").table.rows]
    assert names == ["Your replies", "Talks you started", "Message length"]
    assert "episode" not in dict(figure(view, "over_time").legend)


def test_no_sign_always_comes_with_its_power():
    view = contact_view(made.no_sign())
    assert "8 of 10" in view.how_sure
    assert "5 of 10" in view.how_sure
    assert view.explanations


@pytest.mark.parametrize(
    ("strong", "short"), [(0.49, "This record cannot tell"), (0.5, "No sign in this record")]
)
def test_a_record_that_could_show_little_is_not_called_without_sign(strong, short):
    view = contact_view(made.made_assessment("no_sign", power=Power(0.1, strong)))
    assert view.short == short
    assert view.sentence.startswith("I can't tell") == (strong < 0.5)


def test_too_little_says_what_is_missing_and_claims_nothing():
    view = contact_view(made.too_little())
    assert figure(view, "effects") is None
    assert view.moments == view.explanations == ()
    assert [row[1:3] for row in view.waiting.table.rows] == [
        ("13", "26"), ("283", "1,500"), ("149", "200"), ("134", "200"),
    ]  # fmt: skip
    assert "13 months more" in view.waiting.text


def test_the_wait_is_that_of_the_slowest_need():
    finding = made.made_findings(("Sam", made.too_little())).relationships[0]
    record = finding.assessment.measurement
    assert days_to_go(finding) == pytest.approx(record.span_days * (1500 / sum(record.n_turns) - 1))


def test_with_many_short_records_the_rest_share_a_table():
    people = [(f"Person {number}", made.hardly_any()) for number in range(40)]
    page = compose_page(made.made_findings(*people, ("Sam", made.no_sign())), made.NOW)
    assert [contact.name for contact in page.contacts] == [
        *[f"Person {number}" for number in range(4)],
        "Sam",
    ]
    assert len(page.short.rows) == 36


def test_tables_hold_the_numbers_of_the_charts():
    assessment = made.spells()
    view = contact_view(assessment)
    over_time, rhythm = figure(view, "over_time"), figure(view, "rhythm")
    drawn = over_time.charts[0]["data"]["values"]
    assert sum(row["m"] * row["n"] for row in drawn) == sum(int(row[2]) for row in over_time.table.rows)
    assert sum(row["t"] * row["n"] for row in drawn) == sum(int(row[3]) for row in over_time.table.rows)
    cells = {(cell["h"], cell["w"]): cell["n"] for cell in rhythm.charts[0]["data"]["values"]}
    for hour, row in enumerate(rhythm.table.rows):
        for weekday, cell in zip(rhythm.table.header[1:], row[1:], strict=True):
            assert int(cell.split(" / ")[0]) == cells[hour, weekday]
    values = [row for row in figure(view, "effects").charts[0]["data"]["values"] if row["who"] == "me"]
    assert [(row["label"], times(row["v"])) for row in values] == [
        row[:2] for row in figure(view, "effects").table.rows
    ]


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (1.01, 2.0, "Your replies came sooner"),
        (0.5, 0.99, "Your replies came more slowly"),
        (0.5, 1.2, "No clear difference in how soon you replied"),
    ],
)
def test_an_effect_says_no_more_than_its_interval(low, high, sentence):
    channel = Channel(Estimate((low * high) ** 0.5, low, high, 500, "block score"), None)
    assessment = made.slower()
    moved = replace(assessment, measurement=replace(assessment.measurement, channels={"reply": channel}))
    (row,) = effect_rows(made.made_findings(("Sam", moved)).relationships[0])
    assert row.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("make", "low", "high", "said"),
    [
        (made.spells, 1.31, 3.18, "began more often"),
        (made.spells, 0.9, 3.18, "the range reaches down to no change"),
        (made.no_sign, 0.71, 1.58, "No clear difference"),
        (made.no_sign, 1.02, 2.9, "not clearly enough to count as a sign"),
        (made.no_sign, 0.2, 0.9, "began less often"),
    ],
)
def test_what_is_said_of_spells_never_contradicts_the_verdict(make, low, high, said):
    assessment = make()
    effect = replace(assessment.measurement.me, ratio=(low * high) ** 0.5, low=low, high=high)
    moved = replace(assessment, measurement=replace(assessment.measurement, me=effect))
    finding = made.made_findings(("Sam", moved)).relationships[0]
    assert said in effect_rows(finding)[0].sentence
    assert ("faint sign" in finding.how_sure) == (make is made.spells and low <= 1)


def test_who_shows_a_sign_comes_first_and_the_rest_stay_in_order():
    people = [("A", made.no_sign()), ("B", made.too_little()), ("C", made.slower()), ("D", made.spells())]
    page = compose_page(made.made_findings(*people), made.NOW)
    assert [contact.name for contact in page.contacts] == ["C", "D", "A", "B"]


def test_nothing_is_said_about_the_other_persons_side():
    view = contact_view(made.spells(), name="Zebedee")
    spoken = [view.sentence, view.how_sure, view.why, *figure(view, "effects").points]
    spoken += [moment.text for moment in view.moments]
    spoken.remove(view.sentence)
    assert not any("Zebedee" in text for text in spoken)


def test_words_never_label():
    assert [text for text in texts(catalogue("report")) if LABELS.search(text)] == []


def test_safety_stands_before_the_next_step():
    template = Path(compose_page.__code__.co_filename).parent / "templates" / "contact.html.j2"
    text = template.read_text(encoding="utf-8")
    assert 0 < text.index("contact.step.safety") < text.index("contact.step.text")
    assert "afraid" in contact_view(made.no_sign()).step.safety


def test_only_the_three_clearest_times_stand_in_front():
    middle = Episode(date(2023, 7, 1), date(2023, 7, 6), date(2023, 6, 29), 0.7)
    episodes = (made.EPISODES[0], middle, *made.EPISODES[1:])
    view = contact_view(
        made.made_assessment("pulls_away", "spells", episodes=episodes, power=Power(0.5, 0.9))
    )
    assert [moment.days.split()[-2] for moment in view.moments] == ["May", "July", "October"]
    assert [moment.days for moment in view.more_moments] == ["28 March to 6 April 2024"]


def test_moments_speak_of_days_that_are_there():
    (first, *_) = contact_view(made.spells()).moments
    assert first.last_ms - first.first_ms == (12 + 70) * 86_400_000
    assert "30 April 2023" in first.text
    assert made.EPISODES[0].start == date(2023, 5, 2)
