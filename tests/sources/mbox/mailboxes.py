"""Mailboxes as different programs write them; all tell the same."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header

from sources.told import Told

ANA, BOB, EVA = (
    ("Ana María", "ana@example.org"),
    ("Björn Holm", "bjorn@example.net"),
    ("Eva", "eva@example.com"),
)
START = datetime(2020, 2, 4, 21, 14, 5, tzinfo=UTC)
PDF = base64.encodebytes(b"%PDF-1.4 pages and pages" * 100).decode()


def rfc(hours: float, zone: str = "") -> Callable[[datetime], str]:
    def write(at: datetime) -> str:
        local = at.astimezone(timezone(timedelta(hours=hours)))
        return f"{local:%a}, {local.day} {local:%b %Y %H:%M:%S} {zone or local.strftime('%z')}"

    return write


@dataclass(frozen=True)
class Style:
    """How one program writes."""

    id: str
    start: Callable[[datetime], str] = lambda at: (
        f"From 1661828917674532318@xxx {at:%a %b %d %H:%M:%S} +0000 {at:%Y}"
    )
    date: Callable[[datetime], str] = lambda at: rfc(1)(at)
    charset: str = "utf-8"
    transfer: str = "quoted-printable"
    shape: str = "plain"
    labels: tuple[str, str] | None = ("Inbox,Important", "Sent")
    delivered: bool = False
    names: str = "encoded"
    end: str = "\r\n"
    packed: bool = False
    parts: int = 1


STYLES = [
    Style("Gmail"),
    Style("Gmail in German", labels=("Posteingang", Header("Wichtig,Gesendet,Geöffnet", "utf-8").encode())),
    Style(
        "Thunderbird",
        start=lambda at: f"From - {at:%a %b %d %H:%M:%S %Y}",
        labels=None,
        delivered=True,
        end="\n",
    ),
    Style("newest Thunderbird", start=lambda _: "From ", labels=None, end="\n"),
    Style(
        "mutt", start=lambda at: f"From bjorn@example.net  {at:%a %b %d %H:%M:%S %Y}", labels=None, end="\n"
    ),
    Style("base64", transfer="base64"),
    Style("Latin 1", charset="iso-8859-1", transfer="8bit"),
    Style("Windows", charset="windows-1252", transfer="base64"),
    Style("UTF-8 that nobody declares", charset="", transfer="8bit"),
    Style("a page beside the text", shape="alternative"),
    Style("a page alone", shape="html"),
    Style("mixed and related", shape="mixed"),
    Style("zones far away", date=rfc(-8)),
    Style("zones by name", date=rfc(-5, "EST")),
    Style("with the name of the zone behind it", date=lambda at: rfc(1)(at) + " (CET)"),
    Style("GMT", date=rfc(0, "GMT")),
    Style("names in quotes", names="quoted"),
    Style("folded headers", names="folded"),
    Style("a zip", packed=True),
    Style("one mailbox for each label", parts=2),
]


def address(who: tuple[str, str], style: Style) -> str:
    name, where = who
    if style.names == "quoted":
        return f'"{name}" <{where.upper()}>'
    word = Header(name, "utf-8").encode() if not name.isascii() else name
    return f"{word}{style.end}\t<{where}>" if style.names == "folded" else f"{word} <{where}>"


def part(text: str, kind: str, style: Style) -> str:
    """Write a text with its headers."""
    if style.transfer == "base64":
        text = text.replace(">From", "From")
    content = text.replace("\n", style.end).encode(style.charset or "utf-8")
    if style.transfer == "base64":
        content = base64.encodebytes(content)
    elif style.transfer == "quoted-printable":
        content = quopri.encodestring(content)
    charset = f"; charset={style.charset}" if style.charset else ""
    head = (
        f"Content-Type: text/{kind}{charset}{style.end}Content-Transfer-Encoding: {style.transfer}{style.end}"
    )
    return head + style.end + content.decode("latin-1")


def body(text: str, style: Style, *, file: bool = False) -> str:
    """Write a text, alone or among others."""
    page = (
        "<html><head><style>p{}</style></head><body><p>"
        + text.replace("\n\n", "</p><p>").replace("\n", "<br>")
        + "</p></body></html>"
    )
    if ">" in text:
        typed, _, quoted = text.partition("\n\nAm ")
        page = f"<div>{typed}</div><div class='gmail_quote'>Am {quoted}<blockquote><div>Hi</div></blockquote></div>"
    if style.shape == "alternative":
        inner = many("alternative", [part(text, "plain", style), part(page, "html", style)], style)
    elif style.shape == "html":
        inner = part(page, "html", style)
    else:
        inner = part(text, "plain", style)
    if file or style.shape == "mixed":
        image = f"Content-Type: image/png; name=a.png{style.end}Content-ID: <a>{style.end}Content-Transfer-Encoding: base64{style.end * 2}AAAA"
        pdf = f'Content-Type: application/pdf{style.end}Content-Disposition: attachment;{style.end} filename="a.pdf"{style.end}'
        pdf += f"Content-Transfer-Encoding: base64{style.end * 2}{PDF}"
        inner = many("mixed", [inner, image, pdf], style)
    return inner


def many(kind: str, parts: list[str], style: Style) -> str:
    boundary = f"=_{kind}_1"
    joined = "".join(f"--{boundary}{style.end}{one}{style.end}" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"{style.end * 2}preamble{style.end}{joined}--{boundary}--{style.end}'


def mail(
    n: int, who: tuple[str, str], to: list[tuple[str, str]], inner: str, style: Style, more: str = ""
) -> bytes:
    at = START + timedelta(minutes=n)
    head = style.start(at) + style.end
    if style.labels:
        head += f"X-GM-THRID: 16{n}{style.end}X-Gmail-Labels: {style.labels[who == ANA]}{style.end}"
    if style.delivered and who != ANA:
        head += f"Delivered-To: {ANA[1]}{style.end}"
    head += f"Received: by example.net; Mon, 1 Jan 2001 00:00:00 +0000{style.end}{more}From: {address(who, style)}{style.end}"
    head += f"To: {', '.join(address(one, style) for one in to)}{style.end}Subject: Re: tea{style.end}Date: {style.date(at)}{style.end}"
    head += f"Message-ID: <{n}@x>{style.end}References: <root@x> <2@x>{style.end}"
    return (head + inner).encode("latin-1") + style.end.encode() * 2


def mailbox(style: Style) -> dict[str, bytes]:
    """Write five messages of two people, one to several, a newsletter, and a notice of a machine."""
    mails = [
        mail(0, BOB, [ANA], body("Hi Ana,\n\n>From then on: café?\n-- \nBjörn Holm\n+49 171", style) if style.shape == "plain"
             else body("Hi Ana,\n\nFrom then on: café?", style), style),
        mail(1, ANA, [BOB], body("Yes, gladly.\n\nAm 4.2.2020 um 22:14 schrieb Björn\n<bjorn@example.net>:\n> Hi Ana,\n> tea?", style), style),
        mail(2, BOB, [ANA], body("", style, file=True), style),
        mail(3, ANA, [BOB], body("Lovely.\n\nSent from my iPhone", style), style),
        mail(4, BOB, [ANA], body("Until then.\n\n-----Original Message-----\nFrom: Ana\nSent: Tuesday\n\nLovely.", style)
             if style.shape == "plain" else body("Until then.", style), style),
        mail(5, EVA, [ANA, BOB], body("all?", style), style),
        mail(6, ("Shop", "news@shop.example"), [ANA], body("buy", style), style, f"List-Unsubscribe: <x>{style.end}"),
        mail(7, ("", "no-reply@bank.example"), [ANA], body("your code", style), style),
    ]  # fmt: skip
    if style.parts == 1:
        return {"Takeout/Mail/All mail.mbox": b"".join(mails)}
    return {"Takeout/Mail/Inbox.mbox": b"".join(mails), "Takeout/Mail/Work.mbox": mails[0] + mails[3]}


THREAD = "thread:root@x"
EXPECTED = [
    Told(BOB[1], False, "Björn Holm", "2020-02-04 22:14:05", "text", "Hi Ana,\n\nFrom then on: café?"),
    Told(BOB[1], False, "Ana María", "2020-02-04 22:15:05", "text", "Yes, gladly."),
    Told(BOB[1], False, "Björn Holm", "2020-02-04 22:16:05", "media", ""),
    Told(BOB[1], False, "Ana María", "2020-02-04 22:17:05", "text", "Lovely."),
    Told(BOB[1], False, "Björn Holm", "2020-02-04 22:18:05", "text", "Until then."),
    Told(THREAD, True, "Eva", "2020-02-04 22:19:05", "text", "all?"),
]
