"""Small made-up chats as text."""

import random
from datetime import datetime, timedelta


def whatsapp_lines(n, seed=0, names=("Alex", "Sam"), start=datetime(2023, 1, 4, 8, 11)):
    """Return n WhatsApp lines of two people, an hour or so apart."""
    rng = random.Random(seed)
    time = start
    for number in range(n):
        time += timedelta(minutes=rng.randint(1, 180))
        yield f"{time:%d/%m/%Y, %H:%M} - {rng.choice(names)}: message number {number} {'x' * rng.randint(0, 60)}\n"
