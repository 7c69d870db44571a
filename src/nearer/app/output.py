"""Files that Nearer writes: whole or not at all, readable by their owner only."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nearer.kernel.errors import OutputError, RequestError
from nearer.store.files import sync_folder

__all__ = ["STANDARD_OUTPUT", "check_outputs", "make_folder", "output_error", "whole_file", "write_whole"]

STANDARD_OUTPUT = Path("-")


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file under a temporary name beside its own and move it there when it is complete.

    An existing file stays as it was until then; an interrupted or failed write leaves nothing behind.

    Args:
        path: The file.
        content: All of it, or its pieces in order.

    Raises:
        OutputError: No room on the disk, no right to write there, or no such folder.
    """
    with whole_file(path) as file:
        file.writelines((content,) if isinstance(content, bytes) else content)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give an open file that takes its place at the end, as :func:`write_whole` does.

    Raises:
        OutputError: No room on the disk, no right to write there, or no such folder.
    """
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=".nearer-", dir=path.parent)  # made with mode 0600
        temporary = Path(name)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        temporary = None
        with contextlib.suppress(OSError):
            sync_folder(path.parent)
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def check_outputs(outputs: Iterable[Path | None], exports: Iterable[Path] = ()) -> None:
    """Refuse early what would be refused after minutes of work.

    Args:
        outputs: Files to be written; None and ``-`` (standard output) are passed over.
        exports: Files that must not be written over.

    Raises:
        RequestError: Two outputs are one file, or an output is one of the exports.
        OutputError: A folder is not there or may not be written to, or an output is a folder itself.
    """
    files = [path for path in outputs if path is not None]
    inputs = list(exports)
    for number, path in enumerate(files):
        if path in files[:number]:
            raise RequestError("errors.output_twice", file=path.name)
        if path == STANDARD_OUTPUT:
            continue
        if any(_is_same(path, other) for other in files[:number]):
            raise RequestError("errors.output_twice", file=path.name)
        if any(_is_same(path, export) for export in inputs):
            raise RequestError("errors.output_over_export", file=path.name)
        if path.is_dir():
            raise OutputError("errors.output_is_folder", file=path.name)
        if not path.parent.is_dir():
            raise OutputError("errors.output_no_folder", file=path.name)
        if not os.access(path.parent, os.W_OK):
            raise OutputError("errors.output_denied", file=path.name)


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names are one file: also by a link, or on a disk that knows no capitals."""
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.resolve() == other.resolve()


def make_folder(path: Path) -> Path:
    """Make a folder for the user only, where it is not there yet, and return it.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path) from error
    return path


def output_error(error: OSError, path: Path) -> OutputError:
    """Return the sentence for what stopped a file from being written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return OutputError("errors.output_full", file=path.name)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError("errors.output_denied", file=path.name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return OutputError("errors.output_no_folder", file=path.name)
    return OutputError("errors.output_failed", file=path.name, reason=os.strerror(error.errno or 0))
