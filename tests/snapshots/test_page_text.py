"""Every sentence of the page, for each kind of answer, as it was last read and found good.

After a change of words: ``NEARER_SNAPSHOTS=write python -m pytest tests/snapshots``, then read the difference.
"""

import json
import os
from pathlib import Path

import msgspec
import pytest
from made import findings as made

from nearer.report.compose import compose_page

HERE = Path(__file__).parent
KINDS = {
    "spells": (made.spells,),
    "slower": (made.slower,),
    "no_sign": (made.no_sign,),
    "no_sign_blind": (made.no_sign_blind,),
    "too_little": (made.too_little,),
    "hardly_any": (made.hardly_any,),
    "several": (made.spells, made.no_sign, *[made.hardly_any] * 6),
}
NAMES = ("Sam", "Robin", "Jo", "Kit", "Ira", "Uma", "Noa", "Eli")


def page_text(assessments):
    people = [(name, make()) for name, make in zip(NAMES, assessments, strict=False)]
    view = msgspec.to_builtins(compose_page(made.made_findings(*people), made.NOW))
    for contact in view["contacts"]:
        for figure in contact["figures"]:
            del figure["charts"]
            if len(figure["table"]["rows"]) > 5:
                figure["table"]["rows"] = figure["table"]["rows"][:3]
    return json.loads(json.dumps(view))


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_as_it_was_read(kind):
    path = HERE / f"{kind}.json"
    text = page_text(KINDS[kind])
    if os.environ.get("NEARER_SNAPSHOTS") == "write":
        path.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert text == json.loads(path.read_text(encoding="utf-8"))
