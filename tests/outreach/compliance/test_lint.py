"""What a message may not say, beyond the vectors."""

import pytest

from outreach.compliance.email_lint import EmailDraft, lint_email
from outreach.compliance.features import judge_feature
from outreach.compliance.footer import (
    email_footer,
    help_answer,
    optout_confirmation,
    unsubscribe_headers,
    with_stop_line,
)
from outreach.compliance.lint import lint_sms

BRAND = "Lakeside Realty"


def lint(words, *, due=False):
    return lint_sms(f"{BRAND}: {words}", brand=BRAND, optout_notice_due=due).reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Hi {{ first_name }}", "CONTENT_PLACEHOLDER"),
        ("Hi [First Name]", "CONTENT_PLACEHOLDER"),
        ("Hi None, how are you?", "CONTENT_PLACEHOLDER"),
        ("the price is nan", "CONTENT_PLACEHOLDER"),
        ("Final notice about your home", "CONTENT_DECEPTIVE"),
        ("as we discussed, the papers", "CONTENT_DECEPTIVE"),
        ("great for families", "CONTENT_FAIR_HOUSING"),
        ("close to the church", "CONTENT_FAIR_HOUSING"),
        ("an exclusive neighborhood", "CONTENT_FAIR_HOUSING"),
        ("we guarantee the price", "CONTENT_VALUATION"),
        ("act now", "CONTENT_TONE"),
        ("great news!!", "CONTENT_TONE"),
        ("CALL ME TODAY please", "CONTENT_TONE"),
        ("see tinyurl.com/abc", "CONTENT_SHORTENER"),
        ("Hi *|FNAME|*", "CONTENT_PLACEHOLDER"),
        ("Hi {first_name", "CONTENT_PLACEHOLDER"),
        ("this is the tax collector", "CONTENT_DECEPTIVE"),
        ("per our call, the offer stands", "CONTENT_DECEPTIVE"),
        ("we help you avoid the foreclosure", "CONTENT_DECEPTIVE"),
        ("a quiet area that is very safe", "CONTENT_FAIR_HOUSING"),
        ("great schools nearby", "CONTENT_FAIR_HOUSING"),
        ("adults only", "CONTENT_FAIR_HOUSING"),
        ("ideal for young professionals", "CONTENT_FAIR_HOUSING"),
        ("a guaranteed all-cash offer", "CONTENT_VALUATION"),
        ("time is running out", "CONTENT_TONE"),
        ("this won't last", "CONTENT_TONE"),
        ("you will regret it", "CONTENT_TONE"),
        ("SOLD A HOME NEARBY", "CONTENT_TONE"),
    ],
)
def test_words_that_are_refused(words, reason):
    assert lint(words) == reason


@pytest.mark.parametrize(
    "words",
    [
        "none of these fit? Tell me what would.",
        "it is an automated estimate, not an appraisal.",
        "three homes with a family room and a fenced yard.",
        "the HOA and MLS pages are on the site.",
        "would Saturday or Sunday suit better?",
        "asking price is $412,000, 5 % under March.",
        "you can stop by the open house at 2.",
        "there is no hurry, and nothing urgent.",
        "the guide tells what state programs pay towards a first home.",
        "I won't be available on Friday; Saturday works.",
        "Orange County has 40 new listings this week.",
        "we can keep your house on the market until spring.",
    ],
)
def test_plain_words_pass(words):
    assert lint(words) is None


@pytest.mark.parametrize("language", ["en", "es", "ht", "pt", "fr"])
def test_cnt_2_our_own_stop_lines_are_recognised_in_each_language(language):
    text = with_stop_line(f"{BRAND}: hello", language=language)

    assert lint_sms(text, brand=BRAND, optout_notice_due=True).passes


def test_confirmation_and_help_are_no_marketing():
    for text in (optout_confirmation(brand=BRAND), help_answer(brand=BRAND, contact="(407) 555-0142")):
        assert lint_sms(text, brand=BRAND, optout_notice_due=False).passes


ADDRESS = "120 Lake Ave, Orlando, FL 32801"
URL = "https://mail.example.com/u/8f3"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"from_domain_ok": False}, "EML_FROM"),
        ({"subject": "Fwd: papers"}, "EML_DECEPTIVE_SUBJECT"),
        ({"subject": " "}, "EML_DECEPTIVE_SUBJECT"),
        ({"unsub": "none"}, "EML_NO_UNSUBSCRIBE"),
        ({"headers": unsubscribe_headers("http://mail.example.com/u")}, "EML_NO_ONE_CLICK"),
        ({"text": "Act now"}, "EML_NO_POSTAL_ADDRESS"),
        ({"recipient_consent": False}, None),
    ],
)
def test_email_with_our_own_footer_and_headers(changes, reason):
    footer = email_footer(
        brand=BRAND, postal_address=ADDRESS, unsubscribe_url=URL, is_cold=not changes.get("recipient_consent", True)
    )
    draft = {
        "subject": "Three homes near Lake Eola",
        "text": f"Hi Ana, three homes.\n{footer}",
        "postal_address": ADDRESS,
        "from_domain_ok": True,
        "recipient_consent": True,
        "unsub": "one_page",
        "headers": unsubscribe_headers(URL),
        "brand": BRAND,
    }

    assert lint_email(EmailDraft(**{**draft, **changes})).reason == reason


def test_email_words_are_linted_too():
    footer = email_footer(brand=BRAND, postal_address=ADDRESS, unsubscribe_url=URL, is_cold=False)
    draft = EmailDraft(
        subject="A home",
        text=f"A safe neighborhood.\n{footer}",
        postal_address=ADDRESS,
        from_domain_ok=True,
        recipient_consent=True,
        unsub="one_page",
        headers=unsubscribe_headers(URL),
    )

    assert lint_email(draft).reason == "CONTENT_FAIR_HOUSING"


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("race", "race"),
        ("surnameEthnicity", "race"),
        ("owner_age", "age"),
        ("has_children", "family"),
        ("marital-status", "family"),
        ("church_distance", "religion"),
        ("zip_demographics", "place"),
        ("school_quality", "place"),
        ("gender", "sex"),
    ],
)
def test_fha_1_protected_inputs_are_refused_with_their_ground(name, ground):
    verdict = judge_feature(name)

    assert (verdict.decision, verdict.reason, verdict.ground) == ("block", "FEATURE_PROTECTED", ground)


@pytest.mark.parametrize(
    "name", ["lead_age_days", "home_age", "single_family", "budget_cents", "days_since_reply", "page_views", "source"]
)
def test_inputs_about_the_home_and_the_behaviour_are_allowed(name):
    assert judge_feature(name).decision == "allow"
