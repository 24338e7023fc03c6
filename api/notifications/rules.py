"""What each event says to the one it concerns. No party's name, no document's words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.deadlines import events as deadlines
from api.documents import events as documents
from api.filings import events as filings
from api.history import events as history
from api.issuing import events as issuing
from api.kernel.clock import told
from api.kernel.events import Event
from api.kernel.money import Money
from api.kernel.text import Text
from api.parties import events as parties
from api.reference.loading import published
from api.reference.papers import CodeKind


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is put into a box."""

    account_id: str
    subject: Text
    body: Text


def _received(event: filings.FilingReceived) -> Letter:
    number, arrived = event.transaction_number, told(event.received_at)
    if event.deemed_at is None:
        counts = Text(
            "The registry is closed; when it counts will be told here.",
            "登記處暫停開放，視為收訖的時間將另行通知。",
        )
    else:
        at = told(event.deemed_at)
        counts = Text(f"It counts as received on {at.en}.", f"視為收訖時間：{at.tc}。")
    return Letter(
        event.owner_id,
        Text(f"Received: {number}", f"已收到：{number}"),
        Text(
            f"Your filing {number} arrived on {arrived.en} (Hong Kong). {counts.en} "
            "Next: pay the fee if one is asked for; then the registry looks at it.",
            f"你的提交 {number} 已於{arrived.tc}（香港時間）送達。{counts.tc}"
            "下一步：如須繳費請先繳付，其後由登記處審核。",
        ),
    )


def _awaits_payment(event: filings.FilingAwaitsPayment) -> Letter:
    number, due = event.transaction_number, Money(event.amount_cents)
    return Letter(
        event.owner_id,
        Text(f"Fee to pay: {number}", f"待繳費用：{number}"),
        Text(
            f"{due} is to be paid for {number} before the registry looks at it. "
            "The time of receipt does not change.",
            f"{number} 須先繳付 {due}，登記處方會審核。收訖時間不受影響。",
        ),
    )


def _paid(event: filings.FilingPaymentSettled) -> Letter:
    number, paid = event.transaction_number, Money(event.amount_cents)
    return Letter(
        event.owner_id,
        Text(f"Paid: {number}", f"已繳費：{number}"),
        Text(
            f"{paid} was received for {number}. The registry looks at it next.",
            f"{number} 的費用 {paid} 已收到，將由登記處審核。",
        ),
    )


REFEREES = {"MASTER": Text("a master", "聆案官"), "REGISTRAR": Text("the registrar", "司法常務官")}


def _referred(event: filings.FilingReferred) -> Letter:
    number, whom = event.transaction_number, REFEREES[event.referred_to]
    return Letter(
        event.owner_id,
        Text(f"Referred: {number}", f"已轉介：{number}"),
        Text(
            f"Your filing {number} was put before {whom.en}. Its time of receipt does not change. "
            "Next: wait for the decision; what they say comes with it.",
            f"你的提交 {number} 已轉介{whom.tc}，收訖時間不受影響。"
            "下一步：等候決定，其意見會連同決定一併告知。",
        ),
    )


def _accepted(event: filings.FilingAccepted | filings.FilingPartiallyAccepted) -> Letter:
    number = event.transaction_number
    part = isinstance(event, filings.FilingPartiallyAccepted)
    said = Text("accepted in part", "部分獲接納") if part else Text("accepted", "獲接納")
    return Letter(
        event.owner_id,
        Text(f"Decided: {number}", f"已決定：{number}"),
        Text(
            f"Your filing {number} was {said.en}. Sealed documents follow within minutes.",
            f"你的提交 {number} {said.tc}。蓋章文件將於數分鐘內備妥。",
        ),
    )


MOST_REASONS = 5
"""As many reasons as fit in a message with how to mend each; the filing itself shows all."""


def _rejected(event: filings.FilingRejected) -> Letter:
    """Say why, and how to mend it, in the catalogue's words (I-24)."""
    number, codes = event.transaction_number, ", ".join(event.reasons)
    known = [published().rejection_reasons[code] for code in event.reasons[:MOST_REASONS]]
    en = " ".join(f"- {r.reason.en} {r.remedy.en}" for r in known)
    tc = "".join(f"－{r.reason.tc}{r.remedy.tc}" for r in known)
    return Letter(
        event.owner_id,
        Text(f"Decided: {number}", f"已決定：{number}"),
        Text(
            f"Your filing {number} was rejected ({codes}). {en} The filing shows what each "
            "document was rejected for, with a guide. Send a new filing that names this one; "
            "its time of receipt stays on record.",
            f"你的提交 {number} 被拒（{codes}）。{tc}各文件的理由及指引見該提交。"
            "請另作提交並註明本提交；原收訖時間會保留在紀錄內。",
        ),
    )


def _recorded(event: filings.FilingRecorded) -> Letter:
    number = event.transaction_number
    return Letter(
        event.owner_id,
        Text(f"Recorded: {number}", f"已入冊：{number}"),
        Text(
            f"Your filing {number} is in the register. Documents the court issues are sealed and "
            "ready to download.",
            f"你的提交 {number} 已載入登記冊。由法院發出的文件已蓋章，可供下載。",
        ),
    )


def _resolved(event: filings.DeemedTimeResolved) -> Letter:
    number, at = event.transaction_number, told(event.deemed_at)
    return Letter(
        event.owner_id,
        Text(f"Time of receipt: {number}", f"收訖時間：{number}"),
        Text(
            f"The registry's closure has ended. {number} counts as received on {at.en}.",
            f"登記處已恢復開放。{number} 視為收訖時間：{at.tc}。",
        ),
    )


def _effective(event: filings.EffectiveTimeChanged) -> Letter:
    number, at = event.transaction_number, told(event.effective_at)
    return Letter(
        event.owner_id,
        Text(f"Time of effect: {number}", f"生效時間：{number}"),
        Text(
            f"The court decided that {number} has effect from {at.en} (Hong Kong). When it counts "
            "as received stays on record as it was.",
            f"法院決定 {number} 由{at.tc}（香港時間）起生效；其視為收訖時間仍保留在紀錄內。",
        ),
    )


def _revised(event: filings.DeemedTimeRevised) -> Letter:
    number = event.transaction_number
    now = Text(
        "When it counts as received will be told here when the registry reopens.",
        "視為收訖的時間將於登記處恢復開放後另行通知。",
    )
    if event.deemed_at is not None:
        at = told(event.deemed_at)
        now = Text(f"It counts as received on {at.en}.", f"視為收訖時間改為：{at.tc}。")
    return Letter(
        event.owner_id,
        Text(f"Time of receipt changed: {number}", f"收訖時間有變：{number}"),
        Text(
            f"The registry was announced to be closed when {number} was to count. {now.en} "
            "When it arrived does not change.",
            f"登記處公布於 {number} 原定視為收訖之時暫停開放。{now.tc}送達時間不變。",
        ),
    )


def _kind_of(code: str) -> Text:
    """Name a kind of document; never the file, whose name may be a party's."""
    known = published().document_kinds.get(code)
    return known.name if known else Text(code, code)


def _infected(event: documents.DocumentFoundInfected) -> Letter:
    kind = _kind_of(event.kind)
    return Letter(
        event.owner_id,
        Text("A virus was found in a document", "在文件中發現病毒"),
        Text(
            f"A virus was found in a document that you uploaded ({kind.en}). It is locked away: "
            "nobody can open it, and the registry cannot accept it. Next: clean the computer it "
            "came from, make the document anew and upload it again. If you submitted it already, "
            "file it anew; when it arrived stays on record.",
            f"在你上載的文件（{kind.tc}）中發現病毒。文件已隔離：任何人均不能開啟，登記處亦不能接納。"
            "下一步：清理來源電腦，重新製作並上載文件。如已提交，請重新存檔；送達時間會保留在紀錄內。",
        ),
    )


def _not_scanned(event: documents.DocumentNotScanned) -> Letter:
    kind = _kind_of(event.kind)
    return Letter(
        event.owner_id,
        Text("A document could not be scanned", "文件無法掃描病毒"),
        Text(
            f"A document that you uploaded ({kind.en}) could not be scanned for viruses. Until it "
            "is, nobody can open it, and the registry cannot accept it. Next: save the PDF anew "
            "and upload it again. If you submitted it already, the registry may have it scanned "
            "once more.",
            f"你上載的文件（{kind.tc}）無法掃描病毒。完成掃描之前，任何人均不能開啟，登記處亦不能接納。"
            "下一步：重新儲存 PDF 並再次上載。如已提交，登記處可安排再次掃描。",
        ),
    )


def _ends(due_at: datetime | None) -> Text:
    """Say where a deadline ends."""
    if due_at is None:
        return Text("Its end will be told when the registry reopens.", "期限將於登記處重開後通知。")
    at = told(due_at)
    return Text(f"It ends on {at.en} (Hong Kong).", f"期限至{at.tc}（香港時間）。")


def _to_the_case(
    event: deadlines.DeadlineSet | deadlines.DeadlineMoved | deadlines.DeadlineExtended, what: Text
) -> tuple[Letter, ...]:
    """The same words to everybody in the case."""
    number, ends = event.case_number, _ends(event.due_at)
    subject = Text(f"Deadline: {number}", f"期限：{number}")
    body = Text(
        f"{what.en} {ends.en} See the deadlines of {number}.",
        f"{what.tc}{ends.tc}請查看 {number} 的期限。",
    )
    return tuple(Letter(account, subject, body) for account in event.account_ids)


def _deadline_set(event: deadlines.DeadlineSet) -> tuple[Letter, ...]:
    what = Text(
        f"A service was recorded in {event.case_number}, and a deadline runs.",
        f"{event.case_number} 已記錄送達，期限開始計算。",
    )
    return _to_the_case(event, what)


def _deadline_moved(event: deadlines.DeadlineMoved) -> tuple[Letter, ...]:
    what = Text(
        f"The registry's calendar changed, and a deadline in {event.case_number} with it.",
        f"登記處的開放時間有變，{event.case_number} 的期限隨之更改。",
    )
    return _to_the_case(event, what)


def _deadline_extended(event: deadlines.DeadlineExtended) -> tuple[Letter, ...]:
    what = Text(
        f"The court gave more time in {event.case_number}.",
        f"法院已就 {event.case_number} 准予延期。",
    )
    return _to_the_case(event, what)


def _acts(event: parties.RepresentationBegan | parties.RepresentationEnded) -> tuple[Letter, ...]:
    """Tell everybody in the case that who acts for a party has changed."""
    number, begins = event.case_number, isinstance(event, parties.RepresentationBegan)
    what = Text("A firm acts for a party now.", "一間律師行現代表一名當事人。")
    if not begins:
        what = Text("A firm acts for a party no longer.", "一間律師行不再代表一名當事人。")
    subject = Text(f"Who acts: {number}", f"代表律師：{number}")
    body = Text(
        f"{what.en} See who acts in {number}, in its parties and its register.",
        f"{what.tc}詳情見 {number} 的當事人及登記冊。",
    )
    return tuple(Letter(account, subject, body) for account in event.account_ids)


def _issued(event: issuing.CourtDocumentIssued) -> tuple[Letter, ...]:
    """Tell everybody in the case, by kinds and numbers: a title may name a party (I-41)."""
    what = published().court_documents[event.kind].name
    number, case = event.document_reference, event.case_number
    subject = Text(f"Issued by the court: {what.en}", f"法院發出文件：{what.tc}")
    instead = Text("", "")
    if event.replaces_id is not None:
        instead = Text(
            " It takes the place of a document issued earlier.", "此文件取代先前發出的文件。"
        )
    body = Text(
        f"The court issued a document in {case}: {what.en}, document reference number {number}."
        f"{instead.en} Open it under the issued documents of the case; the sealed copy is there.",
        f"法院在 {case} 發出文件：{what.tc}，文件參考編號 {number}。{instead.tc}"
        "請於案件的已發出文件內開啟，並下載蓋印本。",
    )
    return tuple(Letter(account, subject, body) for account in event.account_ids)


def _withdrawn(event: issuing.CourtDocumentWithdrawn) -> tuple[Letter, ...]:
    what = published().court_documents[event.kind].name
    number, case = event.document_reference, event.case_number
    subject = Text(f"Withdrawn by the court: {what.en}", f"法院撤回文件：{what.tc}")
    body = Text(
        f"The court withdrew a document that it had issued in {case}: {what.en}, document "
        f"reference number {number}. It stays on record with the reason; do not rely on it.",
        f"法院撤回在 {case} 發出的文件：{what.tc}，文件參考編號 {number}。"
        "文件連同撤回原因保留在紀錄內，請勿依賴。",
    )
    return tuple(Letter(account, subject, body) for account in event.account_ids)


MOST_NUMBERS = 50
"""As many transaction numbers as fit in a message; the list of filings shows all."""


def _defect(event: history.DefectTold) -> Letter:
    """Say what a defect may have done, in the catalogue's words, and to which filings (I-48)."""
    what = published().codes[CodeKind.DEFECT_KIND, event.kind]
    begun, over = told(event.from_at), told(event.until_at)
    numbers, place = ", ".join(event.transaction_numbers[:MOST_NUMBERS]), event.case_number
    about = ", ".join(part for part in (place, numbers) if part)
    return Letter(
        event.account_id,
        Text("Notice of a defect", "系統缺陷通知"),
        Text(
            f"Between {begun.en} and {over.en} (Hong Kong) a defect of this system may have "
            f"touched {about}. {what.explanation.en} {what.next_step.en}",
            f"在{begun.tc}至{over.tc}（香港時間）期間，本系統的缺陷可能影響 {about}。"
            f"{what.explanation.tc}{what.next_step.tc}",
        ),
    )


LETTERS: dict[type[Event], Callable[[Any], Letter | tuple[Letter, ...]]] = {
    filings.FilingReceived: _received,
    filings.FilingAwaitsPayment: _awaits_payment,
    filings.FilingPaymentSettled: _paid,
    filings.FilingReferred: _referred,
    filings.FilingAccepted: _accepted,
    filings.FilingPartiallyAccepted: _accepted,
    filings.FilingRejected: _rejected,
    filings.FilingRecorded: _recorded,
    filings.DeemedTimeResolved: _resolved,
    filings.EffectiveTimeChanged: _effective,
    filings.DeemedTimeRevised: _revised,
    parties.RepresentationBegan: _acts,
    parties.RepresentationEnded: _acts,
    documents.DocumentFoundInfected: _infected,
    documents.DocumentNotScanned: _not_scanned,
    deadlines.DeadlineSet: _deadline_set,
    deadlines.DeadlineMoved: _deadline_moved,
    deadlines.DeadlineExtended: _deadline_extended,
    issuing.CourtDocumentIssued: _issued,
    issuing.CourtDocumentWithdrawn: _withdrawn,
    history.DefectTold: _defect,
}
