"""A full disk: everything that was acknowledged is there, the sentence is clear, and it goes on when there is room again."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WORKER = Path(__file__).resolve().parents[1] / "torture" / "full_disk.py"
SMALL = 'mount -t tmpfs -o size=12m none "$1" && shift && exec "$@"'


def on_a_small_disk(folder, *command):
    """Run a command with a file system of 12 MiB at a folder, in a name space of its own."""
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", SMALL, "sh", str(folder), *map(str, command)],
        capture_output=True, text=True, timeout=300,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip


@pytest.fixture
def small_disk(tmp_path):
    if shutil.which("unshare") is None or on_a_small_disk(tmp_path, "true").returncode:
        pytest.skip("this system lets nobody mount a small disk of their own")
    return tmp_path


def test_a_full_disk_loses_nothing_and_says_so(small_disk):
    ran = on_a_small_disk(small_disk, sys.executable, WORKER, small_disk, random.randrange(1 << 30))
    assert (ran.stdout, ran.stderr) == ("well\n", "")
