"""The demo's commands: it comes by itself only to an empty installation, and says truly whether it is there."""

import pytest
from django.core.management import call_command

from analytics.demo.office import FIRMS, PASSWORD
from crm.models import Brokerage, User
from tests.factories.crm import BrokerageFactory

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"leads": 12, "replays": 0, "as_of": "2026-11-20"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def first_start(capsys) -> str:
    call_command("seed_demo", first_start=True, **SMALL)
    return capsys.readouterr().out


def welcome(capsys) -> str:
    call_command("welcome")
    return capsys.readouterr().out.strip()


def test_a_first_start_loads_it_and_the_next_ones_do_not(capsys, folder):
    assert PASSWORD in first_start(capsys)
    assert first_start(capsys) == ""
    assert set(Brokerage.objects.values_list("name", flat=True)) == {firm.name for firm in FIRMS}
    assert list(folder.iterdir()) == []


def test_it_never_comes_by_itself_beside_a_brokerage_of_ones_own(capsys):
    BrokerageFactory()
    assert first_start(capsys) == ""
    assert not Brokerage.objects.filter(is_demo=True).exists()


def test_after_it_was_cleared_it_can_be_loaded_again(capsys):
    first_start(capsys)
    call_command("clear_demo")
    said = capsys.readouterr().out
    assert "Removed Gulf & Pine Realty and Second Street Homes." in said
    assert "`DEMO=0 make run` begins with the set-up" in said
    assert PASSWORD in first_start(capsys)


def test_one_that_was_cut_off_begins_again(capsys, folder):
    BrokerageFactory(slug=FIRMS[0].slug, is_demo=True, name="Half a demo")
    (folder / "demo-unfinished").touch()
    assert PASSWORD in first_start(capsys)
    assert not Brokerage.objects.filter(name="Half a demo").exists()


def test_by_hand_it_comes_beside_others_and_only_once(capsys):
    BrokerageFactory()
    call_command("seed_demo", **SMALL)
    assert Brokerage.objects.filter(is_demo=True).count() == len(FIRMS)
    call_command("seed_demo", **SMALL)
    assert "exist already" in capsys.readouterr().out


def test_clearing_what_is_not_there_says_so(capsys):
    call_command("clear_demo")
    assert capsys.readouterr().out.strip() == "There is no demo brokerage."


def test_the_welcome_names_the_set_up_until_there_is_a_brokerage(capsys, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert welcome(capsys) == "Nobody has set it up yet. Open http://127.0.0.1:8000/setup/"
    BrokerageFactory()
    assert welcome(capsys) == ""


def test_behind_a_proxy_the_welcome_names_the_link_that_opens_the_set_up(capsys, settings):
    settings.IS_HTTPS, settings.PUBLIC_URL = True, "https://crm.example"
    said = welcome(capsys)
    assert said.startswith("Nobody has set it up yet. Open https://crm.example/setup/?token=")


def test_the_welcome_names_the_demo_log_ins_only_while_they_work(capsys):
    first_start(capsys)
    assert all(email in welcome(capsys) for email in User.objects.values_list("email", flat=True))
    call_command("clear_demo")
    capsys.readouterr()
    assert PASSWORD not in welcome(capsys)
