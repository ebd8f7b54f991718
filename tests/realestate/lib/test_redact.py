import pytest

from realestate.lib.redact import HIDDEN, clean, clean_text


@pytest.mark.parametrize(
    "text",
    [
        "+14075550101", "4075550101", "407-555-0101", "(407) 555-0101", "407.555.0101", "+1 407 555 0101",
        "1-407-555-0101", "+442071838750",
    ],
)  # fmt: skip
def test_phone_numbers_in_any_writing_are_taken_out(text):
    assert clean_text(f"texted {text}, no answer") == "texted [phone], no answer"


@pytest.mark.parametrize("text", ["ann@buyers.example", "ann.lee+tour@mail.buyers.example", "o'neil@x.example"])
def test_mail_addresses_are_taken_out(text):
    assert clean_text(f"to <{text}> now") == "to <[email]> now"


@pytest.mark.parametrize(
    "text",
    ["2026-11-21T01:40:52.123456Z", "message_id=4075550", "9f8b2c1d4e5f60718293a4b5c6d7e8f9", "127.0.0.1:8000"],
)
def test_times_ids_and_addresses_of_machines_stay_readable(text):
    assert clean_text(text) == text


def test_rows_that_postgres_repeats_in_its_errors_are_taken_out():
    error = 'violates unique constraint "x"\nDETAIL:  Key (brokerage_id, name)=(3, Ann Lee) already exists.'
    assert clean_text(error).endswith(f"Key (brokerage_id, name)= {HIDDEN} already exists.")
    assert "Lee" not in clean_text("Failing row contains (7, Ann Lee, 12 Palm St).")


def test_queries_of_addresses_are_taken_out():
    assert clean_text("GET /people/?q=ann+lee HTTP/1.1") == "GET /people/?… HTTP/1.1"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/password/Mg/diebgj-82d71b6cbbd8ed7067f8eeecc701ff8c/", "/password/Mg/…/"),
        ("/webhooks/ghl/workflow/1LpU0uYpZ0bX8vHqkA6l5yZbYwqU3h1oYpJ7tGgQ0aE/", "/webhooks/ghl/workflow/…/"),
        ("/unsubscribe/WzEsMl0:7Hq0x3vV1Xq0bq9rVv8mJkS3m1Vh0aQnVwZ/ now", "/unsubscribe/…/ now"),
        ("/people/12/", "/people/12/"),
        ("/crm/migrations/0003_message_decision_ids.py", "/crm/migrations/0003_message_decision_ids.py"),
        ("/settings/brokerage-and-everything-else/", "/settings/brokerage-and-everything-else/"),
    ],
)  # fmt: skip
def test_addresses_that_open_something_by_themselves_are_taken_out(path, written):
    assert clean_text(f"Not Found: {path}") == f"Not Found: {written}"


def test_personal_keys_are_hidden_at_any_depth_and_others_kept():
    line = {"event": "lead.created", "lead_id": 7, "contact": {"First_Name": "Ann", "ids": [1, "ann@b.example"]}}
    assert clean(line) == {
        "event": "lead.created", "lead_id": 7, "contact": {"First_Name": HIDDEN, "ids": [1, "[email]"]}
    }  # fmt: skip


def test_objects_are_cleaned_as_the_text_they_would_be_printed_as():
    assert clean(ValueError("no such number: 407-555-0101")) == "no such number: [phone]"
