"""The same message in two exports: held to plain counting."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nearer.sources import KINDS
from nearer.timeline import distinct_keys, distinct_places, message_keys

parts = st.lists(st.lists(st.integers(-9, 9), max_size=30), min_size=1, max_size=4)


@given(parts)
def test_each_counts_as_often_as_in_the_part_with_most_of_it(lists):
    keys = [np.array(one, dtype=np.int64) for one in lists]
    places = distinct_places(keys)
    wanted = Counter()
    for one in lists:
        wanted |= Counter(one)
    together = np.concatenate(keys)
    assert Counter(together[places].tolist()) == wanted
    assert (np.diff(places) > 0).all()
    assert distinct_keys(together).tolist() == sorted(set(together.tolist()))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.booleans(),
            st.integers(0, 262_143),
            st.sampled_from(["text", "media", "deleted"]),
        ),
        unique=True,
        min_size=1,
        max_size=50,
    )
)
def test_different_messages_have_different_keys(rows):
    frame = pl.DataFrame(
        [(datetime(1969, 12, 31, 23, 59) + timedelta(milliseconds=977 * ms), *rest) for ms, *rest in rows],
        schema={"time": pl.Datetime("ms"), "mine": pl.Boolean, "length": pl.UInt32, "kind": KINDS},
        orient="row",
    )
    assert len(set(message_keys(frame).tolist())) == len(rows)
