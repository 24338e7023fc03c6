"""What a step would cost, asked before anything is filed."""

from collections.abc import Sequence
from datetime import date

from api.fees.rules import Assessment, assess, fee_for_commencing, fees_for_documents


def quote(
    *, proceeding_type: str | None, document_kinds: Sequence[str], on: date, electronic: bool
) -> Assessment:
    """Quote a step: beginning a case of a type (or none), and filing documents of these kinds.

    Refuses: NotFound, FeeNotPublished.
    """
    begun = fee_for_commencing(proceeding_type, on) if proceeding_type else []
    return assess([*begun, *fees_for_documents(document_kinds)], on, electronic=electronic)
