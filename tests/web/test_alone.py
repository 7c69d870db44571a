"""The whole way without a network, watched for words that leave the pages: on the disk, in addresses, titles, output."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timedelta
from pathlib import Path

import pytest

WORKER = "worker"
CANARIES = {
    "words": "heliotropewords",
    "name": "Heliotropia",
    "me": "Canariensis",
    "note": "heliotropenote",
    "tag": "heliotropetag",
    "secret": "heliotrope passphrase",
    "label": "heliotropelabel",
    "helper": "heliotropehelper",
}
LO_UP = """
import fcntl, socket, struct, sys, os
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x41))  # SIOCSIFFLAGS: up, running
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Walker:
    """Somebody without scripts who keeps every address and title that a browser would keep."""

    def __init__(self, link):
        self.origin, self.kept, self.cookie = link.split("/launch/")[0], [], ""
        self.host = self.origin.removeprefix("http://")
        self.go(link.removeprefix(self.origin))

    def go(self, path, fields=None):
        headers = {
            "Host": self.host,
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
            "Cookie": self.cookie,
        }
        body = None if fields is None else urllib.parse.urlencode(fields)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", int(self.host.rpartition(":")[2]), timeout=60)
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        where = answer.headers["Location"] or ""
        title = "".join(re.findall("<title>.*?</title>", text, re.DOTALL))
        self.kept += [path, where, title, str(answer.headers)]
        assert answer.status < 400, (path, answer.status)
        assert answer.headers["Cache-Control"] == "no-store"
        return self.go(where) if answer.status == 303 else text

    def follow_job(self, text):
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if "http-equiv" not in text:
                return text
            time.sleep(0.05)
            text = self.go(self.kept[-4])
        raise AssertionError("the work does not end")


def walk(link, export):
    """Go the whole way, from the first run to the lock."""
    one = Walker(link)
    c = CANARIES
    one.go("/welcome/keep", {"passphrase": c["secret"], "again": c["secret"]})
    one.go("/welcome/key", {})
    one.follow_job(one.go("/bring/path", {"path": str(export)}))
    one.go("/bring/you", {"me": c["me"], "own": "yes"})
    one.follow_job(one.go("/bring/people", {"words-0": "1"}))
    one.go("/people/1"), one.go("/people/1/manage")
    one.go("/people/1/rename", {"name": c["name"] + " " + c["label"]})
    one.go(
        "/people/1/marks", {"kind": "away", "first": "2025-02-01", "last": "2025-02-03", "note": c["note"]}
    )
    uid = "0123456789abcdef" * 2
    one.go(f"/check-in/new/{uid}", {"who": "1", "closeness": "3", "wanted": "5"})
    one.go(
        f"/check-in/{uid}/more",
        {"note": c["note"], "new_tags": c["tag"], "tags-new": c["tag"], "new": c["tag"]},
    )
    one.go("/help/numbers", {"name": c["helper"], "number": "555 0100", "note": c["note"]})
    for path in ("/", "/people", "/review", "/check-ins", "/check-ins?with=1", "/year", "/tipping", "/pocket", "/yours",
                 "/yours/export", "/yours/delete/person/1", "/help", "/settings"):  # fmt: skip
        one.go(path)
    plain = one.go("/yours/export", {"form": "json", "seal": "none"})
    one.go(
        "/settings/passphrase",
        {"secret": c["secret"], "passphrase": c["secret"] + "x", "again": c["secret"] + "x"},
    )
    one.go("/lock", {})
    one.go("/unlock", {"secret": c["secret"] + "x", "next": "/"})
    one.go(f"/check-in/{uid}/delete", {})
    one.go("/yours/backup", {})
    return one, plain


def all_arguments():
    """Return what every program of this machine was called with, as any other user can see it."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_bytes())
        except OSError:
            continue
    return b"\n".join(found)


def work(folder):
    """Serve and walk; print what a search may look through."""
    export = folder / "chats" / "chat.txt"
    export.parent.mkdir()
    start = datetime(2025, 1, 16, 9)
    export.write_text("".join(
        f"{start + timedelta(minutes=97 * k):%d/%m/%Y, %H:%M} - "
        f"{CANARIES['me'] if (k * k + k // 3) % 2 else CANARIES['name']}: {CANARIES['words']} {'x' * (k % 23)}\n"
        for k in range(3000)
    ))  # fmt: skip
    command = [sys.executable, "-m", "nearer", "serve", "--no-browser", "--data-dir", str(folder / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as served:
        try:
            link = next(line for line in served.stdout if "/launch/" in line).strip()
            one, plain = walk(link, export)
            (folder / "chats" / "kept").write_text("\n".join(one.kept))
            (folder / "chats" / "plain").write_text(plain)
            (folder / "chats" / "ps").write_bytes(all_arguments())
        finally:
            served.kill()  # so that the log and its index stay as they are
            (folder / "chats" / "said").write_text(served.communicate()[0])


def test_the_whole_way_alone(tmp_path):
    (tmp_path / "tmp").mkdir()
    search_path = os.pathsep.join([str(Path(__file__).parent), *(path for path in sys.path if path)])
    mine = [sys.executable, __file__, WORKER, str(tmp_path)]
    alone = ["unshare", "-rn", sys.executable, "-c", LO_UP, *mine[1:]]
    can = (
        shutil.which("unshare")
        and not subprocess.run(
            ["unshare", "-rn", sys.executable, "-c", LO_UP, "-c", "pass"], capture_output=True, check=False
        ).returncode
    )
    ran = subprocess.run(
        alone if can else mine, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"PYTHONPATH": search_path, "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home"),
                          "SQLITE_TMPDIR": str(tmp_path / "tmp")},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert list((tmp_path / "tmp").iterdir()) == []
    chats = tmp_path / "chats"
    places = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in ("chat.txt",)]
    assert {"nearer.db", "nearer.db-wal", "keys.json", "kept", "said", "plain", "ps"} <= {
        one.name for one in places
    }
    for kind, canary in CANARIES.items():
        for place in places:
            content = place.read_bytes().lower()
            if place == chats / "plain" and kind in ("note", "tag", "helper"):
                assert canary.encode() in content, "what the user wrote goes along"
                continue
            for form in (canary.lower().encode(), urllib.parse.quote(canary.lower()).encode()):
                assert form not in content, (kind, place.name)
    if not can:
        pytest.skip("searched, though with a network: this system lets nobody have name spaces")


if __name__ == "__main__" and sys.argv[1:2] == [WORKER]:
    work(Path(sys.argv[2]))
    assert tempfile.gettempdir() == os.environ["TMPDIR"]
