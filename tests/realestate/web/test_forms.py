"""Forms in our look."""

import pytest
from django import forms

from realestate.web.forms import CentsField, SheetForm
from tests.realestate.web.sample import SampleForm


def test_every_field_ties_its_hint_and_its_error_to_its_input():
    form = SampleForm({"name": "June", "phone": "813 555 014"})

    drawn = str(form)

    assert 'aria-describedby="id_phone_error"' in drawn
    assert 'id="id_phone_error"' in drawn
    assert "One digit is missing. Nothing was lost; add it and save." in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_hidden_field_is_drawn_bare():
    class Hidden(SheetForm):
        key = forms.CharField(widget=forms.HiddenInput, initial="k1")

    assert str(Hidden()).strip().endswith('value="k1" id="id_key">')


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("480,000", 48_000_000),
        ("$480k", 48_000_000),
        ("1.25m", 125_000_000),
        ("850.50", 85_050),
        ("", None),
        (" 0 ", 0),
    ],
)
def test_cents_field_reads_amounts_as_people_type_them(typed, cents):
    assert CentsField(required=False).clean(typed) == cents


@pytest.mark.parametrize("typed", ["lots", "4k5", "-3", "1.2.3", "k"])
def test_cents_field_refuses_what_is_no_amount(typed):
    with pytest.raises(forms.ValidationError, match="Nothing was lost"):
        CentsField().clean(typed)


def test_cents_field_shows_stored_cents_as_dollars():
    assert CentsField().prepare_value(48_000_000) == "480,000"
