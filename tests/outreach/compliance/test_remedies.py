"""Every refusal says what would change it, and which law it rests on."""

import pytest

from outreach.compliance.explain import BLOCKS, HELD
from outreach.compliance.remedies import source_of, what_helps


@pytest.mark.parametrize("reason", [*BLOCKS, *HELD, "QUIET_HOURS"])
def test_every_reason_of_the_gate_says_what_would_change_it(reason):
    assert what_helps(reason)


@pytest.mark.parametrize(
    ("rule", "name"),
    [("DNC-4", "47 CFR 64.1200(c)(2)"), ("DNC-5", "Fla. Stat. 501.059(3)-(4)"),
     ("FL-QH-1", "Fla. Stat. 501.059 and 501.616"), ("TCPA-CON-1", "47 CFR 64.1200"),
     ("REV-1", "The product’s own rule"), ("", "")],
)  # fmt: skip
def test_a_rule_leads_to_its_law(rule, name):
    assert source_of(rule)[0] == name
