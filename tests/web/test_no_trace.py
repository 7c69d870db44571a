"""What was said about safety cannot be told from the screen: two places side by side, every page compared.

In one, a question about somebody was answered "yes". In the other nothing was ever asked about them and nothing is noted
toward them; where they must be out of sight, there are no messages with them either.
"""

import difflib
import re
from contextlib import ExitStack

import pytest
from e2e.app import serving
from toured import NOW, toured_place
from visitor import Visitor

from nearer.app.looking import refresh
from nearer.app.people import review_candidates
from nearer.app.review import answer_candidate
from nearer.app.safety import answer_safety
from nearer.patterns.keys import CAUSES
from nearer.web.app import all_routes

SAM = 1
RANDOM = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b|127\.0\.0\.1:\d+")
COUNT_ALL = {"/yours", "/yours/delete", "/yours/delete/all", "/yours/export", "/yours/restore"}
"""Pages that count everything that is kept, whoever it is about."""

NEVER_THE_SAME = {"/settings", "/bring/you", "/launch"}


def paths():
    """Every page that can be asked for, of this person where it is a person's."""
    found = {
        route.path.replace("{person:int}", str(SAM))
        for route in all_routes()
        if "GET" in (route.methods or ())
    }
    found |= {f"/understand/causes/{key}" for key in CAUSES}
    return sorted(path for path in found - COUNT_ALL - NEVER_THE_SAME if "{" not in path)


def filled(folder):
    """Return a place with everything in it that the tour shows, all of Sam's possible times answered."""
    place = toured_place(folder)
    for one in review_candidates(place.store):
        if one.review is None and one.person_id == SAM:
            answer_candidate(place.store, one, "no", NOW)
    return place


def forget_practice(store):
    """Leave nothing noted toward Sam, and nothing said about safety."""
    store.change("UPDATE person SET safety = NULL, safety_at = NULL WHERE id = ?", (SAM,))
    with store.write() as connection:
        for table in ("step", "prediction", "pause"):
            connection.execute(f"DELETE FROM {table} WHERE person_id = ?", (SAM,))
        connection.execute("DELETE FROM practice WHERE person_id = ? AND exercise = 'repair_note'", (SAM,))


def forget_messages(store):
    """Leave no messages with Sam, and nothing that was found in them."""
    with store.write() as connection:
        for table in ("conversation", "review", "look", "measured"):
            connection.execute(f"DELETE FROM {table} WHERE person_id = ?", (SAM,))


@pytest.fixture(scope="module")
def two_places(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("asked", "unasked")]
    places = [filled(folder / "place") for folder in folders]
    with ExitStack() as stack:
        yield [Visitor(stack.enter_context(serving(place))) for place in places]


def shown(visitor, path):
    status, text = visitor.get(path)
    return status, RANDOM.sub("-", text)


def differing(one, other):
    return list(difflib.unified_diff(one.splitlines(), other.splitlines(), n=0, lineterm=""))[:12]


def compare(asked, unasked):
    seen = 0
    for path in paths():
        one, other = shown(asked, path), shown(unasked, path)
        assert one[0] == other[0], path
        assert one == other, (path, *differing(one[1], other[1]))
        seen += one[0] == 200
    assert seen > 25
    return seen


def test_the_comparison_finds_a_difference(two_places):
    asked, unasked = two_places
    unasked.store.change("UPDATE person SET name = 'Somebody else' WHERE id = ?", (SAM,))
    with pytest.raises(AssertionError):
        compare(asked, unasked)
    name = asked.store.one("SELECT name FROM person WHERE id = ?", (SAM,))[0]
    unasked.store.change("UPDATE person SET name = ? WHERE id = ?", (name, SAM))


def test_no_page_tells_what_was_said_about_safety(two_places):
    asked, unasked = two_places
    answer_safety(asked.store, SAM, {"afraid": "yes"}, NOW)
    forget_practice(unasked.store)
    compare(asked, unasked)
    answer_safety(asked.store, SAM, {"frighten": "yes"}, NOW)
    forget_messages(unasked.store)
    refresh(unasked.store, NOW)
    refresh(asked.store, NOW)
    compare(asked, unasked)
