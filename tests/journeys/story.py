"""What the people of a journey know at each step, and the few things every step does."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.courts.rules import Deemed, calendar_for, deemed_received
from api.reference.loading import published
from tests.journeys.house import House, eventually
from tests.journeys.people import KINDS, Person

PARTIES = [
    {"role": "PLAINTIFF", "name": "陳樣本 Sample Plaintiff"},
    {"role": "DEFENDANT", "name": "李示範 Sample Defendant"},
]
NEW_CASE = {
    "proceedingType": "DCPI",
    "relief": "MONETARY",
    "natureOfClaim": "PERSONAL_INJURIES",
    "parties": PARTIES,
}
MONEY = "{ amount currency }"
DEEMED = "{ at pending courtDay rule ruleVersion explanation { en tc sc } closure { id } }"
FEES = f"""{{ onDate total {MONEY} lines {{ item version authority quantity ordinary {MONEY}
  charged {MONEY} rounding confidence explanation {{ en tc sc }}
  concession {{ fromDate untilDate rate }} }} }}"""
PAYMENT = f"id state amount {MONEY} continueUrl receivedAt receipt {{ id number amount {MONEY} }}"
FILING = f"""id version state purpose transactionNumber
  times {{ started uploadCompleted submitted received deemedReceived {DEEMED} effectiveFiled
    reviewed recorded sealed inspectable }}
  acknowledgement {{ transactionNumber issuedAt text {{ en tc sc }} }}
  fees {FEES}
  serviceRequest {{ id state paidAt amount {MONEY} payments {{ {PAYMENT} }} }}
  case {{ id number title version accessLevel }}
  resubmissionOf {{ id transactionNumber state }}
  documents {{ id ordinal disposition reasons {{ code note guide message {{ en }} remedy {{ en }} }}
    document {{ ... on Document {{ id kind }} }} }}
  decision {{ outcome decidedAt }}"""
STARTED = f"... on FilingStarted {{ filing {{ {FILING} }} }}"
SUBMITTED = f"""... on FilingSubmitted {{ filing {{ {FILING} }} }}
  ... on ProblemsFound {{ findings {{ rule severity message {{ en }} }} }}"""
NODE = f"query($id: ID!) {{ node(id: $id) {{ ... on Filing {{ {FILING} }} }} }}"
RECORD = """query($number: String!) { case(number: $number) { id number title version accessLevel
  standing commencedOn parties(first: 9) { nodes { id role name } }
  register(first: 50) { nodes { id number enteredAt description { en tc } document { __typename
    ... on Document { id kind documentReference sealedAt
      renditions { kind pages bytes sha256 downloadUrl } } } } } } }"""


@dataclass
class Story:
    """One action in the court, told from the first sign-in to its sealing."""

    house: House
    key: str = "first"
    tickets: dict[str, Any] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)
    filing: Any = None
    sent: Any = None
    payment: Any = None
    case_number: str = ""
    reference: str = ""
    sealed: bytes = b""
    reply: Any = None
    line: Any = None
    _people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """A persona by name (`story.lawyer`), signed in when first met; `public` is nobody."""
        if name.startswith("_"):
            raise AttributeError(name)
        people = self.__dict__["_people"]
        if name not in people:
            is_public = name == "public"
            people[name] = Person(self.house) if is_public else Person(self.house, name).signed_in()
        return people[name]

    def follow(self, filing: Any, by: str = "lawyer") -> Any:
        """A filing as it stands now, as somebody sees it."""
        return getattr(self, by).ask(NODE, {"id": filing["id"]})["node"]

    def in_state(self, filing: Any, state: str, by: str = "lawyer") -> Any:
        """Wait until a filing has come to a state; the filing."""

        def there() -> Any:
            now = self.follow(filing, by)
            return now if now["state"] == state else None

        return eventually(there, f"filing {filing['transactionNumber']} is {state}")

    def record(self, by: str = "lawyer") -> Any:
        """The case with its register, as somebody sees it; None if they do not."""
        return getattr(self, by).ask(RECORD, {"number": self.case_number})["case"]

    def submission(self, filing: Any) -> dict[str, Any]:
        """What is sent to submit a draft."""
        return {
            "idempotencyKey": f"submit {filing['id']}",
            "filingId": filing["id"],
            "expectedVersion": filing["version"],
        }

    def drafted(self, key: str, *, by: str = "lawyer", **changes: Any) -> Any:
        """A draft of an action, with its documents; for journeys that begin later."""
        person: Person = getattr(self, by)
        ids = [person.upload(kind, f"{self.key} {key}") for kind in KINDS]
        given = {"idempotencyKey": f"start {key}", "newCase": NEW_CASE, "documentIds": ids}
        return person.do("startFiling", given | changes, STARTED)["filing"]

    def submitted(self, key: str, **changes: Any) -> Any:
        """A filing that waits for its fee."""
        filing = self.drafted(key, **changes)
        return self.lawyer.do("submitFiling", self.submission(filing), SUBMITTED)["filing"]

    def start_payment(self, filing: Any, key: str) -> Any:
        """Begin to pay: the payment, or the refusal."""
        given = self.paying(filing, key)
        answer = self.lawyer.do(
            "startPayment", given, f"... on PaymentStarted {{ payment {{ {PAYMENT} }} }}"
        )
        return answer.get("payment", answer)

    def paying(self, filing: Any, key: str) -> dict[str, Any]:
        """What is sent to begin to pay."""
        return {
            "idempotencyKey": key,
            "serviceRequestId": filing["serviceRequest"]["id"],
            "means": "CARD",
            "returnUrl": f"{self.house.url}/console/",
        }

    def paid(self, filing: Any) -> Any:
        """A filing whose fee has been paid by card."""
        payment = self.start_payment(filing, f"pay {filing['id']}")
        self.house.sandbox.decide(payment["continueUrl"], "SUCCEEDED")
        return self.in_state(filing, "RECEIVED")

    def claimed(self, filing: Any) -> Any:
        """A filing whose review the registry officer holds."""
        given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
        show = f"... on ReviewClaimed {{ filing {{ {FILING} }} }}"
        return self.registry.do("claimReview", given, show)["filing"]

    def decision(self, filing: Any, **verdict: Any) -> dict[str, Any]:
        """What is sent to decide every document alike."""
        verdicts = [
            {"filingDocumentId": d["id"], **(verdict or {"accept": True})}
            for d in filing["documents"]
        ]
        return {
            "filingId": filing["id"],
            "expectedVersion": filing["version"],
            "dispositions": verdicts,
        }

    def decided(self, filing: Any, **verdict: Any) -> Any:
        """Decide a claimed filing: the filing, or the refusal."""
        given = self.decision(filing, **verdict)
        show = f"... on FilingDecided {{ filing {{ {FILING} }} }}"
        answer = self.registry.do("decideFiling", given, show)
        return answer.get("filing", answer)


def instant(text: str) -> datetime:
    """Read an instant as the API prints it."""
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def deemed(received: datetime) -> Deemed:
    """When the District Court registry has something that arrived at an instant, by the rules."""
    facts = published()
    registry = facts.proceeding_types["DCPI"].registry
    assert registry is not None
    return deemed_received(received, calendar_for(facts, registry))
