"""What an accepted filing leaves behind."""

from tests.court import Court


def test_an_accepted_filing_opens_the_first_case_of_its_year_and_is_sealed_and_recorded(
    court: Court,
):
    filing = court.opened_case()

    assert filing["state"] == "RECORDED"
    assert filing["case"]["number"] == "DCPI 1/2022"
    assert filing["case"]["title"] == "陳樣本 Sample Plaintiff v. Sample Kites Limited"
