"""Every event is either told of a case, to somebody said by name, or said to concern no case."""

from collections import Counter
from collections.abc import Iterator

import api.app  # noqa: F401 - so that every room, and every event, is known
from api.history.queries import PLACES
from api.history.rules import TELLINGS
from api.history.states import Noun, Told
from api.kernel.events import Event
from api.migrations.tables import TABLES
from tests.reading.contract.happened import TO_ITS_SIDE, TO_THE_CASE

OF_NO_CASE = {
    **dict.fromkeys(
        ("AccountOpened", "AccountSuspended", "AccountClosed", "SignedIn", "SignedOut"),
        "an account's own",
    ),
    "SignInRefused": "an account's own",
    **dict.fromkeys(("ClosureAnnounced", "ClosureBegan", "ClosureEnded"), "an office's"),
    **dict.fromkeys(("LeaveRecorded", "LeaveRevoked", "DutyFoundUnmet"), "a firm's duty"),
    "DefectTold": "a message about what happened, not a happening",
    **dict.fromkeys(("OutageRecorded", "OutageEnded"), "the service's"),
    **dict.fromkeys(
        (
            *("OutageCertificateDrafted", "OutageCertificateIssued"),
            "OutageCertificateSuperseded",
        ),
        "the service's",
    ),
    **dict.fromkeys(
        (
            *("PaymentAsked", "ServiceRequestPaid", "ServiceRequestCancelled", "PaymentOpened"),
            *("PaymentStarted", "PaymentSubmitted", "PaymentHeld", "PaymentSucceeded"),
            *("PaymentSucceededLate", "PaymentDuplicated", "PaymentDeclined", "PaymentExpired"),
            *("PaymentCancelled", "PaymentSuperseded", "PaymentFailed", "PaymentSightLost"),
            *("PaymentMismatchFound", "PaymentStatusCorrected"),
        ),
        "the payer's: what of it matters to a filing is an event of the filing",
    ),
}
"""Why an event is in no case's history."""


def every_event() -> Iterator[type[Event]]:
    """Every kind of event of the program."""
    found = {kind.__name__: kind for kind in Event.__subclasses__()}
    return (kind for kind in found.values() if kind.__module__.startswith("api."))


def told() -> list[str]:
    return [k.__name__ for how in TELLINGS.values() for kinds in how.values() for k in kinds]


def test_every_event_is_told_or_said_to_concern_no_case():
    """Default deny: a new event is nobody's until somebody decides here and in the table."""
    assert Counter(told()) + Counter(list(OF_NO_CASE)) == Counter(k.__name__ for k in every_event())


def test_every_noun_has_a_place_and_tellings():
    assert set(PLACES) == set(TELLINGS) == set(Noun)
    assert {place.table for place in PLACES.values()} <= set(TABLES)


def test_what_is_told_to_parties_is_what_the_second_opinion_says():
    def names(how: Told) -> set[str]:
        return {k.__name__ for kinds in TELLINGS.values() for k in kinds.get(how, ())}

    assert names(Told.THE_CASE) == TO_THE_CASE
    assert names(Told.THE_FILING_SIDE) == TO_ITS_SIDE
