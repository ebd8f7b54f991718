"""What becomes of a lead: the fates of the demo, and the acts that lead to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from analytics.demo import business, judging, talking, words
from analytics.demo.agenda import Agenda, awake, by_day
from analytics.demo.nurture import Run
from analytics.demo.story import FINGER, Story
from crm.models import Property
from crm.states import DealStage, InteractionKind, LeadStatus
from outreach.states import Author, Channel, Purpose
from realestate.lib import money

# What happens to how many of a hundred, once there was time for it.
FATES = {"silent": 45, "cold": 11, "replies": 17, "talks": 10, "meets": 7, "deals": 7, "stops": 3}
FIRST_WORDS = {
    "replies": ("question", "thanks", "doubt", "unclear", "question"),
    "talks": ("interest", "question", "meet"),
    "meets": ("meet", "meet", "interest"),
    "deals": ("meet", "interest"),
    "stops": ("stop", "no", "stop"),
}
STAGES = tuple(stage for stage in DealStage if stage not in {DealStage.LOST})
STAGE_DAYS = {"appointment": (1, 4), "active": (2, 8), "offer": (4, 18), "under_contract": (1, 5), "closed": (18, 34)}
DAY = timedelta(days=1)


class Plot:
    """Puts the acts of one lead on the agenda, and lets them happen."""

    def __init__(self, story: Story) -> None:
        self.story, self.rng = story, story.rng
        self.agenda = Agenda(end=story.book.as_of - timedelta(seconds=30))
        self.runs: list[Run] = []
        self.likes: list[Property] = self.rng.sample(story.office.homes, k=min(5, len(story.office.homes)))

    def begin(self) -> None:
        """Let the lead come in: what the person wrote into the form, and the welcome."""
        story, at = self.story, self.story.came_at
        wishes = story.person.wishes
        area = (wishes.get("locations") or [story.person.place.city])[0]
        if story.person.door in {"form", "page"}:
            asked = words.ASKED if story.person.kind == "buyer" else words.ASKED_TO_SELL
            price = money.short_dollars(wishes.get("price_max_cents") or 45_000_000)
            summary = self.rng.choice(asked).format(area=area, price=price)
            story.interact(InteractionKind.FORM if story.person.door == "form" else InteractionKind.NOTE, at + FINGER,
                           summary=summary)  # fmt: skip
        if story.person.consent:
            self.agenda.at(at + 2 * FINGER, self._welcome)

    def end(self) -> None:
        """Let it all happen, score it, and close the story's rows."""
        self.agenda.run()
        judging.judge(self.story)
        self.story.finish()

    def follow(self, fate: str) -> None:
        """Put on the agenda what this fate asks for."""
        at = self.story.came_at
        self._browse(at, looks=self.rng.choice((0, 1, 2, 4) if fate in {"silent", "cold", "stops"} else (2, 4, 7, 10)))
        self._call_round(at, tries=self.rng.choice((1, 1, 2, 3)))
        if fate == "cold":
            self.agenda.at(at + self.rng.uniform(26, 40) * DAY, self._go_cold)
        elif fate in FIRST_WORDS:
            said_at = awake(at + self.rng.uniform(0.2, 6) * DAY, self.story.zone, self.rng)
            self.agenda.at(said_at, lambda moment: self._first_words(moment, fate))

    def say(self, kind: str, at: datetime) -> None:
        """Let the person text something of a kind; what it means is up to the product."""
        if not self.story.is_open:
            return
        step = talking.hear(self.story, at, self.rng.choice(words.SAYS[kind]).format(home=self._home()))
        if step is None:
            return
        for run in self.runs:
            run.leave(at + FINGER, "They replied")
        if step.reason == "appointment_request":
            judging.asked_to_meet(self.story, at + FINGER)

    def _home(self) -> str:
        """Return the home that the person asks about: the same each time."""
        return talking.home_of(self.story).property.situs_street

    def _welcome(self, at: datetime) -> None:
        self.runs.append(Run(self.story, self.agenda, "new_lead_welcome", at, because="New lead with consent"))

    def _first_words(self, at: datetime, fate: str) -> None:
        self.say(self.rng.choice(FIRST_WORDS[fate]), at)
        if not self.story.is_open:
            return
        answered_at = by_day(at + timedelta(minutes=self.rng.randint(4, 300)), self.story.zone, self.rng)
        self.agenda.at(answered_at, lambda moment: self.answer(moment, fate))

    def answer(self, at: datetime, fate: str) -> None:
        """Let the agent take the conversation over, and go where the fate leads."""
        story = self.story
        if not story.is_open or story.agent is None:
            return
        talking.take_over(story, at, story.agent)
        self.write(self.rng.choice(words.WRITES["answer"]), at + FINGER)
        if fate in {"talks", "meets", "deals"}:
            for _ in range(self.rng.randint(1, 3)):
                back_at = awake(at + self.rng.uniform(0.05, 4) * DAY, story.zone, self.rng)
                self.agenda.at(back_at, self._exchange)
            called_at = by_day(at + self.rng.uniform(0.1, 3) * DAY, story.zone, self.rng)
            self.agenda.at(called_at, self.talk)
        if fate in {"meets", "deals"}:
            self.agenda.at(by_day(at + self.rng.uniform(0.2, 2) * DAY, story.zone, self.rng), self._agree_to_meet)
        if fate == "deals":
            self.agenda.at(at + self.rng.uniform(1, 4) * DAY, self._deal)

    def write(self, text: str, at: datetime, *, when: str = "") -> None:
        """Let the agent text the person."""
        story = self.story
        heard = max(story.inbound, default=None)
        answers = heard is not None and at - heard < DAY
        body = text.format(first=story.person.first, when=when)
        talking.write(
            story, at, channel=Channel.SMS, author=Author.AGENT, body=body, agent=story.agent,
            purpose=Purpose.REPLY if answers else Purpose.MARKETING,
            key=f"composer:{story.lead_id}:{at:%Y%m%d%H%M%S}",
        )  # fmt: skip

    def _exchange(self, at: datetime) -> None:
        self.say(self.rng.choice(("question", "thanks", "interest", "question")), at)
        if self.story.is_open:
            back = by_day(at + timedelta(minutes=self.rng.randint(2, 120)), self.story.zone, self.rng)
            self.agenda.at(back, self._reply_once)

    def _reply_once(self, at: datetime) -> None:
        if self.story.is_open and self.story.agent is not None:
            talking.take_over(self.story, at, self.story.agent)
            self.write(self.rng.choice(words.WRITES["answer"]), at)

    def _call_round(self, at: datetime, *, tries: int) -> None:
        for number in range(tries):
            wait = timedelta(minutes=self.rng.randint(3, 240)) if number == 0 else self.rng.uniform(1, 9) * DAY
            at = by_day(at + wait, self.story.zone, self.rng)
            self.agenda.at(at, self._try_to_call)

    def _try_to_call(self, at: datetime) -> None:
        if not self.story.is_open or self.story.person.phone is None:
            return
        outcome, seconds = self.rng.choices(
            (("no_answer", 0), ("voicemail", 35), ("talked", self.rng.randint(50, 420))), weights=(5, 3, 2)
        )[0]
        self.story.interact(
            InteractionKind.CALL, at, agent=self.story.agent, disposition=outcome, seconds=seconds,
            summary=self.rng.choice(words.TALKED) if outcome == "talked" else "",
        )  # fmt: skip
        if self.story.reached == LeadStatus.NEW and self.story.agent is not None:
            self.story.move(LeadStatus.CONTACTED, at, reason="First call", agent=self.story.agent)

    def talk(self, at: datetime) -> None:
        """Let agent and person talk on the phone, and what they learn from it."""
        if not self.story.is_open:
            return
        self.story.interact(
            InteractionKind.CALL, at, agent=self.story.agent, disposition="talked",
            seconds=self.rng.randint(120, 1500), summary=self.rng.choice(words.TALKED),
        )  # fmt: skip
        self.story.moments.append(at + FINGER)
        if self.rng.random() < 0.6:
            self.story.learn(at + FINGER, budget_confirmed=True)
        if self.rng.random() < 0.5:
            self.story.interact(
                InteractionKind.NOTE, at + 2 * FINGER, agent=self.story.agent, summary=self.rng.choice(words.NOTES)
            )
        if self.rng.random() < 0.35:
            done = self.rng.random() < 0.8
            due_at = by_day(at + self.rng.uniform(0.5, 3) * DAY, self.story.zone, self.rng)
            done_at = due_at if done and due_at < self.story.book.as_of else None
            title = self.rng.choice(words.TASKS).format(name=self.story.person.first)
            if done_at or due_at > self.story.book.as_of:
                self.story.remember(title, due_at=due_at, made_at=at + FINGER, done_at=done_at)

    def _agree_to_meet(self, at: datetime) -> None:
        if not self.story.is_open:
            return
        starts_at = self._slot(at + self.rng.uniform(1, 6) * DAY)
        outcome = self.rng.choices(("held", "no_show", "cancelled"), weights=(8, 1, 1))[0]
        self.meet(at, starts_at, outcome)

    def meet(self, at: datetime, starts_at: datetime, outcome: str = "held") -> None:
        """Agree an appointment that begins at a moment."""
        home, person = self.likes[0], self.story.person
        title = (
            f"Showing, {person.first} {person.last}"
            if person.kind == "buyer"
            else f"Listing walk-through, {person.last}"
        )
        business.meet(self.story, at, starts_at=starts_at, minutes=self.rng.choice((30, 45, 60)), title=title,
                      place=f"{home.situs_street}, {home.situs_city}", outcome=outcome)  # fmt: skip

    def _slot(self, at: datetime) -> datetime:
        day = by_day(at, self.story.zone, self.rng)
        return day.replace(minute=self.rng.choice((0, 30)), second=0, microsecond=0)

    def _deal(self, at: datetime) -> None:
        if not self.story.is_open:
            return
        way = self._way(at)
        lost = self.rng.random() < 0.16 and way[-1][1] not in {DealStage.CLOSED, DealStage.UNDER_CONTRACT}
        if lost:
            over_at = way[-1][0] + self.rng.uniform(1, 9) * DAY
            if over_at < self.story.book.as_of:
                way.append((over_at, DealStage.LOST))
        home, person = self.likes[0], self.story.person
        value = person.wishes.get("price_max_cents") or self.rng.randint(280, 780) * 100_000
        names: dict[str, Any] = {"kind": "buyer" if person.kind == "buyer" else "seller"}
        title = f"{person.last}, {home.situs_street}" if person.kind == "buyer" else f"{person.last} listing"
        reason = self.rng.choice(("Bought with somebody else", "Financing fell through", "Decided to wait a year"))
        business.open_deal(
            self.story, way, title=title, value_cents=value, home=home if len(way) > 2 else None, lost_reason=reason,
            **names,
        )  # fmt: skip
        for run in self.runs:
            if self.story.reached == LeadStatus.DEAL_CLOSED:
                run.leave(way[-1][0], "The deal is closed")

    def _way(self, at: datetime) -> list[tuple[datetime, str]]:
        """Return the stages that there was time for, and that the deal got to."""
        ends = self.rng.choices(range(1, len(STAGES) + 1), weights=(1, 1, 2, 2, 3, 9))[0]
        way: list[tuple[datetime, str]] = [(at, DealStage.QUALIFIED)]
        for stage in STAGES[1:ends]:
            low, high = STAGE_DAYS[stage]
            at = by_day(at + self.rng.uniform(low, high) * DAY, self.story.zone, self.rng)
            if at >= self.story.book.as_of:
                break
            way.append((at, stage))
        return way

    def _browse(self, at: datetime, *, looks: int) -> None:
        """Let the person look at homes, or at the value of their own, in the days after they came."""
        is_buyer = self.story.person.kind == "buyer"
        age = self.story.book.as_of - at
        for _ in range(looks):
            late = self.rng.random() ** 1.7  # mostly early on
            moment = awake(at + late * age, self.story.zone, self.rng)
            if is_buyer:
                self.agenda.at(moment, self._look)
            elif self.rng.random() < 0.4:
                self.agenda.at(moment, lambda when: self.story.interact(InteractionKind.VALUATION, when))

    def look_again(self, moments: Sequence[datetime]) -> None:
        """Let the person come back to one home at these moments."""
        for moment in moments:
            self.agenda.at(moment, lambda at: self._view(at, self.likes[0]))

    def _look(self, at: datetime) -> None:
        if self.story.reached == LeadStatus.OPTED_OUT:
            return
        home = self.rng.choice(self.likes)
        self._view(at, home)
        if self.rng.random() < 0.2:
            self.story.interact(InteractionKind.SAVE, at + timedelta(seconds=50), home=home)

    def _view(self, at: datetime, home: Property) -> None:
        self.story.interact(InteractionKind.VIEW, at, home=home)
        self.story.moments.append(at + FINGER)

    def _go_cold(self, at: datetime) -> None:
        if self.story.reached in {LeadStatus.NEW, LeadStatus.CONTACTED}:
            self.story.move(LeadStatus.COLD, at, reason="No answer in a month")
            for run in self.runs:
                run.leave(at, "The lead went cold")
