"""Remembers whose history the user said is their own. Names are kept as salted digests, never as words."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from pathlib import Path

import platformdirs

from nearer.app.output import write_whole
from nearer.kernel.errors import OutputError

__all__ = ["confirm_own", "consent_file", "is_own"]


def consent_file() -> Path:
    """Return where the answers are kept."""
    return platformdirs.user_config_path("nearer", appauthor=False) / "own-history.json"


def is_own(name: str, file: Path) -> bool:
    """Whether the user has said before that the history of this name is their own."""
    salt, digests = _load(file)
    return salt is not None and _digest(name, salt) in digests


def confirm_own(name: str, file: Path) -> None:
    """Remember that it is. Where it cannot be kept, the question comes again next time: no error."""
    salt, digests = _load(file)
    salt = salt or secrets.token_hex(16)
    digests.add(_digest(name, salt))
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(file, json.dumps({"salt": salt, "own": sorted(digests)}).encode())
    except (OSError, OutputError):
        return


def _load(file: Path) -> tuple[str | None, set[str]]:
    try:
        kept = json.loads(file.read_bytes())
        return str(kept["salt"]), {str(digest) for digest in kept["own"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None, set()


def _digest(name: str, salt: str) -> str:
    return hmac.new(salt.encode(), name.encode(), hashlib.sha256).hexdigest()
