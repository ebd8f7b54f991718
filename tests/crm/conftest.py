"""Fixtures of the crm tests."""

import pytest
from celery import current_app

from crm.models import Agent, Brokerage
from tests.factories.crm import AgentFactory


@pytest.fixture
def agent(brokerage: Brokerage) -> Agent:
    """An available agent of the brokerage in force."""
    return AgentFactory(name="Ana Ortiz")


@pytest.fixture
def worked_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what is queued at once, as a worker would."""
    current_app.loader.import_default_modules()

    def do(name: str, *, args: tuple[object, ...], **_: object) -> None:
        current_app.tasks[name](*args)

    monkeypatch.setattr("realestate.lib.later.current_app.send_task", do)
