"""Who is on stage today: leads whose last hours are written by hand, so that every page has something to do."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.demo import judging
from analytics.demo.plot import DAY, Plot
from analytics.demo.story import FINGER

Scene = Callable[[Plot, datetime], None]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def waits_unanswered(plot: Plot, now: datetime) -> None:
    """A new lead that nobody has answered; the page shows the running time."""
    if now - plot.story.came_at > 5 * MINUTE:
        plot.agenda.at(plot.story.came_at + 6 * MINUTE, lambda at: judging.unanswered(plot.story, at))


def asks_to_meet(plot: Plot, now: datetime) -> None:
    """Wrote a few minutes ago and wants to see a home looked at again and again."""
    said_at = now - plot.rng.randint(9, 34) * MINUTE
    plot.look_again([said_at - age * DAY for age in (4.2, 2.1, 1.3, 0.2)])
    plot.agenda.at(said_at, lambda at: plot.say("meet", at))


def wrote_last_night(plot: Plot, now: datetime) -> None:
    """Answered while nobody was there."""
    kind = plot.rng.choice(("interest", "meet", "doubt"))
    plot.look_again([now - 30 * HOUR])
    plot.agenda.at(_last_evening(plot, now), lambda at: plot.say(kind, at))


def asked_overnight(plot: Plot, now: datetime) -> None:
    """Asked something that Homestretch answered by itself, or could not."""
    plot.agenda.at(_last_evening(plot, now) + 40 * MINUTE, lambda at: plot.say("question", at))


def stopped_overnight(plot: Plot, now: datetime) -> None:
    """Asked to be left alone; nobody writes again."""
    plot.agenda.at(_last_evening(plot, now) + 20 * MINUTE, lambda at: plot.say("stop", at))


def comes_today(plot: Plot, now: datetime) -> None:
    """Has an appointment today, and something to do before it."""
    said_at = now - plot.rng.uniform(2.1, 4) * DAY
    plot.agenda.at(said_at, lambda at: plot.say("meet", at))
    plot.agenda.at(said_at + HOUR, lambda at: plot.answer(at, "talks"))
    hour = plot.rng.choice((9, 11, 13, 15, 16, 17))
    plot.agenda.at(said_at + 2 * HOUR, lambda at: plot.meet(at, _today_at(plot, now, hour)))
    due_at = _today_at(plot, now, hour) - 45 * MINUTE
    plot.agenda.at(said_at + 3 * HOUR, lambda at: plot.story.remember(
        f"Print the sheet for {plot.story.person.first}", due_at=due_at, made_at=at))  # fmt: skip


def owes_a_call(plot: Plot, now: datetime) -> None:
    """Looked again since yesterday; a task of last week is still open."""
    plot.look_again([now - age * HOUR for age in (4, 5, 21, 22, 23, 70)])
    due_at = now - plot.rng.randint(3, 60) * HOUR
    plot.agenda.at(now - 5 * DAY, lambda at: plot.story.remember(
        f"Call {plot.story.person.first} back about the inspection", due_at=due_at, made_at=at))  # fmt: skip
    said_at = now - plot.rng.uniform(2, 8) * DAY
    plot.agenda.at(said_at, lambda at: plot.say("interest", at))
    plot.agenda.at(said_at + HOUR, lambda at: plot.answer(at, "replies"))


def warms_up(plot: Plot, now: datetime) -> None:
    """Said when and how much, and came back to one home this week."""
    plot.look_again([now - age * HOUR for age in (7, 9, 30, 52, 75)])
    said_at = now - plot.rng.uniform(3, 9) * DAY
    plot.agenda.at(said_at, lambda at: plot.say("interest", at))
    plot.agenda.at(said_at + HOUR, lambda at: plot.answer(at, "replies"))
    plot.agenda.at(now - 26 * HOUR, lambda at: plot.story.learn(at, budget_confirmed=True, preapproved=True))
    plot.agenda.at(now - 25 * HOUR, plot.talk)


# For each agent, in this order, while there are leads: the scene, and how old the lead is.
SCENES: tuple[tuple[Scene, tuple[float, float]], ...] = (
    (asks_to_meet, (6, 40)),
    (wrote_last_night, (5, 50)),
    (comes_today, (8, 60)),
    (warms_up, (12, 60)),
    (owes_a_call, (14, 60)),
    (asked_overnight, (4, 40)),
    (comes_today, (8, 60)),
    (warms_up, (12, 60)),
    (wrote_last_night, (5, 50)),
    (owes_a_call, (14, 60)),
)
NEW_AGES = (3 * MINUTE, 19 * MINUTE, 47 * MINUTE, 2 * HOUR, 11 * MINUTE, 26 * MINUTE)  # by agent


def _today_at(plot: Plot, now: datetime, hour: int) -> datetime:
    zone = ZoneInfo(plot.story.book.brokerage.timezone)
    return datetime.combine(now.astimezone(zone).date(), time(hour), zone).astimezone(now.tzinfo)


def _last_evening(plot: Plot, now: datetime) -> datetime:
    """Return a moment of the last evening that is over, where the brokerage is."""
    evening = _today_at(plot, now, 20) + plot.rng.randint(0, 110) * MINUTE
    return evening if evening < now - HOUR else evening - DAY + FINGER
