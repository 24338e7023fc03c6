"""Outages in the contract: when electronic filing was not available, as published."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.courts import operations
from api.courts.models import OutageWindow as OutageWindowRow
from api.courts.queries import visible_to
from api.graphql.context import Context, Info, verb
from api.graphql.describing import enumerated
from api.graphql.words import (
    ChangedMeanwhile,
    Node,
    Permission,
    Refused,
    Text,
    permissions_of,
)
from api.issuing.models import OutageCertificate as OutageCertificateRow
from api.issuing.operations import certify
from api.issuing.queries import certificate_visible_to
from api.issuing.states import CertificateState
from api.kernel import text as kernel_text
from api.reading.connections import Connection
from api.reading.declare import at, derived, edge, part, reads
from api.reference.papers import CodeKind

enumerated(CertificateState, codes=CodeKind.CERTIFICATE_STATE)


@reads(OutageWindowRow, visible=visible_to)
class OutageWindow(Node):
    """A stretch in which electronic filing was not available. Never removed, never shortened."""

    began_at: datetime
    """The first instant of it."""
    ended_at: datetime | None
    """The first instant after it; null while it runs."""
    what: Text = part("what_")
    """What was not available."""
    source: str
    """Where it is known from."""
    recorded_at: datetime
    """When it was published."""
    corrects: "OutageWindow | None" = edge(via="corrects_id")
    """The record that was wrong, if this one says what was right. Both stay."""
    corrected_by: list["OutageWindow"] = edge(
        order=("recorded_at", "id"), via="corrects_id", most=1
    )
    """The record that says what was wrong with this one; one at most."""
    certificate: "OutageCertificate | None" = edge(via="outage_window_id")
    """The certificate of this record, under the court's seal, if the registry made one."""
    version: int
    """Send it back as expectedVersion."""

    @derived
    def viewer_can(  # a function of the row's columns, not of a self
        ended_at: datetime | None,  # pyright: ignore[reportGeneralTypeIssues]
        *,
        asking: Context,
    ) -> list[Permission]:
        """What you can do with it now, and why not otherwise."""
        return permissions_of(operations.allowed_with_outage(ended_at, asking.kind))


@reads(OutageCertificateRow, visible=certificate_visible_to)
class OutageCertificate(Node):
    """A certificate of an outage: what its record states, sealed; for everybody to fetch and check.

    Its number is checked with `Query.documentReference`, like that of any sealed document.
    """

    state: CertificateState
    """Where it stands. Labels and next steps: `Query.codes(kind: CERTIFICATE_STATE)`."""
    document_reference: str
    """Document Reference Number: twelve digits, printed on its label."""
    outage_window: OutageWindow | None = edge(via="outage_window_id")
    """The record that it states."""
    superseded_by: OutageWindow | None = edge(via="superseded_by_id")
    """The later record that corrects the one it states; null while none does."""
    rule_version: str | None
    """The receipt policy published for the first day of the outage; null if there was none."""
    drafted_at: datetime
    """When the registry certified the outage."""
    issued_at: datetime | None
    """When it was sealed and became public."""
    ended_at: datetime | None
    """When the record that it states was corrected."""
    sha256: str | None
    """SHA-256 of its bytes, in hex; null until it is sealed."""
    bytes: int | None
    """Length in bytes; null until it is sealed."""
    version: int
    """How often it has changed."""

    @derived
    def download_url(  # a function of the row's columns, not of a self
        id: str,  # pyright: ignore[reportGeneralTypeIssues]
        sha256: str | None,
        *,
        asking: Context,
    ) -> str | None:
        """Where anybody may fetch it, with no sign-in; null until it is sealed."""
        public = asking.building.public_url.rstrip("/")
        return f"{public}/certificates/{id}" if sha256 else None


@strawberry.input
class WordsInput:
    """A sentence in the two languages that are authored."""

    en: str
    """English."""
    tc: str
    """Traditional Chinese."""


@strawberry.input
class RecordOutageInput:
    """Electronic filing was or is not available."""

    idempotency_key: str
    """Yours; the same key and input give the same record."""
    began_at: datetime
    """The first instant of it."""
    ended_at: datetime | None = None
    """The first instant after it, if it is over."""
    what: WordsInput
    """What was not available."""
    source: str
    """Where it is known from: a monitor, a call, a report."""
    corrects: strawberry.ID | None = None
    """The record that was wrong, if this one says what was right."""


@strawberry.input
class EndOutageInput:
    """Electronic filing is available again."""

    outage_window_id: strawberry.ID
    """The outage."""
    expected_version: int
    """The version you read."""
    ended_at: datetime | None = None
    """When it was available again; now, if nothing is said."""


@strawberry.input
class CertifyOutageInput:
    """A record of an outage that is to be certified."""

    idempotency_key: str
    """Your own key for this request: the same key and body again give the same answer."""
    outage_window_id: strawberry.ID
    """The outage; its end is recorded."""


@strawberry.type
class OutageRecorded:
    """The outage is published."""

    outage_window: OutageWindow
    """The outage as it stands."""


@strawberry.type
class OutageEnded:
    """The outage is over, and published so."""

    outage_window: OutageWindow
    """The outage as it stands."""


@strawberry.type
class OutageCertified:
    """The certificate is sealed and public within moments."""

    certificate: OutageCertificate
    """The certificate as it stands: DRAFTED until its seal is on it."""


RecordOutageResult = Annotated[
    OutageRecorded | Refused,
    strawberry.union("RecordOutageResult", description="What came of recording an outage."),
]
EndOutageResult = Annotated[
    OutageEnded | ChangedMeanwhile | Refused,
    strawberry.union("EndOutageResult", description="What came of ending an outage."),
]
CertifyOutageResult = Annotated[
    OutageCertified | Refused,
    strawberry.union("CertifyOutageResult", description="What came of certifying an outage."),
]


@strawberry.type
class Query:
    """Outages: open to everybody."""

    outage_windows: Connection[OutageWindow] = edge(order=("-began_at", "-id"), cursors=True)
    """Public: when electronic filing was not available, newest first."""


@strawberry.type
class Mutation:
    """The record of outages."""

    @verb
    def record_outage(self, info: Info, input: RecordOutageInput) -> RecordOutageResult:
        """Registry and Help Centre officers: record that electronic filing was not available."""
        with info.context.work() as work:
            window_id = operations.record_outage(
                work,
                began_at=input.began_at,
                ended_at=input.ended_at,
                what=kernel_text.Text(input.what.en, input.what.tc),
                source=input.source,
                key=input.idempotency_key,
                corrects_id=input.corrects,
            )
        return OutageRecorded(outage_window=at(OutageWindow, id=window_id))

    @verb
    def end_outage(self, info: Info, input: EndOutageInput) -> EndOutageResult:
        """Registry and Help Centre officers: electronic filing is available again."""
        with info.context.work() as work:
            window = operations.end_outage(
                work,
                input.outage_window_id,
                expected_version=input.expected_version,
                ended_at=input.ended_at,
            )
        return OutageEnded(outage_window=at(OutageWindow, id=window.id))

    @verb
    def certify_outage(self, info: Info, input: CertifyOutageInput) -> CertifyOutageResult:
        """Registry officers: certify under the court's seal what is recorded of an outage."""
        with info.context.work() as work:
            made_id = certify(work, input.outage_window_id, input.idempotency_key)
        return OutageCertified(certificate=at(OutageCertificate, id=made_id))
