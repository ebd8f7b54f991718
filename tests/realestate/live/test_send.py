import pytest
from django.db import transaction

from realestate.live import groups, payloads, send

pytestmark = pytest.mark.django_db(transaction=True)


def kept(redis_db, brokerage_id=1):
    return [payloads.unpack(stored) for stored in redis_db.lrange(groups.backlog(brokerage_id), 0, -1)]


def test_messages_are_numbered_in_order_each_naming_the_one_before(redis_db):
    for n in range(3):
        send.to_brokerage(1, "score", data={"n": n}, key=f"lead-{n}")

    first, second, third = kept(redis_db)
    assert (first.prev, second.prev, third.prev) == (0, first.seq, second.seq)
    assert (second.seq, third.seq) == (first.seq + 1, first.seq + 2)
    assert [message.key for message in (first, second, third)] == ["lead-0", "lead-1", "lead-2"]


def test_brokerages_are_numbered_apart(redis_db):
    send.to_brokerage(1, "score")
    send.to_brokerage(2, "score")

    assert [len(kept(redis_db, 1)), len(kept(redis_db, 2))] == [1, 1]
    assert kept(redis_db, 2)[0].prev == 0


def test_only_the_latest_are_kept(redis_db, monkeypatch):
    monkeypatch.setattr(send, "BACKLOG", 2)

    for n in range(5):
        send.to_brokerage(1, "score", data={"n": n})

    assert [message.tail for message in kept(redis_db)] == [
        '"type":"score","data":{"n":3}}', '"type":"score","data":{"n":4}}',
    ]  # fmt: skip


def test_a_rolled_back_change_shows_nowhere(redis_db):
    with transaction.atomic():
        send.to_brokerage(1, "score")
        assert kept(redis_db) == []
        transaction.set_rollback(True)

    assert kept(redis_db) == []


def test_nothing_is_raised_when_redis_is_away(no_redis):
    send.to_brokerage(1, "score")
    send.to_agent(1, 2, "alert")


def test_a_message_survives_quotes_bars_and_other_scripts(redis_db):
    send.to_brokerage(1, "note", html='<p class="a">|Ünïcode|</p>', data={"text": 'say "hi" | bye'}, key="a|b")

    [message] = kept(redis_db)
    assert payloads.json.loads(message.frame(0)) == {
        "seq": message.seq, "prev": 0, "type": "note",
        "html": '<p class="a">|Ünïcode|</p>', "data": {"text": 'say "hi" | bye'},
    }  # fmt: skip
    assert message.key == "a|b"
