"""The verb of the fees room: freeze an assessment, so that what was shown is what is charged."""

from api.fees.models import FeeAssessment, FeeLine
from api.fees.rules import Assessment, Line
from api.kernel.work import Work


def freeze(work: Work, assessment: Assessment) -> FeeAssessment:
    """Keep an assessment with its lines, in order. It is never changed afterwards."""
    frozen = FeeAssessment(
        id=work.new_id("fas"),
        on_date=assessment.on,
        total_cents=assessment.total.cents,
        created_at=work.at,
    )
    work.session.add(frozen)
    work.session.flush()
    for ordinal, line in enumerate(assessment.lines, start=1):
        work.session.add(_kept(work, frozen.id, ordinal, line))
    work.session.flush()
    return frozen


def _kept(work: Work, assessment_id: str, ordinal: int, line: Line) -> FeeLine:
    concession = line.concession
    return FeeLine(
        id=work.new_id("fln"),
        assessment_id=assessment_id,
        ordinal=ordinal,
        item=line.item,
        authority=line.authority,
        version=line.version,
        quantity=line.quantity,
        ordinary_cents=line.ordinary.cents,
        charged_cents=line.charged.cents,
        concession_from=concession.effective_from if concession else None,
        concession_until=concession.until if concession else None,
        concession_rate=str(concession.rate) if concession else None,
        rounding=line.rounding,
        explanation_en=line.explanation.en,
        explanation_tc=line.explanation.tc,
        explanation_sc=line.explanation.sc,
        confidence=line.confidence,
    )
