"""Where rules and model disagree on a wish to stop, a person decides."""

from pathlib import Path

import pytest

from outreach.replies.examples import read_examples
from outreach.replies.opinion import with_opinion
from outreach.replies.optout import Inbound, InboundIntent, classify
from outreach.replies.sentiment import score, score_all
from outreach.replies.understand import consent_of, understand

DATA = Path(__file__).parents[2] / "data" / "replies"
ORDINARY = {
    "acknowledged", "appointment_request", "interested", "not_interested", "objection", "question", "unknown"
}  # fmt: skip


def shares(wish):
    return {"opt_out": wish * 0.75, "wrong_number": wish * 0.25, "interested": 1 - wish}


@pytest.mark.parametrize("found", [InboundIntent.NOT_OPT_OUT, InboundIntent.STOP_CAMPAIGN])
def test_a_wish_that_no_phrase_names_is_reviewed(found):
    assert with_opinion(Inbound(intent=found), shares(0.9)).intent is InboundIntent.REVIEW
    assert with_opinion(Inbound(intent=found), shares(0.5)).intent is found


def test_a_phrase_in_a_message_that_reads_otherwise_is_reviewed():
    found = Inbound(intent=InboundIntent.OPT_OUT, scope="phone", how="phrase")

    assert with_opinion(found, shares(0.001)).intent is InboundIntent.REVIEW
    assert with_opinion(found, shares(0.2)) == found


@pytest.mark.parametrize("text", ["STOP", "🛑", "stpo", "ALTO"])
def test_a_plain_stop_needs_no_second_opinion(text):
    assert with_opinion(classify(text), shares(0.0)).intent is InboundIntent.OPT_OUT


@pytest.mark.parametrize(
    "text",
    [
        "If you wish to unsubscribe from our newsletter, click here",
        "Win a prize now! Txt WIN to 88888. To stop these msgs txt STOP to 88888",
        "You can opt out at any time by visiting your account page, thanks from your bank",
    ],
)
def test_the_end_of_somebody_elses_mailing_asks_nothing_of_us(text):
    assert consent_of(text).intent is not InboundIntent.OPT_OUT


@pytest.mark.parametrize(
    "text",
    [
        "To be clear: stop texting me",
        "If you don't stop I will call a lawyer",
        "you can stop sending these to me now",
        "Win a prize? No. Stop texting me",
        "refrain from contacting me in the future",
        "I'd rather you didn't write to me again",
        "would you be so kind as to take my name off your list",
        "quit it with the texts already",
        "no further messages",
        "this is harassment, stop",
    ],
)
def test_wishes_in_many_words_are_caught(text):
    assert consent_of(text).intent in {InboundIntent.OPT_OUT, InboundIntent.REVIEW}


def test_no_wish_is_missed_in_four_languages():
    wishes = (DATA / "wishes.txt").read_text(encoding="utf-8").splitlines()
    caught = {InboundIntent.OPT_OUT, InboundIntent.WRONG_NUMBER, InboundIntent.REVIEW}

    assert len(wishes) > 400
    assert [wish for wish in wishes if consent_of(wish).intent not in caught] == []


def test_few_ordinary_replies_pause_and_fewer_stop():
    """The examples of ordinary replies are full of the same words: lists, prices that stop rising, no thanks."""
    found = [consent_of(example.text).intent for example in read_examples() if example.intent in ORDINARY]

    assert found.count(InboundIntent.OPT_OUT) + found.count(InboundIntent.WRONG_NUMBER) <= 2
    assert found.count(InboundIntent.REVIEW) <= len(found) * 0.012


@pytest.mark.parametrize(
    "text",
    [
        "My old agent never stops emailing, you are much better",
        "Could the truck stop be heard from the yard?",
        "we had to opt out of the warranty",
        "They will remove the shed before closing",
        "The seller cancelled the contract, can we step in?",
        "end of May works for us",
    ],
)
def test_the_same_words_in_another_sense_stop_nothing(text):
    assert consent_of(text).intent not in {InboundIntent.OPT_OUT, InboundIntent.WRONG_NUMBER}


def test_objections_and_competitors_come_with_their_confidence():
    found = understand("It's way too expensive for us, and we already have an agent at another brokerage")

    assert found.objections
    assert all(0 < confidence <= 1 for confidence in found.objections.values())
    assert found.competitor > understand("Does it have a pool?").competitor


def test_a_batch_scores_like_its_messages():
    texts = ["I love it", "This is terrible", "ok"]

    assert score_all(texts) == [score(text) for text in texts]
