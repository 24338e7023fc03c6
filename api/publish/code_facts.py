"""Write the catalogue of statuses and reasons, each at an address of its own."""

from html import escape

from api.kernel.text import Text
from api.publish.tables import SOURCE, Row, mark, sourced, table
from api.publish.words import Code, said
from api.reference.loading import Published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind

KINDS: dict[CodeKind, Text] = {
    CodeKind.FILING_STATE: Text("Filing", "存檔申請"),
    CodeKind.PAYMENT_STATE: Text("Payment", "付款"),
    CodeKind.SERVICE_REQUEST_STATE: Text("Amount asked for", "應繳款項"),
    CodeKind.REVIEW_STATE: Text("Review by the registry", "登記處審核"),
    CodeKind.CHANNEL: Text("How it came to the register", "載入登記冊的途徑"),
    CodeKind.REFERRED_TO: Text("To whom a filing is referred", "轉介對象"),
    CodeKind.TAKE_OVER_REASON: Text("Why a review changes hands", "審核轉手原因"),
    CodeKind.DISPOSITION: Text("Decision on one document", "個別文件的決定"),
    CodeKind.DOCUMENT_STATE: Text("Document", "文件"),
    CodeKind.SCAN_STATE: Text("Virus scan", "病毒掃描"),
    CodeKind.CASE_STANDING: Text("Case", "案件"),
    CodeKind.CASE_RELATION: Text("What another case is to a case", "案件之間的關聯"),
    CodeKind.CLOSURE_KIND: Text("Why a registry is closed", "登記處關閉原因"),
    CodeKind.CLOSURE_STATE: Text("Closure of a registry", "登記處關閉狀況"),
    CodeKind.FILING_TIME: Text("Time of a filing", "提交的各項時間"),
    CodeKind.DEADLINE_STATE: Text("Deadline", "期限"),
    CodeKind.ISSUED_DOCUMENT_STATE: Text("Document that the court issues", "法院發出的文件"),
    CodeKind.CERTIFICATE_STATE: Text("Certificate of an outage", "服務中斷證明書"),
    CodeKind.CASE_EVENT: Text("What happens to a case", "案件經過"),
    CodeKind.DEFECT_KIND: Text("Defect of this system", "系統缺陷"),
    CodeKind.ACCESS_ORDER_STATE: Text("Order in a case", "案件內的命令"),
    CodeKind.RELATION_BACK_STATE: Text("Relation back", "追溯生效"),
    CodeKind.ACCOUNT_STATE: Text("Account", "帳戶"),
    CodeKind.USE: Text("Duty to file electronically", "電子存檔的規定"),
    CodeKind.LEAVE_STATE: Text("Leave to file on paper", "以紙本存檔的許可"),
    CodeKind.DUTY_GROUND: Text("Why a duty binds or not", "責任是否適用的理由"),
    CodeKind.CONFIDENCE: Text("Mark of a fact", "資料標示"),
}
CODE = Text("Code", "代碼")
MEANING = Text("What it means", "意思")
NEXT = Text("What to do next", "下一步")


def slug(code: str) -> str:
    """Write a code as it stands in an address."""
    return code.lower().replace("_", "-")


def code_anchor(kind: CodeKind, value: str) -> str:
    """Give the id of a status on the page ``codes/``: ``code-filing-state-draft``."""
    return f"code-{slug(kind.value)}-{slug(value)}"


def reason_anchor(reason: str) -> str:
    """Give the id of a rejection reason on the page ``codes/``."""
    return f"code-{slug(reason)}"


def _label(label: str, value: str) -> str:
    return f"{escape(label)}<br><code>{value}</code>"


def code_sections(facts: Published, code: Code) -> str:
    """Write one section with a table for each kind of code, in the order above."""
    return "\n\n".join(
        f"## {said(title, code)} {{ #{slug(kind.value)} }}\n\n{_code_table(facts, kind, code)}"
        for kind, title in KINDS.items()
        if facts.codes_of(kind)
    )


def _code_table(facts: Published, kind: CodeKind, code: Code) -> str:
    rows = [
        Row(
            (
                _label(said(entry.label, code), entry.value),
                escape(said(entry.explanation, code)),
                escape(said(entry.next_step, code)),
            ),
            anchor=code_anchor(kind, entry.value),
        )
        for entry in facts.codes_of(kind)
    ]
    headers = [said(title, code) for title in (CODE, MEANING, NEXT)]
    return table(said(KINDS[kind], code), headers, rows)


def reason_table(facts: Published, code: Code) -> str:
    """List the registry's coded reasons, each with its remedy."""
    titles = (Text("Reason", "原因"), Text("How to mend it", "如何修正"), SOURCE)
    rows = [
        Row(
            (
                _label(said(reason.reason, code), reason.code),
                escape(said(reason.remedy, code)),
                sourced(facts, reason.source, reason.confidence, code),
            ),
            anchor=reason_anchor(reason.code),
        )
        for reason in facts.rejection_reasons.values()
    ]
    caption = said(Text("Reasons for rejection", "拒絕原因"), code)
    return table(caption, [said(title, code) for title in titles], rows)


def mark_table(facts: Published, code: Code) -> str:
    """Explain the three marks."""
    return _code_table(facts, CodeKind.CONFIDENCE, code)


def mark_legend(facts: Published, code: Code) -> str:
    """Explain the three marks in one line each."""
    lines = [
        f"{mark(facts, confidence, code)} "
        f"{said(facts.codes[CodeKind.CONFIDENCE, confidence.value].explanation, code)}"
        for confidence in Confidence
    ]
    return "\n".join(f"- {line}" for line in lines)
