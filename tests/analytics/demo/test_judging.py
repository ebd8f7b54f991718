"""Alerts of the demo's past."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from analytics.demo import judging
from crm.models import Brokerage
from scoring.services import openers


def test_a_lead_that_becomes_hot_twice_on_one_local_day_is_told_of_once(monkeypatch):
    """A second row with the key of the day stopped the whole load on some mornings."""
    told: list[str] = []
    monkeypatch.setattr(judging, "raise_alert", lambda story, at, *_, key, **__: told.append(key))
    monkeypatch.setattr(openers, "write", lambda *_: "")
    monkeypatch.setattr(judging, "shade", lambda _: None)
    book = SimpleNamespace(brokerage=Brokerage(timezone="America/New_York"))
    story: Any = SimpleNamespace(book=book, lead_id=7, hot_days=set(), columns={})

    for hour, minute in ((14, 0), (23, 0), (3, 30)):  # 10:00, 19:00 and 23:30 in Orlando
        day = 21 if hour == 3 else 20
        judging._became_hot(story, datetime(2026, 10, day, hour, minute, tzinfo=UTC), 40, 90, [])
    judging._became_hot(story, datetime(2026, 10, 21, 12, 0, tzinfo=UTC), 40, 90, [])

    assert told == ["hot:7:2026-10-20", "hot:7:2026-10-21"]
