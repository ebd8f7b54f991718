"""Answers out of facts: the whole question is known, or nobody answers it here."""

import pytest

from outreach.replies import answer
from outreach.writing import judge
from realestate.lib.text import sms_size
from realestate.llm import facts

KNOWN = {
    "agent": "Dana Reyes", "brokerage": "Gulf Pine", "office_phone": "(407) 555-0100", "home_address": "12 Palm Street",
    "home_city": "Orlando", "listing_status": "on the market", "listing_price": "$425,000", "beds": "3 bedrooms",
    "baths": "2 bathrooms", "living_area": "1,600 square feet", "year_built": "built in 1998",
    "listed_on": "July 5, 2026", "mls_id": "MLS number O6000001",
}  # fmt: skip
CALL = "Shall Dana Reyes from Gulf Pine call you?"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is it still available?", "12 Palm Street is on the market."),
        ("Hi, I saw 12 Palm Street on Zillow. Is it still available?", "12 Palm Street is on the market."),
        ("has it sold", "12 Palm Street is on the market."),
        ("What's the asking price?", "12 Palm Street is listed at $425,000."),
        ("how much is 12 palm street", "12 Palm Street is listed at $425,000."),
        ("How many beds and baths?", "12 Palm Street has 3 bedrooms and 2 bathrooms."),
        ("how many bathrooms does the house have please", "12 Palm Street has 2 bathrooms."),
        ("How big is it?", "12 Palm Street has 1,600 square feet of living area."),
        ("When was it built? And how many bedrooms?", "12 Palm Street was built in 1998. It has 3 bedrooms."),
        ("how long has it been on the market?", "12 Palm Street came on the market on July 5, 2026."),
        ("What is the address?", "It is 12 Palm Street in Orlando."),
        ("mls number?", "MLS number O6000001 is 12 Palm Street."),
        ("What's your phone number?", "You reach Gulf Pine at (407) 555-0100."),
        ("Who is the agent?", "This is Gulf Pine, and Dana Reyes is the agent here."),
    ],
)
def test_what_is_known_is_said_and_nothing_else(question, said):
    assert answer.to_question(question, KNOWN).words == f"{said} {CALL}"


@pytest.mark.parametrize(
    "question",
    [
        "How old is the roof?",
        "How much is the HOA?",
        "What is the price per square foot?",
        "Is Saturday available?",
        "Are pets allowed?",
        "Is the house still available? Does it have a pool?",
        "What's the price and does it have a garage?",
        "Is the house on 9 Oak Street still available?",
        "How big is the lot?",
        "Is it available for rent?",
        "When was it built? How big is it? What is the price?",
        "Tell me a joke.",
        "",
    ],
)
def test_a_question_that_is_known_only_in_part_is_a_persons(question):
    assert answer.to_question(question, KNOWN) is None


def test_an_answer_whose_fact_is_not_known_is_not_given():
    assert answer.to_question("How big is it?", KNOWN | {"living_area": ""}) is None


@pytest.mark.parametrize("topic", answer.topics(), ids=lambda topic: topic.name)
def test_every_shipped_answer_passes_the_checks_that_a_models_would(topic):
    values = {name: (value,) for name, value in KNOWN.items()}
    words = f"{topic.says} {answer.MORE}".format(**KNOWN)

    assert facts.unsupported(words, values) == []
    assert judge.first_refusal("", words, brand="Gulf Pine") == ""
    assert 2 <= judge.sentences_in(words) <= 3
    assert judge.questions_in(words) == 1
    assert sms_size(words).segments == 1
