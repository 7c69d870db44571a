"""What LINE itself writes into an export, by language: days of the week, placeholders, lines about the chat."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "CLOCK",
    "DAY",
    "LATE",
    "MEDIA",
    "OWN_UNSENT",
    "PC_MEDIA",
    "TITLES",
    "UNSENT",
    "UNSENT_BODIES",
    "WEEKDAYS",
]

_WEEKS: Final = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "Mon Tue Wed Thu Fri Sat Sun",
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "月 火 水 木 金 土 日",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "周一 周二 周三 周四 周五 周六 周日",
    "週一 週二 週三 週四 週五 週六 週日",
    "一 二 三 四 五 六 日",
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
    "월 화 수 목 금 토 일",
    "วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ วันอาทิตย์",
    "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์",
    "จ อ พ พฤ ศ ส อา",
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "Sen Sel Rab Kam Jum Sab Min",
)
WEEKDAYS: Final = {word: number for week in _WEEKS for number, word in enumerate(week.split())}
"""Days of the week from Monday, 0."""

_WEEKDAY: Final = "(?:" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + ")"
DAY: Final = (
    rf"^((?:{_WEEKDAY}[.,]{{1,2}} [0-9]{{1,4}}[/.][0-9]{{1,2}}[/.][0-9]{{1,4}}(?: BE)?"
    rf"|[0-9]{{4}}[/.][0-9]{{1,2}}[/.][0-9]{{1,2}} ?[（(]?{_WEEKDAY}\.?[)）]?"
    r"|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}))\s*$"
)
"""A line that tells the day: ``2020/02/03(Mon)``, ``2020.02.03 Monday``, ``Mon, 03/02/2020``, ``จ. 03/02/2563``."""

CLOCK: Final = r"(?:上午|下午|午前|午後|오전|오후)?\s?[0-9]{1,2}[:.][0-9]{2}(?:\s?[AaPp]\.?[Mm]\.?)?"
LATE: Final = {
    "上午": False,
    "午前": False,
    "오전": False,
    "am": False,
    "下午": True,
    "午後": True,
    "오후": True,
    "pm": True,
}

TITLES: Final[tuple[tuple[re.Pattern[str], bool | None], ...]] = tuple(
    (re.compile(pattern), group)
    for pattern, group in (
        (r"^(?:\[LINE\] ?)?Chat history with (.+)$", False),
        (r"^(?:\[LINE\] ?)?Chat history in (.+)$", True),
        (r"^\[LINE\] ?(.+)とのトーク(?:履歴)?$", False),
        (r"^\[LINE\] ?(.+)のトーク(?:履歴)?$", True),
        (r"^\[LINE\] ?[與与] ?(.+?) ?的(?:聊天[記记][錄录]|对话)$", False),
        (r"^\[LINE\] ?(.+?) ?的聊天[記记][錄录]$", True),
        (r"^\[LINE\] ?ประวัติการแชทในกลุ่ม ?\"?(.+?)\"?$", True),
        (r"^\[LINE\] ?ประวัติ(?:การ)?(?:แชท|สนทนา)กับ ?(.+)$", False),
        (r"^\[LINE\] ?(.*)$", None),
    )
)
"""First lines of an export, and whether they are a group's."""

_PICTURES: Final = (
    "Photo|Video|Sticker|Voice message|Audio|File|Location|Contact|Gift|Album|Albums|Notes|Poll|"
    "写真|動画|スタンプ|ボイスメッセージ|音声|ファイル|位置情報|連絡先|ギフト|プレゼント|アルバム|ノート|投票|"
    "照片|圖片|影片|貼圖|語音訊息|檔案|位置訊息|位置|聯絡資訊|禮物|相簿|記事本|"
    "视频|贴图|语音信息|文件|记事本|相册|"
    "사진|동영상|스티커|음성 메시지|파일|위치|연락처|선물|앨범|노트|"
    "รูป|รูปภาพ|วิดีโอ|สติกเกอร์|ข้อความเสียง|ไฟล์|ตำแหน่งที่ตั้ง|รายชื่อ|อัลบั้ม|โน้ต|"
    "Foto|Stiker|Pesan suara|Lokasi|Kontak|null"
)
MEDIA: Final = rf"^(?:\[(?:{_PICTURES})\](?: [^\n]*)?|ⓘ [^\n]*)$"
"""A whole body that stands for a picture, a sticker, a file, or for what was lost with an old phone."""

PC_MEDIA: Final = (
    "^(?:Photos?|Videos?|Stickers?|Audio|Files?|写真|画像|動画|スタンプ|ボイスメッセージ|照片|圖片|影片|貼圖|視頻|视频|贴图|"
    "사진|동영상|스티커|รูป|วิดีโอ|สติกเกอร์)$"
)
"""The same without brackets, as LINE on a computer writes it."""

UNSENT: Final = (
    r"^(?:(?:(?P<a>.*?)が)?メッセージの送信を取り消しました。?|(?P<b>.+?) unsent a message\.?|Message unsent\.?"
    r"|(?P<c>.+?) ?已收回訊息。?|(?P<d>.+?) ?撤回了一条(?:消息|信息)。?"
    r"|(?:(?P<e>.+?) ?)?ยกเลิกข้อความ(?:แล้ว)?)$"
)
"""A line about a message that was taken back; a group holds whose it was, none or one of the next where one's own."""

UNSENT_BODIES: Final = (
    "メッセージの送信を取り消しました", "がメッセージの送信を取り消しました", "unsent a message.", "Message unsent.",
    "已收回訊息", "撤回了一条消息", "ยกเลิกข้อความแล้ว", "ยกเลิกข้อความ",
)  # fmt: skip
"""Whole bodies behind a name that say the same."""

OWN_UNSENT: Final = frozenset({"", "You", "您", "你", "คุณ", "あなた"})
