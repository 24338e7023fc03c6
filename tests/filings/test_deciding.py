"""What an accepted filing leaves behind."""

from tests.court import Court


def test_an_accepted_filing_opens_the_first_case_of_its_year_and_is_sealed_and_recorded(
    court: Court,
):
    filing = court.opened_case()

    assert filing["state"] == "RECORDED"
    assert filing["case"]["number"] == "DCPI 1/2022"
    assert filing["case"]["title"] == "陳樣本 Sample Plaintiff v. Sample Kites Limited"


DEEP = """query Deep($number: String!) { filing(transactionNumber: $number) { state
  case { title filings { nodes { case { register { nodes { document { ... on Document {
    documentReference renditions { kind pages } } } } } } } } } } }"""


def test_a_deep_selection_by_a_party_is_one_answer_on_either_database(court: Court):
    filing = court.opened_case()

    answer = court.ask(DEEP, {"number": filing["transactionNumber"]}, by="lawyer")

    entries = answer["filing"]["case"]["filings"]["nodes"][0]["case"]["register"]["nodes"]
    assert [len(entry["document"]["renditions"]) for entry in entries] == [2, 1, 1]
