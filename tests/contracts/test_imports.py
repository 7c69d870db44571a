"""What a command may import: the help loads nothing heavy, reading loads no statistics, nothing loads a network."""

import subprocess
import sys

import pytest

from nearer.cli.commands import COMMANDS

HEAVY = (
    "numpy",
    "polars",
    "scipy",
    "msgspec",
    "rich",
    "jinja2",
    "starlette",
    "uvicorn",
    "sqlcipher3",
    "cryptography",
)


def modules_after(*args):
    code = (
        "import sys\n"
        f"sys.argv = ['nearer', *{list(args)!r}]\n"
        "from nearer.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('\\x00' + ' '.join(sorted(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(ran.stderr.rsplit("\x00", 1)[1].split())


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)], ids=" ".join
)
def test_help_loads_nothing_heavy(args):
    loaded = modules_after(*args)
    assert not loaded & {*HEAVY, "socket", "ssl", "asyncio"}


def test_the_package_loads_lazily():
    code = (
        "import nearer, sys; assert 'polars' not in sys.modules; nearer.read; assert 'polars' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_analysis_never_loads_scipy_stats_or_a_network(tmp_path, short_chat):
    loaded = modules_after(
        "analyze", str(short_chat), "--me", "Alex", "--mine", "--html", str(tmp_path / "page.html")
    )
    assert "polars" in loaded
    assert not loaded & {"scipy.stats", "numba", "ssl", "http.client", "urllib.request"}


def test_the_place_loads_no_reader():
    code = "import nearer.app.place, sys; print([m for m in sys.modules if m in ('polars', 'numpy', 'nearer.sources')])"
    ran = subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
