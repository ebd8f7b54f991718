"""What the person does: homes looked at, calls, forms, visits."""

from collections import Counter

from scoring.features.base import feature
from scoring.features.facts import LeadFacts

INTERACTIONS = "crm.Interaction"
# What a person does of their own will; our notes, calls and texts to them are not in it.
THEIR_ACTS = ("reply", "view", "save", "form", "valuation", "open_house", "showing")
REAL_TALK_SECONDS = 60  # below it is a voicemail or a wrong moment


@feature(definition="Homes looked at in the last 7 days, repeats counted.", unit="count", window=7, source=INTERACTIONS)
def views_7d(facts: LeadFacts) -> int:
    return len(facts.within(7, ["view"]))


@feature(definition="Homes looked at in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def views_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["view"]))


@feature(definition="Different homes looked at in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def homes_viewed_30d(facts: LeadFacts) -> int:
    return len({act.home for act in facts.within(30, ["view"]) if act.home is not None})


@feature(definition="Most looks at one and the same home in 30 days.", unit="count", window=30, source=INTERACTIONS)
def most_views_of_one_home_30d(facts: LeadFacts) -> int:
    looks = Counter(act.home for act in facts.within(30, ["view"]) if act.home is not None)
    return max(looks.values(), default=0)


@feature(definition="Homes saved in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def saves_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["save"]))


@feature(definition="Forms filled in over the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def forms_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["form"]))


@feature(definition="Times the value report was opened in 30 days.", unit="count", window=30, source=INTERACTIONS)
def valuations_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["valuation"]))


@feature(definition="Open houses visited in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def open_houses_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["open_house"]))


@feature(definition="Showings in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def showings_30d(facts: LeadFacts) -> int:
    return len(facts.within(30, ["showing"]))


@feature(definition="Calls of a minute or more in the last 30 days.", unit="count", window=30, source=INTERACTIONS)
def talks_30d(facts: LeadFacts) -> int:
    return sum(act.seconds >= REAL_TALK_SECONDS for act in facts.within(30, ["call"]))


@feature(definition="Longest call of the last 30 days.", unit="seconds", window=30, source=INTERACTIONS)
def longest_talk_seconds_30d(facts: LeadFacts) -> int:
    return max((act.seconds for act in facts.within(30, ["call"])), default=0)


@feature(
    definition="Different days of the last 14 on which the person did something.",
    unit="days",
    window=14,
    source="crm.Interaction, events reply.received",
)
def active_days_14d(facts: LeadFacts) -> int:
    return len({act.at.date() for act in facts.within(14, THEIR_ACTS)})


@feature(
    definition="What the person did in the last 7 days, less what they did in the 7 days before.",
    unit="count",
    window=14,
    source="crm.Interaction, events reply.received",
)
def velocity_7d(facts: LeadFacts) -> int:
    week = len(facts.within(7, THEIR_ACTS))
    return week - (len(facts.within(14, THEIR_ACTS)) - week)


@feature(
    definition="Whole days since the person last did anything; since they came, if they never did.",
    unit="days",
    window=90,
    source="crm.Interaction, crm.Lead.last_inbound_at, crm.Lead.created_at",
)
def silence_days(facts: LeadFacts) -> int:
    seen = [act.at for act in facts.within(90, THEIR_ACTS)]
    if facts.last_inbound_at is not None:
        seen.append(facts.last_inbound_at)
    seen.append(facts.came_at)
    return max(0, (facts.now - max(seen)).days)
