"""Templates: versions that nobody can change, one in force, and a release that never overwrites what people wrote."""

import pytest
from django.db import DatabaseError, transaction

from outreach.errors import InvalidTemplate
from outreach.models import Template, TemplateVersion
from outreach.services import templates
from outreach.states import TemplateState
from outreach.writing import plan
from tests.factories.crm import AgentFactory

HELLO = "Hi {first_name}, {agent} with {brokerage}. May I call?"


@pytest.fixture
def version(brokerage):
    return templates.create(name="Hello", channel="sms", text=HELLO)


def words(template):
    return [(row.number, row.status, row.text) for row in template.versions.order_by("number")]


def test_an_edit_is_the_next_version_and_the_old_one_stays(version):
    templates.save(version.template, subject="", text=HELLO.replace("call", "write"), agent=AgentFactory(), note="Shy")

    assert words(version.template) == [
        (1, TemplateState.RETIRED, HELLO),
        (2, TemplateState.IN_FORCE, HELLO.replace("call", "write")),
    ]


def test_unchanged_words_make_no_version(version):
    assert templates.save(version.template, subject="", text=HELLO, agent=None) == version
    assert version.template.versions.count() == 1


def test_a_draft_is_not_in_force(version):
    draft = templates.save(version.template, subject="", text=f"{HELLO} Or write?", agent=None, as_draft=True)

    assert (draft.status, version.template.versions.in_force().get()) == (TemplateState.DRAFT, version)


def test_the_database_lets_nobody_change_words(version):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TemplateVersion.objects.filter(pk=version.pk).update(text="Something else")


def test_rolling_back_puts_an_old_version_in_force_again(version):
    templates.save(version.template, subject="", text=f"{HELLO} Or write?", agent=None)

    version.refresh_from_db()
    templates.put_in_force(version)

    assert version.template.versions.in_force().get() == version


def test_a_retired_template_is_offered_to_nobody(version, lead):
    assert list(templates.usable(lead, "sms")) == [version]

    templates.retire(version.template)

    assert list(templates.usable(lead, "sms")) == []


def test_words_that_must_not_go_out_are_not_kept(brokerage):
    with pytest.raises(InvalidTemplate, match="It presses") as refusal:
        templates.create(name="Push", channel="sms", text="Act now, {first_name}")

    assert refusal.value.field == "text"
    assert not Template.objects.exists()


def test_two_templates_of_one_name_have_two_keys(version):
    again = templates.create(name="Hello", channel="sms", text=HELLO)

    assert {version.template.key, again.template.key} == {"hello", "hello_2"}


def test_the_release_is_taken_in_once(brokerage):
    first = templates.load(brokerage)
    again = templates.load(brokerage)

    assert (len(first), {one.is_new for one in first}) == (len(plan.shipped()), {True})
    assert {one.is_new for one in again} == {False}
    assert TemplateVersion.objects.in_force().count() == len(first)


def test_a_later_release_follows_where_nobody_wrote_words_of_their_own(brokerage):
    old, new = (plan.read(f"- {{key: a, name: A, channel: sms, text: '{t}'}}", file="a")[0] for t in ("Hi?", "Hello?"))
    templates.take(old, agent=None)
    templates.take(new, agent=None)

    assert Template.objects.get().versions.in_force().get().text == "Hello?"


def test_a_release_never_replaces_what_people_wrote(brokerage):
    loaded = templates.load(brokerage)[0].version
    ours = templates.save(loaded.template, subject=loaded.subject, text=f"{HELLO} Ours.", agent=AgentFactory())
    other = plan.TemplatePlan(key=loaded.template.key, name="x", channel=loaded.template.channel, text=f"{HELLO} New.")

    taken = templates.take(other, agent=None)

    assert taken.version.status == TemplateState.DRAFT
    assert loaded.template.versions.in_force().get() == ours


def test_a_file_that_somebody_takes_in_is_in_force_at_once(version):
    other = plan.TemplatePlan(key="hello", name="Hello", channel="sms", text=f"{HELLO} Or write?")

    taken = templates.take(other, agent=AgentFactory())

    assert version.template.versions.in_force().get() == taken.version


def test_a_file_cannot_turn_a_text_into_an_email(version):
    with pytest.raises(InvalidTemplate, match="another channel"):
        templates.take(plan.TemplatePlan(key="hello", name="H", channel="email", text="x", subject="y"), agent=None)


def test_the_words_in_force_travel_as_a_file(version):
    (read,) = plan.read(templates.as_file(Template.objects.all()), file="out.yaml")

    assert (read.key, read.channel, read.text) == ("hello", "sms", HELLO)


def test_those_for_the_county_come_first_and_other_counties_never(lead):
    for county in ("", "Orange", "Lake"):
        templates.create(name=f"Hello {county}", channel="sms", text=f"{HELLO} {county}", county=county)

    assert [row.template.county for row in templates.usable(lead, "sms")] == ["Orange", ""]


def test_only_what_fits_the_channel_and_the_kind_of_lead_is_offered(lead):
    templates.create(name="Owners", channel="sms", text=HELLO, audience="owner")
    templates.create(name="Mail", channel="email", subject="Hello", text=HELLO)

    assert list(templates.usable(lead, "sms")) == []
