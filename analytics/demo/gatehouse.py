"""The gate's own answers for invented messages: asked for real, remembered where only the hour differs."""

import copy
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


class Gatehouse:
    """Asks the gate about messages of the past; not again where a case met before differs by the hour only."""

    def __init__(self) -> None:
        self._rules = shipped_rules()
        self._known: dict[tuple[object, ...], Decision] = {}

    def ask(
        self,
        at: datetime,
        *,
        channel: str,
        purpose: str,
        automated: bool,
        number: str | None,
        state: str,
        county: str,
        level: str,
        source: str,
        zone: ZoneInfo,
        heard_at: datetime | None,
        suppressed: tuple[str, ...] = (),
    ) -> Decision:
        """Return the gate's decision about one message at a moment."""
        heard_lately = heard_at is not None and at - heard_at < DAY
        is_sunday = at.astimezone(zone).isoweekday() == SUNDAY
        case = (
            channel, purpose, automated, (number or "")[:5], state, county, level, source, suppressed, heard_lately,
            is_sunday,
        )  # fmt: skip
        known = self._known.get(case)
        if known is not None and _holds(known, at):
            return _moved(known, at)
        decision = decide(
            facts.GateFacts(
                now=at,
                channel=facts.Channel(channel),
                purpose=facts.Purpose(purpose),
                automated=automated,
                source=source,
                identifier=facts.IdentifierFacts(
                    number=number,
                    line_type="mobile",
                    email_status="valid" if channel == "email" else None,
                    suppressed=suppressed,
                    last_inbound_at=heard_at,
                ),
                place=facts.PlaceFacts(mailing=facts.AddressFacts(state=state, county=county)),
                consent=facts.ConsentFacts(
                    level=level,
                    channels=("sms", "voice", "email") if level != "none" else (),
                    seller_match=level != "none",
                    **(FULL if level == "pewc" else {}),
                ),
                dnc=facts.DncFacts(),
                history=(),
                content=facts.ContentFacts(lint="pass", ai_written=False),
                sender=facts.SenderFacts(a2p_registered=True),
                policy=facts.PolicyFacts(sender_state="FL", allow_cold_email=False, rnd_required=False),
                system=facts.SystemFacts(is_demo=True, carrier="mailcatcher" if channel == "email" else "simulator"),
            ),
            self._rules,
        )
        if decision.decision is not Verdict.DEFER:
            self._known[case] = decision
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
