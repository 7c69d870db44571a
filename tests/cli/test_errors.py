"""Every wrong request gets one clear sentence and its exit code; nothing half-written, no traceback, no message text."""

import os
import signal
import subprocess
import sys
import time

import pytest
from chats import whatsapp_lines

CANARY = "heliotrope-canary"


def nearer(*args, **settings):
    return subprocess.run(
        [sys.executable, "-m", "nearer", *map(str, args)],
        capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL, **settings,
    )  # fmt: skip


def one_clear_sentence(ran, code):
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert CANARY not in ran.stderr + ran.stdout
    assert len(ran.stderr.strip().splitlines()) <= 4
    return ran.stderr


def test_a_wrong_name_lists_the_names(short_chat):
    said = one_clear_sentence(nearer("analyze", short_chat, "--me", "Nobody", "--mine"), 2)
    assert "Alex" in said and "Sam" in said and "--me" in said


def test_no_name_and_nobody_to_ask(short_chat):
    said = one_clear_sentence(nearer("analyze", short_chat), 2)
    assert "--me" in said and "Alex" in said


def test_a_missing_file(tmp_path):
    assert "nothing-here.txt" in one_clear_sentence(
        nearer("analyze", tmp_path / "nothing-here.txt", "--me", "Alex"), 3
    )


@pytest.mark.parametrize(
    "content",
    [b"", CANARY.encode(), os.urandom(5000), b"\xff\xfe\x00", b"{", b"PK\x03\x04 not a zip", b"\n\n\n"],
)
@pytest.mark.parametrize("name", ["chat.txt", "result.json", "chat.zip", "odd"])
def test_no_export(tmp_path, content, name):
    file = tmp_path / name
    file.write_bytes(content)
    for command in (["inspect", file], ["analyze", file, "--me", "Alex", "--mine"]):
        assert name in one_clear_sentence(nearer(*command), 3)


def test_a_folder_is_no_export(tmp_path):
    one_clear_sentence(nearer("inspect", tmp_path), 3)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_to_read(short_chat):
    short_chat.chmod(0)
    one_clear_sentence(nearer("inspect", short_chat), 3)


@pytest.mark.parametrize(
    ("away", "word"), [("yesterday", "2024-07-01"), ("2024-07-14..2024-07-01", "earlier"), ("2024-02-30..2024-03-01", "2024-07-01"), ("Zoe:2024-01-01..2024-01-02", "Sam")]
)  # fmt: skip
def test_a_wrong_away(short_chat, away, word):
    said = one_clear_sentence(nearer("analyze", short_chat, "--me", "Alex", "--mine", "--away", away), 2)
    assert word in said


def test_an_output_over_the_export(short_chat):
    before = short_chat.read_bytes()
    one_clear_sentence(nearer("analyze", short_chat, "--me", "Alex", "--mine", "--json", short_chat), 2)
    assert short_chat.read_bytes() == before


def test_an_output_into_nowhere(short_chat, tmp_path):
    one_clear_sentence(
        nearer("analyze", short_chat, "--me", "Alex", "--mine", "--json", tmp_path / "no" / "f.json"), 4
    )
    one_clear_sentence(nearer("analyze", short_chat, "--me", "Alex", "--mine", "--html", tmp_path), 4)


def test_two_outputs_in_one_file(short_chat, tmp_path):
    file = tmp_path / "out"
    one_clear_sentence(
        nearer("analyze", short_chat, "--me", "Alex", "--mine", "--html", file, "--json", file), 2
    )
    assert not file.exists()


def test_the_same_export_twice(short_chat):
    one_clear_sentence(nearer("analyze", short_chat, short_chat, "--me", "Alex", "--mine"), 2)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_on_standard_output(short_chat):
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "nearer", "analyze", str(short_chat), "--me", "Alex", "--mine", "--json", "-"],
            stdout=full, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip
    assert ran.returncode == 4 and "Traceback" not in ran.stderr and "full" in ran.stderr


def test_a_full_disk_leaves_the_old_file(short_chat, tmp_path):
    resource = pytest.importorskip("resource")
    page = tmp_path / "page.html"
    page.write_text("the old page")
    ran = nearer(
        "analyze", short_chat, "--me", "Alex", "--mine", "--html", page,
        preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))),
    )  # fmt: skip
    one_clear_sentence(ran, 4)
    assert page.read_text() == "the old page"
    assert not list(tmp_path.glob(".nearer-*"))


def test_a_reader_that_goes_away(short_chat):
    ran = subprocess.run(
        f"{sys.executable} -m nearer schema | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in ran.stderr and "Error" not in ran.stderr


@pytest.mark.parametrize("after_s", [0.05, 0.3, 0.6, 0.9, 1.2])
def test_interrupted_at_any_time(tmp_path, after_s):
    chat = tmp_path / "chat.txt"
    chat.write_text("".join(whatsapp_lines(60_000)), encoding="utf-8")
    page = tmp_path / "page.html"
    command = [
        sys.executable,
        "-m",
        "nearer",
        "analyze",
        str(chat),
        "--me",
        "Alex",
        "--mine",
        "--html",
        str(page),
    ]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(after_s)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode in (130, 0, -signal.SIGINT)
    if running.returncode == 130:
        assert "Traceback" not in said and "Stopped" in said
    assert not list(tmp_path.glob(".nearer-*"))
    if page.exists():
        assert page.read_text().rstrip().endswith("</html>")


def test_what_breaks_is_said_without_a_word_of_the_chat(short_chat, tmp_path):
    code = (
        "import sys, nearer.app.inspect as m\n"
        f"def broken(*a, **k): raise ValueError({CANARY!r})\n"
        "m.ReaderProcess.look = broken\n"
        f"sys.argv = ['nearer', 'inspect', {str(short_chat)!r}]\n"
        "from nearer.cli.main import run\nrun()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "ValueError" in one_clear_sentence(ran, 1) and "nearer.app.apart" in ran.stderr


@pytest.fixture
def foreign_chat(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text("".join(whatsapp_lines(300, names=("דנה", "Zoë"))), encoding="utf-8")
    return path


def test_a_terminal_that_lacks_the_letters(foreign_chat):
    plain = os.environ | {"PYTHONIOENCODING": "ascii"}
    for command in (["inspect", foreign_chat], ["analyze", foreign_chat, "--me", "Zoë", "--mine"]):
        ran = nearer(*command, env=plain)
        assert ran.returncode == 0 and "???" in ran.stdout, ran.stderr
    said = one_clear_sentence(nearer("analyze", foreign_chat, "--me", "x", "--mine", env=plain), 2)
    assert said.isascii()


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_closed_streams(short_chat, tmp_path, closed):
    def run(*args):
        command = [sys.executable, "-m", "nearer", *map(str, args)]
        return subprocess.run(
            command, preexec_fn=lambda: os.close(closed), capture_output=True, text=True, timeout=60
        )

    page = tmp_path / "page.html"
    assert run("inspect", short_chat).returncode == 0
    assert run("analyze", short_chat, "--me", "Alex", "--mine", "--html", page).returncode == 0
    assert page.exists()
    assert run("analyze", short_chat).returncode == 2
    assert run("inspect", tmp_path / "missing.txt").returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be deleted there")
def test_standing_in_a_folder_that_is_gone(short_chat, tmp_path):
    gone = tmp_path / "gone"

    def leave():
        gone.mkdir()
        os.chdir(gone)
        gone.rmdir()

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))}
    command = ["analyze", short_chat, "--me", "Alex", "--mine", "--html", "page.html"]
    said = one_clear_sentence(nearer(*command, preexec_fn=leave, env=environment), 2)
    assert "no longer exists" in said
    assert nearer("inspect", short_chat, preexec_fn=leave, env=environment).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes there alone")
def test_a_file_name_that_is_no_text_or_steers_the_terminal(short_chat, tmp_path):
    for name in (b"chat\xff.txt", b"chat\x1b[31m\x07.txt"):
        path = os.path.join(os.fsencode(tmp_path), name)
        with open(path, "wb") as file:
            file.write(short_chat.read_bytes() + b"99/99/2023, 10:00 - Alex: x\n")
        chat = os.fsdecode(path)
        ran = nearer("inspect", chat)
        assert ran.returncode == 0 and "\x1b" not in ran.stdout + ran.stderr, ran.stderr
        assert nearer("inspect", chat, "--json", "-").returncode == 0
        ran = nearer("analyze", chat, "--me", "Alex", "--mine", "--html", tmp_path / "page.html")
        assert ran.returncode == 0 and "\x1b" not in ran.stdout + ran.stderr, ran.stderr
        assert "\x1b" not in one_clear_sentence(nearer("inspect", chat + "x"), 3)
