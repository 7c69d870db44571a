"""The errors that stop a command, one class for each exit code.

::

    NearerError                 1   something of ours broke
    ├── RequestError            2   the request cannot be met as it was made (a wrong name, a wrong option)
    ├── ExportError             3   the file cannot be read as a message export
    │   ├── UnknownFormatError  3   no reader knows the file
    │   └── ChangedError        3   the file changed while it was being read
    ├── OutputError             4   the answer could not be written (no room, no right)
    ├── NotYoursError           5   the person said that this is not their own history
    └── PlaceError              6   what is kept cannot be opened
        ├── LockedError         6   it is locked
        ├── WrongSecretError    6   neither passphrase nor recovery key fits
        ├── InUseError          6   another Nearer has it open
        └── DamagedError        6   a file of it is missing or damaged
    (interrupted by Ctrl-C    130)

Bad *data* is never an exception: readers return :class:`nearer.sources.Skipped`. Bad *requests* are these, and they are
mapped once, at the edge (``cli``). A message is a full sentence from the word catalogue; it never holds message text.
"""

from __future__ import annotations

from typing import ClassVar

from nearer.words import say

__all__ = [
    "ChangedError",
    "DamagedError",
    "ExportError",
    "InUseError",
    "LockedError",
    "NearerError",
    "NotYoursError",
    "OutputError",
    "PlaceError",
    "RequestError",
    "UnknownFormatError",
    "WrongSecretError",
]


class NearerError(Exception):
    """A sentence for the user and an exit code for the shell.

    Args:
        key: Name of the sentence in the catalogue, part first (``"errors.empty_file"``).
        **values: Its placeholders.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(say(key, **values))


class RequestError(NearerError):
    """The request cannot be met as it was made."""

    exit_code = 2


class ExportError(NearerError):
    """The file cannot be read as a message export."""

    exit_code = 3


class UnknownFormatError(ExportError):
    """No reader knows this file."""


class ChangedError(ExportError):
    """The file changed while it was being read."""


class OutputError(NearerError):
    """The answer could not be written."""

    exit_code = 4


class NotYoursError(NearerError):
    """The person said that this is not their own history."""

    exit_code = 5


class PlaceError(NearerError):
    """What is kept cannot be opened."""

    exit_code = 6


class LockedError(PlaceError):
    """It is locked."""


class WrongSecretError(PlaceError):
    """Neither passphrase nor recovery key fits."""


class InUseError(PlaceError):
    """Another Nearer has it open."""


class DamagedError(PlaceError):
    """A file of it is missing or damaged."""
