"""Headings of common exports are understood, and those about something else are left alone."""

import pytest

from crm.services.import_headings import field_of, guess

# The columns that matter of exports as Follow Up Boss, kvCORE, BoomTown, Chime, PropStream and Google write them.
EXPORTS = {
    "follow_up_boss": ["First Name", "Last Name", "Stage", "Lead Source", "Phone 1", "Phone 1 - Type", "Phone 2",
                       "Email 1", "Email 1 - Status", "Tags", "Price", "Timeframe", "Address 1 - Street", "Background"],
    "kvcore": ["firstname", "lastname", "email", "cell_phone_1", "home_phone", "primary_city", "primary_state",
               "primary_zip", "source", "hashtags", "timeline"],
    "propstream": ["Owner 1 First Name", "Owner 1 Last Name", "Mailing Address", "Mailing City", "Mailing State",
                   "Mailing Zip", "Property County", "Mobile", "Landline", "Phone DNC"],
    "google": ["Name", "E-mail 1 - Value", "Phone 1 - Value", "Notes", "Labels"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("export", "fields"),
    [
        ("follow_up_boss", ["first_name", "last_name", "", "source", "phone", "", "phone", "email", "", "tags", "price",
                            "timeline", "street", "notes"]),
        ("kvcore", ["first_name", "last_name", "email", "phone", "phone", "city", "state", "postal_code", "source", "",
                    "timeline"]),
        ("propstream", ["first_name", "last_name", "street", "city", "state", "postal_code", "county", "phone",
                        "phone", ""]),
        ("google", ["name", "email", "phone", "notes", "tags"]),
    ],
)  # fmt: skip
def test_guess_reads_common_exports(export, fields):
    assert list(guess(EXPORTS[export]).values()) == fields


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("EMAIL", "email"),
        ("Owner 1 E-Mail", "email"),
        ("Email Opt Out", ""),
        ("Phone Type", ""),
        ("FullName", "name"),
        ("Zip Code", "postal_code"),
        ("Property Type", "property_type"),
        ("Lead Type", "kind"),
        ("SMS Consent", "consent"),
        ("Consent Date", "consent_given_at"),
        ("Lead Score", ""),
        ("", ""),
        ("🏠", ""),
    ],
)
def test_field_of(column, field):
    assert field_of(column) == field


def test_guess_gives_a_single_field_to_the_first_column():
    assert guess(["City", "Town", "Phone", "Cell"]) == {"City": "city", "Town": "", "Phone": "phone", "Cell": "phone"}


def test_guess_prefers_the_parts_of_a_name():
    assert guess(["Name", "First", "Last"]) == {"Name": "", "First": "first_name", "Last": "last_name"}
