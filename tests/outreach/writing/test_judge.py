"""What a written text must not be, and what it had better be."""

import pytest

from outreach.writing import judge


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Act now, this is your last chance.", "It presses"),
        ("We can stop the foreclosure for you.", "promises rescue from foreclosure"),
        ("As we discussed, here is my offer.", "claims a past contact"),
        ("A safe, family-friendly street.", "fair-housing law"),
        ("You get a guaranteed offer.", "guarantees a price"),
        ("Hi [First Name], how are you?", "not filled in"),
        ("See https://bit.ly/abc", "shortened links"),
    ],
)
def test_what_must_not_go_out_is_refused_in_words(text, why):
    assert why in judge.first_refusal("", text, brand="Gulf & Pine Realty")


def test_the_subject_is_held_to_the_same_words():
    assert "final notice" in judge.first_refusal("Final notice", "Hello.", brand="Gulf & Pine Realty")


def test_plain_words_pass():
    assert judge.first_refusal("Your home", "May I ask you something?", brand="Gulf & Pine Realty") == ""


def codes(channel, text, **more):
    return [advice.code for advice in judge.advice(channel, text, **more)]


def test_a_text_fits_one_segment_with_all_that_is_added():
    assert codes("sms", "May I call you?" + "x" * 110, extra=35) == []
    assert codes("sms", "May I call you?" + "x" * 111, extra=35) == ["length"]


def test_an_email_has_two_to_three_hundred_words():
    body = "We look at the home. " * 40

    assert codes("email", body + "May I?") == []  # 202 words
    assert codes("email", "We look. May I?") == ["length"]


def test_two_questions_get_fewer_answers_than_one():
    assert codes("sms", "May I call? Or write?") == ["questions"]
    assert codes("sms", "I will call.") == ["questions"]
    assert codes("letter", "We look at the home. " * 30) == [], "a letter is answered without being asked"


def test_long_words_in_long_sentences_are_hard_to_read():
    easy, hard = "We look at the home. You decide.", "Notwithstanding considerable administrative complications " * 5

    assert judge.reading_grade(easy) < 3
    assert judge.reading_grade(hard) > 20
    assert judge.reading_grade("") == 0
