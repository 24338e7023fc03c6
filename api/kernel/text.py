"""A sentence that a person may read in three languages.

English and Traditional Chinese are authored. Simplified Chinese is derived character by character
(OpenCC ``hk2s``), never by vocabulary: ``tw2sp`` would turn 存檔 (file with the court) into 存盘
(save to disk).
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from opencc import OpenCC

_TO_SIMPLIFIED = cast("Any", OpenCC("hk2s"))
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that nobody sees: controls, formats, surrogates, separators of lines."""

_SHOWN_LENGTH = 60
_QUOTES = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’"})


@lru_cache(maxsize=4096)
def simplified(traditional: str) -> str:
    """Convert Traditional Chinese as used in Hong Kong into Simplified characters."""
    converted: str = _TO_SIMPLIFIED.convert(traditional)
    return converted.translate(_QUOTES)


@dataclass(frozen=True, slots=True)
class Text:
    """English and Traditional Chinese, authored; Simplified Chinese, derived."""

    en: str
    tc: str

    @property
    def sc(self) -> str:
        """The Traditional text in Simplified characters."""
        return simplified(self.tc)

    def filled(self, **facts: object) -> "Text":
        """Put facts into both sentences; a placeholder without a fact is an error of ours."""
        return Text(self.en.format(**facts), self.tc.format(**facts))


def shortened(text: str) -> str:
    """Make a text fit to stand in a sentence: no unseen characters, at most 60."""
    seen = "".join("?" if unicodedata.category(c) in UNSEEN else c for c in text[:_SHOWN_LENGTH])
    return seen if len(text) <= _SHOWN_LENGTH else f"{seen[:-1]}…"
