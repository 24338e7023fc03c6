"""The whole journey: its steps in order, and what it leaves in the books."""

from tests.journeys import court_steps, firm_steps, public_steps
from tests.journeys.books import assert_nothing_is_there_twice
from tests.journeys.house import House

STEPS = (*firm_steps.STEPS, *court_steps.STEPS, *public_steps.STEPS)
ONLY_LOOKS = frozenset(
    {
        firm_steps.a_dry_run_says_the_fee_and_when_it_would_count,
        firm_steps.it_counts_when_the_rules_of_receipt_say,
        firm_steps.the_court_acknowledges_at_once_and_into_the_message_box,
        firm_steps.paying_again_only_names_the_receipt,
        firm_steps.the_submissions_key_still_gives_the_same_filing,
        court_steps.the_case_stands_in_the_register,
        court_steps.the_lawyer_hears_of_every_step_once,
        court_steps.the_writ_is_sealed_signed_and_numbered,
        court_steps.another_firm_sees_nothing_of_it,
        public_steps.anyone_can_check_the_reference_number,
        public_steps.anyone_finds_the_case_by_part_of_a_chinese_name,
        public_steps.a_sealed_case_answers_like_no_case_to_the_byte,
    }
)
"""Steps that change nothing: after one of these a kill has nothing new to destroy."""


def assert_one_of_everything(house: House) -> None:
    """Two filings and two drafts, one payment, one receipt, one case, four entries."""
    books = assert_nothing_is_there_twice(house)
    assert [f.state for f in books.received] == ["RECORDED", "RECORDED"]
    assert len(books.filings) == 4
    assert (len(books.money), len(books.payments), len(books.receipts)) == (1, 1, 1)
    assert (len(books.cases), len(books.entries)) == (1, 4)
    assert sorted(r.kind for r in books.renditions) == ["AS_FILED"] * 7 + ["SEALED"]
    assert books.messages.total() == 8
    assert books.jobs_left == 0
