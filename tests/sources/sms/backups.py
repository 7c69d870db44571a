"""Backups of text messages as different apps, versions and settings write them; all tell the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from sources.told import Told

BOB, EVA, OWN = "+4917123456789", "+4915112345678", "+491700000000"
MS = 1_580_850_845_000  # 4 February 2020, 22:14:05 in Berlin
BIG = "/9j/4AAQ" * 3000


@dataclass(frozen=True)
class Style:
    """How one app writes."""

    id: str
    emoji: str = "references"
    quotes: str = "double"
    shown: bool = True
    declaration: str = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    line: str = "\n  "
    spellings: tuple[str, ...] = (BOB,)
    turned: bool = False
    closing: str = " />"
    encoding: str = "utf-8"
    more: dict[str, str] = field(default_factory=dict)


STYLES = [
    Style("the app of 2024", more={"date_sent": "0", "sub_id": "1"}),
    Style("before 2012", declaration="", shown=False),
    Style(
        "with a style sheet",
        declaration='<?xml version=\'1.0\'?><?xml-stylesheet type="text/xsl" href="sms.xsl"?>\n',
    ),
    Style(
        "with a comment",
        declaration="<?xml version='1.0'?>\n<!--File Created By <sms x='1' /> v10-->\n<!-- - -->",
    ),
    Style("emoji as they are", emoji="plain"),
    Style("emoji as one reference", emoji="one"),
    Style("emoji as hexadecimal halves", emoji="hexadecimal"),
    Style("single quotes where doubles stand in the text", quotes="python"),
    Style("single quotes", quotes="single"),
    Style("one line", line=""),
    Style("windows", line="\r\n\t"),
    Style(
        "numbers in many spellings",
        spellings=("+49 171 23456789", "0171 234 567-89", "004917123456789", "(0171) 23456789"),
    ),
    Style("attributes the other way round", turned=True),
    Style("tags that are closed", closing="></sms>"),
    Style("UTF-16", encoding="utf-16", declaration=""),
    Style("with a mark of the order of bytes", encoding="utf-8-sig"),
]


def value(text: str, style: Style) -> str:
    if style.quotes == "python" and '"' in text and "'" not in text:
        return "'" + escape(text, quote=False).replace("\n", "&#10;") + "'"
    if style.quotes == "single":
        return "'" + escape(text).replace("\n", "&#10;") + "'"
    return '"' + escape(text).replace("\n", "&#10;") + '"'


def emoji(text: str, style: Style) -> str:
    """Write what stands outside the first plane as the app writes it."""
    written = ""
    for one in text:
        high, low = divmod(ord(one) - 0x10000, 0x400)
        if ord(one) < 0x10000 or style.emoji == "plain":
            written += one
        elif style.emoji == "one":
            written += f"&#{ord(one)};"
        elif style.emoji == "hexadecimal":
            written += f"&#x{0xD800 + high:x};&#x{0xDC00 + low:X};"
        else:
            written += f"&#{0xD800 + high};&#{0xDC00 + low};"
    return written


def tag(name: str, known: dict[str, str], style: Style, end: str) -> str:
    items = list(known.items())
    if style.turned:
        items.reverse()
    return f"<{name}" + "".join(f" {key}={emoji(value(text, style), style)}" for key, text in items) + end


def sms(number: str, name: str, ms: int, kind: int, body: str, style: Style) -> str:
    known = {
        "protocol": "0",
        "address": number,
        "date": str(ms),
        "type": str(kind),
        "subject": "null",
        "body": body,
    }
    known |= {
        "toa": "null",
        "service_center": "null",
        "read": "1",
        "status": "-1",
        "locked": "0",
    } | style.more
    if style.shown:
        known |= {"readable_date": "Feb 4, 2020 10:14:05 PM"}
    return tag("sms", known | {"contact_name": name}, style, style.closing)


def mms(
    number: str,
    name: str,
    ms: int,
    box: int,
    parts: list[dict[str, str]],
    addresses: dict[str, str],
    style: Style,
) -> str:
    known = {
        "date": str(ms),
        "sub": "null",
        "ct_t": "application/vnd.wap.multipart.related",
        "msg_box": str(box),
    }
    known |= {"address": number, "m_type": "128" if box == 2 else "132", "contact_name": name}
    smil = {"seq": "-1", "ct": "application/smil", "text": '<smil><region width="100%"/></smil>'}
    inner = "".join(tag("part", part, style, " />") for part in [smil, *parts])
    outer = "".join(
        tag("addr", {"address": a, "type": t, "charset": "106"}, style, " />") for a, t in addresses.items()
    )
    return tag("mms", known, style, ">") + f"{style.line}<parts>{inner}</parts><addrs>{outer}</addrs></mms>"


def backup(style: Style) -> bytes:
    """Write nine elements: five messages with two people, one in a group, a draft, one that failed, a notice."""
    spelt = [style.spellings[n % len(style.spellings)] for n in range(4)]
    picture = {"seq": "0", "ct": "image/jpeg", "text": "null", "data": BIG}
    caption = {"seq": "1", "ct": "text/plain", "chset": "106", "text": "Look\nthere 🙂"}
    notice = f'<mms date="{MS}" msg_box="1" address="{EVA}" m_type="130" />'
    elements = [
        sms(spelt[0], "Bob 🙂", MS, 1, 'Hi 😀 & <you>, "it\'s" me', style),
        sms(spelt[1], "Bob 🙂", MS + 60_000, 2, 'say "yes"', style),
        sms(EVA, "Eva", MS + 61_000, 3, "a draft", style),
        sms(EVA, "Eva", MS + 62_000, 5, "failed", style),
        notice,
        mms(spelt[2], "Bob 🙂", MS + 120_000, 1, [picture], {spelt[2]: "137", OWN: "151"}, style),
        mms(spelt[3], "Bob 🙂", MS + 180_000, 2, [picture, caption], {"insert-address-token": "137", spelt[3]: "151"}, style),
        sms(EVA, "Eva", MS + 240_000, 1, "line\nand line", style),
        mms(f"{BOB}~{EVA}", "Bob 🙂, Eva", MS + 300_000, 1, [{"ct": "text/plain", "text": "all?"}],
            {EVA: "137", OWN: "151", BOB: "151"}, style),
    ]  # fmt: skip
    text = (
        style.declaration
        + f'<smses count="9" backup_set="x">{style.line}'
        + style.line.join(elements)
        + "</smses>"
    )
    return text.encode(style.encoding)


B, E = BOB[-9:], EVA[-9:]
EXPECTED = [
    Told(E, False, "Eva", "2020-02-04 22:18:05", "text", "line\nand line"),
    Told(f"{E}~{B}", True, "Eva", "2020-02-04 22:19:05", "text", "all?"),
    Told(B, False, "Bob 🙂", "2020-02-04 22:14:05", "text", 'Hi 😀 & <you>, "it\'s" me'),
    Told(B, False, "Me", "2020-02-04 22:15:05", "text", 'say "yes"'),
    Told(B, False, "Bob 🙂", "2020-02-04 22:16:05", "media", ""),
    Told(B, False, "Me", "2020-02-04 22:17:05", "text", "Look\nthere 🙂"),
]
