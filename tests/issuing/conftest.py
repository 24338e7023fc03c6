"""A registry with a case in which it may issue documents, on each of the two databases."""

import pytest

from tests.court import Court
from tests.issuing.steps import Registry, link


@pytest.fixture
def registry(court: Court) -> Registry:
    """A case of the lawyer's, to which the litigant is linked."""
    case = court.opened_case(key="issuing")["case"]
    link(court, case, "litigant")
    query = "query C($n: String!) { case(number: $n) { version } }"
    case["version"] = court.ask(query, {"n": case["number"]}, by="registry")["case"]["version"]
    return Registry(court, case)
