"""Write what the task pages say of the rules in force here: accounts, files, stages, time limits.

Every value is read from the published facts or from the rule the API itself applies.
"""

from collections.abc import Iterable
from datetime import timedelta
from html import escape
from typing import Final

from api.accounts.rules import LOCK_LENGTH, SESSION_LENGTH, SIGN_INS_BEFORE_LOCK
from api.courts.rules import calendar_for, deemed_received
from api.documents.ports import DOWNLOAD_LINK_LENGTH, UPLOAD_LINK_LENGTH
from api.kernel.text import Text
from api.payments.rules import CONNECTED
from api.publish.code_facts import KINDS
from api.publish.filing_facts import EXAMPLES, OFFICE
from api.publish.tables import SOURCE, Row, mark, sourced, stacked, table
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.marks import Confidence
from api.reference.papers import ClaimSection, CodeKind, DocumentKind, FiledBy, FiledWhen
from api.reference.procedure import Side

MEGABYTE: Final = 1024 * 1024
FRIDAY: Final = 2
"""Where the filing sent on a Friday evening stands among the worked examples."""

SIDES: Final = {
    Side.PLAINTIFF: Text("Plaintiff", "原告人"),
    Side.DEFENDANT: Text("Defendant", "被告人"),
    Side.BOTH: Text("Both sides", "雙方"),
}
SECTIONS: Final = {
    ClaimSection.A: Text("Section A: what is claimed", "A 部：所申索的濟助"),
    ClaimSection.B: Text("Section B: nature of the claim", "B 部：申索性質"),
}


def spoken(length: timedelta, code: Code) -> str:
    """Write a length of time in hours if it is whole hours, else in minutes."""
    minutes = int(length.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return said(Text(f"{hours} hours", f"{hours} 小時"), code)
    return said(Text(f"{minutes} minutes", f"{minutes} 分鐘"), code)


def session_length(_facts: Published, code: Code) -> str:
    """Say how long a session lasts."""
    return spoken(SESSION_LENGTH, code)


def sign_in_rest(_facts: Published, code: Code) -> str:
    """Say after how many wrong tries an account rests, and for how long."""
    rest = spoken(LOCK_LENGTH, code)
    tries = SIGN_INS_BEFORE_LOCK
    words = Text(
        f"after {tries} wrong tries it rests for {rest}",
        f"連續 {tries} 次錯誤後，帳戶會暫停使用 {rest}",
    )
    return said(words, code)


def upload_link(_facts: Published, code: Code) -> str:
    """Say how long an upload link holds."""
    return spoken(UPLOAD_LINK_LENGTH, code)


def download_link(_facts: Published, code: Code) -> str:
    """Say how long a download link holds."""
    return spoken(DOWNLOAD_LINK_LENGTH, code)


def friday_example(facts: Published, code: Code) -> str:
    """Tell when a filing sent on a Friday evening counts as received, in the API's words."""
    example = EXAMPLES[FRIDAY]
    return said(deemed_received(example.sent, calendar_for(facts, OFFICE, ())).explanation, code)


def connected_means(facts: Published, code: Code) -> str:
    """Name the means of payment that this system has a provider for."""
    names = [
        said(means.name, code).lower() if code == "en" else said(means.name, code)
        for means in facts.payment_means.values()
        if means.code in CONNECTED
    ]
    return (", " if code == "en" else "、").join(names)


def begun_types(facts: Published, code: Code) -> str:
    """Name the kinds of case that can be begun here: those with a document that begins one."""
    kinds = [kind for kind in facts.document_kinds.values() if kind.originating]
    named = [
        said(Text(f"{escape(t.name.en)} ({t.code})", f"{escape(t.name.tc)}（{t.code}）"), code)
        for t in facts.proceeding_types.values()
        if any(t.code in kind.proceeding_types for kind in kinds)
    ]
    return ("; " if code == "en" else "；").join(named)


def file_table(facts: Published, code: Code) -> str:
    """List what a file must be, by the newest policy: one row a rule."""
    policy = facts.file_policies[-1]
    megabytes = policy.max_bytes_per_document // MEGABYTE
    forbidden = " ".join(f"<code>{escape(c)}</code>" for c in policy.forbidden_in_file_name)
    rules = (
        (Text("Format", "格式"), Text("PDF", "PDF")),
        (Text("Size of one file", "每個檔案的大小"), _at_most(megabytes, "MB", "MB")),
        (
            Text("Pages of one file", "每個檔案的頁數"),
            _at_most(policy.max_pages_per_document, "pages", "頁"),
        ),
        (
            Text("Documents in one filing", "每次存檔的文件"),
            _at_most(policy.max_documents_per_filing, "documents", "份"),
        ),
        (
            Text("Length of the file name", "檔案名稱長度"),
            _at_most(
                policy.max_file_name_length, "characters, ending in .pdf", "個字元，以 .pdf 結尾"
            ),
        ),
        (Text("Not in the file name", "檔案名稱不可含有"), Text(forbidden, forbidden)),
    )
    source = sourced(facts, policy.source, policy.confidence, code)
    rows = [Row((said(rule, code), said(value, code), source)) for rule, value in rules]
    titles = (Text("Rule", "規則"), Text("Value", "限制"), SOURCE)
    caption = said(Text("What a file must be", "檔案要求"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _at_most(most: int, en: str, tc: str) -> Text:
    return Text(f"at most {most:,} {en}", f"不超過 {most:,} {tc}")


def mark_word(facts: Published, code: Code, which: str) -> str:
    """Write one mark as it stands beside facts. Refuses: LookupError for an unknown mark."""
    try:
        return mark(facts, Confidence(which), code)
    except ValueError as unknown:
        message = f"no mark {which}"
        raise LookupError(message) from unknown


def court_limit(facts: Published, code: Code, court: str) -> str:
    """Say what a court may hear. Refuses: LookupError where no limit is published."""
    limit = next((one for one in facts.court_limits if one.court == court), None)
    if limit is None:
        message = f"no limit of {court} is published"
        raise LookupError(message)
    return f"{escape(said(limit.words, code))} {mark(facts, limit.confidence, code)}"


def time_limits(facts: Published, code: Code, proceeding_type: str) -> str:
    """List what must be done by when. Refuses: LookupError where nothing is listed."""
    found = [one for one in facts.time_limits if one.proceeding_type == proceeding_type]
    _require(found, proceeding_type)
    rows = [
        Row(
            (
                stacked(escape(said(one.step, code)), *_form(one.form, code)),
                _within(one.days, one.counted_from, code),
                sourced(facts, one.source, one.confidence, code),
            ),
            anchor=f"limit-{one.key.lower().replace('_', '-')}",
        )
        for one in found
    ]
    titles = (Text("What to do", "要做的事"), Text("By when", "期限"), SOURCE)
    caption = said(Text("Time limits for the defendant", "被告人的期限"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _within(days: int, counted_from: Text, code: Code) -> str:
    length = said(Text(f"{days} days", f"{days} 日"), code)
    start = said(Text(f"from {counted_from.en}", f"由{counted_from.tc}起計"), code)
    return stacked(f"<strong>{length}</strong>", escape(start))


def _form(form: str | None, code: Code) -> tuple[str, ...]:
    """Name a form as a person asks for it; its number is the same in every language."""
    if form is None:
        return ()
    tc = form.replace("Form", "表格").replace(" or ", " 或 ")
    return (escape(said(Text(form, tc), code)),)


def stages(facts: Published, code: Code, proceeding_type: str) -> str:
    """List the stages of a kind of case in order. Refuses: LookupError where none is listed."""
    found = [one for one in facts.stages if one.proceeding_type == proceeding_type]
    _require(found, proceeding_type)
    rows = [
        Row(
            (
                f"{number}. {escape(said(one.name, code))}",
                escape(said(one.explanation, code)),
                said(SIDES[one.side], code),
                sourced(facts, one.source, one.confidence, code),
            )
        )
        for number, one in enumerate(found, start=1)
    ]
    titles = (
        Text("Stage", "階段"),
        Text("What happens", "內容"),
        Text("Who acts", "由誰行事"),
        SOURCE,
    )
    caption = said(Text("The case step by step", "案件逐步說明"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def _require(found: Iterable[object], proceeding_type: str) -> None:
    if not list(found):
        message = f"nothing is listed for {proceeding_type}"
        raise LookupError(message)


def document_kinds(facts: Published, code: Code, proceeding_type: str) -> str:
    """List what may be filed in a kind of case. Refuses: LookupError where nothing may be."""
    found = [k for k in facts.document_kinds.values() if proceeding_type in k.proceeding_types]
    _require(found, proceeding_type)
    rows = [
        Row(
            (
                stacked(
                    escape(said(kind.name, code)),
                    *_form(kind.form_in(proceeding_type), code),
                    *_goes_with(facts, kind, code),
                ),
                said(SIDES_OF[kind.filed_by], code),
                stacked(
                    said(STEPS[kind.filed_when], code), *_met(facts, kind, proceeding_type, code)
                ),
                said(_begins_or_follows(kind), code),
                sourced(facts, kind.source, kind.confidence, code),
            )
        )
        for kind in found
    ]
    titles = (
        Text("Document", "文件"),
        Text("Who files it", "由誰送交"),
        Text("When", "何時送交"),
        Text("What becomes of it", "處理方式"),
        SOURCE,
    )
    words = Text(
        f"Documents that may be filed in {proceeding_type}", f"{proceeding_type} 可存檔的文件"
    )
    return table(said(words, code), [said(title, code) for title in titles], rows)


SIDES_OF: Final[dict[FiledBy, Text]] = {
    FiledBy.PLAINTIFF: Text("the plaintiff", "原告人"),
    FiledBy.DEFENDANT: Text("the defendant", "被告人"),
    FiledBy.EITHER: Text("either side", "任何一方"),
}
STEPS: Final[dict[FiledWhen, Text]] = {
    FiledWhen.TO_BEGIN: Text("to begin the case", "展開案件時"),
    FiledWhen.WITH_OR_AFTER: Text("with what begins the case, or later", "展開案件時或其後"),
    FiledWhen.ONCE_BEGUN: Text("once the case has begun", "案件展開後"),
}


def _goes_with(facts: Published, kind: DocumentKind, code: Code) -> list[str]:
    """Name the document that it usually does not come without."""
    if kind.goes_with is None:
        return []
    other = facts.document_kinds[kind.goes_with].name
    return [escape(said(Text(f"with: {other.en}", f"連同：{other.tc}"), code))]


def _met(facts: Published, kind: DocumentKind, proceeding_type: str, code: Code) -> list[str]:
    """Name the stages of a type's course at which a kind is met."""
    names = [
        escape(said(stage.name, code))
        for stage in facts.stages
        if stage.key in kind.stages and stage.proceeding_type == proceeding_type
    ]
    return [("; " if code == "en" else "；").join(names)] if names else []


def _begins_or_follows(kind: DocumentKind) -> Text:
    """Say whether a kind begins a case, and whether the court issues it under seal."""
    if kind.originating:
        return Text("begins the case; issued under the court's seal", "展開案件；由法院蓋印發出")
    if kind.sealed:
        return Text("issued under the court's seal", "由法院蓋印發出")
    return Text("kept in the case", "存入案件")


def natures(facts: Published, code: Code) -> str:
    """List the choices of Practice Direction 24.1, Annex A, as far as they were read."""
    rows = [
        Row(
            (
                escape(said(nature.name, code)),
                said(SECTIONS[nature.section], code),
                sourced(facts, nature.source, nature.confidence, code),
            )
        )
        for nature in facts.natures_of_claim.values()
    ]
    titles = (Text("Choice", "選項"), Text("Section", "部分"), SOURCE)
    caption = said(Text("Choices for the nature of the claim", "申索性質的選項"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def statuses(facts: Published, code: Code, kind: str) -> str:
    """List every status of a kind in words. Refuses: LookupError for an unknown kind."""
    found = [one for one in facts.codes.values() if one.kind.value == kind]
    _require(found, kind)
    rows = [
        Row(
            (
                escape(said(one.label, code)),
                escape(said(one.explanation, code)),
                escape(said(one.next_step, code)),
            )
        )
        for one in found
    ]
    titles = (
        Text("Status", "狀況"),
        Text("What it means", "意思"),
        Text("What to do next", "下一步"),
    )
    caption = said(KINDS[CodeKind(kind)], code)
    return table(caption, [said(title, code) for title in titles], rows)
