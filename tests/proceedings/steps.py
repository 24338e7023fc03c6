"""Steps of an officer of the registry after a case has begun."""

from collections.abc import Callable
from typing import Any

from api.cases.models import Case
from api.kernel.refusals import NotFound
from api.parties.models import Party
from api.parties.queries import visible_case
from api.proceedings.operations import Occasion
from api.register.models import EntryBasis, RegisterEntry
from api.register.rules import Basis
from tests.filings.steps import Rooms


def occasion(rooms: Rooms, case: Case, *, rests_on: str | None = None, late: int = 0) -> Occasion:
    """An officer's basis, on the case as it stands; ``late`` versions behind."""
    version = rooms.one(Case, case.id).version - late
    return Occasion(case.id, version, Basis("By order of today.", rests_on))


def done(
    rooms: Rooms, verb: Callable[..., Any], case: Case, *given: Any, by: str = "registry"
) -> Case:
    """Have a verb carried out; the case as it stands then."""
    on = occasion(rooms, case)
    with rooms.by(by) as work:
        verb(work, on, *given)
    return rooms.one(Case, case.id)


def party(rooms: Rooms, case: Case, ordinal: int) -> Party:
    """A party of a case by its place."""
    [found] = rooms.all(Party, case_id=case.id, ordinal=ordinal)
    return found


def sees(rooms: Rooms, name: str, case: Case) -> bool:
    """Whether somebody finds a case."""
    try:
        with rooms.by(name) as work:
            return visible_case(work, case.number).id == case.id
    except NotFound:
        return False


def entered(rooms: Rooms, case: Case) -> list[tuple[str, str | None]]:
    """What the court entered in a case's register, and why, in order."""
    why = {basis.register_entry_id: basis.reason for basis in rooms.all(EntryBasis)}
    entries = sorted(rooms.all(RegisterEntry, case_id=case.id), key=lambda entry: entry.number)
    return [(e.description_en, why.get(e.id)) for e in entries if e.channel == "COURT"]
