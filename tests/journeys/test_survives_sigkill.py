"""The whole journey with the server killed between its steps: nothing lost, nothing twice."""

from tests.journeys import firm_steps
from tests.journeys.books import assert_nothing_is_there_twice
from tests.journeys.house import House
from tests.journeys.story import Story
from tests.journeys.whole import ONLY_LOOKS, STEPS, assert_one_of_everything


def test_the_journey_survives_a_kill_between_its_steps(house: House):
    story = Story(house)
    for step in STEPS:
        if step is firm_steps.the_lawyer_pays_by_card_and_has_a_receipt:
            house.sandbox.kill()
            house.sandbox.start()
        step(story)
        if step not in ONLY_LOOKS:
            house.restart()
    assert_nothing_is_there_twice(house)
    assert_one_of_everything(house)
    assert "Traceback" not in house.said()
