"""The bound for Telegram: msgspec with types reads the whole file, and the texts are flattened.

It delivers the bare messages and nothing else: no times, no columns, no account, no place that could not be read, the
whole file in memory at once.
"""

import sys
from pathlib import Path

import msgspec


class Part(msgspec.Struct):
    text: str = ""


class Message(msgspec.Struct):
    type: str = ""
    date: str = ""
    sender: str | None = msgspec.field(default=None, name="from")
    text: str | list[str | Part] = ""


class Export(msgspec.Struct):
    messages: list[Message]


messages = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Export).messages
texts = [
    message.text
    if isinstance(message.text, str)
    else "".join(part if isinstance(part, str) else part.text for part in message.text)
    for message in messages
]
print(sum(message.type == "message" for message in messages), sum(map(len, texts)))
