"""Wishes about a person's own data reach a person, whatever else the message does."""

import pytest

from outreach.replies.data_wishes import asks_about_data
from outreach.replies.decide import Action, next_step
from outreach.replies.understand import understand


def step_of(text):
    return next_step(understand(text), text=text)


@pytest.mark.parametrize(
    "text",
    [
        "delete my account",
        "Please close my account",
        "What data do you have about me?",
        "send me a copy of my data",
        "do not sell my information",
        "under the CCPA I want to see it all",
    ],
)
def test_a_wish_about_data_pauses_and_goes_to_a_person_without_a_suppression(text):
    step = step_of(text)

    assert (step.action, step.reason, step.pauses, step.suppress) == (Action.HAND_OFF, "privacy", True, None)


@pytest.mark.parametrize(
    "text", ["delete my data", "delete my information", "delete my account and stop texting me", "erase all my data"]
)
def test_a_wish_that_is_a_stop_too_stops(text):
    assert asks_about_data(text)
    assert (step_of(text).action, step_of(text).reason) == (Action.STOP, "opt_out")


@pytest.mark.parametrize(
    "text",
    [
        "I opened an account at your bank",
        "send me your information",
        "remove me from the list",
        "what information do you need?",
        "my records say 1998",
        "Do you share photos?",
    ],
)
def test_other_talk_of_data_is_none(text):
    assert not asks_about_data(text)


@pytest.mark.parametrize("text", ["lawyer", "my attorney"])
def test_a_lone_lawyer_is_a_persons_to_read(text):
    assert step_of(text).reason == "review"
