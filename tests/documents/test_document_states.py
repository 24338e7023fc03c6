"""The table of a document's moves, exhaustively: state x verb x kind of account."""

from itertools import product

from api.documents.states import DOCUMENT_MOVES, DocumentState
from api.kernel.actors import SYSTEM, AccountKind, Actor
from api.kernel.refusals import MoveNotOpen

OPEN = {(None, "declare"), (DocumentState.AWAITING_BYTES, "store")}
UPLOADERS = {AccountKind.IU, AccountKind.OU, AccountKind.REGISTRY_OFFICER}


def test_only_the_listed_moves_are_open() -> None:
    """Every other pair of state and verb is refused."""
    found = set()
    for state, verb in product([None, *DocumentState], [m.verb for m in DOCUMENT_MOVES]):
        try:
            DOCUMENT_MOVES.edge(state, verb)
        except MoveNotOpen:
            continue
        found.add((state, verb))
    assert found == OPEN


def test_only_filers_and_the_registry_move_a_document() -> None:
    """The registry sends what the court issues; neither administrators nor the building itself."""
    for edge in DOCUMENT_MOVES:
        able = {kind for kind in AccountKind if edge.is_for(Actor("acc", kind))}
        assert able == UPLOADERS
        assert not edge.is_for(SYSTEM)
