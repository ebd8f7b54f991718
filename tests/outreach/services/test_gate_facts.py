"""From rows to the stored decision: for every rule, rows that make it decide. Those that wait: ``test_gate_hours``."""

from datetime import timedelta

import pytest

from crm.models import ContactPoint, Lead, Ownership
from crm.states import InteractionKind, PointKind
from outreach.compliance import rule_words
from outreach.compliance.rule_lines import RuleLine
from outreach.models import Conversation, Wording
from outreach.services import conversations, handoff, rulebook, sending, standing, suppression
from outreach.states import Author, Purpose, RuleKind, SuppressionScope
from realestate.lib import clock
from tests.factories.crm import InteractionFactory, ListingFactory, PropertyFactory
from tests.factories.outreach import NOON
from tests.outreach.services.gate_world import TODAY, named


def brokerage_paused(w):
    w.brokerage_has(sending_paused=True)


def campaign_stopped(w):
    standing.stop(w.brokerage, by=w.lead.assigned_to, campaign="sequence:3")
    w.sends(campaign="sequence:3")


def address_bounced(w):
    ContactPoint.objects.filter(contact=w.lead.contact, kind=PointKind.EMAIL).update(status="bounced")
    w.mails()


def number_too_short(w):
    w.phone_has(value="+1407555")


def number_toll_free(w):
    w.phone_has(value="+18005550142")


def number_in_toronto(w):
    w.phone_has(value="+14165550142")


def number_of_a_landline(w):
    w.phone_has(line_type="landline")


def help_that_nobody_asked_for(w):
    w.wrote(ago=timedelta(minutes=6), body="HELP")
    w.sends(purpose=Purpose.HELP_RESPONSE)


def help_given_twice(w):
    w.wrote(ago=timedelta(minutes=4), body="HELP")
    w.sends(purpose=Purpose.HELP_RESPONSE, author=Author.ASSISTANT)
    w.earlier(0.05)


def help_at_once(w):
    w.wrote(ago=timedelta(minutes=1), body="HELP")
    w.sends(purpose=Purpose.HELP_RESPONSE, author=Author.ASSISTANT)


def confirmation_of_nothing(w):
    w.sends(purpose=Purpose.OPTOUT_CONFIRMATION, author=Author.ASSISTANT)


def stop_confirmed_at_once(w):
    stopped = w.wrote(ago=timedelta(minutes=2), body="Stop please")
    suppression.suppress(w.phone, SuppressionScope.PHONE, source="text")
    w.sends(purpose=Purpose.OPTOUT_CONFIRMATION, author=Author.ASSISTANT, in_reply_to=stopped)


def stop_confirmed_late(w):
    stopped = w.wrote(ago=timedelta(minutes=6), body="Stop please")
    w.sends(purpose=Purpose.OPTOUT_CONFIRMATION, author=Author.ASSISTANT, in_reply_to=stopped)


def stop_confirmed_late_though_they_wrote_on(w):
    stop_confirmed_late(w)
    w.wrote(ago=timedelta(minutes=1), body="Is anybody there?")


def stop_confirmed_twice(w):
    stopped = w.wrote(ago=timedelta(minutes=4), body="Stop please")
    w.sends(purpose=Purpose.OPTOUT_CONFIRMATION, author=Author.ASSISTANT, in_reply_to=stopped)
    w.earlier(0.05)


def stop_confirmed_twice_though_they_wrote_on(w):
    stop_confirmed_twice(w)
    w.wrote(ago=timedelta(minutes=1), body="Is anybody there?")


def stop_answered_by_the_carrier(w):
    stopped = w.wrote(ago=timedelta(minutes=1), body="STOP", understood={"provider_auto_reply": True})
    w.sends(purpose=Purpose.OPTOUT_CONFIRMATION, author=Author.ASSISTANT, in_reply_to=stopped)


def told_us_to_stop(w):
    suppression.suppress(w.phone, SuppressionScope.SMS, source="text")


def number_of_somebody_else(w):
    w.phone_has(is_wrong=True)


def litigator(w):
    w.phone_has(is_litigator=True)


def litigator_by_mail(w):
    """The hold is on the person: whichever number it was noted at, every channel is closed."""
    w.phone_has(is_litigator=True)
    w.mails()


def emergency_declared(w):
    value = rule_words.read(RuleKind.EMERGENCY, "Hurricane, order 26-101")
    line = RuleLine(kind=RuleKind.EMERGENCY, subject="FL", value=value, source="an order", confidence="A")
    rulebook.add(line, effective_on=TODAY, ends_on=TODAY, entered_by="op@homestretch.example")


def series_all_sent(w):
    w.sends(series="enrollment:1", series_max=1)
    w.earlier(26)


def person_replied(w):
    """They wrote after the message was planned."""
    with clock.held(NOON - timedelta(hours=1)):
        sending.request(w.lead, key="case:1", due_at=NOON, **w.what)
    Conversation.objects.update(last_inbound_at=NOON - timedelta(minutes=30))


def person_was_asked_for(w):
    handoff.request(conversations.of(w.lead.contact), lead=w.lead, reason="price", summary="Asks for a price.")


def home_listed_elsewhere(w):
    home = PropertyFactory(brokerage=w.brokerage)
    Ownership.objects.create(contact=w.lead.contact, property=home)
    ListingFactory(property=home, firm="Another Broker")
    Lead.objects.filter(pk=w.lead.pk).update(kind="seller")


def consent_not_in_writing(w):
    w.consents().update(level="pec")


def consent_box_ticked_beforehand(w):
    w.consents().update(prechecked=True)


def consent_to_another_company(w):
    w.consents().update(seller_named="Some Lead Shop")


def consent_to_mail_only(w):
    w.consents().update(channels=["email"])


def consent_taken_back(w):
    w.consents().update(revoked_at=NOON - timedelta(days=1))


def appointment_without_consent(w):
    w.consents().update(level="inquiry")
    w.sends(purpose=Purpose.INFORMATIONAL)


def answer_of_yesterday(w):
    w.consents().delete()
    w.wrote(ago=timedelta(hours=25))
    w.sends(purpose=Purpose.REPLY)


def answer_of_today(w):
    w.consents().delete()
    w.wrote(ago=timedelta(hours=23))
    w.sends(purpose=Purpose.REPLY)


def address_scraped(w):
    ContactPoint.objects.filter(contact=w.lead.contact, kind=PointKind.EMAIL).update(source="scraped_site")
    w.mails()


def mail_that_nobody_asked_for(w):
    w.consents().delete()
    w.mails()


def call_without_lists(w):
    w.calls_by_hand()


def call_by_old_lists(w):
    w.calls_by_hand()
    w.lists(age=32)


def call_to_a_number_on_the_national_list(w):
    w.calls_by_hand()
    w.lists(national=True)


def call_to_a_number_on_the_states_list(w):
    w.calls_by_hand()
    w.lists(state=True)


def call_about_their_own_sign(w):
    w.calls_by_hand()
    w.lists(state=True)
    w.phone_has(source="yard_sign")


def call_about_their_own_sign_on_the_national_list(w):
    w.calls_by_hand()
    w.lists(national=True)
    w.phone_has(source="yard_sign")


def call_after_an_inquiry(w):
    w.calls_by_hand()
    w.lists(national=True, state=True)
    InteractionFactory(lead=w.lead, kind=InteractionKind.FORM, occurred_at=NOON - timedelta(days=30))


def number_given_away(w):
    w.looked_up("yes")


def number_not_looked_up(w):
    w.brokerage_has(rnd_required=True)
    w.looked_up("no", age=32)
    w.brokerage_has(lookup_budget_cents=0)


def no_texting_campaign(w):
    w.brokerage_has(texting_registered=False)


def state_not_registered(w):
    w.brokerage_has(carrier="twilio")


def words_with_a_gap(w):
    w.sends(body="Hi {first_name}, three homes came up.")


def words_of_a_model(w):
    with clock.held(NOON - timedelta(hours=1)):
        message = sending.request(w.lead, key="case:1", due_at=NOON, **w.what)
    Wording.objects.create(message=message, writer="a model, prompt 3")


def home_in_foreclosure(w):
    """A person reads what goes to such an owner, whoever wrote it (FCL-1)."""
    home = PropertyFactory(brokerage=w.brokerage, distress_reason="foreclosure")
    Ownership.objects.create(contact=w.lead.contact, property=home)


BLOCKED = [
    (brokerage_paused, "SYS-1", "KILL_SWITCH"),
    (campaign_stopped, "SYS-1", "KILL_SWITCH"),
    (address_bounced, "EML-0", "EMAIL_INVALID"),
    (number_too_short, "NUM-1", "NUMBER_INVALID"),
    (number_toll_free, "NUM-2", "NUMBER_TYPE"),
    (number_in_toronto, "NUM-3", "JURISDICTION"),
    (number_of_a_landline, "NUM-4", "LINE_TYPE"),
    (help_that_nobody_asked_for, "HELP-1", "PURPOSE_MISMATCH"),
    (help_given_twice, "HELP-1", "PURPOSE_MISMATCH"),
    (confirmation_of_nothing, "CONF-1", "PURPOSE_MISMATCH"),
    (stop_confirmed_late, "CONF-2", "CONFIRM_LATE"),
    (stop_confirmed_late_though_they_wrote_on, "CONF-2", "CONFIRM_LATE"),
    (stop_confirmed_twice, "CONF-3", "CONFIRM_DUPLICATE"),
    (stop_confirmed_twice_though_they_wrote_on, "CONF-3", "CONFIRM_DUPLICATE"),
    (stop_answered_by_the_carrier, "CONF-3", "CONFIRM_DUPLICATE"),
    (told_us_to_stop, "OPT-1", "OPTED_OUT"),
    (number_of_somebody_else, "OPT-2", "WRONG_NUMBER"),
    (litigator, "OPT-2", "LITIGATION_HOLD"),
    (litigator_by_mail, "OPT-2", "LITIGATION_HOLD"),
    (emergency_declared, "ST-QH-3", "STATE_EMERGENCY"),
    (series_all_sent, "FREQ-3", "CAMPAIGN_COMPLETE"),
    (person_replied, "FREQ-3", "CAMPAIGN_COMPLETE"),
    (person_was_asked_for, "FREQ-3", "CAMPAIGN_COMPLETE"),
    (home_listed_elsewhere, "MLS-1", "LISTED_WITH_OTHER_BROKER"),
    (consent_not_in_writing, "TCPA-CON-1", "CONSENT_PEWC_REQUIRED"),
    (consent_box_ticked_beforehand, "TCPA-CON-2", "CONSENT_INCOMPLETE"),
    (consent_to_another_company, "TCPA-CON-3", "CONSENT_WRONG_SELLER"),
    (consent_to_mail_only, "TCPA-CON-3", "CONSENT_CHANNEL"),
    (consent_taken_back, "TCPA-CON-4", "CONSENT_REVOKED"),
    (appointment_without_consent, "TCPA-CON-5", "CONSENT_REQUIRED"),
    (answer_of_yesterday, "TCPA-CON-1", "CONSENT_PEWC_REQUIRED"),
    (address_scraped, "EML-CON-1", "SOURCE_HARVESTED"),
    (mail_that_nobody_asked_for, "EML-CON-2", "CONSENT_EMAIL_POLICY"),
    (call_without_lists, "DNC-2", "DNC_SCRUB_MISSING"),
    (call_by_old_lists, "DNC-3", "DNC_SCRUB_STALE"),
    (call_to_a_number_on_the_national_list, "DNC-4", "DNC_NATIONAL"),
    (call_to_a_number_on_the_states_list, "DNC-5", "DNC_STATE"),
    (call_about_their_own_sign_on_the_national_list, "DNC-4", "DNC_NATIONAL"),
    (number_given_away, "RND-1", "REASSIGNED"),
    (number_not_looked_up, "RND-2", "RND_STALE"),
    (no_texting_campaign, "SMS-REG-1", "SENDER_UNREGISTERED"),
    (state_not_registered, "FL-LIC-1", "STATE_NOT_ENABLED"),
    (words_with_a_gap, "CNT-1", "CONTENT_FAILED"),
    (words_of_a_model, "REV-1", "NEEDS_HUMAN_REVIEW"),
    (home_in_foreclosure, "REV-1", "NEEDS_HUMAN_REVIEW"),
]
ALLOWED = [
    (help_at_once, "HELP-1", "HELP"),
    (stop_confirmed_at_once, "CONF-1", "OPTOUT_CONFIRM"),
    (answer_of_today, "", ""),
    (call_about_their_own_sign, "", ""),
    (call_after_an_inquiry, "", ""),
]


def test_the_rows_that_every_case_changes_are_allowed(world):
    assert (world.decision().verdict, world.decision().reason) == ("allow", "")


@pytest.mark.parametrize(("change", "rule", "reason"), named(BLOCKED))
def test_rows_reach_the_rule_that_blocks(world, change, rule, reason):
    change(world)
    decision = world.decision()

    assert (decision.verdict, decision.reason, decision.rule) == ("block", reason, rule)


@pytest.mark.parametrize(("change", "rule", "reason"), named(ALLOWED))
def test_rows_reach_the_rule_that_permits(world, change, rule, reason):
    change(world)
    decision = world.decision()

    assert (decision.verdict, decision.reason, decision.rule) == ("allow", reason, rule)
