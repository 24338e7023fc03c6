"""A town with a court in it: its people, the real building, and everything that wears it down."""

import hashlib
import logging
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

from api.accounts.models import Account
from api.accounts.operations import open_organization
from api.accounts.queries import actor_of
from api.accounts.states import AccountState
from api.courts.rules import Calendar, calendar_for
from api.documents.operations import NewUpload, create_upload
from api.documents.ports import (
    Inspection,
    Scanner,
    ScannerSilent,
    Sealer,
    Stamp,
    Unreadable,
    Verdict,
)
from api.documents.procedures import complete_upload
from api.documents.states import ScanState
from api.gateways.certificate import CourtPen
from api.gateways.inspecting.bounded import BoundedInspector
from api.gateways.scanning import EICAR, PracticeScanner
from api.gateways.store import LocalStore
from api.jobs import jobs_of
from api.kernel.actors import AccountKind
from api.kernel.outbox import Outbox
from api.kernel.refusals import ChangedMeanwhile, MoveNotOpen, Refusal
from api.kernel.work import Work, Works
from api.payments.procedures import reconcile
from api.reactions import finish, react
from api.reference.loading import published
from tests.documents.pdfs import COURT_WORDS, a_pdf, an_encrypted_pdf, of_pictures
from tests.documents.seals import a_sealer
from tests.filings.steps import Rooms
from tests.journeys.year.diary import Diary, Story
from tests.journeys.year.fate import Fate, Killed, MortalWorks, Tired
from tests.journeys.year.till import Till

FIRMS = ("ABACUS", "BAMBOO", "CANTON", "DRAGON", "EMBER")
USERS_PER_FIRM = 3
LITIGANTS = 8
OFFICERS = 4
REGISTRY = "DC_REGISTRY"
DEATHS = 0.01
FAULTS = 0.03
VERSIONS_OF_A_FILE = 3
WAIT = timedelta(minutes=20)


@dataclass
class Looker:
    """The real inspector; the same bytes again are not looked at again, as they say the same."""

    inspector: BoundedInspector
    known: dict[bytes, Inspection | Unreadable] = field(
        default_factory=dict[bytes, Inspection | Unreadable]
    )

    def inspect(self, source: BinaryIO, *, most_pages: int) -> Inspection | Unreadable:
        """Look into a PDF."""
        source.seek(0)
        digest = hashlib.file_digest(source, "sha256").digest()
        if digest not in self.known:
            source.seek(0)
            self.known[digest] = self.inspector.inspect(source, most_pages=most_pages)
        return self.known[digest]


@dataclass
class TiredScanner:
    """A scanner that is silent now and then, and now and then at its wits' end."""

    tired: Tired

    def scan(self, source: BinaryIO) -> Verdict:
        """Look at all bytes."""
        verdict: Verdict = self.tired(source)
        if self.tired.chance.random() < self.tired.share / 2:
            return Verdict(ScanState.UNSCANNABLE, "size limit exceeded")
        return verdict


@dataclass
class TiredSealer:
    """A sealer that breaks down now and then."""

    tired: Tired

    def seal(self, pdf: bytes, stamp: Stamp) -> bytes:
        """Seal a copy."""
        return self.tired(pdf, stamp)


@dataclass
class Town(Rooms):
    """The rooms with their outside: files, jobs, a card provider, and a fate that strikes."""

    folder: Path = Path()
    chance: Random = field(default_factory=Random)
    refused: Counter[str] = field(default_factory=Counter[str])
    seen: Counter[str] = field(default_factory=Counter[str])
    cases: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    begun: int = 0
    wakes: deque[None] = field(default_factory=lambda: deque(maxlen=1))

    def __post_init__(self) -> None:
        """Build the court."""
        mishaps = Random(self.chance.random())  # noqa: S311 - people do not change with the crashes
        self.fate = Fate(mishaps, DEATHS)
        self.fate.watch(self.engine)
        self.diary = Diary(self.hands)
        self.store = LocalStore(self.folder / "documents")
        self.till = Till(self.hands, mishaps, FAULTS)
        self.looker = Looker(BoundedInspector())
        self.scanner: Scanner = TiredScanner(
            Tired(mishaps, FAULTS, ScannerSilent, PracticeScanner().scan)
        )
        court_seal = a_sealer(self.folder)
        self.sealer: Sealer = TiredSealer(
            Tired(mishaps, FAULTS, lambda: OSError("the seal's key is out"), court_seal.seal)
        )
        self.files: dict[tuple[str, int], bytes] = {}
        self.calendar: Calendar = calendar_for(published(), REGISTRY)
        self.next_round = self.hands.now
        self.building = MortalWorks(
            self.engine,
            self.hands,
            react,
            finish,
            lambda: self.wakes.append(None),
            fate=self.fate,
        )
        self.outbox = Outbox(
            self.building, jobs_of(self.building, self.store, self.sealer, self.scanner, CourtPen())
        )
        logging.getLogger("api.outbox").setLevel(logging.CRITICAL)

    @property
    def works(self) -> Works:
        return self.building

    def settle_in(self) -> "Town":
        """Let everybody move in."""
        super().settle_in()
        with self.works.open() as work:
            for firm in FIRMS:
                organization = open_organization(work, firm, f"{firm} (fictional firm)", {}).id
                for n in range(USERS_PER_FIRM):
                    self._moves_in(work, f"{firm.lower()}{n}", AccountKind.OU, organization)
            for n in range(LITIGANTS):
                self._moves_in(work, f"litigant{n}", AccountKind.IU)
            for n in range(OFFICERS):
                self._moves_in(work, f"officer{n}", AccountKind.REGISTRY_OFFICER)
        self.filers = sorted(n for n in self.people if n.startswith(("litigant", *_lower(FIRMS))))
        self.officers = sorted(name for name in self.people if name.startswith("officer"))
        return self

    def _moves_in(
        self, work: Work, name: str, kind: AccountKind, organization: str | None = None
    ) -> None:
        account = Account(
            id=work.new_id("acc"),
            kind=kind,
            state=AccountState.ACTIVE,
            sign_in_name=name,
            password_hash="nobody signs in here",
            name=f"Sample {name}",
            email=f"{name}@example.test",
            organization_id=organization,
            created_at=work.at,
        )
        work.session.add(account)
        work.session.flush()
        self.people[name] = actor_of(account)

    # --- how people do things -----------------------------------------------------------------

    def tried(self, deed: Callable[[], Any], *expected: type[Refusal]) -> Any:
        """Do something however often the building burns down meanwhile; or the refusal.

        Whoever was not told that it was done, asks again and is told that it cannot be done twice.
        """
        died = False
        while True:
            try:
                return deed()
            except Killed:
                died = True
            except expected as no:
                self.refused[type(no).__name__] += 1
                return no
            except (ChangedMeanwhile, MoveNotOpen) as no:
                if not died:
                    raise
                self.refused["done already"] += 1
                return no

    def does(self, name: str, deed: Callable[[Work], Any], *expected: type[Refusal]) -> Any:
        """Do something as somebody, in a work of its own; what it gives, or the refusal."""

        def in_a_work() -> Any:
            with self.by(name) as work:
                return deed(work)

        return self.tried(in_a_work, *expected)

    def asks(self, name: str, deed: Callable[[Work, str], Any], *expected: type[Refusal]) -> Any:
        """Do something under a key; now and then once more, which must give the same."""
        key = self.key()
        done = self.does(name, lambda work: deed(work, key), *expected)
        if isinstance(done, str) and self.luck(0.04):
            self.seen["asked again under the same key"] += 1
            assert self.does(name, lambda work: deed(work, key)) == done
        return done

    def luck(self, share: float) -> bool:
        """Whether something of a certain likelihood happens."""
        return self.chance.random() < share

    def minutes(self, least: float, most: float) -> timedelta:
        """Some time."""
        return timedelta(minutes=self.chance.uniform(least, most))

    def days(self, least: float, most: float) -> timedelta:
        """Some days."""
        return timedelta(days=self.chance.uniform(least, most))

    def until_open(self) -> timedelta:
        """How long it is until somebody sits in the registry, by its ordinary hours."""
        opens = self.calendar.in_hours_from(self.hands.now)
        pause = self.minutes(1, 180) if opens > self.hands.now else timedelta()
        return opens - self.hands.now + pause

    # --- files ----------------------------------------------------------------------------------

    def file(self, kind: str) -> bytes:
        """One of the files of a kind that this town has: real ones, made once."""
        version = self.chance.randrange(VERSIONS_OF_A_FILE)
        if (kind, version) not in self.files:
            self.files[kind, version] = _made(kind, version)
        return self.files[kind, version]

    def uploads(self, name: str, kind: str, content: bytes | None = None) -> Any:
        """Upload a file all the way; its document's id, or the refusal."""
        body = content or self.file(kind)
        declared = NewUpload(
            kind, f"{kind.lower()}.pdf", len(body), hashlib.sha256(body).hexdigest()
        )
        document_id = self.asks(name, lambda work, key: create_upload(work, declared, key))
        with self.store.stage(document_id, limit=len(body)) as incoming:
            incoming.write(body)
            incoming.finish()
        actor = self.people[name]
        return self.tried(
            lambda: complete_upload(
                self.works, lambda _session, _at: actor, self.store, self.looker, document_id
            ),
            Refusal,
        )

    # --- what the building does by itself -------------------------------------------------------

    def goes_on(self, until: datetime) -> None:
        """Let everybody live until an instant; the building does its rounds meanwhile."""
        for now in self.diary.goes_on_until(until):
            if now >= self.next_round:
                self.makes_a_round()
        self.makes_a_round()

    def makes_a_round(self) -> None:
        """Do what is due and ask about payments, through however many deaths."""
        self.next_round = self.hands.now + self.minutes(10, 60)
        while True:
            try:
                self.till.deliver(self.works)
                self.outbox.do_due()
                reconcile(self.works, self.till, older_than=timedelta(seconds=5))
            except Killed:
                self.hands.move(seconds=11)
                continue
            return

    def comes_to_rest(self) -> None:
        """Let all jobs be done that can be done: no more deaths, no more faults."""
        self.fate.is_awake = False
        self.till.silence = 0.0
        for tired in (self.scanner, self.sealer):
            tired.tired.share = 0.0  # type: ignore[attr-defined]
        for _ in range(8):
            self.hands.move(hours=4)
            self.makes_a_round()

    def begins(self, story: Story, after: timedelta = timedelta()) -> None:
        """Let a story begin some time from now."""
        self.diary.begin(story, self.hands.now + after)


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _made(kind: str, version: int) -> bytes:
    """Make a real file: most are sound; some are pictures, infected, or locked."""
    if kind == "LOCKED":
        return an_encrypted_pdf()
    if kind == "INFECTED":
        return a_pdf(1, f"version {version}") + b"\n% " + EICAR + b"\n"
    if version == VERSIONS_OF_A_FILE - 1:
        return of_pictures(version + 1)
    return a_pdf(1 + version, f"{kind.replace('_', ' ')} {version}{COURT_WORDS}")
