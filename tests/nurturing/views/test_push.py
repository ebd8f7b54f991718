"""Settings, This device: a browser signs itself up, is tried, and taken off; the worker stands at the root."""

import pytest
from django.test import Client

from nurturing.models import PushSubscription
from nurturing.services import push
from tests.factories.crm import AgentFactory
from tests.factories.nurturing import push_subscription
from tests.signing_in import browser_of


@pytest.fixture
def me(brokerage):
    return AgentFactory()


@pytest.fixture
def browser(me):
    return browser_of(me)


def sign_up(browser, **given):
    body = {"subscription": push_subscription(), "label": "Firefox, Linux"} | given
    return browser.post("/settings/push/subscribe/", body, content_type="application/json")


def test_a_browser_signs_up_with_the_key_of_this_installation(browser, me):
    assert f'data-push="{push.public_key()}"' in browser.get("/settings/push/").content.decode()
    assert sign_up(browser).status_code == 200
    assert PushSubscription.objects.get().agent == me
    assert "Firefox, Linux" in browser.get("/settings/push/").content.decode()


@pytest.mark.parametrize("given", [{"subscription": {}}, {"subscription": None}, {"subscription": {"endpoint": "x"}}])
def test_what_is_no_subscription_is_refused_in_words(browser, given):
    answer = sign_up(browser, **given)

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert PushSubscription.objects.count() == 0


def test_what_is_no_json_is_refused_in_words(browser):
    assert browser.post("/settings/push/subscribe/", "no", content_type="application/json").status_code == 422
    assert browser.post("/settings/push/subscribe/", "[]", content_type="application/json").status_code == 422


def test_a_device_is_taken_off_by_its_own_agent_alone(browser, me):
    theirs = push.subscribe(AgentFactory(), push_subscription(2), label="Theirs")
    sign_up(browser)
    mine = PushSubscription.objects.get(agent=me)

    assert browser.post(f"/settings/push/{theirs.pk}/remove/").status_code == 404
    browser.post(f"/settings/push/{mine.pk}/remove/")

    assert list(PushSubscription.objects.all()) == [theirs]


def test_the_worker_stands_at_the_root_for_everybody_under_the_strict_policy(db):
    answer = Client().get("/push-worker.js")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "showNotification" in answer.content.decode()
