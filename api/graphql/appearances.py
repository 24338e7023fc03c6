"""Who is in a case and who acts, in the contract: the registry's verbs after commencement."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.graphql.cases import Case
from api.graphql.context import Info, verb
from api.graphql.words import ChangedMeanwhile, Refused
from api.parties.models import Linkage
from api.parties.operations import NewParty, assign, unassign
from api.parties.states import PartyKind, PartyRole
from api.proceedings import operations
from api.proceedings.operations import Occasion
from api.reading.declare import at
from api.register.operations import Basis


@strawberry.input
class ProceedingInput:
    """What an officer records of a case: in which, as it was read, and on what basis."""

    case_id: strawberry.ID
    """The case."""
    expected_version: int
    """The version of the case that you read."""
    reason: str
    """Why, in 1 to 1,000 characters; the register shows it to those in the case."""
    rests_on: strawberry.ID | None = None
    """The entry of the case's register that it rests on: an order, an accepted notice."""

    @property
    def occasion(self) -> Occasion:
        """The same for the room."""
        basis = Basis(self.reason, self.rests_on)
        return Occasion(self.case_id, self.expected_version, basis)


@strawberry.input
class BeginActingInput(ProceedingInput):
    """A notice to act."""

    party_id: strawberry.ID
    """The party for whom the firm acts."""
    organization_code: str
    """The firm's code."""


@strawberry.input
class ChangeSolicitorsInput(ProceedingInput):
    """A notice of change of solicitors."""

    party_id: strawberry.ID
    """The party for whom the firm acts."""
    organization_code: str
    """The code of the firm that takes the other's place."""


@strawberry.input
class CeaseActingInput(ProceedingInput):
    """A firm acts for a party no longer."""

    party_id: strawberry.ID
    """The party for whom it acted, who then acts in person."""


@strawberry.input
class ActInPersonInput(ProceedingInput):
    """A party acts in person, with an account of their own."""

    party_id: strawberry.ID
    """The party."""
    sign_in_name: str
    """The sign-in name of the party's account (IU)."""


@strawberry.input
class AddPartyInput(ProceedingInput):
    """Somebody joins a case."""

    role: PartyRole
    """The part they play."""
    kind: PartyKind = PartyKind.INDIVIDUAL
    """Whether they are a person or a body."""
    name: str
    """Their name in any script, 1 to 300 characters."""


@strawberry.input
class RemovePartyInput(ProceedingInput):
    """Somebody is no longer in a case."""

    party_id: strawberry.ID
    """The party."""


@strawberry.input
class AmendPartyNameInput(ProceedingInput):
    """Somebody goes by another name."""

    party_id: strawberry.ID
    """The party."""
    name: str
    """The name from now on, in any script, 1 to 300 characters."""


@strawberry.input
class LinkAccountInput:
    """A case to be assigned to an account of one's organisation."""

    case_number: str
    """The number of a case in which the organisation acts: DCPI 1/2022."""
    sign_in_name: str
    """The sign-in name of an Organization User of the organisation."""


@strawberry.input
class UnlinkAccountInput:
    """A case to be taken from an account of one's organisation."""

    case_number: str
    """The number of a case in which the organisation acts: DCPI 1/2022."""
    sign_in_name: str
    """The sign-in name of an Organization User of the organisation."""


@strawberry.type
class AccountLinkage:
    """A case assigned to an account of an organisation, from when until when."""

    case_number: str
    """The case."""
    sign_in_name: str
    """The account, as it was named."""
    from_at: datetime
    """From when it is told of what happens in the case."""
    until_at: datetime | None
    """From when no longer; null while it is."""


@strawberry.type
class AccountLinkageChanged:
    """The case was assigned, or taken."""

    linkage: AccountLinkage
    """The linkage as it stands."""


@strawberry.type
class RepresentationChanged:
    """Who acts in the case has changed, and with it who sees the case."""

    case: Case
    """The case as it stands."""


@strawberry.type
class PartiesChanged:
    """Who is in the case has changed, and with it the title and the cause book."""

    case: Case
    """The case as it stands."""


RepresentationResult = Annotated[
    RepresentationChanged | ChangedMeanwhile | Refused,
    strawberry.union("RepresentationResult", description="What came of recording who acts."),
]
PartiesResult = Annotated[
    PartiesChanged | ChangedMeanwhile | Refused,
    strawberry.union("PartiesResult", description="What came of recording who is in a case."),
]


AccountLinkageResult = Annotated[
    AccountLinkageChanged | Refused,
    strawberry.union("AccountLinkageResult", description="What came of assigning a case."),
]


def _linkage(input: LinkAccountInput | UnlinkAccountInput, link: Linkage) -> AccountLinkageChanged:
    """Show a linkage to an administrator, who sees no case."""
    shown = AccountLinkage(
        case_number=input.case_number,
        sign_in_name=input.sign_in_name,
        from_at=link.from_at,
        until_at=link.until_at,
    )
    return AccountLinkageChanged(linkage=shown)


@strawberry.type
class Mutation:
    """Who acts, and who is in a case."""

    @verb
    def begin_acting(self, info: Info, input: BeginActingInput) -> RepresentationResult:
        """Registry officers: record that a firm begins to act for a party."""
        with info.context.work() as work:
            case = operations.begin_acting(
                work, input.occasion, input.party_id, input.organization_code
            )
        return RepresentationChanged(case=at(Case, id=case.id))

    @verb
    def change_solicitors(self, info: Info, input: ChangeSolicitorsInput) -> RepresentationResult:
        """Registry officers: record that a firm takes another's place, in the same instant."""
        with info.context.work() as work:
            case = operations.change_solicitors(
                work, input.occasion, input.party_id, input.organization_code
            )
        return RepresentationChanged(case=at(Case, id=case.id))

    @verb
    def cease_acting(self, info: Info, input: CeaseActingInput) -> RepresentationResult:
        """Registry officers: record that a firm acts no longer; it loses sight of the case."""
        with info.context.work() as work:
            case = operations.cease_acting(work, input.occasion, input.party_id)
        return RepresentationChanged(case=at(Case, id=case.id))

    @verb
    def act_in_person(self, info: Info, input: ActInPersonInput) -> RepresentationResult:
        """Registry officers: record that a party acts in person; a firm then acts no longer."""
        with info.context.work() as work:
            case = operations.act_in_person(
                work, input.occasion, input.party_id, input.sign_in_name
            )
        return RepresentationChanged(case=at(Case, id=case.id))

    @verb
    def link_account(self, info: Info, input: LinkAccountInput) -> AccountLinkageResult:
        """Administrators (PA, SA): assign a case of their organisation to one of its users."""
        with info.context.work() as work:
            link = assign(work, input.case_number, input.sign_in_name)
        return _linkage(input, link)

    @verb
    def unlink_account(self, info: Info, input: UnlinkAccountInput) -> AccountLinkageResult:
        """Administrators (PA, SA): take a case from one of their organisation's users."""
        with info.context.work() as work:
            link = unassign(work, input.case_number, input.sign_in_name)
        return _linkage(input, link)

    @verb
    def add_party(self, info: Info, input: AddPartyInput) -> PartiesResult:
        """Registry officers: add a party; the title and the cause book follow."""
        new = NewParty(input.role, input.kind, input.name)
        with info.context.work() as work:
            case = operations.add_party(work, input.occasion, new)
        return PartiesChanged(case=at(Case, id=case.id))

    @verb
    def remove_party(self, info: Info, input: RemovePartyInput) -> PartiesResult:
        """Registry officers: record that a party is no longer in the case. Nothing is deleted."""
        with info.context.work() as work:
            case = operations.remove_party(work, input.occasion, input.party_id)
        return PartiesChanged(case=at(Case, id=case.id))

    @verb
    def amend_party_name(self, info: Info, input: AmendPartyNameInput) -> PartiesResult:
        """Registry officers: amend a party's name; the former one stays readable."""
        with info.context.work() as work:
            case = operations.amend_party_name(work, input.occasion, input.party_id, input.name)
        return PartiesChanged(case=at(Case, id=case.id))
