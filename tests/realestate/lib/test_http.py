import httpx
import pytest
from prometheus_client import REGISTRY

from realestate.lib import circuit
from realestate.lib.circuit import CircuitOpen
from realestate.lib.http import Client, Unanswered


@pytest.fixture(autouse=True)
def _fresh_breakers():
    circuit.breaker.cache_clear()


def client(answer):
    return Client("vendor", "https://api.vendor.example/v1", transport=httpx.MockTransport(answer))


def counted(outcome):
    labels = {"service": "vendor", "outcome": outcome}
    return REGISTRY.get_sample_value("homestretch_outside_calls_total", labels) or 0


def test_an_answer_comes_back_as_it_is_and_is_counted():
    before = counted("4xx")
    answer = client(lambda request: httpx.Response(404, json={"path": request.url.path})).request("GET", "/contacts/")
    assert (answer.status_code, answer.json()) == (404, {"path": "/v1/contacts/"})
    assert counted("4xx") == before + 1


@pytest.mark.parametrize(
    ("answer", "was_sent", "retry_after"),
    [
        (httpx.Response(429, headers={"Retry-After": "12"}), False, 12.0),
        (httpx.Response(503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), True, None),
        (httpx.Response(500), True, None),
    ],
)
def test_not_now_is_transient_and_says_whether_anything_may_have_happened(answer, was_sent, retry_after):
    with pytest.raises(Unanswered) as failed:
        client(lambda request: answer).request("POST", "/messages")
    assert (failed.value.was_sent, failed.value.retry_after) == (was_sent, retry_after)


@pytest.mark.parametrize(
    ("error", "was_sent"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.RemoteProtocolError("hung up"), True),
    ],
)
def test_no_answer_says_whether_the_request_had_left(error, was_sent):
    def answer(request):
        raise error

    with pytest.raises(Unanswered) as failed:
        client(answer).request("POST", "/messages")
    assert failed.value.was_sent is was_sent


def test_a_service_that_keeps_failing_is_not_called_any_more():
    calls = []

    def answer(request):
        calls.append(request)
        return httpx.Response(500)

    vendor = client(answer)
    for _ in range(circuit.FAILURES):
        with pytest.raises(Unanswered):
            vendor.request("GET", "/")
    with pytest.raises(CircuitOpen):
        vendor.request("GET", "/")
    assert len(calls) == circuit.FAILURES
