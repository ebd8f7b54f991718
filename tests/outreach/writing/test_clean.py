"""Clean-up of a model's draft: what stands around the words goes, the words themselves stay."""

import pytest

from outreach.writing.clean import tidy


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ('"May I call?"', "May I call?"),
        ("“May I call?”", "May I call?"),
        ("```\nMay I call?\n```", "May I call?"),
        ("Sure, here is the message:\nMay I call?", "May I call?"),
        ("Message: May  I call ?", "May I call?"),
        ("May I\n\n\ncall?", "May I call?"),
        ("Maria’s home – may I?", "Maria's home - may I?"),
        ('He said "yes" and "no"', 'He said "yes" and "no"'),
        ('"Yes," he said, "may I?"', '"Yes," he said, "may I?"'),
    ],
)
def test_a_text_is_one_clean_line(raw, clean):
    assert tidy(raw, channel="sms") == clean


def test_an_email_keeps_its_paragraphs():
    assert tidy("Hello Maria,\n\n\n\nMay  I call?\n\nDana \nGulf", channel="email") == (
        "Hello Maria,\n\nMay I call?\n\nDana\nGulf"
    )


def test_a_sentence_that_begins_like_a_label_is_none():
    assert tidy("Here is how we would go on: we talk.", channel="sms") == "Here is how we would go on: we talk."
