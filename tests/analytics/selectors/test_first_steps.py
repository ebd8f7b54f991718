"""The first day: what is left to do is said to those who can do it, until there are people."""

from analytics.selectors.first_steps import first_steps
from tests.factories.crm import AgentFactory, LeadFactory, WebFormFactory


def titles(agent, *, done):
    return [step.title for step in first_steps(agent) if step.done is done]


def test_an_owner_sees_what_is_done_and_what_is_not(brokerage, agent, settings):
    settings.MAIL_IS_CAUGHT = True
    brokerage.postal_address = "12 Bay St, Tampa, FL 33602"
    assert titles(agent, done=True) == ["Your brokerage stands"]
    assert titles(agent, done=False) == [
        "Bring your people in", "Put a form on your site", "Invite your people", "Send a test to yourself",
        "Look at what follows up by itself",
    ]  # fmt: skip
    WebFormFactory(brokerage=brokerage)
    AgentFactory(brokerage=brokerage)
    assert titles(agent, done=True)[1:] == ["Put a form on your site", "Invite your people"]


def test_without_a_postal_address_it_is_asked_for_first(brokerage, agent):
    brokerage.postal_address = ""
    assert titles(agent, done=False)[0] == "Write down your postal address"


def test_an_agent_sees_only_what_agents_may_do(brokerage):
    assert titles(AgentFactory(brokerage=brokerage), done=False) == [
        "Bring your people in", "Look at what follows up by itself"
    ]  # fmt: skip


def test_every_step_leads_to_a_page_that_opens(agent, client):
    assert [client.get(step.url).status_code for step in first_steps(agent)] == [200] * 6


def test_with_people_there_the_first_day_is_over(agent, client):
    assert "Your first day" in client.get("/").content.decode()
    LeadFactory(brokerage=agent.brokerage)
    assert first_steps(agent) == []
    assert "Your first day" not in client.get("/").content.decode()
