"""A browser in which somebody is signed in."""

from django.test import Client

from crm.models import Agent


def browser_of(agent: Agent) -> Client:
    """Return a browser in which an agent is signed in."""
    browser = Client()
    browser.force_login(agent.user)
    return browser
