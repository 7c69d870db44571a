"""Every sentence that a user reads, in one catalogue.

The catalogue is a folder of TOML files per language (``en/`` first), one file per part of the program. A key is
``file.table.name``; ``{placeholders}`` are filled by :func:`say`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Any

__all__ = ["catalogue", "printable", "say"]

LANGUAGE = "en"
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\ufffd")
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@cache
def catalogue(part: str, language: str = LANGUAGE) -> dict[str, Any]:
    """Return one part of the catalogue as nested tables.

    Args:
        part: File name without its ending, such as ``"errors"``.
        language: Folder name of the language.

    Raises:
        FileNotFoundError: There is no such part.
    """
    text = resources.files(__name__).joinpath(language, f"{part}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def printable(text: str) -> str:
    r"""Return a text whose every character may go to a terminal, on one line.

    Names of files and people come from outside: what would steer the terminal or is no Unicode (a byte of a file
    name) is replaced, and what would turn the line around is left out.

    >>> printable("chat\x1b[31m.txt")
    'chat�[31m.txt'
    """
    if text.isprintable():
        return text
    return text.encode("utf-8", "replace").decode().translate(_CONTROLS | _DIRECTIONS)


def say(key: str, /, **values: object) -> str:
    """Return one sentence with its placeholders filled; values from outside are made :func:`printable`.

    Args:
        key: Dotted path, part first: ``"errors.no_such_file"``.
        **values: One for each placeholder of the sentence.

    Raises:
        KeyError: The catalogue has no such sentence, or a placeholder has no value.

    >>> say("errors.empty_file", file="chat.txt")
    'chat.txt is empty. Export the chat once more, then try again.'
    """
    part, *path = key.split(".")
    entry: Any = catalogue(part)
    for name in path:
        entry = entry[name]
    if not isinstance(entry, str):
        raise KeyError(key)
    if not values:
        return entry
    return entry.format(**{name: _shown(value) for name, value in values.items()})


def _shown(value: object) -> object:
    return printable(str(value)) if isinstance(value, (str, PurePath)) else value
