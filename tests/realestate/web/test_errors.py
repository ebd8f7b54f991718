"""Error pages as a visitor meets them, through every middleware."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_an_unknown_address_is_a_calm_page_under_the_strict_policy():
    response = Client().get("/nothing-lives-here/")

    assert (response.status_code, response.templates[0].name) == (404, "404.html")
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert "Nothing lives here" in response.content.decode()


@pytest.mark.django_db
def test_the_theme_cookie_is_drawn_by_the_server():
    client = Client()
    client.cookies["theme"] = "dark"

    assert '<html lang="en" data-theme="dark">' in client.get("/nothing-lives-here/").content.decode()
