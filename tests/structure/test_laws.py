"""The laws of the house that can be read off the source itself."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from api.accounts.states import AccountState
from api.cases.states import AccessOrderState, CaseRelation, CaseStanding
from api.corrections.states import RelationBackState
from api.courts.states import ClosureKind, ClosureState
from api.deadlines.states import DeadlineState
from api.documents.states import DocumentState, ScanState
from api.duties.states import DutyGround, LeaveState
from api.filings.states import Disposition, FilingState, FilingTime
from api.graphql.codes import CodeKind as PublishedKind
from api.graphql.codes import every_refusal
from api.graphql.schema import printed_schema
from api.history.rules import events_of_cases
from api.history.states import DefectKind
from api.issuing.states import CertificateState, IssuedDocumentState
from api.kernel.refusals import Refusal
from api.payments.states import PaymentState, ServiceRequestState
from api.reference.facts import Use
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind
from api.register.states import Channel
from api.reviews.states import ReferredTo, ReviewState, TakeOverReason

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "api").rglob("*.py"))
WRITTEN = [path for path in SOURCES if "versions" not in path.parts]
ROOM_FILES = {
    "__init__",
    "states",
    "events",
    "ports",
    "models",
    "rules",
    "queries",
    "operations",
    "procedures",
}
TOP = {
    *("accounts", "courts", "cases", "fees", "parties", "documents", "payments", "register"),
    *(
        "deadlines",
        "duties",
        "checks",
        "filings",
        "proceedings",
        "reviews",
        "corrections",
        "issuing",
        "history",
        "inspection",
        "guidance",
        "enquiries",
        "notifications",
        "statistics",
    ),
    *("audit", "reading", "reference", "kernel", "graphql", "gateways", "migrations", "decisions"),
    *("publish", "__init__", "__main__", "app", "demo", "settings", "reactions", "jobs"),
}
FORBIDDEN = {
    *("utils", "util", "helpers", "helper", "common", "constants", "exceptions", "services"),
    *("service", "manager", "managers", "handlers", "misc", "base", "mixins", "types", "core"),
}
CODES: dict[CodeKind, type[StrEnum]] = {
    CodeKind.FILING_STATE: FilingState,
    CodeKind.CASE_STANDING: CaseStanding,
    CodeKind.CASE_RELATION: CaseRelation,
    CodeKind.PAYMENT_STATE: PaymentState,
    CodeKind.SERVICE_REQUEST_STATE: ServiceRequestState,
    CodeKind.DOCUMENT_STATE: DocumentState,
    CodeKind.SCAN_STATE: ScanState,
    CodeKind.DISPOSITION: Disposition,
    CodeKind.REVIEW_STATE: ReviewState,
    CodeKind.CHANNEL: Channel,
    CodeKind.REFERRED_TO: ReferredTo,
    CodeKind.TAKE_OVER_REASON: TakeOverReason,
    CodeKind.CLOSURE_KIND: ClosureKind,
    CodeKind.CLOSURE_STATE: ClosureState,
    CodeKind.FILING_TIME: FilingTime,
    CodeKind.DEADLINE_STATE: DeadlineState,
    CodeKind.ISSUED_DOCUMENT_STATE: IssuedDocumentState,
    CodeKind.CERTIFICATE_STATE: CertificateState,
    CodeKind.CASE_EVENT: StrEnum("CaseEvent", {name: name for name in events_of_cases()}),
    CodeKind.DEFECT_KIND: DefectKind,
    CodeKind.ACCOUNT_STATE: AccountState,
    CodeKind.ACCESS_ORDER_STATE: AccessOrderState,
    CodeKind.RELATION_BACK_STATE: RelationBackState,
    CodeKind.USE: Use,
    CodeKind.LEAVE_STATE: LeaveState,
    CodeKind.DUTY_GROUND: DutyGround,
    CodeKind.CONFIDENCE: Confidence,
}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def name_of(path: Path) -> str:
    """A source by its place in the repository."""
    return path.relative_to(ROOT).as_posix()


def places(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind in the program, with the file it stands in."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name_of(path), node


def targets(node: ast.AST) -> list[ast.expr]:
    """What an assignment assigns to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def test_a_state_changes_only_through_the_one_door():
    """No row's state, standing or disposition is assigned, set or updated anywhere else."""
    columns = {"state", "standing", "disposition", "scan"}
    found = [
        f"{place}:{target.lineno}"
        for kind in (ast.Assign, ast.AugAssign)
        for place, node in places(kind)
        for target in targets(node)
        for leaf in ast.walk(target)
        if isinstance(leaf, ast.Attribute) and leaf.attr in columns
    ]
    found += [
        f"{place}:{call.lineno}"
        for place, call in calls("setattr")
        if place != "api/kernel/states.py" and not place.startswith("api/reading/")
    ]
    found += [
        f"{place}:{call.lineno}"
        for place, call in calls("values")
        if {keyword.arg for keyword in call.keywords} & columns
    ]
    assert found == []


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or method by its last name."""
    for place, node in places(ast.Call):
        assert isinstance(node, ast.Call)
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called == name:
            yield place, node


def test_a_row_with_a_machine_is_born_without_a_state():
    """The first move gives it one."""
    born = {"state", "standing", "disposition", "scan"}
    rows = {
        "Filing",
        "FilingDocument",
        "ReviewTask",
        "RelationBack",
        "Case",
        "AccessOrder",
        "Account",
        "Closure",
        "Deadline",
        "IssuedDocument",
        "Leave",
    }
    found = [
        f"{place}:{call.lineno}"
        for row in rows
        for place, call in calls(row)
        if not place.startswith("api/graphql/")
        for keyword in call.keywords
        if keyword.arg in born
        and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None)
    ]
    assert found == []


def test_only_the_work_commits():
    allowed = {"api/kernel/work.py", "api/migrations/env.py"}
    found = {place for place, _ in calls("commit")}
    assert {f for f in found if not f.startswith("api/gateways/sandbox/")} <= allowed
    assert "api/kernel/work.py" in found


def test_only_the_clock_reads_the_clock():
    found = {place for name in ("now", "utcnow", "today") for place, _ in calls(name)}
    found |= {
        place
        for place, call in calls("time")
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "time"
    }
    outside = {"api/kernel/clock.py", "api/gateways/sandbox/charges.py"}
    assert {f for f in found if not f.startswith("api/gateways/sandbox/")} <= outside
    assert "api/kernel/clock.py" in found


def test_no_float_is_money():
    """Neither a column, a field nor an argument that names money is a float, nor made by one."""
    money = re.compile(r"cents|amount|price|fee|money|rate\b|charged|ordinary|total")
    found = [
        f"{place}:{node.lineno}"
        for kind in (ast.AnnAssign, ast.arg)
        for place, node in places(kind)
        if node.annotation is not None
        and "float" in ast.unparse(node.annotation)
        and money.search(node.arg if isinstance(node, ast.arg) else ast.unparse(node.target))
    ]
    rooms = ("fees", "payments", "filings")
    found += [
        f"{place}:{call.lineno}"
        for place, call in calls("float")
        if place.startswith(tuple(f"api/{room}/" for room in (*rooms, "kernel")))
    ]
    found += [
        f"{place}:{node.lineno}"
        for place, node in places(ast.Constant)
        if place.startswith(tuple(f"api/{room}/" for room in rooms))
        and isinstance(node.value, float)
    ]
    assert found == []


def test_models_do_not_postpone_their_annotations():
    found = [
        place
        for place, node in places(ast.ImportFrom)
        if node.module == "__future__" and place.endswith("models.py")
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function():
    found = [
        f"{name_of(path)}:{inner.lineno}"
        for path in WRITTEN
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_no_file_is_longer_than_it_can_be_read():
    long = {name_of(p): n for p in WRITTEN if (n := len(p.read_text().splitlines())) > 450}
    assert long == {}


def test_the_top_of_the_program_reads_like_the_court():
    found = {p.stem for p in (ROOT / "api").iterdir() if p.name != "__pycache__"}
    assert found <= TOP


def test_a_room_has_only_the_files_a_room_may_have():
    rooms = {path.parent for path in (ROOT / "api").glob("*/models.py")}
    found = {
        room.name: extra
        for room in rooms
        if (extra := {p.stem for p in room.iterdir() if p.name != "__pycache__"} - ROOM_FILES)
    }
    assert found == {}


def test_every_room_has_a_charter_and_nothing_else_in_its_first_file():
    for path in (ROOT / "api").glob("*/__init__.py"):
        tree = TREES[path]
        assert ast.get_docstring(tree), name_of(path)
        if (path.parent / "models.py").exists():
            assert len(tree.body) == 1, name_of(path)


def test_no_module_has_a_name_that_says_nothing():
    assert [name_of(p) for p in SOURCES if p.stem in FORBIDDEN] == []


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda r: r.__name__)
def test_a_refusal_speaks_both_languages_about_the_same_facts(refusal: type[Refusal]):
    for text in (refusal.message, refusal.remedy):
        assert text.en
        assert text.tc
        assert not text.tc.isascii()
        assert placeholders(text.en) == placeholders(text.tc)


def placeholders(sentence: str) -> set[str]:
    """The facts a sentence asks for; of a fact in several languages, the fact."""
    parts = string.Formatter().parse(sentence)
    return {name.partition(".")[0] for _, name, _, _ in parts if name}


def test_every_refusal_is_raised_with_the_facts_its_sentences_ask_for():
    by_name = {refusal.__name__: refusal for refusal in every_refusal()}
    own = {r.__name__ for r in every_refusal() if "__init__" in vars(r)}
    found, raised = [], set()
    for place, node in places(ast.Call):
        assert isinstance(node, ast.Call)
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name not in by_name or name in own:
            continue
        raised.add(name)
        refusal = by_name[name]
        asked = placeholders(refusal.message.en) | placeholders(refusal.remedy.en)
        given = {keyword.arg for keyword in node.keywords}
        if None not in given and not asked <= given:
            found.append(f"{place}:{node.lineno} {name} lacks {sorted(asked - given)}")
    assert found == []
    assert len(raised) > 20


def test_a_refusal_raised_without_a_call_asks_for_no_facts():
    by_name = {refusal.__name__: refusal for refusal in every_refusal()}
    found = [
        f"{place}:{node.lineno} {node.exc.id}"
        for place, node in places(ast.Raise)
        if isinstance(node.exc, ast.Name)
        and node.exc.id in by_name
        and placeholders(by_name[node.exc.id].message.en + by_name[node.exc.id].remedy.en)
    ]
    assert found == []


def test_no_two_refusals_share_a_code():
    names = [
        node.name
        for _, node in places(ast.ClassDef)
        if node.name in {refusal.__name__ for refusal in every_refusal()}
    ]
    doubled = {name for name in names if names.count(name) > 1}
    # The contract has types of the same name for the refusals that carry more than a sentence.
    assert doubled <= {"ChangedMeanwhile", "ProblemsFound", "NotCovered"}


@pytest.mark.parametrize("kind", CodeKind)
def test_every_value_of_an_enum_is_labelled_once_and_nothing_else_is(kind: CodeKind):
    codes = published().codes_of(kind)
    assert sorted(code.value for code in codes) == sorted(member.value for member in CODES[kind])
    for code in codes:
        for text in (code.label, code.explanation, code.next_step):
            assert text.en
            assert text.tc
            assert text.sc


def test_every_kind_of_code_is_offered_by_the_contract():
    own = {"REJECTION_REASON", "REFUSAL"}
    assert {kind.value for kind in PublishedKind} == {kind.value for kind in CodeKind} | own


def test_the_committed_contract_is_the_one_the_code_prints():
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == printed_schema()


def test_the_project_says_what_it_is_and_pins_what_it_leans_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (ROOT / project["readme"]).is_file()
    assert all(
        re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+(; .+)?", d) for d in project["dependencies"]
    )


def test_the_repository_names_no_index_and_no_place_of_a_machine():
    hosts = re.compile(r"index-url|/simple/|(?<![\w.\"])/(home|root|Users)/", re.IGNORECASE)
    kinds = ("*.py", "*.toml", "*.md", "*.yml", "*.txt", "*.cfg")
    folders = [ROOT / "api", ROOT / "site", ROOT / "tests", ROOT / ".ci"]
    files = [
        p for folder in folders if folder.exists() for kind in kinds for p in folder.rglob(kind)
    ]
    files += [p for kind in kinds for p in ROOT.glob(kind)]
    here = Path(__file__).resolve()
    found = [
        name_of(path)
        for path in files
        if path.resolve() != here and hosts.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
