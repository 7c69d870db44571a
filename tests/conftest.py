"""What all tests share: small made-up chats, and a settings folder of their own."""

import pytest
from chats import whatsapp_lines


@pytest.fixture(autouse=True)
def own_settings_folder(tmp_path_factory, monkeypatch):
    """Keep what the program remembers out of the real home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


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
