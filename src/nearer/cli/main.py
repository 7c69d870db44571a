"""The command ``nearer``: the list of commands, and the one place where errors become sentences and exit codes.

Exit codes: 0 done · 1 something of ours broke · 2 a request that cannot be met · 3 not a readable export ·
4 the answer could not be written · 5 not one's own history · 6 what is kept cannot be opened · 130 interrupted.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from pathlib import Path
from types import FrameType

__all__ = ["run"]

INTERRUPTED = 130
BROKEN = 1
BAD_REQUEST = 2
UNWRITTEN = 4
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Ctrl-C, an end that is asked for, and a terminal that is closed: after each, nothing is left lying about."""


def run() -> None:
    """Run the command line and leave with its exit code. No traceback reaches the user."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: more threads only take time to begin
    _prepare_streams()
    code = _guarded_run()
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # all is done: a late Ctrl-C must not spoil the exit code
    sys.exit(code)


def _guarded_run() -> int:
    """Run the command line and turn whatever stops it into a sentence and an exit code."""
    heard = _hear_interrupts()
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _complain("errors.interrupted", INTERRUPTED)
    except BrokenPipeError:
        return _quiet_pipe()
    except MemoryError:
        return _complain("errors.out_of_memory", BROKEN)
    except OSError as error:
        return _system_error(error)
    except Exception as error:  # noqa: BLE001  (the edge: what nobody foresaw is told by its kind and place)
        return _complain("errors.interrupted", INTERRUPTED) if heard else _ours(error)
    return code


def _hear_interrupts() -> list[int]:
    """Return a list that fills when a stop is asked for: a library that is being imported may make it another error."""
    heard: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    for number in STOPS:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, note)
    return heard


def _prepare_streams() -> None:
    """Open closed streams on nothing, and let a terminal that lacks a letter show ``?`` for it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _run() -> int:
    import click

    from nearer.cli.commands import main
    from nearer.kernel.errors import NearerError

    try:
        result = main.main(prog_name="nearer", standalone_mode=False)
    except click.Abort:
        return _complain("errors.interrupted", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except NearerError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return result if isinstance(result, int) else 0


def _complain(key: str, code: int, **values: object) -> int:
    from nearer.words import say

    sys.stderr.write(f"\n{say(key, **values)}\n" if code == INTERRUPTED else f"{say(key, **values)}\n")
    return code


def _ours(error: Exception) -> int:
    """Say that something of ours broke, unless a developer asked for the trace."""
    if os.environ.get("NEARER_DEBUG"):
        raise error
    from nearer.kernel.trace import innermost_place

    return _complain("errors.ours", BROKEN, kind=type(error).__name__, place=innermost_place(error))


def _system_error(error: OSError) -> int:
    """Standard output goes to a file and the disk is full, or we stand in a folder that is gone; else it is ours."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _ours(error) if _stands_somewhere() else _complain("errors.folder_gone", BAD_REQUEST)
    _close_output()
    return _complain("errors.output_full", UNWRITTEN, file="-")


def _stands_somewhere() -> bool:
    """Whether the folder in which the command was called is still there."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _quiet_pipe() -> int:
    """The reader of our output went away (``nearer ... | head``): leave without a word."""
    _close_output()
    return 0


def _close_output() -> None:
    """Let what is still held for standard output go nowhere, so that Python does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
