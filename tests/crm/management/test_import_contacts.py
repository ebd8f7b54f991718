"""``manage.py import_contacts``: a dirty file in, the same file again, and back."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from crm.models import Contact, Lead
from realestate.lib import scopes
from tests.factories.crm import BrokerageFactory
from tests.people_csv import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def palm(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return BrokerageFactory(slug="palm")


def run(capsys, *args: str) -> dict:
    call_command("import_contacts", *args, "--brokerage", "palm", "--json")
    return json.loads(capsys.readouterr().out)


def test_a_file_twice_and_back(palm, tmp_path, capsys):
    file = people(400, dirty_rate=0.1)
    path = tmp_path / "people.csv"
    path.write_bytes(file.data)
    first = run(capsys, str(path), "--kind", "seller")
    assert (first["created"], first["joined"], first["rejected"]) == (file.created, file.joined, file.rejected)
    assert sum(first["reasons"].values()) == file.rejected
    second = run(capsys, str(path), "--kind", "seller")
    assert (second["created"], second["joined"]) == (0, file.created + file.joined)
    for report in (second, first):
        run(capsys, "--undo", str(report["import"]))
    with scopes.in_brokerage(palm):
        assert (Contact.objects.count(), Lead.objects.count()) == (0, 0)


def test_in_words_it_says_the_same(palm, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text("Name,Phone\nDana,4075550100\nSam,1\n")
    call_command("import_contacts", str(path), "--brokerage", "palm")
    out = capsys.readouterr().out
    assert "created   1" in out
    assert "1 x Phone: “1” is not a phone number" in out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["missing.csv", "--brokerage", "palm"], "Name a file"),
        (["--brokerage", "nobody"], "no brokerage"),
        (["--brokerage", "palm", "--undo", "999"], "no import 999"),
    ],
)
def test_what_cannot_be_is_said(palm, args, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_contacts", *args)


def test_a_file_without_phone_or_email_is_refused(palm, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Name,City\nDana,Orlando\n")
    with pytest.raises(CommandError, match="phone number or the email"):
        call_command("import_contacts", str(path), "--brokerage", "palm")
