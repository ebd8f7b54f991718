"""Phone numbers: one spelling, a type, a region."""

import pytest

from realestate.lib import phones
from realestate.lib.phones import InvalidPhone, PhoneType


@pytest.mark.parametrize(
    "raw",
    [
        "(407) 555-0100",
        "+14075550100",
        "407.555.0100",
        "4075550100",
        "1-407-555-0100",
        "+1 (407) 555 0100",
        " 407 555 0100 ",
        "407/555-0100",
        "407-555-0100 ext. 12",
        "tel:+1-407-555-0100",
    ],
)
def test_t49_every_spelling_of_a_number_is_one(raw):
    assert phones.normalise(raw) == "+14075550100"


@pytest.mark.parametrize("raw", ["", "n/a", "555-0100", "+1407555010", "0075550100", "4110550100", "407555010012345"])
def test_normalise_refuses_what_is_no_number(raw):
    with pytest.raises(InvalidPhone) as refused:
        phones.normalise(raw)

    assert refused.value.code == "invalid_phone"


def test_normalise_reads_a_foreign_number_in_its_own_region():
    assert phones.normalise("020 7946 0018", region="GB") == "+442079460018"
    assert phones.normalise("+44 20 7946 0018") == "+442079460018"


@pytest.mark.parametrize(
    ("e164", "shown"), [("+14075550142", "(407) 555-0142"), ("+442079460018", "+44 20 7946 0018"), ("junk", "junk")]
)
def test_display_writes_a_number_as_people_do(e164, shown):
    assert phones.display(e164) == shown


@pytest.mark.parametrize(("e164", "code"), [("+14075550142", "407"), ("+442079460018", None)])
def test_area_code(e164, code):
    assert phones.area_code(e164) == code


@pytest.mark.parametrize(
    ("e164", "region", "kind", "is_valid"),
    [
        ("+14075550142", "US", PhoneType.LINE, True),
        ("+17875550142", "PR", PhoneType.LINE, True),
        ("+14165550142", "CA", PhoneType.LINE, True),
        ("+18005550142", "US", PhoneType.TOLL_FREE, True),
        ("+19005550142", "US", PhoneType.PREMIUM, True),
        ("+15005550142", "US", PhoneType.PERSONAL, True),
        ("+1407555014", None, PhoneType.OTHER, False),
        ("+19995550142", None, PhoneType.OTHER, False),
        ("4075550142", None, PhoneType.OTHER, False),
        ("911", None, PhoneType.SERVICE, False),
        ("+1411", None, PhoneType.SERVICE, False),
    ],
)
def test_num_1_to_3_the_plan_says_region_type_and_validity(e164, region, kind, is_valid):
    assert phones.region_and_type(e164) == phones.PhoneFacts(region=region, type=kind, is_valid=is_valid)
