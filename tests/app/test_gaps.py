"""What seems to be missing from a record: said where several conversations fall silent together, and not otherwise."""

from datetime import date, timedelta

import numpy as np
import pytest

from nearer.app.gaps import ActiveDays, find_missing, missing_notes
from nearer.app.inspect import inspect_place
from nearer.inference.worlds import simulate_dyad

DAY = 19_700  # 9 December 2023
AT = date(2023, 12, 9)


def chat(first=0, last=400, share=0.5, seed=1, without=(), app="whatsapp", export=0):
    """Somebody who writes on a share of the days, from one to another, though not on some."""
    rng = np.random.default_rng(seed)
    days = np.arange(first, last)[rng.random(last - first) < share]
    if without:
        days = days[(days < without[0]) | (days >= without[1])]
    return ActiveDays(app, export, (days + DAY).astype(np.int32))


def kinds(*chats):
    return [one.kind for one in find_missing(chats)]


def spread(**more):
    """Five conversations that begin one after the other."""
    return [chat(first=30 * n, seed=n, export=n, **more) for n in range(5)]


def test_a_gap_that_all_share():
    (gap,) = find_missing(spread(without=(200, 230)))
    assert gap.kind == "gap" and gap.n_chats == 5 and (gap.last - gap.first).days >= 30
    assert abs((gap.first - AT).days - 199) <= 3
    (note,) = missing_notes(spread(without=(200, 230)))
    assert "WhatsApp" in note and "may be missing" in note


@pytest.mark.parametrize(
    "chats",
    [
        [],
        [chat(without=(200, 260))],  # a silence of one is a silence
        [chat(without=(200, 260)), chat(30, seed=2, without=(200, 260))],  # of two as well
        [*spread(), chat(20, seed=9, without=(150, 260))],  # others go on
        spread(without=(200, 207)),  # a week
        [chat(30 * n, share=0.02, seed=n, without=(200, 230)) for n in range(5)],  # within their habit
        [*(chat(30 * n, 200, seed=n) for n in range(5)), chat(230, 400, seed=8)],  # nobody is there again
        [*(chat(30 * n, seed=n, app="whatsapp") for n in range(2)), chat(5, seed=5, without=(200, 260), app="telegram")],
    ],
)  # fmt: skip
def test_silences_that_may_well_be_real(chats):
    assert kinds(*chats) == []


def test_conversations_that_begin_together():
    together = [chat(50 + n, seed=n, share=0.9) for n in range(4)]
    assert kinds(*together, chat(0, seed=9)) == ["begin"]
    (begin,) = find_missing(together)
    assert (begin.first, begin.n_chats) == (date(2024, 1, 28), 4)
    assert kinds(*(chat(50 + n, seed=n, share=0.3) for n in range(4))) == [], (
        "slowly, as people get to know each other"
    )
    assert kinds(*together[:2], *spread()) == []


def test_an_export_that_ends_early():
    assert kinds(*spread(), chat(10, 300, share=0.9, seed=9, export=9)) == ["end"]
    assert kinds(*spread(), chat(10, 385, share=0.9, seed=9, export=9)) == []
    assert kinds(*spread(), chat(10, 300, share=0.2, seed=9, export=9)) == [], "it had become rare"
    assert kinds(*spread(), chat(10, 300, share=0.9, seed=9, export=0)) == [], "of the same export"


def test_simulated_people_do_not_seem_to_lack_anything():
    """Three in a thousand would be too many to go unseen in the larger run; here none of two hundred."""
    rng = np.random.default_rng(7)
    pool = [
        np.unique(simulate_dyad(seed, family, months=12.0, messages_a_day=2.0).dyad.hours // 24).astype(
            np.int32
        )
        for seed, family in enumerate(
            ["draws_back", "stationary", "draws_back", "stationary", "draws_back", "stationary"] * 2
        )
    ]
    for _ in range(200):
        some = [
            ActiveDays("whatsapp", 0, pool[one] + np.int32(rng.integers(0, 200)))
            for one in rng.choice(len(pool), rng.integers(3, 7), replace=False)
        ]
        assert "gap" not in kinds(*some)


def test_inspect_says_what_several_exports_lack_together(tmp_path):
    for number, one in enumerate(spread(without=(200, 230))):
        days = [date(1970, 1, 1) + timedelta(days=int(day)) for day in one.days]
        lines = [
            f"{day:%d/%m/%Y}, 20:15 - {('Alex', f'Sam {number}')[k % 2]}: hello\n"
            for k, day in enumerate(days)
        ]
        (tmp_path / f"WhatsApp Chat with Sam {number}.txt").write_text("".join(lines))
    found = inspect_place(tmp_path)
    assert len(found.exports) == 5 and found.to_dict()["notes"] == list(found.notes)
    assert [note for note in found.notes if "5 of them were alive" in note] == list(found.notes) != []
