"""``manage.py create_owner``: the first owner of a machine without a browser."""

import re

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import path

from crm.models import Agent, Brokerage, User
from realestate.lib import scopes
from tests.factories.crm import BrokerageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("reset/<uidb64>/<token>/", lambda request: None, name="password_reset_confirm")]


def test_an_owner_and_a_brokerage_are_made_with_a_link_that_works_once(capsys):
    call_command("create_owner", "Ana@Palm.Example", "--name", "Ana", "--brokerage-name", "Palm Street Realty")
    user, brokerage = User.objects.get(), Brokerage.objects.get()
    with scopes.in_brokerage(brokerage):
        assert Agent.objects.get().role == "owner"
    assert (user.email, user.is_staff, user.has_usable_password()) == ("ana@palm.example", True, False)
    token = re.search(r"/reset/[^/]+/([^/]+)/", capsys.readouterr().out)[1]
    assert default_token_generator.check_token(user, token)
    user.set_password("chosen")
    user.save()
    assert not default_token_generator.check_token(user, token)


def test_an_owner_may_join_a_brokerage_that_exists():
    brokerage = BrokerageFactory(slug="palm")
    call_command("create_owner", "ana@palm.example", "--brokerage", "palm")
    assert User.objects.get().brokerage == brokerage


def test_a_second_owner_joins_the_brokerage_there_is_and_makes_no_other(capsys):
    BrokerageFactory(is_demo=True)
    brokerage = BrokerageFactory()
    call_command("create_owner", "ana@palm.example")
    assert User.objects.get().brokerage == brokerage
    call_command("create_owner", "bo@palm.example", "--brokerage-name", "Palm Two")
    assert User.objects.get(email="bo@palm.example").brokerage.name == "Palm Two"
    with pytest.raises(CommandError, match=f"--brokerage: .*{brokerage.slug}"):
        call_command("create_owner", "cy@palm.example")


def test_a_zone_that_is_none_makes_no_brokerage():
    with pytest.raises(CommandError, match="“Mars/Base” is not a time zone"):
        call_command("create_owner", "ana@palm.example", "--timezone", "Mars/Base")
    assert not Brokerage.objects.exists()


def test_what_cannot_be_is_said_and_makes_nothing():
    call_command("create_owner", "ana@palm.example")
    with pytest.raises(CommandError, match="already. For a new link: manage.py password_link ana@palm.example"):
        call_command("create_owner", "ana@palm.example")
    with pytest.raises(CommandError, match="no brokerage"):
        call_command("create_owner", "bo@palm.example", "--brokerage", "nobody")
    assert Brokerage.objects.count() == 1
