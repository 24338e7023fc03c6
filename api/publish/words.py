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
    "contents": Text("On this page", "本頁內容"),
    "not_found": Text("This page does not exist", "找不到網頁"),
    "not_found_next": Text("Start again from:", "請由此重新開始："),
    "permalink": Text("Link to this section", "本節連結"),
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
