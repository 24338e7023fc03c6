"""Read the published facts beside this module, check them against each other, and hand them out.

``published()`` is the one way to them. A broken file stops the start with its name and its entry.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from api.reference.facts import (
    Bound,
    Concession,
    Court,
    FeeItem,
    FeeTiming,
    HolidayYear,
    ImplementationNotice,
    Office,
    OfficeHours,
    PaymentMeans,
    ProceedingType,
    ReceiptPolicy,
    RolloutPlan,
    RoundingRule,
    UsePolicy,
    Venue,
)
from api.reference.law import Instrument, Outage, ServiceHours
from api.reference.marks import Dated, in_force
from api.reference.papers import (
    Check,
    Code,
    CodeKind,
    Contact,
    CourtDocumentKind,
    DocumentKind,
    FilePolicy,
    NatureOfClaim,
    RejectionReason,
    RequiredDocument,
)
from api.reference.procedure import CourtLimit, Stage, TimeLimit

T = TypeVar("T")
D = TypeVar("D", bound=Dated)


class BrokenFacts(ValueError):
    """The published facts contradict themselves or their shape; names the file and the entry."""


class NotPublished(LookupError):
    """No published fact answers for that subject on that day."""


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that has been published, in the order of the files.

    Coded things are mappings by code; dated things are tuples, oldest first. The lookups ask for a
    day because every answer depends on one; they raise ``NotPublished`` instead of guessing.
    """

    courts: Mapping[str, Court]
    offices: Mapping[str, Office]
    venues: Mapping[str, Venue]
    proceeding_types: Mapping[str, ProceedingType]
    notices: tuple[ImplementationNotice, ...]
    plans: tuple[RolloutPlan, ...]
    use_policies: tuple[UsePolicy, ...]
    hours: tuple[OfficeHours, ...]
    receipt_policies: tuple[ReceiptPolicy, ...]
    holiday_years: tuple[HolidayYear, ...]
    fees: tuple[FeeItem, ...]
    concessions: tuple[Concession, ...]
    roundings: tuple[RoundingRule, ...]
    fee_timings: tuple[FeeTiming, ...]
    payment_means: Mapping[str, PaymentMeans]
    document_kinds: Mapping[str, DocumentKind]
    court_documents: Mapping[str, CourtDocumentKind]
    required_documents: tuple[RequiredDocument, ...]
    natures_of_claim: Mapping[str, NatureOfClaim]
    rejection_reasons: Mapping[str, RejectionReason]
    file_policies: tuple[FilePolicy, ...]
    checks: tuple[Check, ...]
    contacts: Mapping[str, Contact]
    codes: Mapping[tuple[CodeKind, str], Code]
    law: Mapping[str, Instrument]
    service_hours: tuple[ServiceHours, ...]
    outages: tuple[Outage, ...]
    time_limits: tuple[TimeLimit, ...]
    stages: tuple[Stage, ...]
    court_limits: tuple[CourtLimit, ...]

    def use_policy(self, kind: ProceedingType, on: date, *, represented: bool) -> UsePolicy | None:
        """Find the use policy that binds on a day: one for the type goes before its court's."""
        of_court = [p for p in self.use_policies if p.court == kind.court]
        of_type = [p for p in of_court if kind.code in p.proceeding_types]
        general = [p for p in of_court if not p.proceeding_types]
        for policies in (of_type, general):
            bound = [p for p in policies if represented or p.binds is Bound.EVERYONE]
            if policy := in_force(bound, on):
                return policy
        return None

    def fee(self, item: str, on: date) -> FeeItem:
        """Find the ordinary fee of an item on a day."""
        return _held(f"fee {item}", (f for f in self.fees if f.item == item), on)

    def concession(self, court: str, on: date) -> Concession | None:
        """Find the concession a court grants on a day, or None: then the ordinary fee is due."""
        return next((c for c in self.concessions if c.covers(court, on)), None)

    def rounding(self, on: date) -> RoundingRule:
        """Say how concessionary fees are rounded on a day."""
        return _held("rounding rule", self.roundings, on)

    def fee_timing(self, on: date) -> FeeTiming:
        """Say when fees fall due on a day."""
        return _held("fee timing", self.fee_timings, on)

    def file_policy(self, on: date) -> FilePolicy:
        """Say what a file must be on a day."""
        return _held("file policy", self.file_policies, on)

    def check(self, rule: str, on: date) -> Check | None:
        """Find what a finding does on a day; None: it is not looked for."""
        return in_force((c for c in self.checks if c.rule == rule), on)

    def court_limit(self, court: str) -> CourtLimit | None:
        """Find what a court may hear, if that was found."""
        return next((limit for limit in self.court_limits if limit.court == court), None)

    def receipt_policy(self, on: date) -> ReceiptPolicy:
        """Say how the edge of opening hours is judged on a day."""
        return _held("receipt policy", self.receipt_policies, on)

    def office_hours(self, office: str) -> tuple[OfficeHours, ...]:
        """List all hours of an office, oldest first."""
        return tuple(h for h in self.hours if h.office == office)

    def documents_required(self, proceeding_type: str, on: date) -> tuple[RequiredDocument, ...]:
        """List what is expected when a case of a type is begun on a day, each kind once."""
        rows = [r for r in self.required_documents if r.proceeding_type == proceeding_type]
        kinds = dict.fromkeys(r.document_kind for r in rows)
        found = (in_force((r for r in rows if r.document_kind == kind), on) for kind in kinds)
        return tuple(r for r in found if r is not None)

    def time_limits_of(self, proceeding_type: str) -> tuple[TimeLimit, ...]:
        """List the time limits of a type of proceeding; one comes after those it counts from."""
        return tuple(t for t in self.time_limits if t.proceeding_type == proceeding_type)

    def codes_of(self, kind: CodeKind) -> tuple[Code, ...]:
        """List the labelled values of one enum, in the order of the file."""
        return tuple(code for code in self.codes.values() if code.kind is kind)


@cache
def published() -> Published:
    """Read the facts this program ships with, once."""
    return read_published(Path(__file__).parent)


def read_published(folder: Path) -> Published:
    """Read and check the facts in a folder. Refuses: ``BrokenFacts``, naming file and entry."""
    reading = _Reading(folder)
    facts = Published(
        courts=reading.coded("courts", "court", Court),
        offices=reading.coded("courts", "office", Office),
        venues=reading.coded("courts", "venue", Venue),
        proceeding_types=reading.coded("proceeding_types", "type", ProceedingType),
        notices=reading.listed("notices", "notice", ImplementationNotice, _of_notice),
        plans=reading.listed("notices", "plan", RolloutPlan, lambda p: (p.key,)),
        use_policies=reading.listed("use_policies", "policy", UsePolicy, _of_use),
        hours=reading.listed("hours", "hours", OfficeHours, lambda h: (h.office, h.effective_from)),
        receipt_policies=reading.dated("hours", "receipt", ReceiptPolicy),
        holiday_years=reading.listed("holidays", "year", HolidayYear, lambda y: (y.year,)),
        fees=reading.listed("fees", "fee", FeeItem, lambda f: (f.item, f.effective_from)),
        concessions=reading.listed("concessions", "concession", Concession, _of_concession),
        roundings=reading.dated("rounding", "rule", RoundingRule),
        fee_timings=reading.dated("fee_timing", "timing", FeeTiming),
        payment_means=reading.coded("payment_means", "means", PaymentMeans),
        document_kinds=reading.coded("document_kinds", "kind", DocumentKind),
        court_documents=reading.coded("court_documents", "kind", CourtDocumentKind),
        required_documents=reading.listed(
            "required_documents", "document", RequiredDocument, _of_requirement
        ),
        natures_of_claim=reading.coded("natures_of_claim", "nature", NatureOfClaim),
        rejection_reasons=reading.coded("rejection_reasons", "reason", RejectionReason),
        file_policies=reading.dated("file_policy", "policy", FilePolicy),
        checks=tuple(reading.read("checks", "check", Check)),
        contacts=reading.coded("contacts", "contact", Contact),
        codes=_by(reading.read("codes", "code", Code), lambda c: (c.kind, c.value), "codes.toml"),
        law=_by(reading.read("law", "instrument", Instrument), lambda i: i.key, "law.toml"),
        service_hours=reading.dated("outages", "service", ServiceHours),
        outages=reading.listed("outages", "outage", Outage, lambda o: (o.began,), least=0),
        time_limits=reading.listed("procedure", "time_limit", TimeLimit, lambda t: (t.key,)),
        stages=reading.listed("procedure", "stage", Stage, lambda s: (s.key,)),
        court_limits=reading.listed("procedure", "limit", CourtLimit, lambda w: (w.court,)),
    )
    _check_references(facts)
    _refuse_doubles([(c.rule, c.effective_from) for c in facts.checks], "checks.toml")
    _check_holidays(facts)
    _check_concessions(facts)
    _check_time_limits(facts)
    _check_kinds(facts)
    return facts


class _Reading:
    """One pass over the files of a folder; each file is parsed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, dict[str, Any]] = {}

    def read(self, file: str, table: str, kind: type[T], *, least: int = 1) -> list[T]:
        """Read an array of tables, with the file's ``[defaults]`` under each entry."""
        content = self._parsed(file)
        defaults: dict[str, Any] = content.get("defaults", {})
        adapter = TypeAdapter(kind)
        entries: list[T] = []
        for number, raw in enumerate(content.get(table, []), start=1):
            entry: dict[str, Any] = {**defaults, **raw}
            try:
                entries.append(adapter.validate_python(entry))
            except (ValidationError, ArithmeticError) as broken:
                where = f"{file}.toml, [[{table}]] {number} ({_name_of(entry)})"
                message = f"{where}: {_said(broken)}"
                raise BrokenFacts(message) from broken
        if len(entries) < least:
            message = f"{file}.toml: no [[{table}]]"
            raise BrokenFacts(message)
        return entries

    def coded(self, file: str, table: str, kind: type[T]) -> Mapping[str, T]:
        """Read entries by their unique ``code``."""
        return _by(self.read(file, table, kind), lambda entry: entry.code, f"{file}.toml")  # type: ignore[attr-defined]

    def dated(self, file: str, table: str, kind: type[D]) -> tuple[D, ...]:
        """Read the entries of one subject, oldest first."""
        return self.listed(file, table, kind, lambda entry: (entry.effective_from,))

    def listed(
        self,
        file: str,
        table: str,
        kind: type[T],
        key: Callable[[T], tuple[Any, ...]],
        *,
        least: int = 1,
    ) -> tuple[T, ...]:
        """Read entries that are unique by a key and written in its order."""
        entries = self.read(file, table, kind, least=least)
        keys = [key(entry) for entry in entries]
        _refuse_doubles(keys, f"{file}.toml, [[{table}]]")
        for before, after in pairwise(keys):
            if before > after:
                wrong = f"{_shown(after)} belongs before {_shown(before)}"
                message = f"{file}.toml, [[{table}]]: {wrong}"
                raise BrokenFacts(message)
        return tuple(entries)

    def _parsed(self, file: str) -> dict[str, Any]:
        if file not in self._files:
            path = self._folder / f"{file}.toml"
            try:
                self._files[file] = tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, tomllib.TOMLDecodeError) as broken:
                message = f"{path.name}: {broken}"
                raise BrokenFacts(message) from broken
        return self._files[file]


def _by(entries: list[T], key: Callable[[T], Any], where: str) -> Mapping[Any, T]:
    _refuse_doubles([key(entry) for entry in entries], where)
    return MappingProxyType({key(entry): entry for entry in entries})


def _refuse_doubles(keys: list[Any], where: str) -> None:
    doubles = [key for key, times in Counter(keys).items() if times > 1]
    if doubles:
        message = f"{where}: {_shown(doubles[0])} is written twice"
        raise BrokenFacts(message)


def _shown(key: object) -> str:
    if not isinstance(key, tuple):
        return str(key)
    return " ".join(str(part) for part in cast("tuple[object, ...]", key))


def _name_of(entry: Mapping[str, Any]) -> str:
    named = ("code", "key", "item", "value", "version", "year", "office", "document_kind", "court")
    return str(next((entry[name] for name in named if name in entry), "unnamed"))


def _said(broken: ValidationError | ArithmeticError) -> str:
    if not isinstance(broken, ValidationError):
        return f"not a number ({broken})"
    problems = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in broken.errors())
    return "; ".join(problems)


def _held(subject: str, entries: Iterable[D], on: date) -> D:
    found = in_force(entries, on)
    if found is None:
        message = f"no {subject} is published for {on}"
        raise NotPublished(message)
    return found


def _of_notice(notice: ImplementationNotice) -> tuple[Any, ...]:
    return (notice.begins, notice.key)


def _of_use(policy: UsePolicy) -> tuple[Any, ...]:
    return (policy.court, policy.proceeding_types, policy.effective_from)


def _of_concession(concession: Concession) -> tuple[Any, ...]:
    return (concession.effective_from, concession.courts)


def _of_requirement(row: RequiredDocument) -> tuple[Any, ...]:
    return (row.proceeding_type, row.effective_from, row.document_kind)


def _check_references(facts: Published) -> None:
    """Refuse a fact that names a court, office, type, fee or nature that is not published."""
    fees = {fee.item for fee in facts.fees}
    known = {
        "court": set(facts.courts),
        "courts": set(facts.courts),
        "office": set(facts.offices),
        "venue": set(facts.venues),
        "registry": set(facts.offices),
        "proceeding_type": set(facts.proceeding_types),
        "proceeding_types": set(facts.proceeding_types),
        "commencing_fee": fees,
        "fee_item": fees,
        "nature_of_claim": set(facts.natures_of_claim),
        "document_kind": set(facts.document_kinds),
        "document_kinds": set(facts.document_kinds),
        "goes_with": set(facts.document_kinds),
        "stages": {stage.key for stage in facts.stages},
        "forms": set(facts.proceeding_types),
        "answers_in": set(facts.proceeding_types),
    }
    for name in Published.__slots__:
        held: Any = getattr(facts, name)
        entries: Iterable[object] = held.values() if hasattr(held, "values") else held
        for entry in entries:
            for field, names in known.items():
                _check_named(name, entry, field, names)


def _check_named(section: str, entry: object, field: str, names: set[str]) -> None:
    value: Any = getattr(entry, field, None)
    if value is None:
        return
    named_here: Iterable[str] = (value,) if isinstance(value, str) else value
    for named in named_here:
        if named not in names:
            message = f"{section}: {field} names {named}, which is not published ({entry})"
            raise BrokenFacts(message)


def _check_holidays(facts: Published) -> None:
    """Refuse a holiday outside its year, out of order or written twice, and a gap between years."""
    years = [year.year for year in facts.holiday_years]
    if years != list(range(years[0], years[0] + len(years))):
        message = "holidays.toml: the years have a gap"
        raise BrokenFacts(message)
    for year in facts.holiday_years:
        days = [holiday.on for holiday in year.holidays]
        if days != sorted(set(days)) or any(day.year != year.year for day in days):
            message = f"holidays.toml: the days of {year.year} are not in order, once each"
            raise BrokenFacts(message)


def _check_concessions(facts: Published) -> None:
    """Refuse two concessions of one court that overlap."""
    for court in facts.courts:
        periods = [c for c in facts.concessions if court in c.courts]
        for before, after in pairwise(periods):
            if after.effective_from < before.until:
                message = f"concessions.toml: two concessions of {court} overlap"
                raise BrokenFacts(message)


def _check_time_limits(facts: Published) -> None:
    """Refuse a limit that begins at the end of one that is not written before it."""
    known: set[tuple[str, str]] = set()
    for limit in facts.time_limits:
        if limit.after is not None and (limit.proceeding_type, limit.after) not in known:
            message = f"procedure.toml: {limit.key} follows {limit.after}, which is not before it"
            raise BrokenFacts(message)
        known.add((limit.proceeding_type, limit.key))


def _check_kinds(facts: Published) -> None:
    """Refuse a kind of document with a stage or a form in a type that it is not filed in."""
    of_stage = {stage.key: stage.proceeding_type for stage in facts.stages}
    for kind in facts.document_kinds.values():
        named = {*(of_stage[key] for key in kind.stages), *kind.forms, *kind.answers_in}
        if stray := sorted(named - set(kind.proceeding_types)):
            message = f"document_kinds.toml: {kind.code} is not filed in {', '.join(stray)}"
            raise BrokenFacts(message)
