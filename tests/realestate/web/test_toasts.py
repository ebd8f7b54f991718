"""What was done, with its undo, or why it was refused."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from realestate.lib.errors import DomainError, NotAllowed, Transient
from realestate.web import toasts
from realestate.web.toasts import Toast, ToastMiddleware
from tests.realestate.web.sample import signed_in


def make_request(method="GET", **headers):
    request = signed_in(RequestFactory().generic(method, "/people/", headers=headers))
    request.htmx = HtmxDetails(request)
    return request


def test_take_returns_what_was_said_in_order_with_its_undo():
    request = make_request()
    toasts.say(request, "Gwen snoozed until Monday", undo_url="/undo/1/")
    toasts.say(request, "Held until 8:00 AM", tone="attention")

    assert toasts.take(request) == [
        Toast("Gwen snoozed until Monday", "good", "/undo/1/"),
        Toast("Held until 8:00 AM", "attention", ""),
    ]


def test_say_knows_four_tones():
    with pytest.raises(ValueError, match="purple"):
        toasts.say(make_request(), "Hello", tone="purple")


def test_middleware_adds_waiting_toasts_to_a_fragment_out_of_band():
    request = make_request(HX_Request="true")

    def view(request):
        toasts.say(request, "Saved <b>")
        return HttpResponse("<li>row</li>")

    content = ToastMiddleware(view)(request).content.decode()

    assert content.startswith("<li>row</li>")
    assert 'hx-swap-oob="beforeend:#toasts"' in content
    assert "Saved &lt;b&gt;" in content


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, HttpResponse("<html></html>")),
        ({"HX-Request": "true", "HX-Boosted": "true"}, HttpResponse("<html></html>")),
        ({"HX-Request": "true"}, HttpResponse(headers={"HX-Redirect": "/"})),
        ({"HX-Request": "true"}, HttpResponse("{}", content_type="application/json")),
    ],
)
def test_middleware_leaves_toasts_waiting_for_the_next_page(headers, answer):
    request = make_request(**headers)
    toasts.say(request, "Saved")
    before = answer.content

    response = ToastMiddleware(lambda _: answer)(request)

    assert (response.content, toasts.take(request)) == (before, [Toast("Saved")])


def test_refuse_leaves_an_htmx_page_as_it_is_and_says_why():
    request = make_request("POST", HX_Request="true")

    response = toasts.refuse(request, DomainError("Opted out by text on 3 May."))

    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert toasts.take(request) == [Toast("Opted out by text on 3 May.", "risk")]


def test_refuse_sends_a_plain_form_back_to_where_it_came_from():
    request = make_request("POST", Referer="http://testserver/people/1/")

    response = toasts.refuse(request, DomainError("No."))

    assert (response.status_code, response["Location"]) == (302, "http://testserver/people/1/")


def test_refuse_never_sends_a_form_to_another_host():
    request = make_request("POST", Referer="https://elsewhere.example/")

    response = toasts.refuse(request, DomainError("The deal was closed by Luis."))

    assert response.status_code == 422
    assert "The deal was closed by Luis." in response.content.decode()


def test_middleware_answers_a_refusal_raised_by_a_view():
    request = make_request("POST", HX_Request="true")

    response = ToastMiddleware(lambda _: HttpResponse()).process_exception(
        request, DomainError("Another agent has it.")
    )

    assert (response.status_code, toasts.take(request)) == (422, [Toast("Another agent has it.", "risk")])


def test_middleware_leaves_other_failures_and_other_clients_alone():
    middleware = ToastMiddleware(lambda _: HttpResponse())
    api = RequestFactory().post("/api/v1/leads/")

    assert middleware.process_exception(make_request(), Transient("carrier down")) is None
    assert middleware.process_exception(api, DomainError("No.")) is None


def test_a_page_that_is_not_theirs_says_so_with_403():
    response = toasts.refuse(make_request(), NotAllowed("Only the owner may change the carrier."))

    assert response.status_code == 403
    assert "Only the owner may change the carrier." in response.content.decode()
