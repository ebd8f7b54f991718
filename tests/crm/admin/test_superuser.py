"""The admin as a superuser sees it, who belongs to no brokerage: asked which one, never shown an error."""

import pytest
from django.contrib import admin
from django.test import Client

from crm.models import Contact, User
from realestate.lib import scopes
from tests.factories.crm import BrokerageFactory, ContactFactory

LISTS = sorted(f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry)


@pytest.fixture
def root(db):
    browser = Client()
    browser.force_login(User.objects.create_superuser("root@homestretch.example", "secret"))
    return browser


def choose(root, brokerage, url="/admin/"):
    return root.post("/admin/brokerage/", {"brokerage": brokerage.pk, "next": url})


@pytest.mark.parametrize("url", ["/admin/", *LISTS])
def test_every_list_opens_or_asks_for_the_brokerage(root, url):
    BrokerageFactory()
    answer = root.get(url, follow=True)
    assert answer.status_code == 200
    assert not answer.redirect_chain or "Which brokerage?" in answer.content.decode()


def test_the_admin_names_its_icon_so_that_no_browser_asks_in_vain(root):
    assert "img/mark" in root.get("/admin/").content.decode()


def test_with_one_chosen_the_list_holds_its_rows_alone(root):
    ours, theirs = BrokerageFactory(), BrokerageFactory()
    for brokerage, name in ((ours, "Ana Ortiz"), (theirs, "Bo Lind")):
        with scopes.in_brokerage(brokerage):
            ContactFactory(name=name)
    asked = root.get("/admin/crm/contact/?q=", follow=True)

    answer = root.post("/admin/brokerage/", {"brokerage": ours.pk, "next": asked.context["next"]}, follow=True)

    assert answer.redirect_chain[-1][0] == "/admin/crm/contact/?q="
    shown = answer.content.decode()
    assert ("Ana Ortiz" in shown, "Bo Lind" in shown) == (True, False)


def test_a_detail_page_asks_too(root):
    with scopes.in_brokerage(BrokerageFactory()):
        row: Contact = ContactFactory()
    assert "Which brokerage?" in root.get(f"/admin/crm/contact/{row.pk}/change/", follow=True).content.decode()


def test_a_brokerage_that_is_gone_is_asked_for_anew(root):
    brokerage = BrokerageFactory()
    choose(root, brokerage)
    brokerage.delete()
    assert "Which brokerage?" in root.get("/admin/crm/contact/", follow=True).content.decode()


def test_nobody_else_chooses(root):
    brokerage = BrokerageFactory()
    operator = Client()
    operator.force_login(User.objects.create_user("op@homestretch.example", "x", brokerage=brokerage, is_staff=True))
    for browser in (operator, Client()):
        assert choose(browser, brokerage).status_code == 404


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_it_leads_nowhere_else(root, url):
    assert choose(root, BrokerageFactory(), url).url == "/admin/"
