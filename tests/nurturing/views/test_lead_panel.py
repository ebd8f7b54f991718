"""The panel "Next touches" on a lead's page."""

import pytest

from nurturing.models import Enrollment, Touchpoint
from nurturing.services import enrollment, touchpoints
from nurturing.states import EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.states import MESSAGE_STEPS, MessageStatus
from realestate.lib import clock, states
from tests.factories.nurturing import make_sequence, step


def panel(client, lead):
    return client.get(f"/people/{lead.pk}/touches/")


def text_of(response):
    return " ".join(response.content.decode().split())


def test_lead_page_has_the_panel(client, lead):
    assert f"/people/{lead.pk}/touches/" in text_of(client.get(f"/people/{lead.pk}/"))


def test_touches_of_all_runs_come_in_order_on_their_clock(client, lead):
    enrollment.enroll(lead, make_sequence(step(wait="3 days", name="Third"), key="a"), because="by hand")
    later = make_sequence(step(wait="1 hour", name="First"), step(wait="1 hour", name="Second"), key="b")
    enrollment.enroll(lead, later, because="by hand")
    shown = panel(client, lead).context["next"]
    assert [touch.step.name for touch in shown.touches] == ["First", "Second", "Third"]
    assert [touch.touchpoint is None for touch in shown.touches] == [False, True, False]
    assert shown.zone == "America/New_York"


def test_nothing_planned_offers_a_start_and_says_how_it_ended(client, lead):
    sequence = make_sequence()
    assert "Nothing planned." in text_of(panel(client, lead))
    client.post(f"/people/{lead.pk}/touches/start/", {"sequence": sequence.pk})
    enrollment.exit_all(lead, because="They replied")
    assert "“Trial” ended just now: They replied" in text_of(panel(client, lead))


def test_start_of_a_sequence_for_others_is_not_found(client, lead):
    sellers = make_sequence(lead_kind="seller")
    assert client.post(f"/people/{lead.pk}/touches/start/", {"sequence": sellers.pk}).status_code == 404
    assert client.post(f"/people/{lead.pk}/touches/start/", {"sequence": "x"}).status_code == 404


def test_everything_pauses_and_goes_on(client, lead):
    for key in ("a", "b"):
        enrollment.enroll(lead, make_sequence(key=key), because="by hand")
    target = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"touches-{lead.pk}"}
    paused = client.post(f"/people/{lead.pk}/touches/pause/", **target)
    assert "Go on" in text_of(paused)
    assert "Undo" in text_of(paused)
    assert set(Enrollment.objects.values_list("status", flat=True)) == {EnrollmentStatus.PAUSED}
    client.post(f"/people/{lead.pk}/touches/resume/", **target)
    assert set(Enrollment.objects.values_list("status", flat=True)) == {EnrollmentStatus.ACTIVE}


def test_one_step_is_skipped_and_the_next_planned(client, lead, me):
    enrollment.enroll(lead, make_sequence(step(), step()), because="by hand")
    client.post(f"/touchpoints/{Touchpoint.objects.get().pk}/skip/")
    first, second = Touchpoint.objects.order_by("step__number")
    assert (first.status, first.reason) == (TouchpointStatus.SKIPPED, f"Skipped by {me.name}")
    assert second.status == TouchpointStatus.PLANNED


def test_held_message_is_skipped_with_its_step(lead, ahead, facts):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    ahead(hours=1)
    touchpoints.run_due()
    states.move(Message.objects.get(), MessageStatus.HELD, table=MESSAGE_STEPS)
    touchpoints.skip(Touchpoint.objects.get(), by=lead.assigned_to)
    facts.run()
    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert Touchpoint.objects.get().status == TouchpointStatus.SKIPPED


def test_step_on_the_wire_is_not_skipped(client, lead, ahead):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    ahead(hours=1)
    touchpoints.run_due()
    states.move(Message.objects.get(), MessageStatus.CLAIMED, table=MESSAGE_STEPS, claimed_at=clock.now())
    assert client.post(f"/touchpoints/{Touchpoint.objects.get().pk}/skip/").status_code == 422
    assert Touchpoint.objects.get().status == TouchpointStatus.HANDED_OVER


@pytest.mark.parametrize("path", ["touches/", "touches/pause/", "touches/resume/", "touches/start/"])
def test_leads_of_others_are_not_found(junior, lead, path):
    url = f"/people/{lead.pk}/{path}"
    answer = junior.get(url) if path == "touches/" else junior.post(url)
    assert answer.status_code == 404


def test_timeline_tells_runs_and_steps_left_out_with_their_reasons(client, lead, me):
    run = enrollment.enroll(lead, make_sequence(step(name="Hello"), step()), because="Score 74 is above 70")
    touchpoints.skip(Touchpoint.objects.get(), by=me)
    enrollment.exit_one(run, because="They replied")
    page = text_of(client.get(f"/people/{lead.pk}/"))
    assert '>Trial</a>.</b> <span class="muted">Score 74 is above 70.</span>' in page
    assert '“Hello” was left out.</b> <span class="muted">Skipped by Dana Whitlock</span>' in page
    assert '>Trial</a>.</b> <span class="muted">They replied.</span>' in page
