"""The main job, end to end, as a user calls it: exports in, answer out."""

import json
import os
import subprocess
import sys
import time

import jsonschema
import pytest
from chats import whatsapp_lines

from nearer.findings import findings_schema

COMMAND = [sys.executable, "-m", "nearer"]


def nearer(*args, code=0):
    ran = subprocess.run(
        [*COMMAND, *map(str, args)], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
    )
    assert ran.returncode == code, ran.stderr
    return ran.stdout


def answer(*args):
    return json.loads(nearer("analyze", *args, "--mine", "--json", "-"))


def test_inspect(short_chat, tmp_path):
    said = nearer("inspect", short_chat, "--json", tmp_path / "found.json")
    everything = json.loads((tmp_path / "found.json").read_text())
    (found,) = everything["exports"]
    assert "300 messages" in said and "Alex" in said
    assert found["source"] == "whatsapp" and found["messages"] == 300 and found["skipped"] == []
    assert sum(found["senders"].values()) == 300
    assert found["first"].startswith("2023-01-04T")
    assert json.loads(nearer("inspect", short_chat, "--json", "-")) == everything


def test_analyze_writes_file_and_page_and_says_where_they_lie(long_chat, tmp_path):
    page, file = tmp_path / "answer.html", tmp_path / "answer.json"
    said = nearer("analyze", long_chat, "--me", "Alex", "--mine", "--html", page, "--json", file)
    found = json.loads(file.read_text())
    jsonschema.validate(found, findings_schema())
    (entry,) = found["relationships"]
    assert entry["with"] == "Robin" and entry["verdict"] == "no_sign" and entry["messages"] == 8000
    assert entry["power"] and entry["sentence"] in " ".join(said.split())
    assert "answer.html" in "".join(said.split()) and "delete" in said
    text = page.read_text()
    assert text.rstrip().endswith("</html>") and "Robin" in text


def test_a_short_record_gets_a_page_too(short_chat, tmp_path):
    page = tmp_path / "answer.html"
    said = nearer("analyze", short_chat, "--me", "Alex", "--mine", "--html", page)
    assert "can't tell" in said and "more weeks" in said
    assert "can&#39;t tell" in page.read_text() or "can't tell" in page.read_text()


def test_pseudonyms_leave_no_name(long_chat, tmp_path):
    page, file = tmp_path / "answer.html", tmp_path / "answer.json"
    args = ("--me", "Alex", "--mine", "--pseudonyms", "--html", page, "--json", file)
    nearer("analyze", long_chat, *args)
    for written in (page, file):
        assert "Robin" not in written.read_text() and "Alex" not in written.read_text()


def test_the_analysis_is_unchanged_when_names_change(long_chat, tmp_path):
    renamed = tmp_path / "renamed.txt"
    text = long_chat.read_text().replace("Robin: ", "Ümit K. 🦊: ").replace("Alex: ", "+44 7700 900123: ")
    renamed.write_text(text, encoding="utf-8")
    before, after = answer(long_chat, "--me", "Alex"), answer(renamed, "--me", "+44 7700 900123")
    for entry in (before["relationships"][0], after["relationships"][0]):
        del entry["with"], entry["sentence"]
    assert before["relationships"] == after["relationships"]


def test_several_exports_several_contacts_and_a_group(long_chat, short_chat, tmp_path):
    group = tmp_path / "WhatsApp Chat with Trip.txt"
    group.write_text("".join(whatsapp_lines(200, names=("Alex", "Sam", "Kim"))), encoding="utf-8")
    found = answer(long_chat, short_chat, group, "--me", "Alex")
    assert [entry["with"] for entry in found["relationships"]] == ["Robin", "Sam"]
    assert [left["reason"] for left in found["left_out"]] == ["group"]


def test_many_short_records_share_a_line(tmp_path):
    names = [f"Contact{number:02}" for number in range(16)]
    exports = [tmp_path / f"WhatsApp Chat with {name}.txt" for name in names]
    for name, export in zip(names, exports, strict=True):
        export.write_text("".join(whatsapp_lines(30, names=("Alex", name))), encoding="utf-8")
    said = nearer("analyze", *exports, "--me", "Alex", "--mine")
    assert said.count("can't tell from this yet") == 3
    assert "Contact03" in said and "and 3 more" in " ".join(said.split())


def test_overlapping_exports_change_nothing(long_chat, tmp_path):
    lines = long_chat.read_text().splitlines(keepends=True)
    older, newer = tmp_path / "older.txt", tmp_path / "newer.txt"
    older.write_text("".join(lines[:5000]), encoding="utf-8")
    newer.write_text("".join(lines[3000:]), encoding="utf-8")
    assert (
        answer(older, newer, "--me", "Alex")["relationships"]
        == answer(long_chat, "--me", "Alex")["relationships"]
    )


def test_me_is_told_by_being_in_every_chat(long_chat, short_chat):
    assert answer(long_chat, short_chat)["me"] == "Alex"


def test_away_days_change_the_measurement_openly(long_chat):
    plain = answer(long_chat, "--me", "Alex")["relationships"][0]
    everywhere = answer(long_chat, "--me", "Alex", "--away", "2023-03-01..2023-06-30")["relationships"][0]
    for_robin = answer(long_chat, "--me", "Alex", "--away", "Robin:2023-03-01..2023-06-30")["relationships"][
        0
    ]
    assert everywhere == for_robin
    assert everywhere["p"] != plain["p"] or everywhere["effect"] != plain["effect"]
    assert everywhere["messages"] == plain["messages"]


def test_schema_command(long_chat):
    jsonschema.validate(answer(long_chat, "--me", "Alex"), json.loads(nearer("schema")))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    """What is asked where a person sits at the other end."""

    def talk(self, args, *typed):
        import pty

        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(sys.executable, [*COMMAND, *map(str, args)])
        said = b""
        to_type = list(typed)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
            if to_type and said.rstrip().endswith((b"[y/N]:", b":")) and b"]:" in said[-80:]:
                os.write(terminal, to_type.pop(0))
                said += b"\n"
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()

    def test_asks_once_whether_it_is_ones_own(self, short_chat):
        code, said = self.talk(["analyze", short_chat, "--me", "Alex"], b"y\n")
        assert code == 0 and "your own message history" in said
        code, said = self.talk(["analyze", short_chat, "--me", "Alex"])
        assert code == 0 and "your own message history" not in said

    def test_stops_gently_where_it_is_not(self, short_chat, tmp_path):
        page = tmp_path / "page.html"
        code, said = self.talk(["analyze", short_chat, "--me", "Sam", "--html", page], b"n\n")
        assert code == 5 and "Nothing was kept" in " ".join(said.split()) and not page.exists()
