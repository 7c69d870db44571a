"""Somebody who uses the pages over plain HTTP, as without scripts."""

import html
import http.client
import time
from urllib.parse import quote

from nearer.app.safety import QUESTIONS, answer_safety
from nearer.store.people import add_person


class Visitor:
    """Somebody without scripts."""

    def __init__(self, served):
        self.served = served
        self.place = served.place
        self.cookie = served.session()

    @property
    def store(self):
        return self.place.store

    def get(self, path):
        status, headers, text = self.served.ask("GET", path, cookie=self.cookie)
        return (status, headers["Location"]) if status == 303 else (status, html.unescape(text))

    def post(self, path, fields=None, **options):
        status, headers, text = self.served.post(path, fields, cookie=self.cookie, **options)
        return (status, headers["Location"]) if status == 303 else (status, html.unescape(text))

    def upload(self, name, content):
        headers = {"Content-Type": "application/octet-stream", "x-nearer-name": quote(name)}
        headers |= {
            "Origin": self.served.url,
            "Sec-Fetch-Site": "same-origin",
            "Cookie": f"nearer-{self.served.port}={self.cookie}",
        }
        return self.raw("/bring/files", content, headers)

    def raw(self, path, content, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=20)
        try:
            connection.request("POST", path, content, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def wait(self, path, until=30):
        """Reload a job's page as the page itself asks for, and return where it leads."""
        for _ in range(until * 20):
            status, found = self.get(path)
            if status == 303 or "http-equiv" not in found:
                return found
            time.sleep(0.05)
        raise AssertionError(found)

    def bring(self, path, me="Alex", own="yes"):
        status, job = self.post("/bring/path", {"path": str(path)})
        assert status == 303, job
        assert self.wait(job) == "/bring/dates"
        assert self.get("/bring/dates")[1] == "/bring/you"
        return self.post("/bring/you", {"me": me, "own": own})

    def keep(self, fields=None):
        _, job = self.post("/bring/people", fields or {})
        return self.wait(job)


def safe_person(visitor, name="Sam", **answers):
    """Add somebody with whom it is safe, but for what is answered otherwise."""
    person = add_person(visitor.store, name, visitor.place.now())
    answer_safety(visitor.store, person, dict.fromkeys(QUESTIONS, "no") | answers, visitor.place.now())
    return person
