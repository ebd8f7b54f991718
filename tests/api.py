"""A program that calls the API with an agent's key."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from crm.models import Agent
from crm.services import api_keys
from realestate.lib import scopes

HOME = "/api/v1/"


class Caller:
    """Calls the API as one agent. ``agent`` and ``key`` are at hand for what a test looks up."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        with scopes.in_brokerage(agent.brokerage):
            self.key, self.text = api_keys.create(agent, name="Website")
        self.client = Client(headers={"Authorization": f"Api-Key {self.text}"})

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(HOME + path, query)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(HOME + path, body, content_type="application/json", headers=named)


def caller_for(agent: Agent) -> Caller:
    """Return a program with a fresh key of the agent."""
    return Caller(agent)


def is_like(answer: Any, example: Any) -> bool:
    """Return whether an answer has exactly the names of a documented example, and values of the same kinds."""
    if isinstance(answer, dict) and isinstance(example, dict):
        return answer.keys() == example.keys() and all(is_like(answer[name], example[name]) for name in answer)
    if isinstance(answer, list) and isinstance(example, list):
        return not answer or not example or is_like(answer[0], example[0])
    return answer is None or example is None or type(answer) is type(example)
