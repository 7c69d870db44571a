"""Hostile texts in every name and field of understanding and practice: on every page that shows them they stay text."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from e2e.app import HOSTILE
from odd_records import PROMPTS, addresses

from nearer.app.safety import QUESTIONS, answer_safety
from nearer.kernel.uids import new_uid
from nearer.measures.definition import load_scales
from nearer.practice.exercises import known_exercises
from nearer.store.checkins import CheckIn, add_checkins
from nearer.store.ladder import Step, add_step
from nearer.store.pauses import Pause, save_pause
from nearer.store.people import add_person
from nearer.store.practices import Sitting, save_sitting
from nearer.store.predictions import Prediction, save_prediction
from nearer.store.scales import ScaleText, Sheet, save_scale_text, save_sheet
from nearer.store.turning_days import add_turning_day
from nearer.store.writings import Writing, save_writing

pytestmark = pytest.mark.browser

ALL = " ".join(HOSTILE)
PLANTED = "main :is(iframe, style, base, meta, link, object), main script:not([type='application/json']), main img[onerror], main svg[onload]"
WAYS_OUT = "[...document.querySelectorAll('a[href], form[action]')].map((one) => one.href || one.action)"


def fill(place):
    """Put the texts wherever the user writes, and into names."""
    store, now = place.store, place.now().replace(microsecond=0)
    people = [add_person(store, text, now) for text in HOSTILE]
    for person in people:
        answer_safety(store, person, dict.fromkeys(QUESTIONS, "no"), now)
    for number, text in enumerate(HOSTILE):
        at, person = now - timedelta(days=number + 1), people[number]
        step = Step(
            new_uid(),
            person,
            text,
            at,
            at,
            moment=text,
            how_small=text,
            return_plan=text,
            state=("open", "done")[number % 2],
        )
        add_step(store, step, None)
        ended = {"ended": "done", "ended_at": at, "happened": "no", "belief_after": 10} if number % 2 else {}
        save_prediction(store, Prediction(
            uid=new_uid(), made_at=at, changed_at=at, person_id=person, fear=text, by_day=at.date(), belief=70, habit=text,
            outcome=text, surprise=text, next_where=text, **ended,
        ))  # fmt: skip
        kept = {"kept": "yes", "kept_at": at} if number % 2 else {}
        save_pause(store, Pause(new_uid(), at, at, at, person, text, said_at=at, note=text, **kept))
        key, prompt = PROMPTS[number % len(PROMPTS)]
        save_writing(store, Writing(new_uid(), f"cause.{key}.{prompt}", text, at, at))
        add_turning_day(store, person, at.date() - timedelta(days=200), text, now)
        add_checkins(
            store,
            [CheckIn(new_uid(), at, at, at, person_id=person, closeness=6, wanted=2, urge=7, note=text)],
        )
    for exercise in known_exercises().values():
        for ended in ({}, {"ended": "done", "ended_at": now}):
            answers = {name: "5" if name.startswith("mark_") else ALL for name in exercise.answer_fields}
            save_sitting(store, Sitting(new_uid(), exercise.key, now, now, answers=answers, **ended))
    for key, scale in load_scales().items():
        if not scale.has_text:
            save_scale_text(
                store,
                ScaleText(
                    key,
                    scale.first_order,
                    ALL,
                    tuple(HOSTILE[n % len(HOSTILE)] for n in range(scale.n_items)),
                ),
            )
        ticks = (scale.least,) * scale.n_answers
        save_sheet(store, Sheet(new_uid(), key, now, now, ticks, scale.first_order, people[0], ALL))


def test_hostile_texts_stay_texts(served):
    fill(served.place)
    page = served.page("/practise")
    left_out = (
        "/bring",
        "/welcome",
        "/yours",
        "/review",
        "/year",
        "/settings",
        "/pocket",
        "/jobs",
        "/check-in/",
    )
    found = [path for path, _ in addresses(served.place.store, 1, left_out=left_out)]
    files = ("/calendar", "/reminder", "/state", "/still", "favicon.ico")
    paths = [path for path in found if not path.endswith(files)][::3]
    paths += [
        "/practise",
        "/practise/ladder",
        "/practise/tests",
        "/practise/pause",
        "/practise/exercises",
        "/progress",
        "/therapist",
    ]
    paths += [
        "/people",
        "/check-ins",
        "/understand/guard-map",
        "/understand/causes",
        "/progress/day",
        "/practise/ladder/new",
    ]
    paths += [f"/understand/search?q={quote(text)}" for text in HOSTILE]
    paths += [f"/practise/safe/1?then={quote(text)}" for text in HOSTILE]
    paths += [f"/understand/cycle?{name}={quote(ALL)}" for name in ("story", "closeness")]
    wrong = []
    for path in paths:
        answer = page.goto(served.url + path)
        if answer.status >= 500:
            wrong.append((path, answer.status))
        wrong += look(served, page, path)
    assert wrong == []


def look(served, page, path):
    """Return what of a page is not as it must be."""
    found = [page.evaluate("window.hacked ?? null"), *page.evaluate("window.violated")]
    found += [page.locator(PLANTED).count() or None]
    found += [
        way
        for way in page.evaluate(WAYS_OUT)
        if not way.startswith((served.url, "https://doi.org/", "https://", "tel:", "mailto:"))
    ]
    found += [url for url in page.requests if not url.startswith((served.url, "data:"))]
    found += [
        way for way in page.evaluate(WAYS_OUT) if "example.org" in way and not way.startswith(served.url)
    ]
    return [(path, one) for one in found if one is not None]


def test_the_document_for_a_therapist_and_its_page_by_itself(served, tmp_path):
    fill(served.place)
    page = served.page("/therapist")
    page.locator("[name=note]").fill(ALL)
    for box in page.locator("input[name=section]:not(:disabled)").all():
        box.check()
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    assert look(served, page, "preview") == []
    status, _, text = served.post(
        "/therapist/document.html", {"section": "writing", "note": ALL}, cookie=served.session()
    )
    assert status == 200
    alone = tmp_path / "document.html"
    alone.write_text(text)
    page.goto(alone.as_uri())
    assert page.evaluate("window.hacked ?? null") is None
    assert page.locator("script, iframe, img, svg, base, object, form").count() == 0
