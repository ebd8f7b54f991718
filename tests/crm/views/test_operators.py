"""The operator's kill switches: for superusers alone, with a reason, of everything or of one brokerage."""

import pytest
from django.test import Client

from crm.models import Brokerage, Instance, User
from crm.services import instance, kill_switch
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.signing_in import browser_of

PAGE = "/admin/switches/"


@pytest.fixture
def root(db):
    instance.establish(version="1.0")
    browser = Client()
    browser.force_login(User.objects.create_superuser("root@homestretch.example", "secret"))
    return browser


def test_everything_is_stopped_with_a_reason_and_sent_again(root):
    root.post(PAGE, {"because": "The carrier is down."})
    assert instance.why_closed() == "Sending is paused for the whole installation. The carrier is down."
    assert "The carrier is down." in root.get(PAGE).content.decode()

    root.post(PAGE, {"resume": "1"})
    assert instance.why_closed() == ""


def test_one_brokerage_is_stopped_and_its_neighbour_is_not(root):
    stopped, neighbour = BrokerageFactory(), BrokerageFactory(name="Second Street Homes")
    root.post(PAGE, {"brokerage": stopped.pk, "because": "Complaints."})
    assert dict(Brokerage.objects.values_list("pk", "stopped_because")) == {
        stopped.pk: "Complaints.",
        neighbour.pk: "",
    }
    assert not Instance.objects.get().sending_paused

    root.post(PAGE, {"brokerage": stopped.pk, "resume": "1"})
    assert not Brokerage.objects.exclude(stopped_because="").exists()


def test_the_page_tells_who_stopped_what_and_why_after_it_is_over(root):
    brokerage = BrokerageFactory(name="Second Street Homes")
    root.post(PAGE, {"brokerage": brokerage.pk, "because": "Complaints."})
    root.post(PAGE, {"brokerage": brokerage.pk, "resume": "1"})
    told = [(row.object_repr, row.change_message, row.user.email) for row in kill_switch.history()]
    assert told == [
        ("Second Street Homes", "Sending resumed", "root@homestretch.example"),
        ("Second Street Homes", "Sending stopped: Complaints.", "root@homestretch.example"),
    ]
    assert "Sending stopped: Complaints." in root.get(PAGE).content.decode()


def test_a_stop_without_a_reason_is_refused_and_stops_nothing(root):
    answer = root.post(PAGE, {"because": "  "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert instance.why_closed() == ""


@pytest.mark.parametrize("browser", [Client, lambda: browser_of(AgentFactory(owner=True))], ids=["stranger", "owner"])
def test_nobody_else_finds_the_page_or_stops_anything(db, browser):
    instance.establish(version="1.0")
    somebody = browser()
    assert somebody.get(PAGE).status_code == 404
    assert somebody.post(PAGE, {"because": "Mine"}).status_code == 404
    assert instance.why_closed() == ""


def test_the_admin_leads_superusers_to_the_page_and_operators_not(root, brokerage):
    assert PAGE in root.get("/admin/").content.decode()
    operator = AgentFactory(user__is_staff=True)
    assert PAGE not in browser_of(operator).get("/admin/").content.decode()


def test_the_page_asks_the_database_the_same_however_many_brokerages(root, django_assert_num_queries):
    BrokerageFactory.create_batch(3)
    with django_assert_num_queries(6):  # session, user, installation twice, brokerages, history
        root.get(PAGE)
