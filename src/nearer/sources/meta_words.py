"""Sentences that Messenger and Instagram write into a thread by themselves, in the languages that are cheap to list.

What a message is, its fields say wherever they can (``call_duration``, ``missed``, ``is_unsent``, ``type``). Since 2023
many lines have nothing but a sentence: a reaction, a change of the group, "You sent an attachment." beside a shared
post. Each pattern fits such a sentence from its first to its last character, so that what somebody typed stays.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from nearer.sources.records import Kind

__all__ = ["judge", "look_over"]

_SIGN: Final = r"[^\w\s]{1,16}"
_REACTIONS: Final = (
    rf"liked a message|reacted {_SIGN} to (?:your|a|their) (?:message|photo|video|story|attachment)",
    rf"reacted {_SIGN} to .{{1,40}}'s message",
    rf"(?:gefällt eine nachricht|hat mit {_SIGN} auf deine nachricht reagiert)",
    rf"(?:a aimé un message|a réagi (?:avec |par )?{_SIGN} à votre message)",
    rf"(?:le gustó un mensaje|reaccionó (?:con )?{_SIGN} a tu mensaje)",
    rf"(?:curtiu uma mensagem|gostou de uma mensagem|reagiu (?:com )?{_SIGN} à sua mensagem)",
    rf"(?:ha messo \W?mi piace\W? a un messaggio|ha reagito (?:con )?{_SIGN} al tuo messaggio)",
    rf"(?:vindt een bericht leuk|heeft (?:met )?{_SIGN} gereageerd op je bericht)",
)
_CALLS: Final = (
    r"(?:called you|missed (?:your|an?) (?:video |audio |voice |group )?(?:call|chat)(?: from .{1,80})?"
    r"|(?:started|joined|left|ended) (?:an?|the|your) (?:video |audio |voice |group )?(?:call|chat))",
    r"(?:hat dich angerufen|hat deinen (?:video)?anruf verpasst|hast einen (?:video)?anruf verpasst)",
    r"(?:vous a appelée?|a manqué votre appel|avez manqué un appel)",
    r"(?:te llamó|perdió tu (?:video)?llamada|no contestó tu (?:video)?llamada)",
    r"(?:ligou para você|perdeu (?:a )?sua (?:chamada|ligação)(?: de vídeo)?)",
)
_GROUPS: Final = (
    r"(?:created|left|joined) the group|named the group .{1,200}|removed the group (?:name|photo)"
    r"|changed the (?:group |chat |conversation )?(?:photo|name|theme|picture|colou?rs?)(?: to .{1,120})?"
    r"|added .{1,200} to the (?:group|conversation|chat)|removed .{1,200} from the (?:group|conversation|chat)"
    r"|set (?:the|your|his|her|their|own|.{1,80}'s) (?:own )?(?:nickname|quick reaction|emoji|nickname for .{1,80})"
    r" (?:to|for) .{1,120}|cleared (?:the|your|his|her|their|.{1,80}'s)(?: own)? nickname(?: for .{1,80})?"
    r"|(?:un)?pinned a message|turned (?:on|off) .{1,80}|waved at (?:you|each other|.{1,80})"
    r"|(?:created|voted in|updated|changed .{1,80} in) the poll:? ?.{0,200}|(?:took|has taken) a screenshot",
    r"hat (?:die gruppe .{1,200} genannt|.{1,200} zur gruppe hinzugefügt|die gruppe verlassen)",
    r"a (?:nommé le groupe .{1,200}|ajouté .{1,200} au groupe|quitté le groupe)",
    r"(?:nombró al grupo .{1,200}|agregó a .{1,200} al grupo|salió del grupo)",
    r"(?:nomeou o grupo .{1,200}|adicionou .{1,200} ao grupo|saiu do grupo)",
)
_ALONE: Final = (
    r"(?:the )?(?:video |audio |voice )?(?:call|chat) (?:has )?ended|missed (?:video|audio|voice) (?:call|chat)",
    r"you(?: are|'re|’re) now (?:connected|friends) on (?:messenger|facebook|instagram)\.?.{0,80}",
    r".{0,120}\bcan now (?:message and call|call and message|call) each other\b.{0,160}",
    r".{0,80}wasn['’]t notified about this message because .{1,120}",
    r"(?:this )?(?:poll|plan) is no longer available|say hi to your new facebook friend.{0,80}",
)
_ATTACHED: Final = (
    r"(?:sent|shared) an? (?:attachment|photo|video|gif|sticker|voice message|audio|link|location|live location"
    r"|story|post|reel|profile|file)",
    r"(?:hat|hast) einen anhang gesendet",
    r"(?:a|avez) envoyé une pièce jointe",
    r"(?:envió|enviaste|has enviado|ha enviado) un archivo adjunto",
    r"(?:enviou|enviaste) um anexo",
    r"(?:ha|hai) inviato un allegato",
    r"(?:heeft|hebt) een bijlage (?:verzonden|verstuurd|gestuurd)",
    r"(?:wysłała?|wysłał\(a\)|wysłałeś|wysłałaś) załącznik",
    r"bir ek gönderd(?:i|in|iniz)",
)
_UNSENT: Final = (
    r"unsent a message|(?:this )?message (?:was |has been )?(?:unsent|deleted|removed)|removed a message",
    r"hat eine nachricht (?:entfernt|zurückgenommen)|a (?:annulé|supprimé) un message",
    r"(?:anuló|eliminó) (?:el envío de )?un mensaje|(?:cancelou|removeu) (?:o envio de )?uma mensagem",
)

_MARKS: Final = "|".join(
    (
        *("message", "acted ", "Nachricht", "mensa", "messaggio", "bericht", "unsent"),
        *(" call", " chat", "nruf", "geruf", "appel", "llam", "chamada", "ligou", "ligação"),
        *(" group", "ruppe", "grupo", " conversation", "changed the", "nickname", "quick reaction", "emoji"),
        *("turned o", "waved at", "poll", "screenshot", " now ", "notified", "longer", " friend"),
        *(
            "sent a",
            "shared a",
            "nhang",
            "jointe",
            "adjunto",
            "anexo",
            "allegato",
            "bijlage",
            "łącznik",
            " ek ",
        ),
    )
)
"""One of these stands in every sentence that the patterns know, as it is written there."""


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})[\s.!]*", re.IGNORECASE)


_SYSTEM: Final = _whole((*_REACTIONS, *_ALONE))
_ABOUT_SOMEBODY: Final = _whole((*_REACTIONS, *_CALLS, *_GROUPS))
_MEDIA: Final = _whole(_ATTACHED)
_DELETED: Final = _whole(_UNSENT)
_YOU: Final = re.compile(r"(?:you|user|du|vous|tú|você|tu|je|te) ", re.IGNORECASE)
_LONGEST: Final = 400


def look_over(texts: pl.Series, senders: pl.Series) -> tuple[pl.Series, list[int]]:
    """Return how long texts are, and which may be sentences of the app.

    Those have one of its words, or begin with the sender's name.

    Args:
        texts: String, shape (n,).
        senders: String, shape (n,).

    Returns:
        Characters (UInt32, shape (n,)), and places of texts.
    """
    text = pl.lit(texts)
    found = pl.select(
        length=text.str.len_chars(),
        known=(text.str.len_bytes() <= _LONGEST)
        & (text.str.contains(_MARKS) | text.str.starts_with(pl.lit(senders))),
    )
    return found["length"], found["known"].arg_true().to_list()


def judge(text: str, sender: str, *, attached: bool) -> Kind | None:
    """Tell what a text is that may be a sentence of the app.

    Args:
        text: The text.
        sender: Name of who it is said to be from; the app's sentences begin with it, or with "You".
        attached: Whether the message has a picture, a file or a shared post beside the text.

    Returns:
        The kind of message that it stands for; None for what nobody typed or sent (a system line).
    """
    named = bool(sender) and text.startswith(f"{sender} ")
    you = None if named else _YOU.match(text)
    rest = text[len(sender) + 1 :] if named else text[you.end() :] if you else text
    if _MEDIA.fullmatch(rest):
        return Kind.MEDIA
    if _DELETED.fullmatch(rest):
        return Kind.DELETED
    if _SYSTEM.fullmatch(text) or ((named or you) and _ABOUT_SOMEBODY.fullmatch(rest)):
        return None
    return Kind.MEDIA if attached and named and text.endswith((".", "。")) else Kind.TEXT
