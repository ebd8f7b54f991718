"""What would change a decision, and the law it rests on: for the decision log."""

from collections.abc import Mapping

WHAT_HELPS: Mapping[str, str] = {
    "KILL_SWITCH": "Letting the switch go, under Safeguards.",
    "DEMO_REAL_CARRIER": "Nothing: a demo stays on this machine.",
    "GATE_ERROR": "Filling in what is missing, named under “For the record”; then it is asked again.",
    "NUMBER_INVALID": "Correcting the number on the person’s page.",
    "NUMBER_TYPE": "Another number of theirs.",
    "JURISDICTION": "A number in the United States or its territories.",
    "LINE_TYPE": "A mobile number, or a call or email instead.",
    "EMAIL_INVALID": "Another address of theirs.",
    "PURPOSE_MISMATCH": "Writing it as what it is, such as an ordinary message.",
    "OPTED_OUT": "Only their own new word from this number or address, confirmed by two people here.",
    "WRONG_NUMBER": "A number that is theirs.",
    "LITIGATION_HOLD": "Counsel’s word; nobody here can lift it by a button.",
    "STATE_EMERGENCY": "The end of the declared emergency, or an answer to a message of theirs.",
    "CAMPAIGN_COMPLETE": "A person writing, or a new series that they agreed to.",
    "LISTED_WITH_OTHER_BROKER": "The end of the other broker’s listing.",
    "CONSENT_REVOKED": "A new permission from them.",
    "CONSENT_PEWC_REQUIRED": "Their written consent for this number, or a call dialled by a person.",
    "CONSENT_REQUIRED": "Their consent to be contacted about this matter, or their message, which may be answered.",
    "CONSENT_WRONG_SELLER": "A consent that names this brokerage.",
    "CONSENT_CHANNEL": "A consent that covers this channel.",
    "CONSENT_INCOMPLETE": "A consent with every part that the law asks for, as the web form takes it.",
    "CONSENT_EMAIL_POLICY": "Their question or consent; or the brokerage’s own rule on cold email.",
    "ADDRESS_INCOMPLETE": "Street, city, state and postal code on the person’s page.",
    "LETTER_TOO_SOON": "Time: four weeks after the last letter.",
    "SOURCE_HARVESTED": "An address that they gave us themselves.",
    "DNC_SCRUB_MISSING": "Loading the list of this area code, and of the state, under Safeguards.",
    "DNC_SCRUB_STALE": "Loading a list no more than 31 days old.",
    "DNC_NATIONAL": "Written consent, an inquiry of the last three months, or a deal of the last eighteen.",
    "DNC_STATE": "Written consent, an inquiry of the last three months, or a deal of the last eighteen.",
    "REASSIGNED": "A number that is still theirs.",
    "RND_STALE": "A fresh look-up of the number, or a message from it.",
    "SENDER_UNREGISTERED": "An approved 10DLC brand and campaign for this use, under Registration.",
    "STATE_NOT_ENABLED": "Recording the licence or exemption for this state, under Registration.",
    "CONTENT_FAILED": "Other words: what stopped it is named in the check.",
    "NEEDS_HUMAN_REVIEW": "A person’s approval of these exact words.",
    "CONFIRM_LATE": "Nothing: a confirmation goes within five minutes or not at all.",
    "CONFIRM_DUPLICATE": "Nothing: one confirmation is all the law allows.",
    "QUIET_HOURS": "Time: it is asked again when every place they may be is open. A place they tell us narrows it.",
    "FREQ_CAP_DAY": "Time: it is asked again a day after the last one.",
    "FREQ_CAP_3": "Time: it is asked again a day after the third-last.",
}
CFR = "https://www.law.cornell.edu/cfr/text/47/64.1200"
SOURCES: tuple[tuple[str, str, str], ...] = (
    ("FL-", "Fla. Stat. 501.059 and 501.616", "http://www.leg.state.fl.us/statutes/"),
    ("EML-", "CAN-SPAM, 15 USC 7704", "https://www.law.cornell.edu/uscode/text/15/7704"),
    ("DNC-5", "Fla. Stat. 501.059(3)-(4)", "http://www.leg.state.fl.us/statutes/"),
    ("DNC-6", "Fla. Stat. 501.059(4)", "http://www.leg.state.fl.us/statutes/"),
    ("DNC-", "47 CFR 64.1200(c)(2)", CFR),
    ("RND-", "47 CFR 64.1200(m)", CFR),
    ("TCPA-", "47 CFR 64.1200", CFR),
    ("OPT-", "47 CFR 64.1200(a)(10), (d)", CFR),
    ("CONF-", "47 CFR 64.1200(a)(12)", CFR),
    ("LTR-2", "Fla. Admin. Code 61J2-10.025; 39 USC 3001(d)", "https://www.law.cornell.edu/uscode/text/39/3001"),
    ("ST-", "The state’s own act, as in the rule book", ""),
    ("MLS-", "NAR Code of Ethics, article 16", "https://www.nar.realtor/about-nar/governing-documents/code-of-ethics"),
    ("SMS-", "CTIA Messaging Principles", ""),
    ("HELP-", "CTIA Messaging Principles", ""),
)


def what_helps(reason: str) -> str:
    """Return what would change a decision of this reason; empty for none known."""
    return WHAT_HELPS.get(reason, "")


def source_of(rule: str) -> tuple[str, str]:
    """Return the law behind a rule and where to read it; our own policy has neither address nor statute."""
    for beginning, name, url in SOURCES:
        if rule.startswith(beginning):
            return name, url
    return ("The product’s own rule", "") if rule else ("", "")
