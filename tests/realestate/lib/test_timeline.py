"""How events find the way they are drawn."""

from types import SimpleNamespace

import pytest

from realestate.lib import timeline


@pytest.fixture(autouse=True)
def _own_ways(monkeypatch):
    monkeypatch.setattr(timeline, "_ways", {})


def event(pk, kind):
    return SimpleNamespace(pk=pk, kind=kind)


def test_each_way_is_asked_once_per_page_and_the_order_stays():
    asked = []

    @timeline.renders("message.sent", "message.held", template="m.html", groups={"messages": None})
    def messages(events):
        asked.append([e.pk for e in events])
        return {e.pk: {"n": e.pk} for e in events}

    @timeline.renders("lead.scored", template="s.html")
    def scores(events):
        return {e.pk: {} for e in events}

    shown = timeline.drawn([event(3, "message.sent"), event(2, "lead.scored"), event(1, "message.held")])

    assert [(e.pk, template) for e, template, _ in shown] == [(3, "m.html"), (2, "s.html"), (1, "m.html")]
    assert asked == [[3, 1]]


def test_what_nobody_draws_and_what_a_loader_leaves_out_is_not_shown():
    timeline.renders("message.sent", template="m.html")(lambda events: {})

    assert timeline.drawn([event(1, "message.sent"), event(2, "unknown.kind")]) == []


def test_a_filter_names_the_kinds_it_shows_with_their_payload():
    timeline.renders("a.done", template="a.html", groups={"calls": {"interaction": ["call"]}})(lambda events: {})
    timeline.renders("b.done", template="b.html")(lambda events: {})

    assert timeline.kinds_of() == {"a.done": None, "b.done": None}
    assert timeline.kinds_of("calls") == {"a.done": {"interaction": ["call"]}}


def test_two_apps_cannot_draw_one_kind_and_filters_are_known_words():
    timeline.renders("a.done", template="a.html")(lambda events: {})

    with pytest.raises(ValueError, match="Two apps"):
        timeline.renders("a.done", template="b.html")(lambda events: {})
    with pytest.raises(ValueError, match="no filter"):
        timeline.renders("c.done", template="c.html", groups={"nonsense": None})(lambda events: {})
