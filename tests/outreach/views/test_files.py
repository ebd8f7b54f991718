"""Files of messages, shown to those who may read the conversation and to nobody else."""

import pytest

from outreach.models import Attachment, Message, SimulatedText
from outreach.services import sending
from outreach.services.enclosing import Enclosure
from realestate.lib import clock
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.outreach import ask_for_text

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def sent(lead, settings, tmp_path) -> Message:
    settings.MEDIA_ROOT = tmp_path
    return sending.deliver(ask_for_text(lead, enclosed=[Enclosure(PICTURE)]).pk)


def test_a_picture_is_shown_in_the_conversation_and_on_the_simulated_phone(client, sent, lead):
    client.force_login(lead.assigned_to.user)
    file = Attachment.objects.get()
    assert SimulatedText.objects.get().media
    for page in (f"/inbox/{sent.conversation_id}/", f"/simulator/{lead.contact_id}/"):
        assert f"/files/{file.pk}/" in client.get(page).content.decode()
    answer = client.get(f"/files/{file.pk}/")
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        PICTURE, "image/png", "nosniff",
    )  # fmt: skip


def test_a_neighbour_and_a_colleague_without_the_lead_see_nothing(client, sent, brokerage):
    file = Attachment.objects.get()
    for agent in (AgentFactory(brokerage=BrokerageFactory(), owner=True), AgentFactory(brokerage=brokerage)):
        client.force_login(agent.user)
        assert client.get(f"/files/{file.pk}/").status_code == 404


def test_a_double_click_is_one_call_and_a_click_after_its_end_another(client, lead):
    agent = lead.assigned_to
    agent.phone = "+14075550111"
    agent.save()
    client.force_login(agent.user)
    box = {"idempotency_key": "5b0d4a4e-6a35-4a5e-9a8f-0d6f2f2b9a11"}
    for _ in range(2):
        client.post(f"/people/{lead.pk}/call/", box)
    assert Message.objects.filter(channel="call_live").count() == 1
    Message.objects.filter(channel="call_live").update(due_at=clock.now())
    sending.deliver(Message.objects.get(channel="call_live").pk)
    client.post(f"/people/{lead.pk}/call/", box)
    assert Message.objects.filter(channel="call_live").count() == 2
