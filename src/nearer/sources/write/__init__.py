"""Exports made from simulated chats: the same files that the apps write, filled with words that nobody said.

Renderers take columns (``time``, ``sender``, ``length``, ``kind``), and yield a file's bytes piece by piece.
"""

from nearer.sources.write.telegram import render_telegram_account, render_telegram_chat
from nearer.sources.write.whatsapp import STYLES, WhatsAppStyle, render_whatsapp

__all__ = [
    "STYLES",
    "WhatsAppStyle",
    "render_telegram_account",
    "render_telegram_chat",
    "render_whatsapp",
]
