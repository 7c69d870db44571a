"""Records as a foreign or newer export may bring them: every page answers, whatever stands in them."""

import re

import pytest
from e2e.app import serving
from odd_records import addresses, twist
from places import made_place
from random_store import fill_store
from visitor import Visitor

from nearer.app.therapist import PERIODS, SECTIONS, choose, therapist_view
from nearer.app.therapist_pdf import therapist_pdf
from nearer.patterns.keys import CAUSES, EXERCISES, SCALES
from nearer.store.scales import ScaleText, save_scale_text

BROKE = re.compile(r"\(\w+ in [\w.]+:\d+\)")
KNOWN = (
    *(f"/understand/causes/{key}" for key in CAUSES),
    *(f"/practise/exercises/{key}" for key in EXERCISES),
    *(f"/understand/scales/{key}" for key in SCALES),
)
MORE = (
    "/understand/search?q=cold", "/understand/cycle?story=own", "/understand/cycle/picture?a=nan", "/check-ins?page=999999999999",
    "/progress/day?with=x", "/practise/tests?with=99999999999999999999",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_every_page_answers(tmp_path, seed):
    place, _ = made_place(tmp_path / "place", None)
    fill_store(place.store, seed, most=10)
    twist(place.store, seed)
    wrong, there = [], 0
    with serving(place) as served:
        visitor = Visitor(served)
        for path, must in [*addresses(place.store, seed), *((path, True) for path in MORE)]:
            status, _, text = served.ask("GET", path, cookie=visitor.cookie)
            there += status == 200
            if status >= 500 or ((must or path in KNOWN) and status not in (200, 204, 303)):
                wrong.append((path, status, BROKE.findall(text)))
        for period in PERIODS:
            fields = {"section": SECTIONS, "period": period, "note": "x"}
            for end in ("preview", "document.html"):
                status, _, text = ask_for_document(visitor, end, fields)
                if status != 200:
                    wrong.append((end, status, BROKE.findall(text)))
            made = therapist_pdf(therapist_view(place.store, choose(SECTIONS, period, ""), place.now()))
            assert made.startswith(b"%PDF")
    assert not wrong, "\n".join(map(str, wrong))
    assert there > 100


def ask_for_document(visitor, end, fields):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"Origin": visitor.served.url, "Sec-Fetch-Site": "same-origin"}
    pairs = [
        (name, one) for name, some in fields.items() for one in ([some] if isinstance(some, str) else some)
    ]
    return visitor.served.ask(
        "POST", f"/therapist/{end}", fields=pairs, headers=headers, cookie=visitor.cookie
    )


def test_the_text_of_a_questionnaire_that_is_not_known_here_is_passed_over(visitor):
    save_scale_text(visitor.store, ScaleText("newer", "first", "", ("One.", "Two.")))
    for path in ("/understand/scales", "/understand/causes/betrayal"):
        assert visitor.get(path)[0] == 200
    assert visitor.get("/understand/scales/newer")[0] == 404
