"""Name the languages of the site and the words of its frame.

English and Traditional Chinese are authored here; Simplified is derived by ``Text``.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal

from api.kernel.text import Text
from api.reference.marks import written

Code = Literal["en", "tc", "sc"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site: its folder, its tag in HTML, the theme's name for it."""

    code: Code
    tag: str
    theme: str
    name: str


LANGUAGES: Final = (
    Language("en", "en", "en", "English"),
    Language("tc", "zh-Hant-HK", "zh-Hant", "繁體"),
    Language("sc", "zh-Hans", "zh-Hans", "简体"),
)

_NOON: Final = time(12)

SITE_NAME: Final = Text("iCMS API help", "iCMS API 使用說明")

FRAME: Final = {
    "unofficial": Text(
        "This is not an official site. It is not run or endorsed by the Hong Kong Judiciary.",
        "本網站並非官方網站，亦非由香港司法機構營運或認可。",
    ),
    "advice": Text(
        "Nothing here is legal advice; the gazetted text of the law prevails.",
        "本網站內容並非法律意見；一切以刊憲的法例文本為準。",
    ),
    "reviewed": Text("Last reviewed on", "最近覆核日期："),
    "converted": Text("", "本頁由繁體中文版自動轉換；如有歧異，以繁體中文版為準。"),
    "languages": Text("Languages", "語言"),
    "menu": Text("Menu", "選單"),
    "pages": Text("Pages", "網頁"),
    "all_pages": Text("All pages", "所有網頁"),
    "about_page": Text("About this page", "關於本頁"),
    "contents": Text("On this page", "本頁內容"),
    "not_found": Text("This page does not exist", "找不到網頁"),
    "not_found_next": Text("Start again from:", "請由此重新開始："),
    "search": Text("Search", "搜尋"),
    "search_for": Text("Search this site", "搜尋本網站"),
    "review_by": Text("Next review by", "下次覆核期限："),
    "owner": Text("Kept by", "負責："),
    "change": Text("Last change", "最近更改："),
    "law": Text("Law", "法律依據："),
    "applies": Text("Applies to", "適用於："),
    "everything": Text("all kinds of case", "所有類別案件"),
    "in_force": Text("Holds", "適用期間："),
    "since": Text("from", "由"),
    "until": Text("until", "至"),
    "reference": Text("Reference", "編號："),
    "short_link": Text("Short link", "短連結："),
    "full_answer": Text("Full answer", "詳細答案"),
    "short_answer": Text("Short answer", "簡短答案"),
    "withdrawn": Text("Withdrawn on", "撤回日期："),
    "see": Text("See", "參閱："),
    "moved": Text("This page has moved", "本頁已遷移"),
    "untranslated": Text(
        "This page has not been translated yet; it is shown in English.",
        "本頁尚未有中文版，以下以英文顯示。",
    ),
    "status": Text("Service status", "服務狀況"),
    "no_outage": Text("no interruption is recorded", "沒有服務中斷紀錄"),
    "feed": Text("Notices", "公告"),
    "permalink": Text("Link to this section", "本節連結"),
}


TOPICS: Final = {
    "start": Text("Getting started", "開始使用"),
    "register": Text("Registration", "登記"),
    "file": Text("Filing documents", "文件存檔"),
    "sign": Text("Signing", "簽署"),
    "time": Text("Time and deadlines", "時間及限期"),
    "pay": Text("Payment", "繳費"),
    "after": Text("After you file", "存檔之後"),
    "inspect": Text("Searching and inspection", "查冊及查閱"),
    "account": Text("Accounts", "帳戶"),
    "service": Text("Service between parties", "各方之間的送達"),
    "law": Text("Law and coverage", "法律及適用範圍"),
    "kiosk": Text("Help Centre and kiosks", "支援中心及自助設備"),
    "tech": Text("Technical problems", "技術問題"),
}
"""What questions are about, in the order of the page."""

GROUPS: Final = {
    "start": Text("Get started", "開始使用"),
    "file": Text("File", "存檔"),
    "pay": Text("Pay", "繳費"),
    "after": Text("After you file", "存檔之後"),
    "cases": Text("Cases and coverage", "案件及適用範圍"),
    "tools": Text("Tools", "工具"),
    "guides": Text("Step guides", "步驟指南"),
    "answers": Text("Questions and help", "問題及協助"),
    "law": Text("Law and directions", "法律及指示"),
    "notices": Text("Notices and status", "公告及狀況"),
    "developers": Text("For developers", "開發人員"),
    "about": Text("About this site", "關於本網站"),
}
"""The sections of the list of pages; their order is that of ``mkdocs.yml``."""

OWNERS: Final = {
    "Help Centre": Text("Help Centre", "支援中心"),
    "Registry": Text("Registry", "登記處"),
    "Accounts Office": Text("Accounts Office", "會計部"),
    "Technical team": Text("Technical team", "技術小組"),
    "Editors": Text("Editors", "編輯"),
}

NOTICE_KINDS: Final = {
    "outage": Text("Service", "服務"),
    "law": Text("Law", "法律"),
    "release": Text("New on this site", "本網站新內容"),
    "fee": Text("Fees", "費用"),
}


def said(text: Text, code: Code) -> str:
    """Say a text in one language."""
    match code:
        case "en":
            return text.en
        case "tc":
            return text.tc
        case "sc":
            return text.sc


def written_date(day: date, code: Code) -> str:
    """Write a date in full: ``6 May 2022`` or ``2022年5月6日``."""
    return said(written(day), code)


def written_time(moment: time, code: Code) -> str:
    """Write a time of day in Hong Kong: ``5:30 pm`` or ``下午5時30分``."""
    hour = moment.hour % 12 or 12
    half = Text("am", "上午") if moment < _NOON else Text("pm", "下午")
    if code == "en":
        return f"{hour}:{moment.minute:02d} {half.en}"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return said(Text("", f"{half.tc}{hour}時{minutes}"), code)
