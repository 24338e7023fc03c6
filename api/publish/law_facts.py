"""Write the register of the law, and the values that this system applies by policy.

The register says what an instrument is and where its text stands; it never says the text. A value
of policy carries the mark of the fact it is, so that nobody takes a setting for the law.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from api.accounts.rules import LOCK_LENGTH, SESSION_LENGTH, SIGN_INS_BEFORE_LOCK
from api.documents.operations import REFERENCE_DIGITS
from api.documents.ports import DOWNLOAD_LINK_LENGTH, UPLOAD_LINK_LENGTH
from api.filings.operations import MOST_PARTIES
from api.kernel.text import Text
from api.payments.procedures import GIVE_UP_AFTER
from api.publish.tables import SOURCE, Row, mark, sourced, stacked, table
from api.publish.words import Code, said, written_date
from api.reference.facts import Concession, UsePolicy
from api.reference.law import Instrument, InstrumentKind
from api.reference.loading import Published
from api.reference.marks import Confidence, written
from api.reference.papers import FilePolicy

KINDS: Final[dict[InstrumentKind, Text]] = {
    InstrumentKind.ORDINANCE: Text("Ordinances", "條例"),
    InstrumentKind.RULES: Text("Rules", "規則"),
    InstrumentKind.FEES_RULES: Text("Rules on fees", "費用規則"),
    InstrumentKind.NOTICE: Text("Notices", "公告"),
    InstrumentKind.PRACTICE_DIRECTION: Text("Practice directions", "實務指示"),
    InstrumentKind.PRACTICE_NOTE: Text("Practice notes", "常規說明"),
    InstrumentKind.E_PRACTICE_DIRECTION: Text("e-Practice Directions", "電子實務指示"),
    InstrumentKind.ADMINISTRATIVE_INSTRUCTION: Text("Administrative instructions", "行政指示"),
    InstrumentKind.TERMS: Text("Terms of use", "使用條款"),
}
INSTRUMENT: Final = Text("Instrument", "文書")
IN_FORCE: Final = Text("In force", "生效期")
WHERE: Final = Text("Official text, and day checked", "官方文本及核對日期")
UNKNOWN_DAY: Final = Text("first day not found", "未能查得首日")
MADE_BY: Final = Text("Made by: {who}", "訂立者：{who}")
CHECKED: Final = Text("Checked on {day.en}", "{day.tc}核對")
SURE: Final[dict[Confidence, Text]] = {
    Confidence.CONFIRMED: Text("from {day.en}", "{day.tc}起"),
    Confidence.INFERRED: Text("from {day.en} (inferred)", "{day.tc}起（推論）"),
    Confidence.ASSUMED: Text("from {day.en} (assumed)", "{day.tc}起（假設）"),
}
LAST_DAY: Final = Text("to {day.en}", "至{day.tc}")
MEBIBYTE: Final = 1024 * 1024
HOUR: Final = timedelta(hours=1)
FORMATS: Final = {"application/pdf": "PDF"}
OURS: Final = "This project's policy"


# --- the register ---------------------------------------------------------------------------------


def law_anchor(key: str) -> str:
    """Give the id of an instrument on the page ``law/``: ``law-cap-638``."""
    return f"law-{key}"


def law_table(facts: Published, code: Code) -> str:
    """Write one section with a table for each kind of instrument, the weightiest first."""
    return "\n\n".join(
        f"### {said(title, code)} {{ #{_slug(kind)} }}\n\n{_kind_table(facts, kind, code)}"
        for kind, title in KINDS.items()
        if any(each.kind is kind for each in facts.law.values())
    )


def _slug(kind: InstrumentKind) -> str:
    return "register-" + kind.value.lower().replace("_", "-")


def _kind_table(facts: Published, kind: InstrumentKind, code: Code) -> str:
    headers = [said(text, code) for text in (INSTRUMENT, IN_FORCE, WHERE, SOURCE)]
    rows = [
        Row(_cells(facts, each, code), anchor=law_anchor(each.key))
        for each in facts.law.values()
        if each.kind is kind
    ]
    return table(said(KINDS[kind], code), headers, rows)


def _cells(facts: Published, each: Instrument, code: Code) -> tuple[str, ...]:
    details = [said(each.citation, code)]
    if each.note:
        details.append(said(each.note, code))
    if each.made_by:
        details.append(said(MADE_BY, code).format(who=said(each.made_by, code)))
    checked = said(CHECKED.filled(day=written(each.checked)), code)
    return (
        stacked(escape(said(each.title, code)), *(escape(detail) for detail in details)),
        in_force(each, code),
        stacked(escape(said(each.pointer, code)), escape(checked)),
        sourced(facts, each.source, each.confidence, code),
    )


def in_force(each: Instrument, code: Code) -> str:
    """Say from when, and to which day, an instrument holds; says so where it was not found."""
    if each.in_force_from is None or each.dating is None:
        start = said(UNKNOWN_DAY, code)
    else:
        start = said(SURE[each.dating].filled(day=written(each.in_force_from)), code)
    if each.in_force_to is None:
        return start
    end = said(LAST_DAY.filled(day=written(each.in_force_to)), code)
    return f"{start} {end}" if code == "en" else f"{start}{end}"


def cited(facts: Published, code: Code, key: str) -> str:
    """Write an instrument's title and citation. Refuses: LookupError for an unknown key."""
    each = facts.law[key]
    title, citation = said(each.title, code), said(each.citation, code)
    return f"{title} ({citation})" if code == "en" else f"{title}（{citation}）"


# --- values of policy -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """A value that this system applies, said in words, and how sure it is."""

    words: Text
    confidence: Confidence
    source: str


def policy_values(facts: Published) -> Mapping[str, Value]:
    """List the values that pages may name, by name."""
    return _file_values(facts.file_policies[-1]) | _program_values()


def _file_values(policy: FilePolicy) -> dict[str, Value]:
    formats = "/".join(FORMATS.get(each, each) for each in policy.formats)
    size = f"{policy.max_bytes_per_document // MEBIBYTE} MB"
    pages = f"{policy.max_pages_per_document:,}"
    forbidden = " ".join(policy.forbidden_in_file_name)
    length = policy.max_file_name_length
    words = {
        "FILE_FORMAT": Text(formats, formats),
        "DOCUMENT_SIZE": Text(size, size),
        "DOCUMENTS_PER_FILING": _count(policy.max_documents_per_filing, "documents", "份文件"),
        "DOCUMENT_PAGES": Text(f"{pages} pages", f"{pages}頁"),
        "FILE_NAME_LENGTH": Text(f"{length} characters", f"{length}個字元"),
        "FILE_NAME_FORBIDDEN": Text(forbidden, forbidden),
    }
    return {name: Value(text, policy.confidence, policy.source) for name, text in words.items()}


def _count(number: int, english: str, chinese: str) -> Text:
    return Text(f"{number} {english}", f"{number}{chinese}")


def _program_values() -> dict[str, Value]:
    digits = _count(REFERENCE_DIGITS, "digits", "位數字")
    drn = Value(digits, Confidence.CONFIRMED, "Judiciary FAQ, Conduct DRN Checking")
    words = {
        "PARTIES_PER_CASE": _count(MOST_PARTIES, "parties", "名當事人"),
        "SESSION_LENGTH": span(SESSION_LENGTH),
        "SIGN_IN_TRIES": _count(SIGN_INS_BEFORE_LOCK, "wrong tries", "次錯誤"),
        "SIGN_IN_REST": span(LOCK_LENGTH),
        "UPLOAD_LINK": span(UPLOAD_LINK_LENGTH),
        "DOWNLOAD_LINK": span(DOWNLOAD_LINK_LENGTH),
        "PAYMENT_WAIT": span(GIVE_UP_AFTER),
    }
    ours = {name: Value(text, Confidence.ASSUMED, OURS) for name, text in words.items()}
    return {"REFERENCE_DIGITS": drn, **ours}


def span(length: timedelta) -> Text:
    """Say a stretch of time in hours where it is whole hours, else in minutes."""
    if length % HOUR == timedelta():
        hours = length // HOUR
        return Text(f"{hours} hour{'s' * (hours > 1)}", f"{hours}小時")
    minutes = length // timedelta(minutes=1)
    return Text(f"{minutes} minute{'s' * (minutes > 1)}", f"{minutes}分鐘")


def policy_value(facts: Published, code: Code, name: str) -> str:
    """Write a value as plain words. Refuses: LookupError for an unknown name."""
    return said(policy_values(facts)[name].words, code)


def policy_marked(facts: Published, code: Code, name: str) -> str:
    """Write a value with its mark. Refuses: LookupError for an unknown name."""
    value = policy_values(facts)[name]
    words = escape(said(value.words, code))
    return f"<strong>{words}</strong> {mark(facts, value.confidence, code)}"


# --- dates that notices name ----------------------------------------------------------------------


def _concession(facts: Published, court: str) -> Concession:
    for concession in reversed(facts.concessions):
        if court in concession.courts:
            return concession
    message = f"no concession of {court} is published"
    raise LookupError(message)


def concession_first_day(facts: Published, code: Code, court: str) -> str:
    """Write the first day of a court's concession. Refuses: LookupError where there is none."""
    return written_date(_concession(facts, court).effective_from, code)


def concession_last_day(facts: Published, code: Code, court: str) -> str:
    """Write the last day of a court's concession. Refuses: LookupError where there is none."""
    return written_date(_concession(facts, court).last_day, code)


def concession_day_after(facts: Published, code: Code, court: str) -> str:
    """Write the day from which the ordinary fee is due again. Refuses: LookupError."""
    return written_date(_concession(facts, court).until, code)


def concession_rate(facts: Published, code: Code, court: str) -> str:
    """Write the rate of a court's concession: ``80%``. Refuses: LookupError."""
    del code
    return f"{_concession(facts, court).rate * 100:.0f}%"


def _use(facts: Published, court: str) -> UsePolicy:
    for policy in reversed(facts.use_policies):
        if policy.court == court and not policy.proceeding_types:
            return policy
    message = f"no use policy of {court} is published"
    raise LookupError(message)


def use_first_day(facts: Published, code: Code, court: str) -> str:
    """Write the first day of a court's newest use policy. Refuses: LookupError."""
    return written_date(_use(facts, court).effective_from, code)


def use_explained(facts: Published, code: Code, court: str) -> str:
    """Say a court's newest use policy in its own words. Refuses: LookupError."""
    return said(_use(facts, court).explanation, code)


def plan_said(facts: Published, code: Code, key: str) -> str:
    """Say what has been announced as a plan. Refuses: LookupError for an unknown plan."""
    for plan in facts.plans:
        if plan.key == key:
            return said(plan.announcement, code)
    message = f"no plan {key} is published"
    raise LookupError(message)


def checked_day(facts: Published, code: Code) -> str:
    """Write the day on which the oldest entry of the register was checked."""
    return written_date(min(_checked_days(facts)), code)


def _checked_days(facts: Published) -> list[date]:
    return [each.checked for each in facts.law.values()]


Phrase = Callable[[Published, Code, str], str]
PHRASES: Final[dict[str, Phrase]] = {
    "concession.day_after": concession_day_after,
    "concession.first_day": concession_first_day,
    "concession.last_day": concession_last_day,
    "concession.rate": concession_rate,
    "law.cite": cited,
    "notice.plan": plan_said,
    "policy.marked": policy_marked,
    "policy.value": policy_value,
    "use.explained": use_explained,
    "use.first_day": use_first_day,
}
"""What ``markers`` takes from here, by the marker's name."""
