"""A restored copy of the database stays silent until an operator adopts it (T12)."""

import pytest

from crm.models import Instance
from crm.services import instance

pytestmark = pytest.mark.django_db
ELSEWHERE = "00000000-0000-4000-8000-000000000000"


def test_fresh_database_is_closed_until_it_is_established(settings):
    assert instance.why_closed() == "This installation was never started."

    instance.establish(version="1.0")

    assert instance.why_closed() == ""


def test_establishing_twice_keeps_the_first_home(settings):
    first = instance.establish(version="1.0")
    settings.INSTANCE_ID = ELSEWHERE

    assert instance.establish(version="2.0") == first
    assert "restored" in instance.why_closed()


def test_adopting_opens_a_restored_copy(settings):
    instance.establish(version="1.0")
    settings.INSTANCE_ID = ELSEWHERE

    instance.adopt()

    assert instance.why_closed() == ""


def test_pause_of_the_installation_says_so():
    instance.establish(version="1.0")
    Instance.objects.update(sending_paused=True)

    assert instance.why_closed() == "Sending is paused for the whole installation."
