"""What Meta's apps write themselves: dates of many languages, and sentences that nobody typed."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from nearer.sources.meta_dates import read_date
from nearer.sources.meta_words import judge, look_over
from nearer.sources.records import DateOrder, Kind

EVENING = datetime(2020, 2, 3, 21, 14)


@pytest.mark.parametrize(
    "text",
    [
        "Feb 03, 2020 9:14 pm", "Feb 3, 2020, 9:14 PM", "3 Feb 2020, 21:14", "3. Feb. 2020 um 21:14 Uhr",
        "3 févr. 2020 à 21:14", "feb. 03, 2020 9:14 p. m.", "3 de febrero de 2020, 21:14", "3 fev 2020 21:14",
        "feb 03, 2020 9:14 pm", "3 feb. 2020 21:14", "3 lut 2020, 21:14", "3. helmikuuta 2020 klo 21.14", "3. úno 2020 21:14",
        "3 Şub 2020 21:14", "3 февр. 2020 г., 21:14", "3 лют. 2020 р., 21:14", "3 Φεβ 2020 9:14 μ.μ.",
        "03.02.2020, 21:14", "2020-02-03 21:14", "2020/02/03 21:14", "2020年2月3日 21:14", "2020年2月3日下午9:14",
        "2020년 2월 3일 오후 9:14", "3 thg 2, 2020 9:14 CH", "3 فبراير 2020 9:14 م", "3 févr. 2020 21h14",
    ],
)  # fmt: skip
def test_dates_of_many_languages(text: str) -> None:
    assert read_date(text) == EVENING


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Jan 01, 2025 12:05:09 am", datetime(2025, 1, 1, 0, 5, 9)),
        ("Jan 01, 2025 12:05 pm", datetime(2025, 1, 1, 12, 5)),
        ("31 mag 2021, 00:00", datetime(2021, 5, 31)),
        ("1. marraskuuta 2021 klo 9.05", datetime(2021, 11, 1, 9, 5)),
        ("1. července 2021 21:14", datetime(2021, 7, 1, 21, 14)),
        ("1. června 2021 21:14", datetime(2021, 6, 1, 21, 14)),
        ("1 červenec 2021 21:14", datetime(2021, 7, 1, 21, 14)),
        ("Feb 30, 2020 9:14 pm", None),
        ("Feb 03, 2020", None),
        ("9:14 pm", None),
        ("Feb 03, 1985 9:14 pm", None),
        ("Feb 03, 2020 29:14", None),
        ("Feb 03, 99999 9:14 pm", None),
        ("Xyz 03, 2020 9:14 pm", None),
        ("Feb 03, 2020 9:14 pm" * 9, None),
    ],
)
def test_other_dates(text: str, time: datetime | None) -> None:
    assert read_date(text) == time


@pytest.mark.parametrize(("order", "month"), [(None, 2), ("dmy", 2), ("mdy", 3)])
def test_the_order_of_numbers(order: DateOrder | None, month: int) -> None:
    found = read_date("03/02/2020, 21:14", order)
    assert found is not None
    assert found.month == month
    assert read_date("03.02.2020, 21:14", order) == EVENING


@pytest.mark.parametrize(
    ("text", "attached", "kind"),
    [
        ("Liked a message", False, None),
        ("Reacted 😂 to your message ", False, None),
        ("Ana Reacted ❤️ to your message", False, None),
        ("A aimé un message", False, None),
        ("Hat mit ❤️ auf deine Nachricht reagiert", False, None),
        ("Ana named the group Trip to Rome.", False, None),
        ("You named the group Trip.", False, None),
        ("You set the quick reaction to 👍.", False, None),
        ("Ana added Bob to the group.", False, None),
        ("Ana left the group.", False, None),
        ("Ana missed your call.", False, None),
        ("Ana started a video chat.", False, None),
        ("Audio call ended", False, None),
        ("You are now connected on Messenger.", False, None),
        ("You can now message and call each other and see info like Active Status.", False, None),
        ("You sent an attachment.", True, Kind.MEDIA),
        ("Ana sent a photo.", False, Kind.MEDIA),
        ("Ana hat einen Anhang gesendet.", False, Kind.MEDIA),
        ("Vous avez envoyé une pièce jointe.", False, Kind.MEDIA),
        ("Ana lähetti liitteen.", True, Kind.MEDIA),  # in any language, where there is one
        ("Ana lähetti liitteen.", False, Kind.TEXT),
        ("Ana unsent a message", False, Kind.DELETED),
        ("You left the group chat on read again", False, Kind.TEXT),
        ("I liked a message from her", False, Kind.TEXT),
        ("You called me", False, Kind.TEXT),
        ("left the group", False, Kind.TEXT),
        ("Ana is here.", False, Kind.TEXT),
        ("she sent a photo", True, Kind.TEXT),
        ("Reacted badly to your message", False, Kind.TEXT),
    ],
)
def test_sentences_that_nobody_typed(text: str, attached: bool, kind: Kind | None) -> None:
    assert judge(text, "Ana", attached=attached) is kind
    looked_at = look_over(pl.Series([text]), pl.Series(["Ana"]))[1] == [0]
    assert looked_at or kind is Kind.TEXT
