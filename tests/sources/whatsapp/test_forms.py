"""Every header form that phones write, each as a whole chat whose content is known exactly."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sources.reading import KINDS, LENGTHS, START, Style, Words, counts, read, write_chat

DE = Words(
    "<Medien ausgeschlossen>", "Bild weggelassen", "Diese Nachricht wurde gelöscht.", "<Diese Nachricht wurde bearbeitet.>",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb liest mit.", "Datei angehängt", "Anhang",
)  # fmt: skip
FR = Words(
    "<Médias omis>", "image absente", "Ce message a été supprimé", "<Ce message a été modifié>",
    "Les messages et les appels sont chiffrés de bout en bout.", "fichier joint", "pièce jointe",
)  # fmt: skip
ES = Words(
    "<Multimedia omitido>", "imagen omitida", "Se eliminó este mensaje.", "<Se editó este mensaje.>",
    "Los mensajes y las llamadas están cifrados de extremo a extremo.", "archivo adjunto", "adjunto",
)  # fmt: skip
PT = Words(
    "<Mídia oculta>", "imagem ocultada", "Mensagem apagada", "<Mensagem editada>",
    "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta.", "arquivo anexado", "anexado",
)  # fmt: skip
IT = Words(
    "<Media omessi>", "immagine omessa", "Questo messaggio è stato eliminato.", "<Questo messaggio è stato modificato>",
    "I messaggi e le chiamate sono crittografati end-to-end.", "file allegato", "allegato",
)  # fmt: skip
NL = Words(
    "<Media weggelaten>", "afbeelding weggelaten", "Dit bericht is verwijderd.", "<Dit bericht is bewerkt>",
    "Berichten en gesprekken worden end-to-end versleuteld.", "bestand bijgevoegd", "bijgevoegd",
)  # fmt: skip
TR = Words(
    "<Medya dahil edilmedi>", "görüntü dahil edilmedi", "Bu mesaj silindi", "<Bu mesaj düzenlendi>",
    "Mesajlar ve aramalar uçtan uca şifrelidir.", "dosya ekli", "eklendi",
)  # fmt: skip
RU = Words(
    "<Без медиафайлов>", "изображение отсутствует", "Данное сообщение удалено", "<Сообщение изменено>",
    "Сообщения и звонки защищены сквозным шифрованием.", "файл добавлен", "прикреплено",
)  # fmt: skip
PL = Words(
    "<pominięto multimedia>", "obraz pominięto", "Ta wiadomość została usunięta.", "<Wiadomość została edytowana>",
    "Wiadomości i połączenia są w pełni szyfrowane.", "plik dołączono", "załączono",
)  # fmt: skip
ID = Words(
    "<Media tidak disertakan>", "gambar tidak disertakan", "Pesan ini telah dihapus", "<Pesan ini diedit>",
    "Pesan dan panggilan terenkripsi secara end-to-end.", "file terlampir", "terlampir",
)  # fmt: skip
ZH = Words(
    "<省略多媒体文件>", "图像已省略", "此消息已删除", "<此消息已编辑>", "消息和通话已进行端到端加密。", "文件附件", "附件",
)  # fmt: skip
JA = Words(
    "<メディアなし>", "画像は省略されました", "このメッセージは削除されました", "<このメッセージは編集されました>",
    "メッセージと通話はエンドツーエンドで暗号化されています。", "添付ファイル", "添付ファイル",
)  # fmt: skip
KO = Words(
    "<미디어 파일 제외됨>", "이미지 생략됨", "삭제된 메시지입니다", "<메시지가 수정되었습니다>",
    "메시지와 통화는 종단간 암호화됩니다.", "파일 첨부됨", "첨부 파일",
)  # fmt: skip
AR = Words(
    "<تم استبعاد الوسائط>", "لم يتم إدراج الصورة", "تم حذف هذه الرسالة", "<تم تعديل هذه الرسالة>",
    "الرسائل والمكالمات مشفرة تمامًا بين الطرفين.", "الملف مرفق", "مرفق",
)  # fmt: skip
HE = Words(
    "<המדיה לא נכללה>", "התמונה הושמטה", "הודעה זו נמחקה", "<הודעה זו נערכה>", "ההודעות והשיחות מוצפנות מקצה לקצה.",
    "קובץ מצורף", "מצורף",
)  # fmt: skip
HI = Words(
    "<मीडिया के बिना>", "छवि छोड़ी गई", "यह मैसेज मिटाया गया", "<यह मैसेज एडिट किया गया>",
    "मैसेज और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं.", "फ़ाइल संलग्न है", "संलग्न",
)  # fmt: skip
TH = Words(
    "<ไม่รวมสื่อ>",
    "ไม่รวมสื่อ",
    "ข้อความนี้ถูกลบแล้ว",
    "<ข้อความนี้ถูกแก้ไขแล้ว>",
    "ข้อความและการโทรมีการเข้ารหัสจากต้นทางถึงปลายทาง",
    "ไฟล์ที่แนบมา",
    "แนบ",
)
SV = Words("<Media utelämnat>", "bild utelämnad", "Det här meddelandet togs bort", "<Det här meddelandet har redigerats>", "Meddelanden och samtal krypteras.", "bifogad fil", "bifogad")  # fmt: skip
FI = Words("<Media jätettiin pois>", "kuva jätetty pois", "Tämä viesti poistettiin", "<Tätä viestiä muokattiin>", "Viestit ja puhelut ovat salattuja.", "tiedosto liitetty", "liitetty")  # fmt: skip
EL = Words("<Εξαιρέθηκαν πολυμέσα>", "Εξαιρέθηκαν πολυμέσα", "Αυτό το μήνυμα διαγράφηκε", "<Αυτό το μήνυμα τροποποιήθηκε>", "Τα μηνύματα και οι κλήσεις κρυπτογραφούνται.", "συνημμένο αρχείο", "συνημμένο")  # fmt: skip
EN = Words()

NNBSP, NBSP, LRM, RLM = "\u202f", "\u00a0", "\u200e", "\u200f"

STYLES = [
    # Android, a dash
    Style("android-us", "{m}/{d}/{yy}, {h}:{MM} {p} - ", EN),
    Style("android-us-nnbsp", "{m}/{d}/{yy}, {h}:{MM}" + NNBSP + "{p} - ", EN),
    Style("android-us-nbsp", "{m}/{d}/{yy}, {h}:{MM}" + NBSP + "{p} - ", EN),
    Style("android-us-24h", "{m}/{d}/{yy}, {HH}:{MM} - ", EN),
    Style("android-us-4-digit-year", "{m}/{d}/{yyyy}, {h}:{MM} {p} - ", EN),
    Style("android-us-padded", "{mm}/{dd}/{yyyy}, {hh}:{MM} {p} - ", EN),
    Style("android-gb", "{dd}/{mm}/{yyyy}, {HH}:{MM} - ", EN),
    Style("android-gb-12h", "{dd}/{mm}/{yyyy}, {h}:{MM} {p} - ", EN, ("am", "pm")),
    Style("android-gb-nnbsp", "{dd}/{mm}/{yyyy}, {h}:{MM}" + NNBSP + "{p} - ", EN, ("am", "pm")),
    Style("android-au-dots", "{d}/{m}/{yy}, {h}:{MM} {p} - ", EN, ("a.m.", "p.m.")),
    Style("android-in", "{dd}/{mm}/{yy}, {h}:{MM} {p} - ", EN, ("am", "pm")),
    Style("android-za", "{yyyy}/{mm}/{dd}, {HH}:{MM} - ", EN),
    Style("android-ca", "{yyyy}-{mm}-{dd}, {h}:{MM} {p} - ", EN, ("a.m.", "p.m.")),
    Style("android-en-dash", "{dd}/{mm}/{yyyy}, {HH}:{MM} – ", EN),
    Style("android-no-comma", "{dd}/{mm}/{yyyy} {HH}:{MM} - ", EN),
    Style("android-no-dash", "{dd}/{mm}/{yyyy} {HH}:{MM}:{SS}: ", EN),
    Style("android-no-dash-12h", "{m}/{d}/{yy}, {h}:{MM} {p}: ", EN),
    Style("android-de", "{dd}.{mm}.{yy}, {HH}:{MM} - ", DE),
    Style("android-de-4-digit-year", "{dd}.{mm}.{yyyy}, {HH}:{MM} - ", DE),
    Style("android-de-um", "{dd}.{mm}.{yy} um {HH}:{MM} - ", DE),
    Style("android-fr", "{dd}/{mm}/{yyyy}, {HH}:{MM} - ", FR),
    Style("android-fr-a", "{dd}/{mm}/{yyyy} à {HH}:{MM} - ", FR),
    Style("android-fr-ca", "{yyyy}-{mm}-{dd} {HH}:{MM} - ", FR),
    Style("android-es", "{d}/{m}/{yy} {H}:{MM} - ", ES),
    Style("android-es-12h", "{d}/{m}/{yy} {h}:{MM} {p} - ", ES, ("a. m.", "p. m.")),
    Style("android-es-nbsp", "{d}/{m}/{yyyy}, {h}:{MM} {p} - ", ES, (f"a.{NBSP}m.", f"p.{NBSP}m.")),
    Style(
        "android-es-nnbsp", "{d}/{m}/{yyyy}, {h}:{MM}" + NNBSP + "{p} - ", ES, (f"a.{NBSP}m.", f"p.{NBSP}m.")
    ),
    Style("android-pt-br", "{dd}/{mm}/{yyyy} {HH}:{MM} - ", PT),
    Style("android-pt-as", "{dd}/{mm}/{yyyy} às {HH}:{MM} - ", PT),
    Style("android-it", "{dd}/{mm}/{yy}, {HH}:{MM} - ", IT),
    Style("android-it-dot-time", "{dd}/{mm}/{yy}, {HH}.{MM} - ", IT),
    Style("android-nl", "{dd}-{mm}-{yyyy} {HH}:{MM} - ", NL),
    Style("android-nl-2-digit-year", "{dd}-{mm}-{yy} {HH}:{MM} - ", NL),
    Style("android-tr", "{d}.{mm}.{yyyy} {HH}:{MM} - ", TR),
    Style("android-tr-12h", "{d}.{mm}.{yyyy} {p} {h}:{MM} - ", TR, ("ÖÖ", "ÖS")),
    Style("android-ru", "{dd}.{mm}.{yyyy}, {HH}:{MM} - ", RU),
    Style("android-pl", "{d}.{mm}.{yyyy}, {HH}:{MM} - ", PL),
    Style("android-id", "{dd}/{mm}/{yy} {HH}.{MM} - ", ID),
    Style("android-sv", "{yyyy}-{mm}-{dd} {HH}:{MM} - ", SV),
    Style("android-fi", "{d}.{m}.{yyyy} klo {H}.{MM} - ", FI),
    Style("android-el", "{d}/{m}/{yyyy}, {h}:{MM} {p} - ", EL, ("π.μ.", "μ.μ.")),
    Style("android-hu", "{yyyy}. {mm}. {dd}. {HH}:{MM} - ", EN),
    Style("android-cs", "{d}. {m}. {yyyy} {H}:{MM} - ", EN),
    Style("android-zh", "{yyyy}/{m}/{d} {HH}:{MM} - ", ZH),
    Style("android-zh-12h", "{yyyy}/{m}/{d} {p}{h}:{MM} - ", ZH, ("上午", "下午")),
    Style("android-zh-characters", "{yyyy}年{m}月{d}日 {p}{h}:{MM} - ", ZH, ("上午", "下午")),
    Style("android-ja", "{yyyy}/{mm}/{dd} {HH}:{MM} - ", JA),
    Style("android-ja-12h", "{yyyy}/{mm}/{dd} {p}{h}:{MM} - ", JA, ("午前", "午後")),
    Style("android-ko", "{yyyy}. {m}. {d}. {p} {h}:{MM} - ", KO, ("오전", "오후")),
    Style("android-ko-characters", "{yyyy}년 {m}월 {d}일 {p} {h}:{MM} - ", KO, ("오전", "오후")),
    Style(
        "android-ar", "{d}" + RLM + "/{m}" + RLM + "/{yyyy}، {h}:{MM} {p} - ", AR, ("ص", "م"), "٠", mark=RLM
    ),
    Style("android-ar-latin-digits", "{d}/{m}/{yyyy}، {h}:{MM} {p} - ", AR, ("ص", "م")),
    Style("android-fa", "{yyyy}/{m}/{d}،" + RLM + " {H}:{MM} - ", AR, zero="۰"),
    Style("android-he", "{d}.{m}.{yyyy}, {HH}:{MM} - ", HE),
    Style("android-hi", "{d}/{m}/{yy}, {h}:{MM} {p} - ", HI, ("am", "pm")),
    Style("android-hi-digits", "{d}/{m}/{yyyy}, {h}:{MM} {p} - ", HI, ("पूर्वाह्न", "अपराह्न"), "०"),
    Style("android-bn-digits", "{d}/{m}/{yy}, {h}:{MM} {p} - ", EN, ("AM", "PM"), "০"),
    Style("android-th", "{d}/{m}/{yyyy} {HH}:{MM} - ", TH, years_added=543),
    Style("android-th-2-digit-year", "{d}/{m}/{yy} {HH}:{MM} - ", TH, years_added=543),
    Style("android-vi", "{HH}:{MM}, {dd}/{mm}/{yyyy} - ", EN),
    Style("android-unknown-halves", "{d}/{m}/{yyyy}, {h}:{MM} {p} - ", EN, ("uno", "due")),
    # iPhone, brackets
    Style("iphone-us", "[{m}/{d}/{yy}, {h}:{MM}:{SS} {p}] ", EN, line_end="\r\n"),
    Style("iphone-us-nnbsp", "[{m}/{d}/{yy}, {h}:{MM}:{SS}" + NNBSP + "{p}] ", EN, line_end="\r\n"),
    Style("iphone-us-marked", "[{m}/{d}/{yy}, {h}:{MM}:{SS}" + NNBSP + "{p}] ", EN, mark=LRM),
    Style("iphone-gb", "[{dd}/{mm}/{yyyy}, {HH}:{MM}:{SS}] ", EN),
    Style("iphone-no-seconds", "[{dd}/{mm}/{yyyy}, {HH}:{MM}] ", EN),
    Style("iphone-de", "[{dd}.{mm}.{yy}, {HH}:{MM}:{SS}] ", DE, line_end="\r\n"),
    Style("iphone-de-no-comma", "[{dd}.{mm}.{yy} {HH}:{MM}:{SS}] ", DE),
    Style("iphone-fr", "[{dd}/{mm}/{yyyy} {HH}:{MM}:{SS}] ", FR),
    Style("iphone-fr-a", "[{dd}/{mm}/{yyyy} à {HH}:{MM}:{SS}] ", FR),
    Style("iphone-es", "[{d}/{m}/{yy}, {H}:{MM}:{SS}] ", ES),
    Style("iphone-es-12h", "[{d}/{m}/{yy}, {h}:{MM}:{SS} {p}] ", ES, (f"a.{NBSP}m.", f"p.{NBSP}m.")),
    Style("iphone-pt", "[{dd}/{mm}/{yyyy}, {HH}:{MM}:{SS}] ", PT),
    Style("iphone-it", "[{dd}/{mm}/{yy}, {HH}:{MM}:{SS}] ", IT),
    Style("iphone-nl", "[{dd}-{mm}-{yyyy} {HH}:{MM}:{SS}] ", NL),
    Style("iphone-tr", "[{d}.{mm}.{yyyy} {HH}:{MM}:{SS}] ", TR),
    Style("iphone-ru", "[{dd}.{mm}.{yyyy}, {HH}:{MM}:{SS}] ", RU),
    Style("iphone-sv", "[{yyyy}-{mm}-{dd} {HH}:{MM}:{SS}] ", SV),
    Style("iphone-da-dot-time", "[{dd}.{mm}.{yyyy} {HH}.{MM}.{SS}] ", EN),
    Style("iphone-zh", "[{yyyy}/{m}/{d} {HH}:{MM}:{SS}] ", ZH),
    Style("iphone-zh-12h", "[{yyyy}/{m}/{d} {p}{h}:{MM}:{SS}] ", ZH, ("上午", "下午")),
    Style("iphone-ja", "[{yyyy}/{mm}/{dd} {H}:{MM}:{SS}] ", JA),
    Style("iphone-ko", "[{yyyy}. {m}. {d}. {p} {h}:{MM}:{SS}] ", KO, ("오전", "오후")),
    Style(
        "iphone-ar",
        "[{d}" + RLM + "/{m}" + RLM + "/{yyyy}، {h}:{MM}:{SS} {p}] ",
        AR,
        ("ص", "م"),
        "٠",
        mark=RLM,
    ),
    Style("iphone-he", "[{d}.{m}.{yyyy}, {H}:{MM}:{SS}] ", HE, mark=RLM),
    Style("iphone-th", "[{d}/{m}/{yy} {HH}:{MM}:{SS}] ", TH, years_added=543),
    # more languages and older versions, as people show them in the issues of other readers
    Style("android-2012", "{dd}/{mm}/{yyyy} {HH}:{MM}:{SS}: ", EN),
    Style("android-2014-us", "{m}/{d}/{yy}, {h}:{MM}:{SS} {p}: ", EN),
    Style("android-de-2018", "{dd}.{mm}.{yy} {HH}:{MM} - ", DE),
    Style("android-fr-2018", "{dd}.{mm}.{yy} à {HH}:{MM} - ", FR),
    Style("android-en-ca", "{yyyy}-{mm}-{dd}, {h}:{MM} {p} - ", EN, ("a.m.", "p.m.")),
    Style("android-en-za", "{yyyy}/{mm}/{dd}, {h}:{MM} {p} - ", EN, ("am", "pm")),
    Style("android-en-in", "{dd}/{mm}/{yy}, {h}:{MM}" + NNBSP + "{p} - ", EN, ("am", "pm")),
    Style("android-es-mx", "{d}/{m}/{yyyy} {h}:{MM} {p} - ", ES, ("a. m.", "p. m.")),
    Style("android-es-co", "{d}/{mm}/{yyyy}, {h}:{MM}" + NBSP + "{p} - ", ES, ("a. m.", "p. m.")),
    Style("android-bg", "{d}.{mm}.{yyyy} г., {HH}:{MM} - ", EN),
    Style("android-hr", "{dd}. {mm}. {yyyy}. {HH}:{MM} - ", EN),
    Style("android-hr-u", "{d}. {m}. {yyyy}. u {HH}:{MM} - ", EN),
    Style("android-sr", "{d}.{m}.{yyyy}. {HH}:{MM} - ", EN),
    Style("android-sl", "{d}. {mm}. {yy}, {HH}:{MM} - ", EN),
    Style("android-sk", "{d}. {m}. {yyyy}, {H}:{MM} - ", EN),
    Style("android-lt", "{yyyy}-{mm}-{dd}, {HH}:{MM} - ", EN),
    Style("android-et", "{dd}.{mm}.{yyyy} {HH}:{MM} - ", EN),
    Style("android-da", "{dd}.{mm}.{yyyy} {HH}.{MM} - ", EN),
    Style("android-no-kl", "{dd}.{mm}.{yyyy} kl. {HH}:{MM} - ", EN),
    Style("android-uk", "{dd}.{mm}.{yy}, {HH}:{MM} - ", EN),
    Style("android-ro", "{dd}.{mm}.{yyyy}, {HH}:{MM} - ", EN),
    Style("android-ms", "{d}/{mm}/{yyyy}, {h}:{MM} {p} - ", EN, ("PG", "PTG")),
    Style("android-sq", "{d}.{m}.{yyyy}, {h}:{MM} {p} - ", EN, ("e paradites", "e pasdites")),
    Style("android-af", "{yyyy}/{mm}/{dd}, {h}:{MM} {p} - ", EN, ("vm.", "nm.")),
    Style("android-zh-hk", "{d}/{m}/{yyyy} {p}{h}:{MM} - ", ZH, ("上午", "下午")),
    Style("android-zh-tw-space", "{yyyy}/{m}/{d} {p} {h}:{MM} - ", ZH, ("上午", "下午")),
    Style("android-ta", "{d}/{m}/{yyyy}, {p} {h}:{MM} - ", EN, ("முற்பகல்", "பிற்பகல்")),
    Style(
        "android-ur-marks",
        "{d}" + RLM + "/{m}" + RLM + "/{yyyy}, {h}:{MM} {p} - ",
        EN,
        ("am", "pm"),
        mark=RLM,
    ),
    Style("android-fa-12h", "{yyyy}/{m}/{d}،" + RLM + " {h}:{MM} {p} - ", AR, ("ق.ظ.", "ب.ظ."), zero="۰"),
    Style("android-my-digits", "{dd}-{mm}-{yyyy} {HH}:{MM} - ", EN, zero="၀"),
    Style("android-ne-digits", "{yyyy}-{mm}-{dd} {HH}:{MM} - ", EN, zero="०"),
    Style("android-am-pm-without-blank", "{m}/{d}/{yy}, {h}:{MM}{p} - ", EN),
    Style("iphone-2-digit-no-seconds", "[{dd}/{mm}/{yy}, {HH}:{MM}] ", EN),
    Style("iphone-es-no-comma", "[{dd}/{mm}/{yy} {h}:{MM}:{SS} {p}] ", ES, ("a.m.", "p.m.")),
    Style(
        "iphone-en-au", "[{d}/{m}/{yyyy}, {h}:{MM}:{SS}" + NNBSP + "{p}] ", EN, ("am", "pm"), line_end="\r\n"
    ),
    Style("iphone-en-ca", "[{yyyy}-{mm}-{dd}, {h}:{MM}:{SS} {p}] ", EN, ("AM", "PM")),
    Style("iphone-el", "[{d}/{m}/{yy}, {h}:{MM}:{SS} {p}] ", EL, ("π.μ.", "μ.μ.")),
    Style("iphone-bg", "[{d}.{mm}.{yy} г., {HH}:{MM}:{SS}] ", EN),
    Style("iphone-hr", "[{d}. {m}. {yyyy}., {HH}:{MM}:{SS}] ", EN),
    Style("iphone-no-kl", "[{dd}.{mm}.{yyyy}, {HH}:{MM}:{SS}] ", EN, line_end="\r\n"),
    Style("iphone-fi", "[{d}.{m}.{yyyy} klo {H}.{MM}.{SS}] ", FI),
    Style("iphone-hu", "[{yyyy}. {mm}. {dd}. {H}:{MM}:{SS}] ", EN),
    Style("iphone-cs", "[{dd}.{mm}.{yy} {H}:{MM}:{SS}] ", EN),
    Style("iphone-zh-tw", "[{yyyy}/{m}/{d}, {p}{h}:{MM}:{SS}] ", ZH, ("上午", "下午")),
    Style("iphone-hk", "[{d}/{m}/{yyyy}, {p}{h}:{MM}:{SS}] ", ZH, ("上午", "下午")),
    Style("iphone-id", "[{dd}/{mm}/{yy} {HH}.{MM}.{SS}] ", ID),
    Style("iphone-fa", "[{yyyy}/{m}/{d}،" + RLM + " {H}:{MM}:{SS}] ", AR, zero="۰", mark=RLM),
    Style("iphone-hi", "[{dd}/{mm}/{yy}, {h}:{MM}:{SS} {p}] ", HI, ("am", "pm")),
    Style("iphone-ms", "[{d}/{mm}/{yyyy}, {h}:{MM}:{SS} {p}] ", EN, ("PG", "PTG"), line_end="\r\n"),
    Style("iphone-lower-without-blank", "[{d}/{m}/{yy}, {h}:{MM}:{SS}{p}] ", EN, ("am", "pm")),
    # the same file, saved by something else
    Style("saved-with-bom", "{dd}/{mm}/{yyyy}, {HH}:{MM} - ", EN, encoding="utf-8-sig"),
    Style("saved-as-utf-16", "{dd}/{mm}/{yyyy}, {HH}:{MM} - ", EN, encoding="utf-16"),
    Style("saved-as-utf-16-be", "{dd}.{mm}.{yyyy}, {HH}:{MM} - ", DE, encoding="utf-16-be"),
    Style(
        "saved-as-utf-16-le-crlf",
        "[{dd}.{mm}.{yy}, {HH}:{MM}:{SS}] ",
        DE,
        encoding="utf-16-le",
        line_end="\r\n",
    ),
    Style("saved-with-cr", "{m}/{d}/{yy}, {h}:{MM} {p} - ", EN, line_end="\r"),
    Style("saved-with-crlf", "{m}/{d}/{yy}, {h}:{MM} {p} - ", EN, line_end="\r\n"),
]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_every_form_is_read_exactly(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(write_chat(style))
    frame, reader = read(path)
    assert reader.source == "whatsapp"
    assert counts(frame) == {"Ana María": 5, "Bob": 6}
    assert (reader.tally.n_system, reader.tally.n_skipped) == (1, 0)
    for name in ("Ana María", "Bob"):
        own = frame.filter(sender=name)
        assert own["kind"].to_list() == KINDS[name]
        assert own["length"].to_list() == LENGTHS[name]
    times = [START + timedelta(days=2 * n, hours=2 * n, minutes=n, seconds=n) for n in range(1, 12)]
    if not style.seconds:
        times = [time.replace(second=0) for time in times]
    assert frame["time"].to_list() == times
    assert reader.tally.notes == []


def test_there_are_forms_enough() -> None:
    assert len({style.id for style in STYLES}) == len(STYLES) >= 120


@pytest.mark.parametrize("style", STYLES[::9], ids=lambda style: style.id)
def test_pieces_zips_and_words_change_nothing(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(write_chat(style))
    whole, reader = read(path, with_text=True)
    assert (whole["text"].str.len_chars() == whole["length"]).all()
    for n_bytes in (1, 60, 333):
        again, pieces = read(path, with_text=True, chunk_bytes=n_bytes)
        assert again.equals(whole)
        assert (pieces.tally.n_system, pieces.tally.n_skipped) == (reader.tally.n_system, 0)
    with zipfile.ZipFile(tmp_path / "chat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "WhatsApp Chat with Ana María.txt")
        archive.writestr("IMG-20200214-WA0012.jpg", b"no picture")
    assert read(tmp_path / "chat.zip", with_text=True)[0].equals(whole)


@pytest.mark.parametrize(
    "style", [style for style in STYLES if style.encoding == "utf-8"][::5], ids=lambda style: style.id
)
def test_headers_known_by_their_bytes_are_those_of_the_expression(style: Style, tmp_path: Path) -> None:
    """A long block is read by comparing bytes, blocks of a few lines by the expression alone."""
    path = tmp_path / "chat.txt"
    path.write_bytes(write_chat(style) * 20)
    quick, reader = read(path, with_text=True)
    slow, pieces = read(path, with_text=True, chunk_bytes=900)
    assert quick.equals(slow) and len(quick) == 220
    assert reader.tally.n_system == pieces.tally.n_system == 20
