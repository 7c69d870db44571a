"""What all tests share: small made-up chats, and a settings folder of their own."""

import random
from datetime import datetime, timedelta

import pytest


@pytest.fixture(autouse=True)
def own_settings_folder(tmp_path_factory, monkeypatch):
    """Keep what the program remembers out of the real home."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


def whatsapp_lines(n, seed=0, names=("Alex", "Sam"), start=datetime(2023, 1, 4, 8, 11)):
    """Return n WhatsApp lines of two people, an hour or so apart."""
    rng = random.Random(seed)
    time = start
    for number in range(n):
        time += timedelta(minutes=rng.randint(1, 180))
        yield f"{time:%d/%m/%Y, %H:%M} - {rng.choice(names)}: message number {number} {'x' * rng.randint(0, 60)}\n"


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
