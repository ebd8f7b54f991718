"""A message as pages show it."""

import pytest
from django.template.loader import render_to_string

from outreach.selectors.shown import Shown
from outreach.states import Channel, Direction, MessageStatus
from realestate.lib import clock
from realestate.templatetags.ui import icon
from tests.factories.outreach import said


def drawn(message):
    return render_to_string("outreach/message.html", {"shown": Shown(message, None), "zone": "America/New_York"})


@pytest.mark.parametrize(("way", "words"), [(Direction.OUT, "<p>Called</p>"), (Direction.IN, "<p>They called</p>")])
def test_a_call_without_words_is_no_empty_bubble(lead, way, words):
    assert words in drawn(said(lead, channel=Channel.CALL, direction=way, status="sent", body=""))


def test_a_picture_without_words_has_no_bubble_of_its_own(lead):
    assert "<p></p>" not in drawn(said(lead, body=""))


def test_a_letter_is_not_drawn_as_a_call(lead):
    shown = drawn(said(lead, channel=Channel.LETTER, direction=Direction.OUT, status="sent", body="Dear Ada,"))

    assert "Letter</span>" in shown
    assert icon("phone") not in shown


def test_a_text_that_nobody_has_understood_yet_says_so(lead):
    arrived = said(lead, status=MessageStatus.ARRIVED, due_at=clock.now(), body="Is it still for sale?")

    assert "Being read" in drawn(arrived)
    assert "Being read" not in drawn(said(lead, intent="question"))
