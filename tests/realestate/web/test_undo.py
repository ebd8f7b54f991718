"""Taking back what was just done."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from realestate.lib import clock
from realestate.web import undo


@pytest.fixture(autouse=True)
def _own_ways(monkeypatch):
    monkeypatch.setattr(undo, "_ways", {"lead.stage": lambda request, data: f"back to {data['to']}"})


@pytest.fixture
def request_():
    return SimpleNamespace(session={})


def token(url):
    return url.strip("/").split("/")[1]


def test_what_was_kept_is_given_back_once(request_):
    given = token(undo.offer(request_, "lead.stage", to="new"))

    assert undo.take_back(request_, given) == "back to new"
    with pytest.raises(undo.TooLate):
        undo.take_back(request_, given)


def test_a_refused_undo_can_be_tried_again(request_, monkeypatch):
    def refuses(request, data):
        raise undo.TooLate("not now")

    given = token(undo.offer(request_, "lead.stage", to="new"))
    monkeypatch.setitem(undo._ways, "lead.stage", refuses)
    with pytest.raises(undo.TooLate, match="not now"):
        undo.take_back(request_, given)

    assert given in request_.session["undo"]


def test_ten_minutes_later_it_is_too_late(request_, monkeypatch):
    given = token(undo.offer(request_, "lead.stage", to="new"))
    later = clock.real_now() + timedelta(seconds=undo.SECONDS + 1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    with pytest.raises(undo.TooLate):
        undo.take_back(request_, given)


def test_only_the_last_dozen_is_kept(request_):
    first = token(undo.offer(request_, "lead.stage", to="0"))
    for n in range(undo.KEPT):
        undo.offer(request_, "lead.stage", to=str(n))

    assert len(request_.session["undo"]) == undo.KEPT
    assert first not in request_.session["undo"]
