"""The bell and the list behind it."""

from nurturing.models import Notice
from nurturing.services import agent_notices
from realestate.lib import clock
from tests.factories.crm import AgentFactory


def tell(agent, number=1):
    return agent_notices.notify(
        agent, kind="alert", title=f"Call Dana {number}", body="She asked.", url="/people/7/", key=f"alert:{number}"
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def test_bell_counts_what_is_new_for_me(client, me):
    tell(me)
    tell(AgentFactory(brokerage=me.brokerage), 2)
    assert "<b>1<span" in text_of(client.get("/notices/bell/"))
    assert "/notices/bell/" in text_of(client.get("/sequences/"))


def test_opening_a_notice_marks_it_and_goes_there(client, me):
    notice = tell(me)
    assert client.post(f"/notices/{notice.pk}/open/").url == "/people/7/"
    notice.refresh_from_db()
    assert notice.status == "seen"
    assert "<b>" not in text_of(client.get("/notices/bell/"))


def test_looking_at_the_list_changes_nothing(client, me):
    tell(me)
    assert "Call Dana 1" in text_of(client.get("/notices/"))
    assert Notice.objects.get().status == "new"


def test_all_are_marked_at_once_mine_only(client, me):
    other = AgentFactory(brokerage=me.brokerage)
    tell(me)
    tell(me, 2)
    tell(other, 3)
    client.post("/notices/seen/")
    assert list(Notice.objects.filter(status="new").values_list("agent", flat=True)) == [other.pk]


def test_list_goes_on_behind_the_last_row(client, me, monkeypatch):
    monkeypatch.setattr("nurturing.views.notices.PAGE", 2)
    for number in range(3):
        tell(me, number)
    first = client.get("/notices/").context
    assert [notice.title for notice in first["notices"]] == ["Call Dana 2", "Call Dana 1"]
    rest = client.get(f"/notices/?before={first['next']}", HTTP_HX_REQUEST="true")
    assert "Call Dana 0" in text_of(rest)
    assert "Call Dana 2" not in text_of(rest)


def test_notices_of_others_are_not_found(junior, me):
    assert junior.post(f"/notices/{tell(me).pk}/open/").status_code == 404


def test_empty_list_says_what_will_come(client):
    assert "Nothing yet" in text_of(client.get("/notices/"))


def test_a_notice_says_how_else_it_was_told_or_will_be(client, me):
    notice = tell(me)
    for columns, words in [
        ({"emailed_at": clock.now()}, "mailed too"),
        ({"text_due_at": clock.now()}, "mailed too, a text follows if you do not open it"),
        ({"text_due_at": None, "texted_at": clock.now()}, "mailed too, texted too"),
    ]:
        Notice.objects.filter(pk=notice.pk).update(**columns)
        assert f"{words}</small>" in text_of(client.get("/notices/"))
