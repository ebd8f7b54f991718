"""The steps of a sequence as forms: nothing is kept before it is asked for, and nothing is lost on the way."""

import pytest

from nurturing.models import SequenceVersion
from nurturing.services import enrollment
from nurturing.views import step_editor
from outreach.services import templates
from tests.factories.nurturing import TEXT, make_sequence, step
from tests.nurturing.views.test_sequences import HTMX, statements, text_of

ASKS = [{"field": "score", "test": "above", "value": 60}]


@pytest.fixture
def sequence(client):
    return make_sequence(
        step(name="Hello", conditions=ASKS, expires_after="5 days"), step(name="And again", wait="2 days")
    )


def as_posted(response, **more):
    """Return what a browser would send back of the forms in an answer."""
    forms = response.context["forms"]
    drawn = [part for form in forms for part in (form, *form.asks)]
    names = {f"{part.prefix}-{name}": part[name].value() or "" for part in drawn for name in part.fields}
    asks = {f"{form.prefix}-asks": len(form.asks) for form in forms}
    return {"count": len(forms), **asks, **names, **more}


def steps_of(sequence):
    version = SequenceVersion.objects.get(sequence=sequence, is_current=True)
    return version, list(version.steps.values_list("name", "kind", "wait_minutes"))


def url_of(sequence):
    return f"/sequences/{sequence.pk}/steps/"


def test_the_steps_stand_there_as_they_are_and_keeping_them_makes_no_version(client, sequence):
    shown = client.get(url_of(sequence))
    (ask,) = shown.context["forms"][0].asks
    assert (ask["what"].value(), ask["value"].value()) == ("score:above", "60")
    answer = client.post(url_of(sequence), as_posted(shown, do="keep"), follow=True)
    assert "Nothing changed" in text_of(answer)
    assert steps_of(sequence)[0].number == 1


def test_adding_moving_and_removing_change_the_page_alone(client, sequence):
    shown = client.get(url_of(sequence))
    moved = client.post(url_of(sequence), as_posted(shown, do="up:1"))
    assert [form["name"].value() for form in moved.context["forms"]] == ["And again", "Hello"]
    more = client.post(url_of(sequence), as_posted(moved, do="add:2"))
    assert [form["name"].value() for form in more.context["forms"]] == ["And again", "Hello", ""]
    less = client.post(url_of(sequence), as_posted(more, do="remove:0"))
    assert [form["name"].value() for form in less.context["forms"]] == ["Hello", ""]
    part = client.post(url_of(sequence), as_posted(less), **HTMX)
    assert "<html" not in text_of(part)
    assert "Step 2" in text_of(part)
    assert SequenceVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("do", "place", "what"),
    [
        ("add:2", 2, "name"),
        ("up:1", 0, "down"),
        ("down:0", 1, "up"),
        ("remove:1", 0, "remove"),
        ("ask:0", 0, "ask"),
        ("unask:0.0", 0, "unask"),
    ],
)
def test_the_keyboard_goes_on_with_the_step_that_was_changed(client, sequence, do, place, what):
    drawn = client.post(url_of(sequence), as_posted(client.get(url_of(sequence)), do=do))
    assert [(number, form.focus) for number, form in enumerate(drawn.context["forms"]) if form.focus] == [(place, what)]
    assert drawn.content.decode().count(" autofocus") == 1


def test_what_is_kept_is_the_next_version_and_a_moved_step_keeps_its_conditions(client, sequence, lead):
    run = enrollment.enroll(lead, sequence, because="by hand")
    moved = client.post(url_of(sequence), as_posted(client.get(url_of(sequence)), do="down:0"))
    posted = as_posted(moved, do="keep", note="Softer")
    client.post(url_of(sequence), {**posted, "0-wait_number": "3", "0-wait_unit": "hour"})
    version, lines = steps_of(sequence)
    assert (version.number, version.note, lines) == (
        2, "Softer", [("And again", "sms", 180), ("Hello", "sms", 60)],
    )  # fmt: skip
    second = version.steps.get(number=2)
    assert (second.conditions, second.expires_after_minutes) == (ASKS, 5 * 24 * 60)
    run.refresh_from_db()
    assert run.version.number == 1


def test_a_condition_is_added_with_the_value_its_kind_needs_and_taken_away(client, sequence):
    drawn = client.post(url_of(sequence), as_posted(client.get(url_of(sequence)), do="ask:1"))
    (ask,) = drawn.context["forms"][1].asks
    assert (ask["what"].value(), ask["value"].is_hidden, drawn.content.decode().count(" autofocus")) == ("", True, 1)
    for what, kind in [("matches:at_least", "number"), ("timeline:is_not", "select"), ("source:is", "text")]:
        chosen = client.post(url_of(sequence), as_posted(drawn, **{"1-ask0-what": what})).context["forms"][1].asks[0]
        assert chosen["value"].field.widget.input_type == kind
    gone = client.post(url_of(sequence), as_posted(drawn, do="unask:0.0"))
    assert [len(form.asks) for form in gone.context["forms"]] == [0, 1]


def test_conditions_are_kept_as_they_were_chosen_and_go_with_their_step(client, sequence):
    page = client.get(url_of(sequence))
    for _ in range(3):
        page = client.post(url_of(sequence), as_posted(page, do="ask:1"))
    chosen = {
        "1-ask0-what": "preapproved:no", "1-ask1-what": "timeline:is", "1-ask1-value": "soon",
        "1-ask2-what": "engagement:below", "1-ask2-value": "12.5",
    }  # fmt: skip
    moved = client.post(url_of(sequence), as_posted(page, do="up:1", **chosen))
    assert client.post(url_of(sequence), as_posted(moved, do="keep")).status_code == 302
    assert [step.conditions for step in steps_of(sequence)[0].steps.all()] == [
        [
            {"field": "preapproved", "test": "is", "value": False},
            {"field": "timeline", "test": "is", "value": "soon"},
            {"field": "engagement", "test": "below", "value": 12.5},
        ],
        ASKS,
    ]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ({"0-ask0-what": ""}, "Choose what is asked, or remove it."),
        ({"0-ask0-value": ""}, "Compared with what?"),
        ({"0-ask0-value": "many"}, "Enter a number."),
        ({"0-ask0-what": "church:is"}, "Select a valid choice."),
    ],
)
def test_a_condition_that_means_nothing_is_refused_beside_its_field(client, sequence, ask, words):
    answer = client.post(url_of(sequence), as_posted(client.get(url_of(sequence)), do="keep", **ask))
    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert SequenceVersion.objects.count() == 1


def test_a_step_has_no_more_conditions_than_anybody_reads(client, sequence):
    page = client.get(url_of(sequence))
    for _ in range(step_editor.MOST_ASKS + 2):
        page = client.post(url_of(sequence), as_posted(page, do="ask:0"))
    assert len(page.context["forms"][0].asks) == step_editor.MOST_ASKS


def test_conditions_of_a_file_beyond_what_the_form_adds_are_not_lost(client):
    many = [{"field": "score", "test": "above", "value": value} for value in range(10, 90, 10)]
    sequence = make_sequence(step(name="Hello", conditions=many), step(name="And again", wait="2 days"))
    page = client.get(url_of(sequence))
    client.post(url_of(sequence), as_posted(page, do="keep", **{"1-name": "Another name"}))

    version = SequenceVersion.objects.get(sequence=sequence, is_current=True)
    assert version.number == 2
    assert len(version.steps.order_by("number").first().conditions) == len(many) > step_editor.MOST_ASKS


def test_who_is_under_way_is_counted(client, sequence, lead):
    assert "Nobody is under way now" in text_of(client.get(url_of(sequence)))
    enrollment.enroll(lead, sequence, because="by hand")
    assert "1 is under way and stays on the version" in text_of(client.get(url_of(sequence)))


def test_a_template_is_chosen_by_its_name_and_its_words_take_the_place_of_the_steps(client, sequence):
    made = templates.create(
        name="A friendly text", channel="sms", text="Hi {first_name}, {agent}, {brokerage}. Shall I?"
    )
    shown = client.get(url_of(sequence))
    assert "A friendly text" in text_of(shown)
    chosen = as_posted(shown, **{"0-template": made.template.key})
    drawn = client.post(url_of(sequence), chosen)
    assert [field.name for field in drawn.context["forms"][0].shown] == ["template"]
    as_email = client.post(url_of(sequence), {**chosen, "0-send": "email"}).context["forms"][0]
    assert [field.name for field in as_email.shown] == ["template", "subject", "body"]
    client.post(url_of(sequence), {**chosen, "do": "keep"})
    first = steps_of(sequence)[0].steps.get(number=1)
    assert (first.template, first.body) == (made.template, "")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("email", ["template", "subject", "body"]), ("sms", ["template", "body"]), ("letter", ["template"]),
        ("call", ["template", "body"]), ("task", ["body"]), ("voice", ["body"]), ("workflow", ["workflow"]),
    ],
)  # fmt: skip
def test_a_step_asks_for_what_it_sends_and_nothing_else(client, sequence, kind, fields):
    drawn = client.post(url_of(sequence), as_posted(client.get(url_of(sequence)), **{"0-send": kind}))
    assert [field.name for field in drawn.context["forms"][0].shown] == fields


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"0-name": ""}, "Give the step a name."),
        ({"0-wait_number": "soon"}, "Enter a whole number."),
        ({"0-body": "Hello"}, "Step 1: body of a text says who writes"),
        ({"0-template": "nothing"}, "Select a valid choice."),
        ({"count": "0"}, "A sequence has at least one step."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sequence, change, words):
    posted = {**as_posted(client.get(url_of(sequence))), "1-body": f"{TEXT} Typed.", "do": "keep", **change}
    answer = client.post(url_of(sequence), posted)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Typed." in text_of(answer) or change == {"count": "0"}
    assert SequenceVersion.objects.count() == 1


def test_waits_longer_than_the_plan_lengthen_it(client, brokerage):
    short = make_sequence(step(), days=3)
    posted = {**as_posted(client.get(url_of(short))), "0-wait_number": "10", "0-wait_unit": "day", "do": "keep"}
    client.post(url_of(short), posted)
    assert steps_of(short)[0].days == 10


def test_only_owners_and_managers_change_steps(junior, sequence):
    answer = junior.post(url_of(sequence), {"do": "keep", "count": "0"}, HTTP_REFERER="")
    assert answer.status_code == 403
    assert SequenceVersion.objects.count() == 1


def test_more_steps_cost_no_more_queries(client):
    one = statements(client, url_of(make_sequence(step(), key="one")))
    assert statements(client, url_of(make_sequence(step(), step(), step(), key="three"))) == one
