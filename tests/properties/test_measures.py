"""What holds of scoring and of the own baseline for any sheet."""

from hypothesis import given
from hypothesis import strategies as st

from nearer.measures import BASELINE, band_of, load_scales, own_change, score

SCALES = st.sampled_from(sorted(load_scales().values(), key=lambda scale: scale.key))


@st.composite
def sheets(draw):
    scale = draw(SCALES)
    tick = st.none() | st.integers(scale.least, scale.most)
    return scale, draw(st.lists(tick, min_size=scale.n_answers, max_size=scale.n_answers))


@given(sheets(), st.data())
def test_values_lie_within_their_bounds_and_lack_only_what_the_rule_says(sheet, data):
    scale, ticks = sheet
    order = data.draw(st.sampled_from(sorted(scale.orders)))
    for value in score(scale, ticks, order):
        missing = value.n_items - value.n_answered
        assert (value.value is None) == (5 * missing > value.n_items)
        if value.value is not None:
            assert value.least <= value.value <= value.most


@given(sheets())
def test_more_of_one_answer_moves_the_value_one_way_only(sheet):
    scale, ticks = sheet
    for place, tick in enumerate(ticks):
        if tick is None or tick == scale.most:
            continue
        raised = [*ticks[:place], tick + 1, *ticks[place + 1 :]]
        item = place // scale.per_item + 1
        down = item in scale.orders[scale.first_order] or (scale.per_item == 2 and place % 2 == 1)
        for part, before, after in zip(scale.parts, score(scale, ticks), score(scale, raised), strict=True):
            if item not in part.items or before.value is None:
                assert before == after
            elif all(one is not None for one in ticks):
                assert (after.value < before.value) if down else (after.value > before.value)


VALUES = st.lists(st.integers(0, 40).map(lambda one: one / 4), max_size=40)


@given(VALUES, st.integers(0, 40).map(lambda one: one / 4))
def test_the_band_turns_over_with_the_scale(earlier, value):
    turned = {"lower": "higher", "higher": "lower", "usual": "usual", "too_few": "too_few"}
    assert band_of(10 - value, [10 - one for one in earlier]) == turned[band_of(value, earlier)]
    assert (band_of(value, earlier) == "too_few") == (len(earlier) < BASELINE)


@given(VALUES)
def test_a_change_needs_two_in_a_row_on_the_same_side_of_all_that_was_usual(values):
    change = own_change(values, 10.0)
    turned = own_change([10 - one for one in values], 10.0)
    assert (change, turned) in {
        ("too_few", "too_few"),
        ("within", "within"),
        ("lower", "higher"),
        ("higher", "lower"),
    }
    if change in ("lower", "higher"):
        before, last = values[-22:-2], values[-2:]
        middle = sum(before) / len(before)
        assert all(one > middle for one in last) if change == "higher" else all(one < middle for one in last)
