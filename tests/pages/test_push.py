"""This device: signed up, and taken off. A machine without network has no push service, so its answer is given."""

import json

from playwright.sync_api import expect

from nurturing.models import PushSubscription
from tests.factories.nurturing import push_subscription

ANSWERS = "PushManager.prototype.subscribe = async () => ({ toJSON: () => (%s) });"


def test_a_device_is_signed_up_and_taken_off(page, inside):
    page.context.grant_permissions(["notifications"])
    page.add_init_script(ANSWERS % json.dumps(push_subscription()))
    page.goto("/settings/push/")
    page.get_by_role("button", name="Tell me on this device").click()
    expect(page.get_by_text("Notices reach this device now.")).to_be_visible()
    assert inside(PushSubscription.objects.count) == 1

    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert inside(PushSubscription.objects.count) == 0


def test_a_refusal_of_the_browser_is_said_in_words(page, inside):
    page.add_init_script("Notification.requestPermission = async () => 'denied';")
    page.goto("/settings/push/")

    page.get_by_role("button", name="Tell me on this device").click()

    expect(page.get_by_text("This browser does not allow notices from here.")).to_be_visible()
    assert inside(PushSubscription.objects.count) == 0
