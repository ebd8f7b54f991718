"""The frame around every page."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from realestate.web import shell
from tests.realestate.web.sample import signed_in

urlpatterns = [path(f"{name}/", lambda _: HttpResponse(), name=name) for name in ("people", "lists", "add-person")]
urlpatterns.append(path("people/new/", lambda _: HttpResponse(), name="new"))

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _own_entries(monkeypatch):
    monkeypatch.setattr(shell, "_nav", {})
    monkeypatch.setattr(shell, "_quick_add", {})
    shell.add_nav("lists", label="Lists", icon="tag", order=20)
    shell.add_nav("people", label="People", icon="users", order=10, key="p", count=lambda _: 4)
    shell.add_quick("add-person", label="Person", icon="users")


def test_nav_is_in_order_and_marks_the_page_one_is_on():
    nav = shell.nav_for(RequestFactory().get("/people/12/"))

    assert [(item.label, item.url, item.count, item.current) for item in nav] == [
        ("People", "/people/", 4, True),
        ("Lists", "/lists/", 0, False),
    ]


def test_nav_marks_the_longest_address_only():
    shell.add_nav("new", label="New", icon="plus", order=30)

    nav = shell.nav_for(RequestFactory().get("/people/new/"))

    assert [item.label for item in nav if item.current] == ["New"]


def test_shell_gives_a_full_page_its_nav_and_its_plus():
    context = shell.shell(signed_in(RequestFactory().get("/lists/")))

    assert [item.label for item in context["nav"]] == ["People", "Lists"]
    assert context["quick_add"] == [{"label": "Person", "url": "/add-person/", "icon": "users"}]


def test_shell_asks_for_no_counts_when_only_a_fragment_is_drawn():
    request = signed_in(RequestFactory().get("/lists/"))
    request.htmx = type("Htmx", (), {"boosted": False})()

    assert shell.shell(request) == {}


def test_a_page_that_is_not_for_somebody_is_not_in_their_nav():
    shell.add_nav("new", label="New", icon="plus", order=30, shown=lambda request: request.GET.get("demo") == "1")

    for query, labels in (("", ["People", "Lists"]), ("?demo=1", ["People", "Lists", "New"])):
        assert [item.label for item in shell.nav_for(RequestFactory().get(f"/people/{query}"))] == labels


def test_pages_that_belong_together_mark_one_line_of_the_nav():
    shell.add_nav("new", label="New", icon="plus", order=30, also=("add-person",))

    nav = shell.nav_for(RequestFactory().get("/add-person/"))

    assert [item.label for item in nav if item.current] == ["New"]
