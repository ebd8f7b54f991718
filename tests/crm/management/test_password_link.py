"""``manage.py password_link``: a way back in where no mail leaves."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests.factories.crm import AgentFactory, BrokerageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return AgentFactory(brokerage=BrokerageFactory(), user__email="ana@palm.example").user


def test_the_printed_link_opens_once(ana, capsys):
    call_command("password_link", "Ana@Palm.example")
    link = re.search(r"http://testserver/password/\S+", capsys.readouterr().out)[0]
    assert Client().get(link, follow=True).context["validlink"]
    ana.set_password("chosen meanwhile")
    ana.save()
    assert not Client().get(link, follow=True).context["validlink"]


def test_who_has_no_open_log_in_is_said_and_gets_none(ana, capsys):
    with pytest.raises(CommandError, match="Nobody signs in as bo@palm.example"):
        call_command("password_link", "bo@palm.example")
    ana.is_active = False
    ana.save()
    with pytest.raises(CommandError, match="is closed"):
        call_command("password_link", "ana@palm.example")
    assert capsys.readouterr().out == ""
