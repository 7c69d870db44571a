"""Every sentence that a user reads, in one catalogue.

The catalogue is a folder of TOML files per language (``en/`` first), one file per part of the program. A key is
``file.table.name``; ``{placeholders}`` are filled by :func:`say`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["catalogue", "say"]

LANGUAGE = "en"


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


def say(key: str, /, **values: object) -> str:
    """Return one sentence with its placeholders filled.

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
    return entry.format(**values) if values else entry
