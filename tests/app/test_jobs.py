"""Background work that fails, hangs, is stopped, or is asked for at a bad moment."""

import threading
import time

import pytest

from nearer.app import jobs
from nearer.app.jobs import MOST_REMEMBERED, Jobs
from nearer.kernel.errors import LockedError, RequestError

CANARY = "Heliotropia"


def steps(progress):
    for number in range(100_000):
        progress.step(number, words=CANARY)
        time.sleep(0.001)


@pytest.mark.parametrize("error", [ValueError, MemoryError, type("Panic", (BaseException,), {})])
def test_work_that_breaks_ends_without_its_own_words(error):
    def work(_progress):
        raise error(CANARY)

    work_of = Jobs()
    job = work_of.start("import", work)
    assert job.over.wait(20)
    assert job.state == "failed" and CANARY not in str(job.error)
    after = work_of.start("import", lambda _progress: 7)
    assert after.over.wait(20) and (after.state, after.result) == ("done", 7)


def test_what_runs_is_never_forgotten():
    work_of = Jobs()
    may_end = threading.Event()
    running = work_of.start("import", lambda _progress: may_end.wait(30))
    waiting = [work_of.start("tidy", lambda _progress: None) for _ in range(2 * MOST_REMEMBERED)]
    assert work_of.find(running.id) is running
    assert set(map(id, work_of.running)) == set(map(id, [running, *waiting]))
    may_end.set()
    assert waiting[-1].over.wait(20)
    for _ in range(2 * MOST_REMEMBERED):
        work_of.start("tidy", lambda _progress: None)
    with pytest.raises(RequestError):
        work_of.find(running.id)


def test_stopping_ends_what_runs_and_what_waits():
    work_of = Jobs()
    started = [work_of.start("import", steps) for _ in range(5)]
    work_of.stop_all()
    assert [job.state for job in started] == ["cancelled"] * 5 and work_of.running == []
    assert work_of.start("import", lambda _progress: None).over.wait(20)


def test_one_kind_is_stopped_alone():
    work_of = Jobs()
    reading, looking = work_of.start("import", steps), work_of.start("analysis", lambda _progress: 1)
    work_of.stop("import")
    assert reading.state == "cancelled" and looking.over.wait(20) and looking.state == "done"


def test_what_does_not_stop_holds_nobody_up_for_ever(monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE_S", 0.1)
    work_of = Jobs()
    may_end, refused = threading.Event(), []
    stuck = work_of.start("import", lambda _progress: may_end.wait(30))
    queued = work_of.start("analysis", lambda _progress: 1)
    stopping = threading.Thread(target=work_of.stop_all)
    stopping.start()
    while stopping.is_alive():
        try:
            work_of.start("tidy", lambda _progress: None)
        except LockedError:
            refused.append(True)
    may_end.set()
    assert refused and (stuck.state, queued.state) == ("cancelled", "cancelled") and queued.result is None


def test_words_and_results_are_forgotten():
    work_of = Jobs()
    job = work_of.start("import", lambda progress: progress.step(1, words=CANARY) or CANARY)
    assert job.over.wait(20)
    work_of.forget_words()
    assert CANARY not in repr(job) and job.state == "done"


def test_starting_and_asking_from_many_threads():
    work_of, broken = Jobs(), []

    def ask():
        try:
            for _ in range(300):
                work_of.start("tidy", lambda _progress: None)
                assert all(job.id for job in work_of.running)
        except BaseException as error:  # noqa: BLE001 - whatever it is
            broken.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
