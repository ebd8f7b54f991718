"""Templates as files: the shipped sets are complete and clean, and a bad file is refused with its place."""

from itertools import product

import pytest

from outreach.errors import InvalidTemplate
from outreach.states import Touch, WritingChannel
from outreach.writing import fill, judge, markup, plan, variables
from outreach.writing.counties import Sales, market_context

SHIPPED = plan.shipped()
EVERYWHERE = [touch for touch in Touch.values if touch not in {Touch.ANY, Touch.DELICATE}]
GOOD = "- {key: hello, name: Hello, channel: sms, text: 'Hi {first_name}, may I call?'}"


@pytest.mark.parametrize(("channel", "touch"), list(product(WritingChannel.values, EVERYWHERE)))
def test_the_owners_set_has_every_touch_on_every_channel(channel, touch):
    assert [one.key for one in SHIPPED if (one.channel, one.touch, one.audience) == (channel, touch, "owner")]


@pytest.mark.parametrize("channel", WritingChannel.values)
def test_every_county_has_a_first_word_of_its_own_on_every_channel(channel):
    firsts = {
        one.county for one in SHIPPED if (one.channel, one.touch, one.audience) == (channel, Touch.FIRST, "owner")
    }
    assert firsts == {"", "Orange", "Seminole", "Osceola", "Lake", "Volusia"}


@pytest.mark.parametrize("touch", [Touch.SECOND, Touch.THIRD, Touch.FOURTH, Touch.FIFTH])
def test_every_county_has_the_later_emails_and_they_differ_from_the_others(touch):
    own = [one for one in SHIPPED if (one.channel, one.touch, one.audience) == ("email", touch, "owner") and one.county]
    assert {one.county for one in own} == {"Orange", "Seminole", "Osceola", "Lake", "Volusia"}
    assert len({one.text for one in own}) == len(own)


@pytest.mark.parametrize("one", [one for one in SHIPPED if one.county], ids=lambda one: one.key)
def test_a_countys_text_names_its_county_and_no_other(one):
    named = {
        county for county in ("Orange", "Seminole", "Osceola", "Lake", "Volusia") if f"{county} County" in one.text
    }
    assert named == {one.county}


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.key)
def test_no_sentence_speaks_of_a_record_that_was_left_out(one):
    """Where no record is known its sentence goes, and nothing that leans on it may stay behind."""
    without = fill.fill(one.text, {**variables.examples(), "distress_reason": ""}).text
    assert not [words for words in ("settled", "I mention it only") if words in without]


def test_owners_in_foreclosure_have_a_letter_of_their_own_that_promises_nothing():
    (one,) = [one for one in SHIPPED if one.touch == Touch.DELICATE]
    assert (one.channel, one.audience) == (WritingChannel.LETTER, "owner")
    text = fill.fill(one.text, variables.examples()).text
    assert not judge.first_refusal("", text, brand="Gulf & Pine Realty")


@pytest.mark.parametrize("one", SHIPPED, ids=[one.key for one in SHIPPED])
def test_every_shipped_template_is_as_good_as_we_ask_of_others(one):
    text = fill.fill(one.text, variables.examples()).text

    assert judge.advice(one.channel, text, extra=judge.added_to(one.channel, one.touch)) == []


@pytest.mark.parametrize("one", SHIPPED, ids=[one.key for one in SHIPPED])
def test_every_shipped_template_names_the_brokerage_and_its_person(one):
    names = fill.names_in(one.text)

    assert {"agent", "brokerage"} <= set(names)
    assert set(names) & variables.PERSONAL


@pytest.mark.parametrize("one", [one for one in SHIPPED if one.channel == "email"], ids=lambda one: one.key)
def test_every_shipped_email_says_the_same_as_html_and_loads_nothing_from_afar(one):
    def words(text):
        return [word for word in text.split() if word != "-" and not word.rstrip(".").isdigit()]

    assert one.html
    assert words(markup.as_text(one.html)) == words(one.text)
    assert "<img" not in one.html


def test_keys_are_unique_over_all_files():
    assert len({one.key for one in SHIPPED}) == len(SHIPPED)


def test_what_is_written_out_can_be_read_in_again():
    assert plan.read(plan.write(SHIPPED), file="all.yaml") == SHIPPED


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is not valid YAML"),
        ("key: a", "is a list"),
        ("[]", "is a list"),
        ("- 5", "has no fields"),
        (GOOD.replace("name:", "nam:"), "has nam"),
        (GOOD.replace("name: Hello, ", ""), "lacks name"),
        (GOOD.replace("sms", "fax"), "channel is one of sms, email, letter, call_live"),
        (GOOD.replace("Hello,", "7,"), "every field is a text"),
        (GOOD.replace("{first_name}", "{nickname}"), "{nickname} is not known"),
        (GOOD.replace("may I call?", "act now"), "It presses"),
        (GOOD.replace("sms", "email"), "An email needs a subject"),
        (f"{GOOD}\n{GOOD}", "has “hello” twice"),
        (GOOD.replace("hello", "a b/c"), "key is made of letters"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(content, why):
    with pytest.raises(InvalidTemplate, match=why.replace("{", r"\{").replace("}", r"\}")):
        plan.read(content, file="mine.yaml")


def test_words_that_would_vanish_for_somebody_unknown_are_refused():
    with pytest.raises(InvalidTemplate, match="nothing of it would be left"):
        plan.check_words("sms", "", "The record shows {distress_reason}.")


def test_a_county_without_sales_of_ours_gets_no_figures():
    assert ("$" in counties_of("Orange", 4)) is False
    assert "12 homes sold in Orange County in the last 6 months, at a middle price of $412,000." in counties_of(
        "Orange", 12
    )
    assert counties_of("Monroe", 0) == ""


def counties_of(county, count):
    return market_context(county, "FL", Sales(count=count, months=6, middle_cents=41_200_000))
