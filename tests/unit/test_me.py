"""Whose name is meant, where it is not typed as the export writes it."""

import pytest

from nearer.app.analyze import analyze_timelines, match_name
from nearer.app.simulate import simulate_chat
from nearer.kernel.errors import RequestError

KNOWN = ["Zoë Müller", "+44\u00a07700\u00a0900000", "sam", "Sam", "Ann-Marie", "😀", "राम"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Zoë Müller", "Zoë Müller"),
        ("zoe muller ", "Zoë Müller"),
        ("Zoe\u0308 Mu\u0308ller", "Zoë Müller"),
        ("~\u202fzoë\u00a0müller", "Zoë Müller"),
        ("ZOËMÜLLER", "Zoë Müller"),
        ("+44 7700 900000", "+44\u00a07700\u00a0900000"),
        ("+44 (7700) 900-000", "+44\u00a07700\u00a0900000"),
        ("Sam", "Sam"),
        ("sam", "sam"),
        ("SAM", None),  # two are so written
        ("ann marie", "Ann-Marie"),
        ("😀", "😀"),
        ("Zoë", None),
        ("", None),
        (" ", None),
        ("-", None),
    ],
)
def test_match_name(typed, meant):
    assert match_name(typed, KNOWN) == meant


def test_names_of_the_answer_are_those_of_the_export():
    made = simulate_chat(months=1, me="Zoë", contact="Ann-Marie")
    findings = analyze_timelines(made.timelines, ["zoe"], away={"ann marie": []})
    assert findings.me == "Zoë" and findings.relationships[0].contact == "Ann-Marie"
    with pytest.raises(RequestError):
        analyze_timelines(made.timelines, ["zoe"], away={"Ann": []})
