"""Where the threads of a Meta download lie: which files belong together, in which order, and of which app they are.

Layouts seen: ``your_facebook_activity/messages/SECTION/NAME_ID/message_N.json`` (2023 and later), the same under
``your_activity_across_facebook`` and ``your_instagram_activity``, ``messages/SECTION/...`` (2018 to 2022), and flat
folders ``messages/NAME_N.json`` beside ``media`` (the end-to-end download).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from nearer.sources.files import Export

__all__ = ["PROFILES", "gather", "is_instagram", "thread_of"]

PROFILES: Final = ("profile_information.json", "personal_information.json", "autofill_information.json")
"""Files that name the owner of the account: Facebook's, Instagram's, Messenger's."""

_ACTIVITY: Final = ("your_facebook_activity", "your_activity_across_facebook", "your_instagram_activity")
_SECTIONS: Final = (
    *("inbox", "archived_threads", "e2ee_cutover", "filtered_threads", "message_requests", "legacy_threads"),
    "secret_conversations",
)
_INNER: Final = frozenset({*_ACTIVITY, *_SECTIONS, "messages", "personal_information", "profile_information"})
_DOWNLOAD: Final = re.compile(
    r"(?:facebook|instagram|meta|messages)-.+?-(?:\d{4}-\d\d-\d\d|\d\d[_-]\d\d[_-]\d{4})"
)
_NUMBER: Final = re.compile(r"(\d+)\.\w+$")
_ONLY_INSTAGRAM: Final = (
    "followers_and_following/followers",
    "followers_and_following/followers_1",
    "connections/followers_and_following/followers_1",
    "personal_information/personal_information",
    "personal_information/personal_information/personal_information",
)


def _root(export: Export) -> PurePosixPath:
    """Return the folder of the whole download."""
    place = export.place.parent
    parts = place.parts
    inner = next((n for n, part in enumerate(parts) if part in _INNER), None)
    return place if inner is None else PurePosixPath(*parts[:inner])


def thread_of(export: Export) -> str:
    """Return the name of the folder that holds a thread; "" where a file stands alone or with other threads."""
    folder = export.place.parent.name
    return "" if folder in _INNER or not export.place.name.startswith("message") else folder


def gather(exports: Sequence[Export]) -> list[list[Export]]:
    """Put the files of each download together, its threads in the order of their names, newest part first.

    A thread that is there as JSON is not read again as pages.
    """
    as_json = {export.place.parent for export in exports if export.place.suffix == ".json"}
    downloads: dict[str, list[Export]] = {}
    for export in exports:
        if export.place.suffix != ".json" and thread_of(export) and export.place.parent in as_json:
            continue
        root = _root(export)
        found = next((match[0] for part in reversed(root.parts) if (match := _DOWNLOAD.match(part))), None)
        downloads.setdefault(found or str(root), []).append(export)
    return [
        sorted(parts, key=_order)
        for parts in downloads.values()
        if any(part.place.name not in PROFILES for part in parts)
    ]


def _order(export: Export) -> tuple[str, int, str]:
    number = _NUMBER.search(export.place.name)
    thread = export.place.parent.relative_to(_root(export))  # its parts may lie in several zips
    return str(thread), int(number[1][:9]) if number else 0, str(export.place)


def is_instagram(export: Export, head: bytes) -> bool:
    """Tell Instagram's files from Messenger's: by the folders, by what lies beside them, alone by their links."""
    parts = export.place.parts
    if "your_instagram_activity" in parts or any(
        part.startswith(("instagram-", "instagram_")) for part in parts
    ):
        return True
    if any(part in _ACTIVITY or part.startswith(("facebook-", "facebook_")) for part in parts):
        return False
    if export.entry is None and export.within is None:
        return b"your_instagram_activity/" in head or b'"original_content_owner"' in head
    return export.place.name == "personal_information.json" or _has(export, _ONLY_INSTAGRAM)


def _has(export: Export, names: Sequence[str]) -> bool:
    """Whether one of some files lies in the download."""
    root = _root(export)
    above = len(export.place.parent.parts) - len(root.parts)
    for name in names:
        for suffix in (".json", ".html"):
            if export.archive is not None and export.entry is not None:
                inside = PurePosixPath(export.entry).parent.parts
                if export.archive.has("/".join((*inside[: max(len(inside) - above, 0)], name + suffix))):
                    return True
            elif (
                above < len(export.path.parents) and (export.path.parents[above] / (name + suffix)).is_file()
            ):
                return True
    return False
