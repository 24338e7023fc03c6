"""What a step would cost, asked before anything is filed."""

from collections.abc import Sequence
from datetime import date

from api.fees.rules import (
    Assessment,
    FeeNotPublished,
    assess,
    fee_for_commencing,
    fees_for_documents,
)
from api.kernel.money import Money


def quote(
    *, proceeding_type: str | None, document_kinds: Sequence[str], on: date, electronic: bool
) -> Assessment:
    """Quote a step: beginning a case of a type (or none), and filing documents of these kinds.

    Refuses: NotFound, FeeNotPublished.
    """
    begun = fee_for_commencing(proceeding_type, on) if proceeding_type else []
    return assess([*begun, *fees_for_documents(document_kinds)], on, electronic=electronic)


def fee_if_known(document_kind: str, proceeding_type: str | None, on: date) -> Money | None:
    """Say what filing a document electronically costs, beginning a case if a type is given.

    None where the amount is not published for the day. Refuses: UnknownCode.
    """
    kinds = [document_kind]
    try:
        quoted = quote(
            proceeding_type=proceeding_type, document_kinds=kinds, on=on, electronic=True
        )
    except FeeNotPublished:
        return None
    return quoted.total
