"""What ordinary replies mean, and what the system does next."""

import json

import pytest

from outreach.replies.decide import Action, next_step
from outreach.replies.intent import Intent
from outreach.replies.particulars import Particulars, find_particulars
from outreach.replies.understand import MODEL_VERSION, understand


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Yes, I'm interested", Intent.INTERESTED),
        ("Sounds great, tell me more", Intent.INTERESTED),
        ("We are looking to sell this summer", Intent.INTERESTED),
        ("Me interesa mucho", Intent.INTERESTED),
        ("3 bedrooms, under 400k", Intent.INTERESTED),
        ("Can we see the house on Saturday?", Intent.APPOINTMENT_REQUEST),
        ("call me after 5", Intent.APPOINTMENT_REQUEST),
        ("Could you schedule a showing", Intent.APPOINTMENT_REQUEST),
        ("How many bathrooms does it have?", Intent.QUESTION),
        ("what is the HOA fee", Intent.QUESTION),
        ("It's too expensive for us", Intent.OBJECTION),
        ("Not right now, maybe next year", Intent.OBJECTION),
        ("No", Intent.NOT_INTERESTED),
        ("not interested", Intent.STOP_CAMPAIGN),
        ("ok thanks", Intent.ACKNOWLEDGED),
        ("purple monkey dishwasher", Intent.UNKNOWN),
        ("STOP", Intent.OPT_OUT),
        ("wrong number", Intent.WRONG_NUMBER),
        ("HELP", Intent.HELP),
    ],
)
def test_understand_names_the_intent(text, intent):
    assert understand(text).intent is intent


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My budget is $450k", Particulars(budget_cents=45_000_000)),
        ("up to 1.2 million", Particulars(budget_cents=120_000_000)),
        ("under $425,000 with 4 bedrooms", Particulars(budget_cents=42_500_000, bedrooms=4)),
        ("three bed, 350k", Particulars(budget_cents=35_000_000, bedrooms=3)),
        ("We want to move in 3 months and are pre-approved", Particulars(timeline_days=90, preapproved=True)),
        ("we're not preapproved yet, moving within two weeks", Particulars(timeline_days=14, preapproved=False)),
        ("asap please", Particulars(timeline_days=1)),
        ("I paid $40 for parking", Particulars()),
        ("hello", Particulars()),
    ],
)  # fmt: skip
def test_particulars_are_read_and_never_guessed(text, found):
    assert find_particulars(text) == found


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("I love it!", "I like it"),
        ("I like it", "It is a house"),
        ("It is a house", "I don't like it"),
        ("I don't like it", "I hate it, terrible"),
        ("not bad", "bad"),
        ("nice but small", "nice but terrible"),
    ],
)
def test_sentiment_orders_tones(better, worse):
    assert 1 >= understand(better).sentiment > understand(worse).sentiment >= -1


def test_urgency_follows_the_date_and_the_words():
    texts = ["next year maybe", "in 2 months", "this week", "asap, foreclosure auction"]

    assert [understand(text).urgency for text in texts] == sorted(understand(text).urgency for text in texts)
    assert understand(texts[-1]).urgency == 0.9
    assert understand("hello").urgency == 0.1


def test_the_same_text_gives_the_same_answer_with_its_version():
    first, second = understand("Can we see it Saturday?"), understand("Can we see it Saturday?")

    assert first == second
    assert json.loads(json.dumps(first.as_json()))["model_version"] == MODEL_VERSION


@pytest.mark.parametrize(
    ("text", "given", "action", "reason"),
    [
        ("STOP", {}, Action.STOP, "opt_out"),
        ("STOP", {"person_in_charge": True}, Action.STOP, "opt_out"),
        ("I love your homes but stop texting me", {}, Action.STOP, "opt_out"),
        ("wrong number", {}, Action.STOP, "wrong_number"),
        ("I'll report you to the FCC", {"person_in_charge": True}, Action.HAND_OFF, "review"),
        ("HELP", {}, Action.AUTO_REPLY, "help"),
        ("START", {}, Action.NOTHING, "opt_in"),
        ("not interested, but great photos, love them!", {}, Action.STOP, "not_interested"),
        ("Yes I'm interested!", {"person_in_charge": True}, Action.NOTHING, "person_in_charge"),
        ("Yes I'm interested!", {}, Action.HAND_OFF, "interested"),
        ("Can we see the house on Saturday?", {}, Action.HAND_OFF, "appointment_request"),
        ("too expensive", {}, Action.HAND_OFF, "objection"),
        ("How many bathrooms does it have?", {}, Action.AUTO_REPLY, "question"),
        ("How many bathrooms does it have?", {"can_auto_reply": False}, Action.HAND_OFF, "question_for_a_person"),
        ("How many bathrooms does it have?", {"auto_replies_in_a_row": 3}, Action.HAND_OFF, "too_many_auto_replies"),
        ("Is it a safe area?", {}, Action.HAND_OFF, "question_for_a_person"),
        ("Are you a robot?", {}, Action.HAND_OFF, "question_for_a_person"),
        ("ok", {}, Action.NOTHING, "acknowledged"),
        ("purple monkey dishwasher", {}, Action.HAND_OFF, "unknown"),
    ],
)  # fmt: skip
def test_c21_the_table_of_next_steps_opt_out_first(text, given, action, reason):
    step = next_step(understand(text), text=text, **given)

    assert (step.action, step.reason) == (action, reason)
    assert step.words


def test_an_opt_out_suppresses_ends_and_confirms():
    step = next_step(understand("take me off your list"))

    assert (step.suppress, step.ends_automation, step.confirms) == ("all", True, True)


def test_a_polite_no_suppresses_nothing():
    step = next_step(understand("no thanks, already sold it"))

    assert (step.suppress, step.ends_automation, step.confirms) == (None, True, False)


def test_doubt_pauses_until_a_person_decides():
    assert next_step(understand("How did you get this number?")).pauses
