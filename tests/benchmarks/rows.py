"""What is in the benchmark's court: rows of every table, always the same for the same seed.

Everybody is fictional. A case begins with a filing that was recorded, and has 1 to 10 filings;
every 100th has 40. Some cases are sealed, some confined to the court. Every other filing costs a
fee. Rows are tuples of text, whole numbers and None, in the order of ``COLUMNS``, so that both
databases take them as they are; instants are UTC, written as both read them.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from api.cases.rules import case_number
from api.reference.loading import published
from api.register.rules import searched_names
from tests.benchmarks.columns import Row
from tests.benchmarks.lodging import lodge, written

TYPES = ("DCPI", "DCTC", "DCCJ", "DCEC", "DCEO", "DCMP")
COURT = "DC"
FIRST_DAY, LAST_DAY = date(2022, 5, 16), date(2025, 6, 30)
SAMPLE = 800
FILINGS_OF_A_LARGE_CASE, LARGE_CASE_EVERY = 40, 100
WORDS = (
    *("Lantern", "Kite", "Teapot", "Pebble", "Harbour", "Abacus", "Bamboo", "Comet", "Drum"),
    *("Ember", "Ferry", "Ginkgo", "Heron", "Inkwell", "Jasmine", "Kettle", "Lotus", "Marble"),
    *("Noodle", "Orchid", "Paddle", "Quill", "Ribbon", "Saffron", "Thimble", "Umbrella"),
)
SURNAMES = "陳李張黃何羅梁吳鄭林"
STANDINGS = ("OPEN",) * 14 + ("CONCLUDED",) * 4 + ("CLOSED", "STAYED")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_SCATTER = 0x9E3779B97F4A7C15 | 1


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the officer, and those who file, as (account, firm or None)."""

    officer: str
    firms: list[tuple[str, str]]
    litigants: list[str]


def firms_among(cases: int) -> int:
    """How many firms share the cases, so that each begins about 150 whatever the size."""
    return max(4, cases // 150)


def litigants_among(cases: int) -> int:
    """How many people file for themselves."""
    return max(2, cases // 100)


@dataclass(slots=True)
class Scribe:
    """Writes case after case into ``rows``; ``counters`` remembers the numbers given."""

    cast: Cast
    cases: int
    seed: int
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    counters: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(init=False)
    days: list[date] = field(init=False)
    made: int = 0
    large_cases: list[str] = field(default_factory=list[str])
    transactions: list[str] = field(default_factory=list[str])
    party_names: list[str] = field(default_factory=list[str])
    case_numbers: list[str] = field(default_factory=list[str])
    firm_large_cases: list[str] = field(default_factory=list[str])
    firm_transactions: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Open the calendar: only court days count."""
        self.chance = random.Random(self.seed)  # noqa: S311 - the same rows each time
        holidays = {h.on for year in published().holiday_years for h in year.holidays}
        span = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days))
        self.days = [day for day in span if day.weekday() < 5 and day not in holidays]

    def id(self, prefix: str, at: datetime) -> str:
        """An id as the house makes them: kind, milliseconds, and 80 bits that never repeat."""
        self.made += 1
        high = int(at.timestamp() * 1000)
        low = (self.made * _SCATTER + self.seed) % (1 << 80)
        digits = "".join(_PAIRS[(high >> shift) & 1023] for shift in (40, 30, 20, 10, 0))
        rest = "".join(_PAIRS[(low >> shift) & 1023] for shift in (70, 60, 50, 40, 30, 20, 10, 0))
        return f"{prefix}_{digits}{rest}"

    def number(self, name: str) -> int:
        """The next number of a count."""
        self.counters[name] += 1
        return self.counters[name]

    def case(self, index: int) -> None:
        """Write one case with everything in it."""
        day = self.days[index * len(self.days) // self.cases]
        at = datetime(day.year, day.month, day.day, 1, 0, index % 60, tzinfo=UTC)
        filer = self._filer(index)
        case = Case(self, index, self.id("cas", at), day, at, filer)
        case.open()
        large = index % LARGE_CASE_EVERY == 0
        count = FILINGS_OF_A_LARGE_CASE if large else self.chance.randint(1, 10)
        number = ""
        for ordinal in range(count):
            number = lodge(case, ordinal)
        self._sample(case, number, is_large=large)

    def _sample(self, case: "Case", transaction: str, *, is_large: bool) -> None:
        """Remember numbers to ask for: of the first firm's cases, and from all over the court."""
        if case.filer == self.cast.firms[0] and not case.is_confined:
            self.firm_transactions.append(transaction)
            self.firm_large_cases += [case.number] if is_large else []
        if is_large:
            self.large_cases.append(case.number)
        if case.index % max(1, self.cases // SAMPLE) == 0:
            self.transactions.append(transaction)
            self.party_names.append(case.names[0][2])
            self.case_numbers.append(case.number)

    def _filer(self, index: int) -> tuple[str, str | None]:
        if index % 10 == 9:
            return self.cast.litigants[index // 10 % len(self.cast.litigants)], None
        return self.cast.firms[index % len(self.cast.firms)]

    def close(self) -> None:
        """Write the counts down, so that the court's own verbs go on from them."""
        self.rows["counter"] += self.counters.items()


@dataclass(slots=True)
class Case:
    """A case while it is written."""

    scribe: Scribe
    index: int
    id: str
    day: date
    at: datetime
    filer: tuple[str, str | None]
    kind: str = ""
    number: str = ""
    entries: int = 0
    names: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_confined(self) -> bool:
        """Whether only the court may see it."""
        return self.index % 200 == 11

    def open(self) -> None:
        """Write the case, who is in it, and its line in the cause book."""
        scribe, at = self.scribe, written(self.at)
        self.kind = TYPES[self.index % len(TYPES)]
        running = scribe.number(f"case/{self.kind}/{self.day.year}")
        number = self.number = case_number(self.kind, running, self.day.year)
        self.names = self._names()
        title = f"{self.names[0][2]} v. {self.names[1][2]}"
        title += " and another" if len(self.names) > 2 else ""
        nature, on, level = "PERSONAL_INJURIES", self.day.isoformat(), self._level(at)
        standing = STANDINGS[self.index * 7 % len(STANDINGS)]
        fixed = (COURT, self.kind, self.day.year, running, number, title, nature, "MONETARY")
        scribe.rows["court_case"].append((self.id, *fixed, standing, level, on, at, 1))
        folded = searched_names(name for _, _, name in self.names)
        hidden = None if level == "PUBLIC_INSPECTION" else at
        public = (number, self.kind, COURT, title, nature, on, folded, hidden)
        scribe.rows["cause_book_entry"].append((scribe.id("cbk", self.at), self.id, *public))
        self._people(at)

    def _level(self, at: str) -> str:
        """Seal one case in fifty and confine one in two hundred, by an order."""
        level, kind = "PUBLIC_INSPECTION", None
        if self.is_confined:
            level, kind = "COURT_ONLY", "CONFINEMENT"
        elif self.index % 50 == 7:
            level, kind = "PARTIES", "SEALING"
        if kind:
            order = (self.id, kind, "IN_FORCE", "An order of the benchmark's own", at, 1)
            row = (self.scribe.id("aor", self.at), *order)
            self.scribe.rows["access_order"].append(row)
        return level

    def _names(self) -> list[tuple[str, str, str]]:
        """(role, kind, name) of two parties, of three in every fifth case."""
        roles = ["PLAINTIFF", "DEFENDANT", *(["DEFENDANT"] if self.index % 5 == 0 else [])]
        return [self._name(role, n) for n, role in enumerate(roles)]

    def _name(self, role: str, ordinal: int) -> tuple[str, str, str]:
        word = WORDS[(self.index * 5 + ordinal * 11) % len(WORDS)]
        other = WORDS[(self.index // len(WORDS) + ordinal * 3) % len(WORDS)]
        if ordinal == 1:
            return role, "ORGANIZATION", f"Sample {word} {other} {self.index} Limited"
        surname = SURNAMES[(self.index + ordinal) % len(SURNAMES)]
        return role, "INDIVIDUAL", f"{surname}樣本 Sample {word} {other} {self.index}"

    def _people(self, at: str) -> None:
        scribe, (account, firm) = self.scribe, self.filer
        against = scribe.cast.firms[(self.index * 7 + 1) % len(scribe.cast.firms)][1]
        for ordinal, (role, kind, name) in enumerate(self.names, start=1):
            party = scribe.id("pty", self.at)
            scribe.rows["party"].append((party, self.id, ordinal, role, kind, name, at))
            acts = {1: firm, 2: against if self.index % 2 else None}.get(ordinal)
            if acts:
                row = (scribe.id("rep", self.at), party, self.id, acts, "Sample Firm", at)
                scribe.rows["representation"].append(row)
        linked = (scribe.id("lnk", self.at), self.id, account, None, at)
        scribe.rows["linkage"].append(linked)
