"""From when a correction has effect, and what it says."""

from datetime import datetime

from api.filings.states import FilingState
from api.kernel.clock import told
from api.kernel.refusals import Refusal
from api.kernel.text import Text
from api.reviews.rules import DeemedTimePending


class NothingToRelateBackTo(Refusal):
    """Only a correction of a rejected filing relates back to it."""

    message = Text(
        "This filing corrects no rejected filing, so there is nothing for it to relate back to.",
        "此提交並非更正被拒的提交，無從追溯。",
    )
    remedy = Text(
        "Name a filing that was started with resubmissionOf.",
        "請指明以 resubmissionOf 開始的提交。",
    )


class NotInEffect(Refusal):
    """What was never received, was rejected or was taken back has no time to change."""

    message = Text(
        "This filing has no effect whose time could change: it is {state}.",
        "此提交（{state}）並無可更改的生效時間。",
    )
    remedy = Text(
        "Grant it to a correction that was received and neither rejected nor withdrawn.",
        "請向已收到而未被拒絕或撤回的更正提交批予。",
    )


class RelationBackOutOfBounds(Refusal):
    """A filing relates back no further than to the filing it corrects, and never forwards."""

    message = Text(
        "It cannot have effect from then: not before {earliest.en}, when the rejected filing "
        "counted, and not after {latest.en}, when this one does.",
        "不可由該時間起生效：不得早於被拒提交的視為收訖時間（{earliest.tc}），"
        "亦不得遲於本提交的視為收訖時間（{latest.tc}）。",
    )
    remedy = Text(
        "Leave effectiveAt out to take the rejected filing's time.",
        "如欲採用被拒提交的時間，請勿填寫 effectiveAt。",
    )


class RelationBackInForce(Refusal):
    """At most one relation back binds a filing."""

    message = Text("A relation back is already in force for this filing.", "此提交已有追溯生效。")
    remedy = Text("Set it aside first if it is to be replaced.", "如需取代，請先撤銷。")


class NoRelationBackInForce(Refusal):
    """There is nothing to set aside."""

    message = Text("No relation back is in force for this filing.", "此提交並無追溯生效。")
    remedy = Text("Nothing needs to be done.", "無須再作操作。")


IN_EFFECT = frozenset(FilingState) - {
    FilingState.DRAFT,
    FilingState.SUBMITTING,
    FilingState.SUBMISSION_FAILED,
    FilingState.REJECTED,
    FilingState.WITHDRAWN,
}


def unmet_for_relation_back(state: FilingState, resubmission_of: str | None) -> Refusal | None:
    """The refusal that relating a filing back would meet by what it is, or None."""
    if resubmission_of is None:
        return NothingToRelateBackTo("filingId")
    if state not in IN_EFFECT:
        return NotInEffect("filingId", state=state)
    return None


def effective_from(
    asked: datetime | None, rejected: datetime | None, corrected: datetime | None
) -> datetime:
    """Judge from when a correction has effect: from the rejected filing's deemed time, or later.

    Refuses: DeemedTimePending, RelationBackOutOfBounds. Source: I-20.
    """
    if rejected is None or corrected is None:
        raise DeemedTimePending("filingId")
    wanted = rejected if asked is None else asked
    if not rejected <= wanted <= corrected:
        bounds = {"earliest": told(rejected), "latest": told(corrected)}
        raise RelationBackOutOfBounds("effectiveAt", **bounds)
    return wanted


def relation_back_text(number: str, rejected: str, at: datetime) -> Text:
    """Say from when a filing has effect, and why that is not when it was received."""
    since = told(at)
    return Text(
        f"The court granted that {number} has effect from {since.en} (Hong Kong), although it "
        f"counts as received later: it corrects the rejected filing {rejected}.",
        f"法院批准 {number} 由{since.tc}（香港時間）起生效，雖然其視為收訖時間較遲："
        f"該提交更正被拒的提交 {rejected}。",
    )


def set_aside_text(number: str, at: datetime) -> Text:
    """Say that a filing has effect from its own time again."""
    since = told(at)
    return Text(
        f"The relation back of {number} was set aside. It has effect from {since.en} (Hong Kong), "
        "when it counts as received.",
        f"{number} 的追溯生效已撤銷，由其視為收訖時間{since.tc}（香港時間）起生效。",
    )
