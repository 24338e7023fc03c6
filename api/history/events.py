"""What is told about the past."""

from dataclasses import dataclass
from datetime import datetime

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DefectTold(Event):
    """Somebody was told that a defect of this system touched what is theirs in a case.

    ``case_number`` is None where there is no case yet, or none that they may see.
    """

    defect_notice_id: str
    account_id: str
    kind: str
    from_at: datetime
    until_at: datetime
    case_number: str | None
    transaction_numbers: tuple[str, ...]
