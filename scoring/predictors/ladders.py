"""The shipped rules: what counts, for how much, and how it is said to an agent.

A ladder is a list of rules that exclude each other, best first: the first that has words for the case counts. The
points here are what ships; a brokerage's ``WeightSet`` overrides them by rule name.

Words must stay true until the score is made again, at the latest the next night: "within a day", never "3 hours ago".
So a score is also written anew only when a rule changes, not because an hour went by.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scoring.features.base import Values

Words = Callable[[Values], str | None]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One reason that may count. ``words`` returns the sentence, or None where the rule does not apply."""

    name: str
    points: int
    words: Words


Ladder = tuple[Rule, ...]


def number(values: Values, name: str) -> int:
    """Return a counted feature, 0 where it is not known."""
    return int(values[name] or 0)


def some(count: int, one: str, many: str) -> str:
    """Return "1 home" or "3 homes"."""
    return f"1 {one}" if count == 1 else f"{count} {many}"


def _at_least(name: str, floor: int, words: Callable[[int], str]) -> Words:
    def say(values: Values) -> str | None:
        value = number(values, name)
        return words(value) if value >= floor else None

    return say


def _at_most(name: str, ceiling: int, words: Callable[[int], str]) -> Words:
    def say(values: Values) -> str | None:
        value = values[name]
        return None if value is None or int(value) > ceiling else words(int(value))

    return say


def _is(name: str, answer: object, words: str) -> Words:
    return lambda values: words if values[name] == answer else None


def _minutes(count: int) -> str:
    if count < 1:
        return "Replied within a minute"
    if count < 120:
        return f"Replied within {some(count, 'minute', 'minutes')}"
    return f"Replied within {count // 60} hours"


def _talked(seconds: int) -> str:
    return f"Talked {some(seconds // 60, 'minute', 'minutes')} on the phone"


START: Ladder = (
    Rule(name="start_owner", points=10, words=_is("wants", "owner", "Owners start at")),
    Rule(name="start_seller", points=16, words=_is("wants", "seller", "Sellers start at")),
    Rule(name="start_buyer", points=16, words=lambda values: "Buyers start at"),
)

LADDERS: tuple[Ladder, ...] = (
    (
        Rule(name="came_referred", points=7, words=_is("came_by", "referral", "Came by referral")),
        Rule(name="came_asking", points=4, words=_is("came_by", "asked", "Came to you and asked")),
        Rule(name="came_from_list", points=-5, words=_is("came_by", "list", "Came from a list, has not asked yet")),
    ),
    (Rule(name="asked_to_meet", points=12, words=_is("asked_to_meet_14d", True, "Asked to meet")),),
    (Rule(name="appointment_ahead", points=8, words=_is("appointment_ahead", True, "Has an appointment with you")),),
    (
        Rule(
            name="appointment_held",
            points=5,
            words=_at_least("appointments_held_90d", 1, lambda n: f"Met you {some(n, 'time', 'times')}"),
        ),
    ),
    (
        Rule(
            name="no_show",
            points=-6,
            words=_at_least("no_shows_90d", 1, lambda n: f"Missed {some(n, 'appointment', 'appointments')}"),
        ),
    ),
    (
        Rule(name="under_contract", points=9, words=_is("deal_stage", "under_contract", "Under contract")),
        Rule(name="made_offer", points=7, words=_is("deal_stage", "offer", "An offer is on the table")),
        Rule(name="deal_active", points=4, words=_is("deal_stage", "active", "Actively looking with you")),
    ),
    (
        Rule(
            name="wrote_today",
            points=11,
            words=_at_most("hours_since_inbound", 24, lambda n: "Wrote or called within a day"),
        ),
        Rule(
            name="wrote_this_week",
            points=7,
            words=_at_most("hours_since_inbound", 24 * 7, lambda n: "Wrote or called within a week"),
        ),
        Rule(
            name="wrote_this_month",
            points=3,
            words=_at_most("hours_since_inbound", 24 * 30, lambda n: "Wrote or called within a month"),
        ),
    ),
    (
        Rule(name="replies_at_once", points=9, words=_at_most("fastest_reply_minutes_30d", 10, _minutes)),
        Rule(name="replies_in_an_hour", points=6, words=_at_most("fastest_reply_minutes_30d", 60, _minutes)),
        Rule(name="replies_in_a_day", points=3, words=_at_most("fastest_reply_minutes_30d", 24 * 60, _minutes)),
    ),
    (
        Rule(name="talks_a_lot", points=5, words=_at_least("replies_30d", 5, lambda n: f"{n} replies in 30 days")),
        Rule(name="talks", points=2, words=_at_least("replies_30d", 2, lambda n: f"{n} replies in 30 days")),
    ),
    (
        Rule(name="long_call", points=6, words=_at_least("longest_talk_seconds_30d", 240, _talked)),
        Rule(name="call", points=4, words=_at_least("longest_talk_seconds_30d", 60, _talked)),
    ),
    (
        Rule(name="views_many", points=7, words=_at_least("views_7d", 5, lambda n: f"Viewed {n} homes this week")),
        Rule(
            name="views_some",
            points=4,
            words=_at_least("views_7d", 2, lambda n: f"Viewed {n} homes this week"),
        ),
        Rule(name="views_one", points=2, words=_at_least("views_7d", 1, lambda n: "Viewed a home this week")),
    ),
    (
        Rule(
            name="came_back_to_home",
            points=4,
            words=_at_least("most_views_of_one_home_30d", 3, lambda n: f"Came back to one home {n} times"),
        ),
    ),
    (
        Rule(name="saves_many", points=5, words=_at_least("saves_30d", 3, lambda n: f"Saved {n} homes")),
        Rule(name="saves", points=3, words=_at_least("saves_30d", 1, lambda n: f"Saved {some(n, 'home', 'homes')}")),
    ),
    (
        Rule(
            name="value_report",
            points=4,
            words=_at_least("valuations_30d", 1, lambda n: f"Opened the value report {some(n, 'time', 'times')}"),
        ),
    ),
    (
        Rule(
            name="visited",
            points=4,
            words=lambda values: (
                "Came to see a home" if number(values, "open_houses_30d") + number(values, "showings_30d") else None
            ),
        ),
    ),
    (Rule(name="warming_up", points=2, words=_at_least("velocity_7d", 3, lambda n: "More active than last week")),),
    (
        Rule(name="budget_confirmed", points=10, words=_is("budget_confirmed", True, "Budget confirmed")),
        Rule(name="price_known", points=3, words=_is("price_known", True, "Named a price range")),
    ),
    (Rule(name="preapproved", points=9, words=_is("preapproved", True, "Pre-approved for a loan")),),
    (
        Rule(name="moves_now", points=9, words=_is("timeline", "now", "Wants to move within 30 days")),
        Rule(name="moves_soon", points=5, words=_is("timeline", "soon", "Wants to move in 1 to 3 months")),
        Rule(name="moves_later", points=1, words=_is("timeline", "later", "Wants to move in 3 to 12 months")),
        Rule(name="moves_someday", points=-4, words=_is("timeline", "someday", "Over a year away")),
    ),
    (Rule(name="area_known", points=2, words=_is("area_known", True, "Named where to look")),),
    (Rule(name="home_described", points=2, words=_is("home_described", True, "Said what kind of home")),),
    (
        Rule(name="good_mood", points=3, words=_at_least("mood_last", 40, lambda n: "Last reply sounded keen")),
        Rule(name="bad_mood", points=-6, words=_at_most("mood_last", -40, lambda n: "Last reply sounded annoyed")),
    ),
    (Rule(name="declined", points=-18, words=_is("declined_last", True, "Said no in the last reply")),),
    (
        Rule(
            name="silent_two_months", points=-18, words=_at_least("silence_days", 60, lambda n: "Silent for 2 months")
        ),
        Rule(name="silent_a_month", points=-12, words=_at_least("silence_days", 30, lambda n: "Silent for a month")),
        Rule(name="silent_two_weeks", points=-7, words=_at_least("silence_days", 14, lambda n: "Silent for two weeks")),
        Rule(name="silent_a_week", points=-3, words=_at_least("silence_days", 7, lambda n: "Silent for a week")),
    ),
)

SHIPPED: dict[str, int] = {rule.name: rule.points for ladder in (START, *LADDERS) for rule in ladder}

# What a person can still tell us, and the value it would take: the source of "+10 if the budget is confirmed".
WHAT_IF: tuple[tuple[str, dict[str, bool | str], str], ...] = (
    ("budget_confirmed", {"budget_confirmed": True}, "if the budget is confirmed"),
    ("preapproved", {"preapproved": True}, "if a lender pre-approves"),
    ("timeline", {"timeline": "now"}, "if the move is within 30 days"),
    ("appointment_ahead", {"appointment_ahead": True}, "if an appointment is set"),
    ("area_known", {"area_known": True}, "if you learn where to look"),
    ("home_described", {"home_described": True}, "if you learn what kind of home"),
)
