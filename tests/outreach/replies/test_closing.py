"""Thanks and good-byes close a conversation; whatever may want something does not."""

import pytest

from outreach.replies.closing import closes


@pytest.mark.parametrize(
    "text", ["Thank you!", "ok thanks", "Great, thank you so much", "Bye", "Gracias", "You too, have a great weekend"]
)
def test_thanks_and_good_byes_ask_for_nothing(text):
    assert closes(text)


@pytest.mark.parametrize(
    "text",
    ["Hello", "OK", "Sounds good", "Thanks, but what does it cost?", "Thanks, call me tonight", "Thank you?", ""],
)
def test_what_may_want_something_still_waits(text):
    assert not closes(text)
