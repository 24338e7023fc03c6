"""How parties are named in a title and in a text, and what a name may be."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from api.kernel.refusals import Malformed, Refusal
from api.kernel.text import Text
from api.parties.states import PartyRole

LONGEST_NAME = 300
LEAST_PART = 2


class Named(Protocol):
    """Somebody with a role and a name."""

    @property
    def role(self) -> PartyRole:
        """The part played."""
        ...

    @property
    def name(self) -> str:
        """The name as the filer gave it."""
        ...


@dataclass(frozen=True, slots=True)
class Appearing:
    """By what a filer comes into a case: its caption as they read it, and for whom they appear."""

    caption: str
    role: PartyRole
    party_name: str


class CaptionDoesNotAgree(Refusal):
    """A filing goes into the case that its filer means: the caption is confirmed. Source: I-11."""

    message = Text(
        "The caption you confirmed is not the caption of this case in the cause book.",
        "你確認的案件名稱與訟案登記冊所示不符。",
    )
    remedy = Text(
        "Look the case up in the cause book and confirm the caption exactly as it stands there. "
        "If it changed since you began, begin a new draft.",
        "請查閱訟案登記冊，按其所示確認案件名稱；如案件名稱其後有變，請另開草稿。",
    )
    guide = "/help/file/#problems"


class NoSuchParty(Refusal):
    """A filing by which somebody comes into a case says for whom."""

    message = Text(
        "No party of this case has this role and this name.",
        "案件並無此身分及此姓名或名稱的當事人。",
    )
    remedy = Text(
        "Write the party's name as the originating document does.",
        "請按展開法律程序的文件填寫當事人的姓名或名稱。",
    )
    guide = "/help/file/#problems"


class AlreadyLinked(Refusal):
    """The account is already linked to the case."""

    message = Text("This account is already linked to the case.", "此帳戶已連結至該案件。")
    remedy = Text("Nothing needs to be done.", "無須再作操作。")


class AnotherFirmActs(Refusal):
    """One firm is on the record for a party at a time; another takes its place by a change."""

    message = Text("{firm} is on the record for this party.", "{firm} 現為此當事人的訴訟紀錄律師。")
    remedy = Text(
        "Record a change of solicitors, or that the firm ceases to act.",
        "請記錄更換律師，或該律師行停止代表。",
    )
    guide = "/help/file/#who-may-see"


class NobodyActs(Refusal):
    """There is no firm on the record for the party."""

    message = Text("No firm is on the record for this party.", "此當事人並無訴訟紀錄律師。")
    remedy = Text(
        "Record that a firm begins to act, if one does.", "如有律師行開始代表，請作記錄。"
    )
    guide = "/help/file/#who-may-see"


class PartyHasLeft(Refusal):
    """What is recorded of a party is recorded while it is in the case."""

    message = Text("This party is no longer in the case.", "此當事人已不再屬案件的一方。")
    remedy = Text("Add it again if the court so orders.", "如法庭有此命令，請重新加入。")


class LastOnItsSide(Refusal):
    """A case has at least one party on each side while it goes on."""

    message = Text("This is the last party on its side.", "此為該方唯一的當事人。")
    remedy = Text(
        "Add the party who takes its place first, or conclude the case.",
        "請先加入取代的當事人，或將案件審結。",
    )


class NameIsTheSame(Refusal):
    """An amendment changes something."""

    message = Text("The party already goes by this name.", "此當事人現時已用此姓名或名稱。")
    remedy = Text("Nothing needs to be done.", "無須再作操作。")


class NotALitigantsAccount(Refusal):
    """Only an Individual User or an Organization User can be linked to a case."""

    message = Text(
        "Only an Individual User or an Organization User can be linked to a case.",
        "只有個人用戶或機構用戶可連結至案件。",
    )
    remedy = Text("Name an account of one of these kinds.", "請指明屬上述類別的帳戶。")


def clean_name(name: str, *path: str) -> str:
    """Tidy a name (NFC, single spaces) in any script.

    Refuses: Malformed (empty, over 300 characters, control characters).
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise Malformed(*path, field=path[-1], rule=f"a name has 1 to {LONGEST_NAME} characters")
    if any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} for c in tidy):
        raise Malformed(*path, field=path[-1], rule="a name has no control characters")
    return tidy


def is_named_in(words: str, name: str) -> bool:
    """Whether a name, or its part in one script, stands in a text; case and spacing do not matter.

    "陳樣本 CHAN Sample" stands in a text with 陳樣本, and in one with "Chan  Sample".
    """
    text = _folded(words)
    latin = _folded("".join(c if c.isascii() else " " for c in name))
    other = _folded("".join(" " if c.isascii() else c for c in name))
    return any(len(part) >= LEAST_PART and part in text for part in (_folded(name), latin, other))


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts say the same: case, width and spacing do not matter."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    """A text for comparing: one case, one width, and no spacing, which PDFs put anywhere."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def title_of(parties: Sequence[Named]) -> str:
    """Title a case as the cause list does: ``CHAN v. ACME and another``."""
    plaintiffs = [p.name for p in parties if p.role is PartyRole.PLAINTIFF]
    defendants = [p.name for p in parties if p.role is PartyRole.DEFENDANT]
    return f"{_first_and_others(plaintiffs)} v. {_first_and_others(defendants)}"


def _first_and_others(names: list[str]) -> str:
    """Name the first and say whether there are others."""
    if len(names) <= 1:
        return "".join(names)
    return f"{names[0]} and {'another' if len(names) == 2 else 'others'}"  # noqa: PLR2004
