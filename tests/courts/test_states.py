"""Every kind and state of closure has words for people."""

import pytest

from api.courts.states import ClosureKind, ClosureState
from api.reference.facts import Use
from api.reference.loading import published
from api.reference.marks import Confidence
from api.reference.papers import CodeKind


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (CodeKind.CLOSURE_KIND, ClosureKind),
        (CodeKind.CLOSURE_STATE, ClosureState),
        (CodeKind.USE, Use),
        (CodeKind.CONFIDENCE, Confidence),
    ],
)
def test_every_value_is_labelled_and_nothing_else_is(kind: CodeKind, values: type) -> None:
    assert [code.value for code in published().codes_of(kind)] == [v.value for v in values]
