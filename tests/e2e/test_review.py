"""Looking back in a real browser: with and without scripts, by letters, with undo, and never pushing."""

import re
import time
from datetime import timedelta

import polars as pl
import pytest
from e2e.app import HOSTILE, check_page, send

from nearer.app.candidates import waiting
from nearer.app.people import review_candidates
from nearer.app.people_changes import hide_person
from nearer.app.review import load_answers
from nearer.store.messages import load_conversations, load_frame, pack_frame

pytestmark = pytest.mark.browser

DAYS = re.compile(r"/review/(\d+)/(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")


def answers(served):
    return load_answers(served.place.store)


def n_waiting(served):
    return len(waiting(review_candidates(served.place.store)))


def test_one_is_answered_without_scripts(example):
    n = n_waiting(example)
    page = example.page("/review", scripts=False)
    assert f"1 of {n} that wait" in page.locator("main").inner_text()
    assert page.locator(".why p").count() == 3
    days = page.get_by_role("heading", level=1).inner_text()
    send(page.get_by_role("button", name="Yes", exact=True))
    assert answers(example)[0].answer == "yes"
    page.get_by_label("Life was busy").check()
    page.get_by_label("A note, for yourself").fill("Exams, I think.")
    send(page.get_by_role("button", name="Keep this"))
    (kept,) = answers(example)
    assert (kept.reasons, kept.note) == (("busy",), "Exams, I think.")
    assert n_waiting(example) == n - 1
    assert page.get_by_role("heading", level=1).inner_text() != days
    send(page.get_by_role("button", name="Undo"))
    assert answers(example) == []
    assert page.get_by_role("heading", level=1).inner_text() == days


def test_letters_answer_and_turn_the_pages(example):
    page = example.page("/review")
    first = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("j")
    page.wait_for_url(DAYS)
    second = page.get_by_role("heading", level=1).inner_text()
    assert second != first
    page.keyboard.press("k")
    page.wait_for_function("text => document.querySelector('h1').innerText === text", arg=first)
    for letter, answer in (("y", "yes"), ("n", "no"), ("u", "unsure")):
        page.keyboard.press(letter)
        page.wait_for_url(re.compile(r"/review/answers/\d+$"))
        assert answers(example)[0].answer == answer
        page.get_by_label("A note, for yourself").press_sequentially("yes no, unjust key")
        page.get_by_role("button", name="Keep this").click()
        page.wait_for_url(f"{example.url}/review")
    assert [one.answer for one in answers(example)] == ["unsure", "no", "yes"]
    assert {one.note for one in answers(example)} == {"yes no, unjust key"}


def test_letters_can_be_switched_off(example):
    page = example.page("/review")
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Do not use these keys").click()
    page.wait_for_load_state()
    page.keyboard.press("y")
    page.wait_for_timeout(200)
    assert answers(example) == []
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Use these keys").click()
    page.wait_for_selector("html[data-drawn]", state="attached")
    page.keyboard.press("y")
    page.wait_for_url(re.compile(r"/review/answers/\d+$"))
    assert len(answers(example)) == 1


def test_everything_by_tab_and_enter(example):
    page = example.page("/review")
    page.wait_for_selector("html[data-drawn]", state="attached")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "no":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/answers/\d+$"))
    assert answers(example)[0].answer == "no"


def test_together_offers_to_leave_the_days_out(example):
    page = example.page("/review", scripts=False)
    send(page.get_by_role("button", name="No", exact=True))
    page.get_by_label("We were together in person").check()
    send(page.get_by_role("button", name="Keep this"))
    assert "Nothing happens behind your back" in page.locator("main").inner_text()
    send(page.get_by_role("button", name="Leave these days out"))
    deadline = time.monotonic() + 30
    while example.place.jobs.running and time.monotonic() < deadline:
        time.sleep(0.02)
    (kept,) = answers(example)
    page.goto(f"{example.url}/people/{kept.person_id}")
    assert "together in person" in page.locator(".marked").inner_text()
    assert page.get_by_role("heading", name="What your marks changed").is_visible()


def test_not_safe_shows_the_way_to_help_and_leaves_no_label(example):
    page = example.page("/review", scripts=False)
    send(page.get_by_role("button", name="Yes", exact=True))
    page.get_by_label("It was not safe").check()
    send(page.get_by_role("button", name="Keep this"))
    assert page.url.endswith("/safe")
    assert page.get_by_role("link", name="People who can help").get_attribute("href") == "/help"
    words = page.locator("main").inner_text()
    assert "You owe nobody closeness" in words
    for path in ("/people", f"/people/{answers(example)[0].person_id}", "/review", "/review/answers"):
        page.goto(example.url + path)
        assert "not safe" not in page.locator("main").inner_text().lower(), path


def test_the_share_of_right_marks_waits_for_five_answers(example):
    page = example.page("/review", scripts=False)
    for number in range(1, 7):
        page.goto(f"{example.url}/review")
        said = page.locator(".rate").inner_text()
        assert ("yes:" in said) == (number > 5), said
        send(page.get_by_role("button", name="Yes" if number % 2 else "No", exact=True))
    page.goto(f"{example.url}/review")
    assert (
        "Of the 6 times to which you said yes or no, 3 were a yes: 50 in a hundred"
        in page.locator(".rate").inner_text()
    )
    assert "between 19 and 81" in page.locator(".rate").inner_text()


def test_an_answer_is_changed_and_taken_back(example):
    page = example.page("/review", scripts=False)
    where = DAYS.search(page.locator("form.ask").get_attribute("action"))[0]
    send(page.get_by_role("button", name="Yes", exact=True))
    page.goto(example.url + where)
    assert "You said: yes." in page.locator("main").inner_text()
    send(page.get_by_role("button", name="Not sure"))
    assert [one.answer for one in answers(example)] == ["unsure"]
    page.goto(f"{example.url}/review/answers")
    page.locator(".rows a").click()
    send(page.get_by_role("button", name="Take this answer back"))
    assert answers(example) == []


def test_words_are_opened_only_where_they_are_kept(example):
    store = example.place.store
    page = example.page("/review", scripts=False)
    assert page.get_by_role("link", name="Read the messages").count() == 0
    candidate = waiting(review_candidates(store))[0]
    for conversation in load_conversations(store, candidate.person_id):
        n = load_frame(store, conversation.id).height
        texts = pl.Series(
            "text", [HOSTILE[place % len(HOSTILE)] + f" {place}" for place in range(n)]
        ).to_frame()
        with store.write() as connection:
            connection.execute(
                "UPDATE segment SET words = ? WHERE conversation_id = ?", (pack_frame(texts), conversation.id)
            )
    page = example.page("/review")
    page.get_by_role("link", name="Read the messages").click()
    page.wait_for_url(re.compile("/messages$"))
    first, last = candidate.days
    times = page.eval_on_selector_all(".said time", "all => all.map((one) => one.dateTime)")
    assert times == sorted(times) and len(times) > 5
    assert f"{first}T04:00:00" <= times[0] and times[-1] < f"{last + timedelta(days=1)}T04:00:00"
    assert {"mine", "theirs"} == set(
        page.eval_on_selector_all(".said li", "all => all.map((one) => one.className)")
    )
    check_page(page, widths=(360, 1280), themes=("light",))


@pytest.mark.parametrize(
    "path",
    [
        "/review",
        "/review/answers/{answer}",
        "/review/answers/{answer}/mark",
        "/review/answers/{answer}/safe",
        "/review/answers",
    ],
)
def test_pages_are_as_every_page_must_be(example, path):
    page = example.page("/review")
    if "answer" in path:
        page.get_by_role("button", name="Yes", exact=True).click()
        page.goto(example.url + path.format(answer=answers(example)[0].id))
    for summary in page.locator("summary").all():
        summary.click()
    if page.locator(".chart").count():
        page.wait_for_selector("html[data-drawn]", state="attached")
    check_page(page)
    assert not page.said


def test_nothing_to_look_at_is_said_plainly(served):
    page = served.page("/review")
    assert "most records do not" in page.locator("main").inner_text()
    check_page(page)


def test_the_last_one_leads_to_rest(example):
    page = example.page("/review", scripts=False)
    for _ in range(n_waiting(example)):
        send(page.get_by_role("button", name="Not sure"))
        page.get_by_role("link", name="Skip this").click()
    assert "You have looked at all of them" in page.locator("main").inner_text()


def test_somebody_hidden_waits_in_no_queue_but_can_be_looked_at(example):
    store = example.place.store
    candidate = waiting(review_candidates(store))[0]
    hide_person(store, candidate.person_id)
    first, last = candidate.days
    page = example.page("/review", scripts=False)
    assert "There are no possible times to look at" in page.locator("main").inner_text()
    page.goto(f"{example.url}/review/{candidate.person_id}/{first}/{last}")
    send(page.get_by_role("button", name="Yes", exact=True))
    assert [one.answer for one in answers(example)] == ["yes"]
