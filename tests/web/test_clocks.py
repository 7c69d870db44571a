"""The page that asks where the clock was, without scripts; and an export of moments that is read again."""

import json
import re
from datetime import UTC, datetime, timedelta

from nearer.app.clocks import load_clock
from nearer.sources.clock import Clock

START = datetime(2024, 1, 10, 12, 30, tzinfo=UTC)


def telegram(n=40):
    """An account with one chat, in which messages hold their moments only, no time on the wall."""
    messages = [
        {
            "id": k, "type": "message", "from": ("Alex", "Sam")[k % 2], "from_id": f"user{k % 2 + 1}", "text": "x" * (1 + k % 9),
            "date_unixtime": str(int((START + timedelta(days=k)).timestamp())),
        }
        for k in range(n)
    ]  # fmt: skip
    return json.dumps({"name": "Sam", "type": "personal_chat", "id": 2, "messages": messages})


def test_the_clock_is_asked_for_and_kept(visitor):
    assert "/settings/clock" in visitor.get("/settings")[1]
    for wrong in ({"zone": "Nowhere"}, {"zone": "", "from": "2024-03-01", "then": ""}, {"zone": "", "from": "", "then": "Tokyo"},
                  {"from": "2024-02-30", "then": "Tokyo"}):  # fmt: skip
        status, page = visitor.post("/settings/clock", wrong)
        assert status == 422 and 'class="error"' in page
    assert load_clock(visitor.place.store) == Clock()
    told = {"zone": "berlin", "from": "2024-03-01", "then": "new york"}
    assert visitor.post("/settings/clock", told)[0] == 303
    assert load_clock(visitor.place.store) == Clock(
        "Europe/Berlin", ((datetime(2024, 3, 1), "America/New_York"),)
    )
    page = visitor.get("/settings/clock")[1]
    assert (
        'value="Europe/Berlin"' in page
        and 'value="2024-03-01"' in page
        and 'value="America/New_York"' in page
    )


def test_what_waits_is_read_again_by_the_new_clock(visitor, tmp_path):
    (tmp_path / "result.json").write_text(telegram(), encoding="utf-8")
    visitor.post("/settings/clock", {"zone": "Asia/Tokyo"})
    visitor.post("/bring/path", {"path": str(tmp_path / "result.json")})
    basket = wait(visitor)
    assert basket.draft.zones == ["Asia/Tokyo"] and basket.draft.files[0].timelines[0].first.hour == 21
    assert "/settings/clock" in visitor.get("/bring/you")[1]
    status, where = visitor.post("/settings/clock", {"zone": "Europe/Berlin"})
    assert status == 303 and re.match("/jobs/", where)
    basket = wait(visitor)
    assert basket.draft.zones == ["Europe/Berlin"] and basket.draft.files[0].timelines[0].first.hour == 13
    assert visitor.post("/settings/clock", {"zone": "Europe/Berlin"})[1].startswith("/bring/you"), (
        "nothing changed"
    )


def wait(visitor):
    """Wait for the reading, and return the basket."""
    for job in visitor.place.jobs.running:
        assert job.over.wait(60)
    return visitor.place.basket
