"""``manage.py load_sequences``."""

import pytest
from django.core.management import CommandError, call_command

from nurturing.models import Sequence
from realestate.lib import scopes
from tests.factories.crm import BrokerageFactory


@pytest.fixture
def two(db):
    return BrokerageFactory(slug="palm"), BrokerageFactory(slug="oak")


def test_loads_into_every_brokerage_and_says_what_is_new(two, capsys):
    call_command("load_sequences")
    call_command("load_sequences", "--brokerage", "oak")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "palm: First-Time Buyer Journey v1 (new version)",
        "palm: New Lead Welcome v1 (new version)",
        "oak: First-Time Buyer Journey v1 (new version)",
        "oak: New Lead Welcome v1 (new version)",
        "oak: First-Time Buyer Journey v1 (unchanged)",
        "oak: New Lead Welcome v1 (unchanged)",
    ]
    for brokerage in two:
        with scopes.in_brokerage(brokerage):
            assert Sequence.objects.count() == 2


def test_wrong_file_ends_with_its_place(two, tmp_path):
    (tmp_path / "mine.yaml").write_text("key: mine\nsteps: []\n")
    with pytest.raises(CommandError, match="mine.yaml: steps is a list"):
        call_command("load_sequences", "--folder", str(tmp_path))


def test_unknown_brokerage_is_named(two):
    with pytest.raises(CommandError, match="There is no active brokerage “nowhere”"):
        call_command("load_sequences", "--brokerage", "nowhere")
