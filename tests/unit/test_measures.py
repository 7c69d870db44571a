"""Questionnaires: their definition files, the text that a user brings, the own baseline and its false alarms."""

import random
from importlib import resources

import msgspec
import pytest
from scipy.stats import t

from nearer.measures import (
    FEWEST_FOR_CHANGE,
    TextProblem,
    band_of,
    find_scale,
    load_scales,
    own_change,
    read_items,
    read_scale,
    reliable_difference,
    score,
)
from nearer.measures.text import LONGEST_ITEM, MOST_BYTES, decode_text, example_of
from nearer.patterns.keys import SCALES
from nearer.words import say

FILES = resources.files("nearer.measures").joinpath("scales")


def definition(key):
    return FILES.joinpath(f"{key}.toml").read_text(encoding="utf-8")


def made_up(n):
    return [f"A made-up sentence with the number {number * 7}" for number in range(1, n + 1)]


def text_of(n, *headers):
    return "\n".join([*headers, *(f"{number}. {words}" for number, words in enumerate(made_up(n), 1))])


def test_there_is_a_definition_and_words_for_every_scale_and_for_nothing_else():
    assert tuple(load_scales()) == SCALES
    assert {file.name for file in FILES.iterdir()} == {f"{key}.toml" for key in SCALES}
    for scale in load_scales().values():
        assert say(f"scales.names.{scale.key}") and say(f"scales.about.{scale.key}")
        for part in scale.parts:
            assert say(f"scales.parts.{scale.key}.{part.key}")
        for ends in scale.ends:
            assert say(f"scales.ends.{ends}.question")


def test_only_our_own_scales_come_with_words_for_their_items():
    for scale in load_scales().values():
        assert not set(scale.__struct_fields__) & {"items", "text", "anchors"}
        items = [number for number in range(1, scale.n_items + 1) if has_words(scale, number)]
        assert items == (list(range(1, scale.n_items + 1)) if scale.kind == "own" else [])


def has_words(scale, number):
    try:
        return bool(say(f"scales.items.{scale.key}.{number}"))
    except KeyError:
        return False


def test_what_is_known_of_others_names_its_source():
    for scale in load_scales().values():
        assert scale.source.cite
        for part in scale.parts:
            if part.published:
                assert part.published.sd_source.cite and part.published.sd_source.link
                assert part.published.retest is None or part.published.retest_source.link


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("items = [7, 8, 9]", "items = [7, 8]"),
        ("items = [7, 8, 9]", "items = [6, 7, 8, 9]"),
        ("items = [7, 8, 9]", "items = [7, 9, 8]"),
        ("[1, 2, 3, 4] }", "[1, 2, 3, 10] }"),
        ("most = 7", "most = 1"),
        ("most = 7", "most = 7\nnorm = 3"),
        ("most = 7", "most = 7\nper_item = 2"),
        ('key = "worry"', 'key = "distance"'),
        ('key = "ecr_rs"', 'key = "another"'),
        ('kind = "published"', 'kind = "clinical"'),
    ],
)
def test_a_definition_that_cannot_be_scored_is_refused(old, new):
    assert old in definition("ecr_rs")
    with pytest.raises(ValueError):
        read_scale(definition("ecr_rs").replace(old, new))


def test_answers_that_are_none_of_the_scale_are_refused():
    rses = find_scale("rses")
    for ticks in ([3] * 9, [4] * 10, [-1] * 10, [True] * 10, [1.0] * 10):
        with pytest.raises(ValueError):
            score(rses, ticks)
    with pytest.raises(ValueError):
        score(rses, [1] * 10, "c")


def test_no_answers_give_no_value():
    for scale in load_scales().values():
        assert all(value.value is None for value in score(scale, [None] * scale.n_answers))


@pytest.mark.parametrize(("n_missing", "is_known"), [(0, True), (2, True), (3, False), (10, False)])
def test_a_fifth_may_be_missing_and_no_more(n_missing, is_known):
    (value,) = score(find_scale("rses"), [None] * n_missing + [1] * (10 - n_missing))
    assert (value.value is not None) is is_known


# --- the text ---


@pytest.mark.parametrize("key", [key for key, scale in load_scales().items() if not scale.has_text])
def test_a_text_is_read_however_it_was_saved(key):
    scale = find_scale(key)
    headers = (f"Scale: {key.replace('_', '-').upper()}", "Order: A", "intro: How is it?")
    plain = text_of(scale.n_items, *headers)
    for text in (
        plain,
        plain.replace("\n", "\r\n"),
        "\ufeff" + plain,
        plain.replace("\n", "\n\n   "),
        plain.replace(". ", ")\t"),
        "\n".join(reversed(plain.split("\n"))),
        decode_text(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()),
    ):
        found = read_items(scale, text)
        assert (found.order, found.intro) == ("a", "How is it?")
        assert list(found.items) == made_up(scale.n_items)


PROBLEMS = {
    "no_items": "",
    "needs_order": text_of(10),
    "no_order": text_of(10, "order: c"),
    "other_scale": text_of(10, "scale: scs_sf", "order: a"),
    "twice_header": text_of(10, "order: a", "order: b"),
    "too_few": text_of(9, "order: a"),
    "too_many": text_of(11, "order: a"),
    "twice": text_of(10, "order: a") + "\n3. Once more.",
    "no_number": text_of(10, "order: a") + "\nWithout a number.",
    "no_words": text_of(9, "order: a") + "\n10.",
    "too_long": text_of(9, "order: a") + "\n10. " + "x" * (LONGEST_ITEM + 1),
    "same_words": text_of(9, "order: a") + "\n10. " + made_up(10)[2].upper(),
    "no_text": text_of(10, "order: a") + "\x00",
}


@pytest.mark.parametrize(("key", "text"), PROBLEMS.items())
def test_a_text_that_does_not_fit_is_refused_with_a_reason(key, text):
    with pytest.raises(TextProblem) as found:
        read_items(find_scale("rses"), "order: a" if key == "no_items" else text)
    assert found.value.key == key
    said = say(f"scales.text_errors.{key}", **found.value.values)
    assert "made-up" not in said and "Once more" not in said


def test_bytes_that_are_no_text_are_refused():
    for content, key in (
        (b"\xff\xfe1\x00", "no_text"),
        (b"1. caf\xe9", "no_text"),
        (b"a" * (MOST_BYTES + 1), "too_large"),
    ):
        with pytest.raises(TextProblem) as found:
            decode_text(content)
        assert found.value.key == key


def test_the_example_reads_as_a_text_but_for_its_items():
    for scale in load_scales().values():
        if not scale.has_text and scale.n_items > 3:
            with pytest.raises(TextProblem) as found:
                read_items(scale, example_of(scale, "intro", "words").replace(f"\n{scale.n_items}. …", ""))
            assert found.value.key == "too_few"


# --- the own baseline ---


def test_a_band_is_a_place_among_the_own_times():
    earlier = [4.0, 5.0, 5.0, 6.0, 7.0]
    assert band_of(9, earlier[:4]) == "too_few"
    assert [band_of(value, earlier) for value in (3.9, 4.5, 5.0, 6.0, 6.5, 8)] == [
        "lower", "usual", "usual", "usual", "usual", "higher",
    ]  # fmt: skip
    assert band_of(5.0, [5.0] * 9) == "usual"
    ten = [float(one) for one in range(10)]
    assert [band_of(value, ten) for value in (0.5, 1.0, 8.0, 8.5)] == ["lower", "usual", "usual", "higher"]


def test_the_usual_range_is_the_interval_of_the_next_sheet():
    before = [5.0, 6.0, 4.5, 5.5, 5.0, 6.5]
    mean, sd = 32.5 / 6, (sum((one - 32.5 / 6) ** 2 for one in before) / 5) ** 0.5
    reach = t.ppf(0.99, 5) * sd * (1 + 1 / 6) ** 0.5
    past, short = mean + reach + 0.01, mean + reach - 0.01
    assert own_change([*before, past, past], 10) == "higher"
    assert own_change([*before, past, short], 10) == own_change([*before, short, past], 10) == "within"
    assert own_change([*before, mean - reach - 0.01, mean - reach - 0.01], 10) == "lower"
    assert own_change([*before, past, mean - reach - 1], 10) == "within"


def test_a_person_without_ups_and_downs_is_not_alarmed_by_a_small_one():
    assert own_change([5.0] * 9 + [5.3, 5.3], 10) == "within"
    assert own_change([5.0] * 9 + [7.0, 7.0], 10) == "higher"
    assert own_change([5.0] * (FEWEST_FOR_CHANGE - 1), 10) == "too_few"


def test_who_does_not_change_is_seldom_told_so():
    rng = random.Random(4)
    n_people, n_alarmed = 1_000, 0
    for _ in range(n_people):
        values = [round(min(max(rng.gauss(5.5, 1.2), 0), 10) * 6) / 6 for _ in range(24)]
        n_alarmed += any(
            own_change(values[:n], 10) in ("lower", "higher") for n in range(FEWEST_FOR_CHANGE, 25)
        )
    assert n_alarmed / n_people < 0.035  # 0.017 over many more, see docs/questionnaires.md


def test_reliable_change_is_that_of_the_formula():
    assert reliable_difference(10, 0.75) == pytest.approx(1.96 * 10 * 2**0.5 * 0.5)
    known = find_scale("a_rsq").parts[0].published
    assert reliable_difference(known.sd, known.retest) == pytest.approx(7.4208, abs=1e-3)
    assert [key for key, scale in load_scales().items() if any(part.published for part in scale.parts)] == [
        "a_rsq"
    ]


def test_unknown_keys_are_refused_within_sources_too():
    with pytest.raises(msgspec.ValidationError):
        read_scale(definition("a_rsq").replace("retest_days", "retest_weeks"))
