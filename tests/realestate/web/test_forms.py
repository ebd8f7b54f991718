"""Forms in our look."""

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

import crm.forms.settings
import crm.forms.setup  # noqa: F401 - so that its forms are known
from realestate.web.forms import CentsField, Section, SheetForm
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


def sectioned(form=SheetForm):
    found = [form] if form.sections else []
    return found + [each for below in form.__subclasses__() for each in sectioned(below)]


@pytest.mark.parametrize("form", sectioned(), ids=lambda form: form.__name__)
def test_a_form_in_sections_forgets_none_of_its_fields(form):
    named = [
        name
        for section in form.sections
        for line in section.fields
        for name in ([line] if isinstance(line, str) else line)
    ]
    assert sorted(named) == sorted(form.base_fields)


def test_fields_that_share_a_line_are_drawn_in_their_section():
    class Hours(SheetForm):
        sections = (Section("Your hours", "When you work.", (("begins", "ends"), "note")),)
        begins, ends, note = forms.TimeField(), forms.TimeField(), forms.CharField()

    drawn = render_to_string("components/form_sections.html", {"form": Hours({})})
    assert drawn.count('class="form-line"') == 1
    assert [drawn.count(f'name="{name}"') for name in ("begins", "ends", "note")] == [1, 1, 1]
    assert "When you work." in drawn


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


def test_a_browsers_line_ends_are_not_paid_for_as_two_signs():
    class Words(SheetForm):
        body = forms.CharField(widget=forms.Textarea)
        channels = forms.MultipleChoiceField(choices=[("sms", "Text"), ("email", "Email")])

    form = Words(QueryDict("body=One%0D%0ATwo&channels=sms&channels=email"))

    assert form.is_valid()
    assert form.cleaned_data == {"body": "One\nTwo", "channels": ["sms", "email"]}
