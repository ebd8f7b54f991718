"""How long the gate thinks about one message: facts in, decision out, no database.

``python -m benchmarks.gate_decision [--decisions 5000]``.
"""

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks._report import finish, percentile, report

if TYPE_CHECKING:
    from outreach.compliance.facts import GateFacts

TARGET_MS = 1.0
NOON = datetime(2026, 7, 15, 16, tzinfo=UTC)  # in Orlando


def main() -> None:
    """Run it and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=5_000)
    options = parser.parse_args()
    took = measure(options.decisions)
    met = report(
        "gate: one decision, p99",
        figure=percentile(took, 0.99),
        unit="ms",
        target=TARGET_MS,
        p50=percentile(took, 0.5),
        slowest=max(took),
        decisions=len(took),
    )
    finish(met)


def measure(decisions: int) -> list[float]:
    """Return the milliseconds of each decision; every one goes through all twelve checks and is allowed."""
    from outreach.compliance.gate import decide  # noqa: PLC0415 - Django is set up by the stage
    from outreach.compliance.rules import shipped_rules  # noqa: PLC0415

    rules, took = shipped_rules(), []
    for number in range(decisions):
        facts = _facts(NOON + timedelta(seconds=number % 3600))
        began = time.perf_counter()
        decision = decide(facts, rules)
        took.append((time.perf_counter() - began) * 1000)
        assert decision.is_allowed, decision
    return took


def _facts(now: datetime) -> "GateFacts":
    from outreach.compliance import facts  # noqa: PLC0415

    return facts.GateFacts(
        now=now,
        channel=facts.Channel.SMS,
        purpose=facts.Purpose.MARKETING,
        automated=True,
        source="web_form",
        identifier=facts.IdentifierFacts(number="+14075550100", line_type="mobile"),
        place=facts.PlaceFacts(mailing=facts.AddressFacts(state="FL", county="Orange")),
        consent=facts.ConsentFacts(
            level="pewc", channels=("sms",), seller_match=True, signed=True, names_seller=True,
            number_matches=True, disclosed_automated=True, not_condition=True,
        ),
        content=facts.ContentFacts(lint="pass", ai_written=False, hash="0" * 64),
        sender=facts.SenderFacts(a2p_registered=True),
        policy=facts.PolicyFacts(sender_state="FL", enabled_states=("FL",)),
        history=tuple(
            facts.HistoryItem(at=now - timedelta(days=day), channel=facts.Channel.SMS, auto=True, purpose="marketing")
            for day in range(2, 12)
        ),
        rnd=facts.RndFacts(result="no", age_days=3),
        system=facts.SystemFacts(carrier="simulator"),
    )  # fmt: skip


if __name__ == "__main__":
    main()
