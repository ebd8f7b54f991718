"""Every component, drawn without a database, keeps the rules of our pages."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from realestate.web import shell
from tests.realestate.web.sample import gallery_context, signed_in

nothing = lambda *_, **__: HttpResponse()  # noqa: E731
crm = ([path(f"{name}/", nothing, name=name) for name in ("search", "availability")], "crm")
nurturing = ([path(f"{name}/", nothing, name=name) for name in ("notices", "bell")], "nurturing")
urlpatterns = [
    path("", include(crm)),
    path("", include(nurturing)),
    path("login/", nothing, name="login"),
    path("logout/", nothing, name="logout"),
    path("reset/", nothing, name="password_reset"),
]

pytestmark = pytest.mark.urls(__name__)


class Outline(HTMLParser):
    """Collects what a rule asks about: ids, controls without a name, what the CSP forbids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.forbidden: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        self.forbidden += [f"{tag} {name}" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        if tag == "script" and "src" not in given:
            self.forbidden.append("inline script")
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])


@pytest.fixture(autouse=True)
def _no_apps(monkeypatch):
    """The frame alone, without what the apps have added to it."""
    monkeypatch.setattr(shell, "_nav", {})
    monkeypatch.setattr(shell, "_quick_add", {})


@pytest.fixture
def page():
    request = signed_in(RequestFactory().get("/people/"))
    return render_to_string("components/gallery.html", gallery_context(), request=request)


def test_gallery_has_nothing_inline(page):
    assert Outline(page).forbidden == []


def test_gallery_uses_every_id_once(page):
    ids = Outline(page).ids

    assert sorted(ids) == sorted(set(ids))


def test_gallery_resolves_every_variable_and_label(page):
    assert "{{" not in page
    assert "{%" not in page
    assert not re.search(r"\bNone\b|\bSimpleNamespace\b", page)


def test_shell_offers_only_what_works(page):
    assert page.count('aria-current="page"') == 3  # the nav, the phone's bar, and the sample tabs
    bare = render_to_string("shell.html", {}, request=signed_in(RequestFactory().get("/")))

    assert 'popovertarget="add"' not in bare
    assert '<a class="nav-link"' not in bare


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_error_pages_stand_without_a_request(name):
    drawn = render_to_string(name, {})

    assert "<h1>" in drawn
    assert Outline(drawn).forbidden == []


@pytest.mark.parametrize(
    "path_", sorted((settings.BASE_DIR / "templates" / "components").glob("*.html")), ids=lambda p: p.name
)
def test_component_opens_with_its_inputs(path_):
    first = path_.read_text().splitlines()[0]

    assert first.startswith("{# ")
    assert first.endswith(" #}")


@pytest.mark.parametrize("path_", sorted((settings.BASE_DIR / "static" / "css").glob("*.css")), ids=lambda p: p.name)
def test_only_tokens_hold_colours(path_):
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb\(|\bhsl\(", path_.read_text())

    assert (found == []) is (path_.name != "tokens.css")
