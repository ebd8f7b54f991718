"""The gate's own answers for invented messages: asked for real, remembered where only the hour differs."""

import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.compliance import facts
from outreach.compliance.gate import decide
from outreach.compliance.rules import shipped_rules
from outreach.compliance.verdicts import Decision, Verdict

DAY, SUNDAY = timedelta(days=1), 7
FULL = {
    "signed": True, "names_seller": True, "number_matches": True, "disclosed_automated": True, "not_condition": True,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the gate is told of one invented message, its moment aside. ``zone`` is the person's."""

    channel: str
    purpose: str
    automated: bool
    number: str | None
    state: str
    county: str
    level: str
    source: str
    zone: ZoneInfo
    heard_at: datetime | None
    suppressed: tuple[str, ...] = ()

    def facts_at(self, at: datetime) -> facts.GateFacts:
        """Return the facts that the gate decides by."""
        has_consent = self.level != "none"
        by_email = self.channel == "email"
        return facts.GateFacts(
            now=at,
            channel=facts.Channel(self.channel),
            purpose=facts.Purpose(self.purpose),
            automated=self.automated,
            source=self.source,
            identifier=facts.IdentifierFacts(
                number=self.number, line_type="mobile", email_status="valid" if by_email else None,
                suppressed=self.suppressed, last_inbound_at=self.heard_at,
            ),
            place=facts.PlaceFacts(mailing=facts.AddressFacts(state=self.state, county=self.county)),
            consent=facts.ConsentFacts(
                level=self.level, channels=("sms", "voice", "email") if has_consent else (), seller_match=has_consent,
                **(FULL if self.level == "pewc" else {}),
            ),
            dnc=facts.DncFacts(),
            history=(),
            content=facts.ContentFacts(lint="pass", ai_written=False),
            sender=facts.SenderFacts(a2p_registered=True),
            policy=facts.PolicyFacts(sender_state="FL", allow_cold_email=False, rnd_required=False),
            system=facts.SystemFacts(is_demo=True, carrier="mailcatcher" if by_email else "simulator"),
        )  # fmt: skip

    def kind_at(self, at: datetime) -> tuple[object, ...]:
        """Return what sorts cases: two of one kind are decided alike at hours that are open to both."""
        heard_lately = self.heard_at is not None and at - self.heard_at < DAY
        is_sunday = at.astimezone(self.zone).isoweekday() == SUNDAY
        return (
            self.channel, self.purpose, self.automated, (self.number or "")[:5], self.state, self.county, self.level,
            self.source, self.suppressed, heard_lately, is_sunday,
        )  # fmt: skip


class Gatehouse:
    """Asks the gate about messages of the past; not again where a case met before differs by the hour only."""

    def __init__(self) -> None:
        self._rules = shipped_rules()
        self._known: dict[tuple[object, ...], Decision] = {}

    def ask(self, at: datetime, case: Case) -> Decision:
        """Return the gate's decision about one message at a moment."""
        kind = case.kind_at(at)
        known = self._known.get(kind)
        if known is not None and _holds(known, at):
            return _moved(known, at)
        decision = decide(case.facts_at(at), self._rules)
        if decision.decision is not Verdict.DEFER:
            self._known[kind] = decision
        return decision


def _holds(decision: Decision, at: datetime) -> bool:
    """Return whether the same would be said at another hour: a block stands, and an open window is open within."""
    if decision.decision is Verdict.BLOCK:
        return True
    for row in decision.evidence.get("zones", []):
        opens, _, closes = str(row["window"]).partition("-")
        if not opens <= at.astimezone(ZoneInfo(row["zone"])).strftime("%H:%M") < closes:
            return False
    return True


def _moved(decision: Decision, at: datetime) -> Decision:
    """Return the same decision as it reads at another open hour."""
    evidence = copy.copy(decision.evidence)
    evidence["now"] = at.isoformat()
    evidence["zones"] = [
        {**row, "local_time": at.astimezone(ZoneInfo(row["zone"])).isoformat()} for row in evidence.get("zones", [])
    ]
    return Decision(
        decision=decision.decision,
        reason=decision.reason,
        rule=decision.rule,
        rules_version=decision.rules_version,
        evidence=evidence,
        checks=decision.checks,
    )
