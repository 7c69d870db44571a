"""Pages of Google Voice in different years, layouts and zones; all tell the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape

from sources.told import Told

BOB, EVA, OWN = "+12125551234", "+18885554321", "+16465559876"
START = datetime(2020, 2, 4, 21, 14, 5, 123_000, tzinfo=UTC)
XHTML = (
    '<?xml version="1.0" ?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


@dataclass(frozen=True)
class Style:
    """How one Takeout writes its pages."""

    id: str
    start: str = XHTML
    line: str = "\n"
    hours: float = -5
    break_: str = "<br>"
    quote: str = '"'
    root: str = "Takeout/Voice/Calls"
    packed: bool = False
    digits: str = "milliseconds"
    own: str = '<abbr class="fn" title="">Me</abbr>'


STYLES = [
    Style("2023"),
    Style("2011", start="<html>", break_="<br/>", digits="seconds"),
    Style("the other side of the world", hours=13),
    Style("half hours", hours=5.5),
    Style("UTC", hours=0),
    Style("one line", line=" "),
    Style("windows", line="\r\n"),
    Style("single quotes", quote="'"),
    Style("a zip", packed=True),
    Style("another folder", root="Voice"),
    Style("another language", own='<abbr class="fn" title="">Yo</abbr>'),
    Style("indented", line="\n        "),
]


def cite(who: str | None, number: str, style: Style) -> str:
    name = style.own if who is None else f'<span class="fn">{escape(who)}</span>'
    return f'<cite class="sender vcard">{style.line}<a class="tel" href="tel:{number}">{name}</a></cite>'


def message(n: int, who: str | None, number: str, text: str, style: Style, more: str = "") -> str:
    at = (START + timedelta(minutes=n)).astimezone(timezone(timedelta(hours=style.hours)))
    written = escape(text).replace("\n", style.break_)
    return (
        f'<div class="message"><abbr class="dt" title="{at.isoformat(timespec=style.digits)}">Feb 4, 2020, 4:14:05&#8239;PM{style.line}'
        f"Eastern Time</abbr>:{style.line}{cite(who, number, style)}:{style.line}<q>{written}</q>{more}{style.line}</div> "
    )


def page(title: str, inner: str, style: Style) -> str:
    text = (
        f"{style.start}<head><title>{escape(title)}</title><style>.message q {{ }}</style></head>{style.line}<body>{inner}"
        f'<div class="tags">Labels:{style.line}<a rel="tag" href="http://www.google.com/voice#sms">Text</a></div>'
        f'<div class="deletedStatusContainer">User Deleted: False</div></body></html>{style.line}'
    )
    return text.replace('"', style.quote) if style.quote != '"' else text


def voice(style: Style) -> dict[str, str]:
    """Write two stretches of texts with one person, one of only the owner's, a group, a call, a voicemail."""
    image = f'<div>{style.line}<img src="Bob - Text - 2020-2-1" alt="Image MMS Attachment" /></div>'
    card = '<div><a class="vcard" href="Bob - Text - 2020-2-2">Contact card attachment</a></div>'
    listed = f'<div class="participants">Group conversation with:{style.line}{cite("Bob", BOB, style)}, {cite("Eva", EVA, style)}</div>'
    call = (
        '<div class="haudio"><span class="fn">Placed call to Bob</span><div class="contributor vcard">Placed call to'
        f'<a class="tel" href="tel:{BOB}"><span class="fn">Bob</span></a></div>'
        '<abbr class="published" title="2020-02-04T14:10:27.000-07:00">Feb 4</abbr></div>'
    )
    first = [
        message(0, "Bob", BOB, 'Hi 🙂 & <you>, "there"', style),
        message(1, None, OWN, "two\nlines", style),
        message(2, "Bob", BOB, "MMS Received", style, image),
        message(3, None, OWN, "look", style, card),
    ]
    texts = {
        "Bob - Text - 2020-02-04T21_14_05Z": "".join(first),
        "Bob - Text - 2020-02-09T21_14_05Z": message(5, None, OWN, "there?", style),
        "Group Conversation - 2020-02-04T21_20_05Z": listed + message(6, "Eva", EVA, "all?", style) + message(7, None, OWN, "", style, image),
    }  # fmt: skip
    files = {
        f"{name}.html": page(
            name.split(" - ")[0], f'<div class="hChatLog hfeed">{style.line}{inner}</div>', style
        )
        for name, inner in texts.items()
    }
    files["Bob - Placed - 2020-02-04T21_10_27Z.html"] = page("Placed call to Bob", call, style)
    files["Bob - Voicemail - 2020-02-04T21_10_28Z.html"] = page("Voicemail", call, style)
    return {f"{style.root}/{name}": text for name, text in files.items()}


B, E = BOB[-9:], EVA[-9:]
EXPECTED = [
    Told(B, False, "Bob", "2020-02-04 22:14:05", "text", 'Hi 🙂 & <you>, "there"'),
    Told(B, False, "Me", "2020-02-04 22:15:05", "text", "two\nlines"),
    Told(B, False, "Bob", "2020-02-04 22:16:05", "media", ""),
    Told(B, False, "Me", "2020-02-04 22:17:05", "text", "look"),
    Told(B, False, "Me", "2020-02-04 22:19:05", "text", "there?"),
    Told(f"{B}~{E}", True, "Eva", "2020-02-04 22:20:05", "text", "all?"),
    Told(f"{B}~{E}", True, "Me", "2020-02-04 22:21:05", "media", ""),
]
