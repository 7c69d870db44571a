"""What all tests share: small made-up chats, folders of their own, and no way out to any network."""

import ipaddress
import sys

import pytest
from chats import whatsapp_lines
from hypothesis import settings

settings.register_profile("untimed", settings.default, deadline=None)  # a slow machine breaks nothing
settings.load_profile("untimed")

collect_ignore_glob = [
    "sources/malformed/*"
]  # damaged files of all kinds, some of them with an ending of ours


class WentOutError(AssertionError):
    """Something tried to reach another machine."""


def is_this_machine(host):
    """Whether a host is this machine, by its address or by a name that is fixed to it."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def stay_inside(event, args):
    """Refuse any connection that leaves this machine, and any question about another's name."""
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
        if not is_this_machine(args[1][0]):
            raise WentOutError(f"{event} to {args[1][0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_this_machine(args[0]):
        raise WentOutError(f"{event} of {args[0]}")


sys.addaudithook(stay_inside)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Keep what the program remembers and keeps out of the real home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))


@pytest.fixture
def short_chat(tmp_path):
    """A chat of 300 messages over about three weeks: too short for a verdict."""
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text("".join(whatsapp_lines(300)), encoding="utf-8")
    return path


@pytest.fixture
def long_chat(tmp_path):
    """A chat of 8,000 messages over almost two years: long enough for a verdict, nothing in it."""
    path = tmp_path / "WhatsApp Chat with Robin.txt"
    path.write_text("".join(whatsapp_lines(8000, seed=5, names=("Alex", "Robin"))), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    """An empty database with the newest schema."""
    from nearer.store.database import Store

    store = Store(tmp_path / "nearer.db", bytes(range(32)), new=True)
    yield store
    store.close()
