"""Reading in a process of its own: what a file or a reader does there reaches nobody else."""

import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import bombs
import pytest
from sources.imessage import messages_db

from nearer.app.apart import ReaderProcess
from nearer.app.inspect import inspect_place
from nearer.app.jobs import Cancelled
from nearer.kernel.errors import ChangedError, ExportError, UnknownFormatError
from nearer.sources import ReadOptions

LINES = "".join(
    f'{{"time":"2024-03-01T21:{n // 60:02}:{n % 60:02}","sender":"Ana","text":"a"}}\n' for n in range(3000)
)

PLUGIN = """
import os, time
from nearer.sources import Batch, Chat, ExportReader, Format

def reader(what):
    class Reader(ExportReader):
        source = what
        def __iter__(self):
            if what == "memory":
                kept = []
                while True:
                    kept.append(bytearray(b"x") * (8 << 20))
            if what == "addresses":
                bytes(1 << 40)
            if what == "sleeper":
                time.sleep(60)
            if what == "abort":
                os.abort()
            if what == "noise":
                print("SECRET on the way out", flush=True)
                raise ValueError("SECRET of a message")
            if what == "columns":
                import polars as pl
                yield Batch(Chat("chat", ""), pl.DataFrame({"time": ["SECRET"], "sender": ["Ana"]}))
            yield
    return Format(what, what.title(), lambda export, head: head.startswith(what.encode() + b"!"), Reader, frozenset({".odd"}))

memory, addresses, sleeper, abort, noise, columns = map(
    reader, ("memory", "addresses", "sleeper", "abort", "noise", "columns")
)
broken = 7
"""
NAMES = ("memory", "addresses", "sleeper", "abort", "noise", "columns", "broken", "absent")


@pytest.fixture
def plugged(tmp_path, monkeypatch):
    """A package beside Nearer whose readers misbehave; its folder."""
    folder = tmp_path / "site"
    about = folder / "odd_readers-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "odd_readers.py").write_text(PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-readers\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[nearer.sources]\n" + "".join(f"{name} = odd_readers:{name}\n" for name in NAMES)
    )
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *filter(None, [before]), *sys.path]))
    return folder


def odd(tmp_path: Path, what: str) -> Path:
    path = tmp_path / f"{what}.odd"
    path.write_text(f"{what}!\n")
    return path


def error_of(path: Path, **options: float) -> ExportError:
    with ReaderProcess(**options) as process, pytest.raises(ExportError) as raised:
        listed = process.look(path)
        list(process.read(listed, 0, ReadOptions()))
    return raised.value


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("memory", "too_much_memory"),
        ("addresses", "too_much_memory"),
        ("abort", "too_much_memory"),
        ("noise", "reader_stopped"),
        ("columns", "reader_stopped"),
    ],
)
def test_a_reader_that_breaks_ends_in_a_sentence(what, key, plugged, tmp_path, capfd):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = error_of(odd(tmp_path, what))
    assert error.key == f"sources.error.{key}" and f"{what}.odd" in str(error)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 50_000, "KiB: nothing of it is here"
    assert "SECRET" not in "".join(capfd.readouterr())


def test_a_reader_that_is_silent_for_too_long_is_ended(plugged, tmp_path):
    assert error_of(odd(tmp_path, "sleeper"), patience_s=1.0).key == "sources.error.too_slow"


def test_others_are_read_after_one_that_breaks(plugged, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    odd(folder, "abort")
    (folder / "a.jsonl").write_text(LINES)
    (folder / "z.jsonl").write_text(LINES)
    found = inspect_place(folder)
    assert [(one.name, one.messages) for one in found.exports] == [
        ("mixed/a.jsonl", 3000),
        ("mixed/z.jsonl", 3000),
    ]
    assert [one.name for one in found.not_read] == ["mixed/abort.odd"]


def test_without_plugins_their_files_are_unknown(plugged, tmp_path):
    with ReaderProcess(plugins=False) as process, pytest.raises(UnknownFormatError):
        process.look(odd(tmp_path, "noise"))


def test_plugins_are_listed_and_told_of(plugged):
    def sources(*options):
        command = [sys.executable, "-m", "nearer", "sources", *options]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "200"}
        ).stdout

    said = sources()
    assert "Sleeper (sleeper)" in said and "odd-readers" in said and "WhatsApp" in said
    assert "odd-readers: its format broken could not be loaded (int)." in said
    assert "odd-readers: its format absent could not be loaded (AttributeError)." in said
    alone = sources("--no-plugins")
    assert "odd-readers" not in alone and "WhatsApp" in alone


def test_what_is_read_is_the_same_as_in_this_process(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINES + "no record\n")
    steps = []
    with ReaderProcess() as process:
        listed = process.look(path, digests=True)
        (found,) = listed.exports
        reader = process.read(
            listed,
            0,
            ReadOptions(with_text=True),
            skip=2990,
            on_step=lambda one: steps.append(one.n_messages),
        )
        (batch,) = list(reader)
        assert found.source == "jsonl" and len(found.digest) == 64 and found.n_bytes == path.stat().st_size
        assert (
            batch.frame.columns == ["time", "sender", "length", "kind", "text"] and batch.frame.height == 10
        )
        assert reader.tally.n_skipped == 1 and reader.tally.skipped[0].line == 3001 and steps[-1] == 10
        assert reader.n_bytes_done == reader.n_bytes == found.n_bytes


def test_a_crowd_that_no_app_has_is_refused_before_it_is_sent(tmp_path, monkeypatch):
    monkeypatch.setattr(bombs, "N_PEOPLE", 110_000)
    bombs.text_of_many_names(tmp_path / "people.txt")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ReaderProcess() as process, pytest.raises(ExportError) as raised:
        for _ in process.read(process.look_for_some(tmp_path / "people.txt"), 0, ReadOptions()):
            pass
    assert raised.value.key == "sources.error.crowd" and "100,000" in str(raised.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10


def test_files_that_are_held_find_what_is_beside_them(tmp_path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.jsonl", LINES)
    held = {
        "folder/a.zip": packed.read_bytes(),
        "folder/b.jsonl": LINES.encode(),
        "folder/shopping.txt": b"bread",
        "none": b"",
    }
    with ReaderProcess() as process:
        listed = process.look(held, digests=True)
        assert [found.name for found in listed.exports] == ["folder/a.zip/inner.jsonl", "folder/b.jsonl"]
        assert len({found.digest for found in listed.exports}) == 1 and listed.others == [
            "folder/shopping.txt"
        ]
        assert [
            sum(batch.frame.height for batch in process.read(listed, n, ReadOptions())) for n in (0, 1)
        ] == [3000, 3000]


def test_a_file_that_is_swapped_while_it_is_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINES)
    with ReaderProcess() as process:
        listed = process.look(path)
        path.write_text(LINES + LINES)
        with pytest.raises(ChangedError):
            list(process.read(listed, 0, ReadOptions()))


def test_a_database_that_is_cut_before_it_is_read(tmp_path):
    path = tmp_path / "chat.db"
    messages_db.write(path, messages_db.VERSIONS[0])
    path.with_name("chat.db-wal").write_bytes(bytes(100))  # so it is copied, as a large one is
    with ReaderProcess() as process:
        listed = process.look(path)
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        with pytest.raises(ChangedError):
            list(process.read(listed, 0, ReadOptions()))


def test_stopping_ends_the_process(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINES * 400)

    def stop(_):
        raise Cancelled

    with pytest.raises(Cancelled), ReaderProcess() as process:
        child = process._process
        list(process.read(process.look(path), 0, ReadOptions(), on_step=stop))
    assert child.returncode is not None


def test_the_process_has_no_way_to_the_store(tmp_path):
    code = "import nearer.sources.worker, sys; print([m for m in sys.modules if m.startswith(('nearer.store', 'nearer.app', 'sqlcipher3', 'cryptography', 'ssl'))])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_copy_of_a_database_goes_with_its_killed_reader(plugged, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "temporary").mkdir()
    code = "\n        import tempfile, pathlib; pathlib.Path(tempfile.mkdtemp(), 'chat.db').write_text('SECRET')\n"
    (plugged / "odd_readers.py").write_text(
        PLUGIN.replace(
            "        def __iter__(self):\n",
            "        def __iter__(self):" + code.replace("\n        ", "\n            "),
        )
    )
    seen = []
    with ReaderProcess(patience_s=3.0) as process:
        listed = process.look(odd(tmp_path, "sleeper"))
        seen.append(list((tmp_path / "temporary").iterdir()))
        with pytest.raises(ExportError):
            list(process.read(listed, 0, ReadOptions()))
    assert seen[0] and not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize(
    ("stop", "to_all"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGHUP, True)],
    ids=["Ctrl-C", "interrupt", "end", "terminal closed"],
)
def test_stopped_in_the_middle_nothing_is_left(stop, to_all, plugged, tmp_path, monkeypatch):
    """Neither the process that reads, nor the copy that it made."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    copy = "                import tempfile, pathlib; pathlib.Path(tempfile.mkdtemp(), 'chat.db').write_text(str(os.getpid()))\n"
    (plugged / "odd_readers.py").write_text(
        PLUGIN.replace("                time.sleep(60)\n", copy + "                time.sleep(60)\n")
    )
    command = [sys.executable, "-m", "nearer", "inspect", str(odd(tmp_path, "sleeper"))]
    before = signal.signal(
        stop, signal.default_int_handler
    )  # what runs the tests may ignore it, as nohup does
    running = subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True)
    signal.signal(stop, before)
    while not (copies := [path for path in temporary.rglob("chat.db") if path.stat().st_size]):
        assert running.poll() is None
        time.sleep(0.02)
    reader = int(copies[0].read_text())
    (os.killpg if to_all else os.kill)(running.pid, stop)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130 and "Traceback" not in said and "Stopped" in said
    assert not list(temporary.iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)
