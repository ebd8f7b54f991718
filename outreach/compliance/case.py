"""One message before the gate: its facts, the rule book, and what follows from both for every check."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from outreach.compliance.facts import (
    AUTOMATED_PHONE,
    PHONE_CHANNELS,
    VOICE_AUTOMATED,
    Channel,
    GateFacts,
    HistoryItem,
    Purpose,
)
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import RuleBook
from outreach.compliance.zones import Candidates, resolve


@dataclass(frozen=True)
class Case:
    """Facts and rules, with the derived values that several checks share."""

    facts: GateFacts
    rules: RuleBook

    @cached_property
    def purpose(self) -> Purpose:
        """The purpose as judged: a reply that comes too late is marketing again (TCPA-CON-6)."""
        stated = Purpose(self.facts.purpose)
        late = stated is Purpose.REPLY and not self.inbound_within(timedelta(hours=self.rules.limits.reply_hours))
        return Purpose.MARKETING if late else stated

    @cached_property
    def channel(self) -> Channel:
        """The channel; an unknown one is an error, hence a block."""
        return Channel(self.facts.channel)

    @property
    def is_phone(self) -> bool:
        """Whether the message reaches a phone, as text or as voice."""
        return self.channel in PHONE_CHANNELS

    @property
    def needs_phone_consent(self) -> bool:
        """Whether the channel is one of the automated ones to a phone; an artificial voice is one (TCPA-AI-1)."""
        channels = AUTOMATED_PHONE if self.rules.has("TCPA-AI-1") else AUTOMATED_PHONE - VOICE_AUTOMATED
        return self.channel in channels

    @property
    def is_marketing(self) -> bool:
        """Whether the message is judged as marketing."""
        return self.purpose is Purpose.MARKETING

    @property
    def is_automated(self) -> bool:
        """Whether a machine sends it. A live call never counts as automated."""
        return self.facts.automated and self.channel is not Channel.CALL_LIVE

    @cached_property
    def place(self) -> Candidates:
        """Where the person may be."""
        return resolve(self.facts, self.rules.zones, lifted=self.rules.lifted)

    @property
    def now(self) -> datetime:
        """The moment of sending, in UTC."""
        return self.facts.now.astimezone(UTC)

    def inbound_within(self, span: timedelta) -> bool:
        """Whether this identifier wrote or called us within ``span``; exactly that long ago counts."""
        last = self.facts.identifier.last_inbound_at
        return last is not None and self.facts.now - last <= span

    def recent(self) -> list[HistoryItem]:
        """Return the attempts of the rolling day, oldest first. One made exactly a day ago is out."""
        since = self.facts.now - timedelta(hours=self.rules.limits.rolling_hours)
        return sorted((item for item in self.facts.history if item.at > since), key=lambda item: item.at)

    def require_sane_clock(self) -> None:
        """Raise ``MissingRuleData`` if the moment is naive, or if a fact lies in its future (SYS-2)."""
        facts = self.facts
        moments = [item.at for item in facts.history]
        moments += [at for at in (facts.identifier.last_inbound_at,) if at]
        moments += [facts.optout.received_at] if facts.optout else []
        moments += [facts.ebr.at] if facts.ebr else []
        if any(moment.tzinfo is None for moment in [facts.now, *moments]):
            raise MissingRuleData("clock: a moment without a zone")
        latest = facts.now + timedelta(seconds=self.rules.limits.skew_seconds)
        if any(moment > latest for moment in moments):
            raise MissingRuleData("clock: a fact lies in the future")
