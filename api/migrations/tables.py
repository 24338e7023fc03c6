"""Every table of the program, so that the metadata is whole."""

from typing import Any

from sqlmodel import SQLModel

from api.accounts import models as accounts
from api.audit import models as audit
from api.cases import models as cases
from api.corrections import models as corrections
from api.courts import models as courts
from api.deadlines import models as deadlines
from api.documents import models as documents
from api.duties import models as duties
from api.fees import models as fees
from api.filings import models as filings
from api.history import models as history
from api.issuing import models as issuing
from api.kernel import tables as kernel
from api.notifications import models as notifications
from api.parties import models as parties
from api.payments import models as payments
from api.register import models as register
from api.reviews import models as reviews

ROOMS = (
    kernel,
    accounts,
    courts,
    cases,
    fees,
    parties,
    documents,
    payments,
    register,
    issuing,
    filings,
    deadlines,
    duties,
    reviews,
    corrections,
    notifications,
    audit,
    history,
)
METADATA = SQLModel.metadata
TABLES: list[type[Any]] = [
    thing
    for room in ROOMS
    for thing in vars(room).values()
    if isinstance(thing, type) and thing.__module__ == room.__name__ and hasattr(thing, "__table__")
]
"""Every class of rows, room by room."""
