"""What KakaoTalk itself writes into an export, in Korean and in English: dates, placeholders, lines about the chat."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "CALLS", "CLOCK", "DATE", "DELETED", "HEADING", "LATE", "MEDIA", "MONTHS", "NOTICE", "OWN", "TITLES", "UNDER",
]  # fmt: skip

_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS: Final = {name: number for number, name in enumerate(_NAMES, 1)}
LATE: Final = {"오전": False, "am": False, "오후": True, "pm": True}

_MONTH: Final = f"(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
DATE: Final = (
    "(?:[0-9]{4}년 [0-9]{1,2}월 [0-9]{1,2}일"
    r"|[0-9]{4}\. ?[0-9]{1,2}\. ?[0-9]{1,2}\.?"
    "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    rf"|{_MONTH} [0-9]{{1,2}}, [0-9]{{4}}"
    rf"|[0-9]{{1,2}} {_MONTH} [0-9]{{4}})"
)
CLOCK: Final = (
    "(?:(?:오전|오후|AM|PM|am|pm) )?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[ \u202f\u00a0]?[AaPp]\\.?[Mm]\\.?)?"
)
_WEEKDAY_KO: Final = "[월화수목금토일]요일"
_WEEKDAY_EN: Final = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
UNDER: Final = (
    rf"^(-{{3,}} (?:{_WEEKDAY_EN},? )?{DATE}(?: {_WEEKDAY_KO})? -{{3,}}"
    rf"|{_WEEKDAY_EN},? {DATE}|{DATE} {_WEEKDAY_KO}|{DATE}(?:,| at)? {CLOCK})\s*$"
)
"""A line that tells the day, or in Android's exports the minute, of the messages under it."""

TITLES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(.+?) ?님과의? 카카오톡 대화$",
        r"^(.+?) 카카오톡 대화$",
        r"^KakaoTalk Chats with (.+)$",
        r"^(.+?) with KakaoTalk Chats$",
        r"^(.+?) Talk Chats$",
    )
)
HEADING: Final = re.compile(r"^(?:저장한 날짜|Date Saved|Saved Date) ?:")

OWN: Final = "회원님"
"""What Android calls the owner of the export: "member"."""

MEDIA: Final = (
    r"^(?:사진(?: [0-9]+장)?|동영상|이모티콘|음성 ?메시지|연락처|지도|파일: [^\n]*"
    r"|[0-9]* ?[Pp]hotos?|[0-9]* ?[Vv]ideos?|[Ee]moticons?|Stickers?|Voice (?:[Nn]ote|[Mm]essage)|File: [^\n]*"
    r"|[0-9a-f]{32,64}\.[a-z0-9]{2,4})$"
)
"""A whole body that stands for a picture, a sticker, a file."""

DELETED: Final = (
    "삭제된 메시지입니다.", "삭제된 메시지입니다", "메시지가 삭제되었습니다.", "이 메시지는 삭제되었습니다.",
    "This message was deleted.", "The message has been deleted.", "Deleted message.",
)  # fmt: skip

CALLS: Final = (
    r"^(?:(?:보이스톡|페이스톡|그룹콜|라이브톡)(?: (?:해요\.?|취소|부재중|종료|시작|거절|[0-9:]{4,8}))?"
    r"|(?:Voice|Video|Face ?Talk|Group) ?[Cc]all(?: (?:canceled|cancelled|missed|ended|[0-9:]{4,8}))*"
    r"|Live Talk(?: (?:started|ended))?(?: [0-9:]{4,8})?)$"
)
"""A whole body about a call."""

NOTICE: Final = (
    r"^(?:.+님이 (?:들어왔|나갔)습니다\.?.*|.+님이 .+님을 초대(?:하였|했)습니다\.?|.+님을 내보냈습니다\.?"
    r"|채팅방 관리자가 .*|메시지가 삭제되었습니다\.?|The message has been deleted\.?"
    r"|.+ (?:left|joined) this chatroom\.?"
    r"|.{1,50} left\.|.{1,50} invited .+\.)$"
)
"""A line about the chat."""
