from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.models import Brokerage
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.conftest import brokerage, spine, steps_bus  # noqa: F401 - fixtures
from tests.realestate.lib.streams.steps import effects, take_steps


def replay(*extra, slug="palm", subscriber=steps.SUBSCRIBER, since="2020-01-01"):
    out = StringIO()
    call_command("replay_events", "--brokerage", slug, "--subscriber", subscriber, "--since", since, *extra, stdout=out)
    return out.getvalue().split("\n")[-2].split(maxsplit=1)


def test_dry_run_counts_and_does_nothing(brokerage):  # noqa: F811
    take_steps(brokerage, 4, range(3))

    assert replay("--dry-run") == ["3", "would be replayed, 0 failed"]
    assert effects(4) == []


def test_replay_runs_handlers_again_in_order_for_one_brokerage(brokerage):  # noqa: F811
    other = Brokerage.objects.create(name="Other", slug="other")
    take_steps(brokerage, 4, range(3))
    take_steps(other, 5, range(3))

    assert replay() == ["3", "replayed, 0 failed"]
    assert replay() == ["3", "replayed, 0 failed"]

    assert effects(4) == [0, 1, 2, 0, 1, 2]
    assert effects(5) == []


def test_replay_leaves_out_what_lies_outside_the_span(brokerage):  # noqa: F811
    first, second, _ = take_steps(brokerage, 4, range(3))

    span = ["--until", second.recorded_at.isoformat()]

    assert replay(*span, since=first.recorded_at.isoformat()) == ["1", "replayed, 0 failed"]
    assert effects(4) == [0]


def test_replay_names_events_that_fail_and_goes_on(brokerage):  # noqa: F811
    events = take_steps(brokerage, 4, [1, steps.POISON, 2])

    with pytest.raises(CommandError, match=f"{events[1].pk} \\(ValueError\\)"):
        replay()

    assert effects(4) == [1, 2]


@pytest.mark.parametrize(("slug", "subscriber"), [("nowhere", "tests"), ("palm", "nobody")])
def test_unknown_names_are_refused_in_words(brokerage, slug, subscriber):  # noqa: F811
    with pytest.raises(CommandError, match="There is no brokerage|Nobody listens"):
        replay(slug=slug, subscriber=subscriber)
