"""Do-not-call lists: loaded whole or not at all, and asked at the moment of decision."""

import io
import zipfile
from datetime import date, timedelta

import pytest

from outreach.compliance.dnc_file import UnreadableList
from outreach.models import DncCheck, DncList, DncNumber
from outreach.services import dnc, dnc_import, gating, rulebook, scrubbing
from realestate.lib import clock, scopes
from tests.factories.crm import BrokerageFactory, ConsentFactory, InteractionFactory
from tests.factories.outreach import phone_of

TODAY = date(2026, 7, 15)


def load(brokerage, text, **what):
    content = text if isinstance(text, bytes) else text.encode()
    fields = {"registry": "national", "area_code": "321", "list_date": TODAY, "filename": "321.txt"}
    return dnc_import.load(io.BytesIO(content), brokerage=brokerage, **{**fields, **what})


def zipped(text, name="321.txt"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def on_list(row):
    return sorted(DncNumber.objects.filter(list_id=row.pk).values_list("number", flat=True))


XML = '<?xml version="1.0"?><list type="full"><ac val="321"><ph val="5550101"/><ph val="5550102"/></ac></list>'


@pytest.mark.parametrize(
    "content",
    ["321,5550101\n321,5550102\n", "3215550101\r\n3215550102\r\n3215550101\r\n", zipped("3215550101\n3215550102\n"),
     XML, zipped(XML, "321.xml")],
    ids=["comma", "ten digits, one twice", "zip", "xml", "zipped xml"],
)  # fmt: skip
def test_each_form_of_the_national_file_is_read(brokerage, content):
    row = load(brokerage, content)

    assert on_list(row) == [3215550101, 3215550102]
    assert (row.rows, row.rejected, row.is_current, len(row.checksum)) == (2, 0, True, 64)


def test_a_new_list_takes_the_place_of_the_old_one_at_once(brokerage):
    old = load(brokerage, "3215550101\n", list_date=TODAY - timedelta(days=30))
    new = load(brokerage, "3215550102\n")

    assert (on_list(old), on_list(new)) == ([], [3215550102])
    assert list(DncList.objects.filter(is_current=True)) == [new]


def test_a_change_list_adds_and_takes_off(brokerage):
    load(brokerage, "3215550101\n3215550102\n", list_date=TODAY - timedelta(days=7))
    row = load(brokerage, "321,5550103,A,2026-07-14\n3215550101,D\n3215550104,?\n", is_change=True)

    assert on_list(row) == [3215550102, 3215550103]
    assert (row.rows, row.added, row.removed, row.rejected) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("text", "what", "said"),
    [("4075550101\n" * 10, {}, "right area code"), ("", {}, "right area code"), ("PK\0\0", {}, "neither text nor XML"),
     ("3215550101,A\n", {"is_change": True}, "full list first"), ("3215550101\n", {"area_code": ""}, "by area code"),
     ("3215550101\n", {"registry": "FL"}, "one file for all"), ("3215550101\n", {"registry": "XX"}, "no list"),
     ("3215550101\n", {"list_date": TODAY + timedelta(days=2)}, "ahead"),
     ('<!DOCTYPE a [<!ENTITY b "c">]><list/>', {}, "document type"), ("<list><ac>", {}, "no XML")],
)  # fmt: skip
def test_what_is_no_such_list_is_refused_in_words_and_the_old_one_stays(brokerage, text, what, said):
    old = load(brokerage, "3215550199\n", list_date=TODAY - timedelta(days=3)) if "is_change" not in what else None
    with pytest.raises(UnreadableList, match=said):
        load(brokerage, text, **what)

    assert list(DncList.objects.filter(is_current=True)) == ([old] if old else [])


def test_a_list_older_than_the_one_in_force_is_refused(brokerage):
    load(brokerage, "3215550101\n")
    with pytest.raises(UnreadableList, match="in force is newer"):
        load(brokerage, "3215550101\n", list_date=TODAY - timedelta(days=1))


def reason_of_a_call(lead):
    return gating.preview(lead, channel="call_live").reason


@pytest.fixture
def cold(lead):
    """An owner whose consent was never given: the lists speak."""
    type(lead.contact.consents.first())._base_manager.filter(contact=lead.contact).delete()
    return lead


def both_lists(brokerage, lead, *, national=False, state=False, days=3):
    number = phone_of(lead).value.removeprefix("+1")
    day = TODAY - timedelta(days=days)
    load(brokerage, f"{number if national else '3215559999'}\n", list_date=day)
    load(brokerage, f"{number if state else '4075559999'}\n", registry="FL", area_code="", list_date=day)


@pytest.mark.parametrize(
    ("lists", "reason"),
    [(None, "DNC_SCRUB_MISSING"), ({}, None), ({"national": True}, "DNC_NATIONAL"), ({"state": True}, "DNC_STATE"),
     ({"days": 31}, None), ({"days": 32}, "DNC_SCRUB_STALE")],
)  # fmt: skip
def test_a_call_without_consent_is_judged_by_the_lists(brokerage, cold, lists, reason):
    if lists is not None:
        both_lists(brokerage, cold, **lists)

    assert reason_of_a_call(cold) == reason


def test_one_list_of_two_is_not_enough(brokerage, cold):
    load(brokerage, "3215559999\n")

    assert reason_of_a_call(cold) == "DNC_SCRUB_MISSING"


def test_an_inquiry_of_the_last_three_months_lifts_the_lists(brokerage, cold):
    both_lists(brokerage, cold, national=True, state=True)
    assert reason_of_a_call(cold) == "DNC_NATIONAL"
    InteractionFactory(contact=cold.contact, kind="form", occurred_at=clock.now() - timedelta(days=80))

    assert reason_of_a_call(cold) is None


def test_an_owners_own_sign_lifts_the_florida_list_only(brokerage, cold):
    both_lists(brokerage, cold, state=True)
    point = phone_of(cold)
    type(point)._base_manager.filter(pk=point.pk).update(source="yard_sign")
    assert reason_of_a_call(cold) is None

    both_lists(brokerage, cold, national=True, days=2)
    assert reason_of_a_call(cold) == "DNC_NATIONAL"


def test_written_consent_takes_the_lists_place(brokerage, cold):
    both_lists(brokerage, cold, national=True)
    ConsentFactory(point=phone_of(cold))

    assert reason_of_a_call(cold) is None


def test_a_neighbours_list_says_nothing_here(brokerage, cold):
    other = BrokerageFactory()
    with scopes.in_brokerage(other):
        load(other, "3215559999\n", list_date=date(2026, 7, 1))

    assert dnc.look_up(phone_of(cold).value, ["FL"]) == []


def test_a_scrub_counts_what_it_finds_and_marks_each_number(brokerage, cold):
    both_lists(brokerage, cold, national=True)
    done = scrubbing.run(scrubbing.start(by=None).pk)

    assert (done.status, done.numbers, done.listed_national, done.listed_state, done.unknown) == ("done", 1, 1, 0, 0)
    marks = dict(DncCheck.objects.filter(point=phone_of(cold)).values_list("registry", "is_listed"))
    assert marks == {"national": True, "state": False}


def test_a_scrub_without_lists_says_unknown_and_a_second_start_is_the_same(brokerage, cold):
    first = scrubbing.start(by=None)
    assert scrubbing.start(by=None) == first

    done = scrubbing.run(first.pk)
    assert (done.unknown, done.listed_national, DncCheck.objects.count()) == (1, 0, 0)


def test_the_rule_book_says_which_states_keep_lists(brokerage):
    assert rulebook.in_force().state_lists == {"FL", "IN", "LA", "TX"}
