"""Drawn parts of a page."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from realestate.templatetags import ui

has_icons = pytest.mark.skipif(not settings.ICONS_DIR.is_dir(), reason="npm ci has not fetched the icons")


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@has_icons
def test_icon_draws_the_shapes_of_lucide_and_hides_them_from_readers():
    drawn = draw('{% icon "phone" size="lg" %}')

    assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" data-size="lg"><path d="M')
    assert "stroke-width" not in drawn


@has_icons
def test_icon_refuses_a_name_that_lucide_does_not_have():
    with pytest.raises(FileNotFoundError):
        ui.icon("no-such-icon")


def test_icon_leaves_the_words_alone_when_set_up_fetched_no_icons(settings, tmp_path):
    settings.ICONS_DIR = tmp_path / "absent"

    assert '<svg class="icon"' in ui.icon("phone")


@pytest.mark.parametrize(
    ("status", "tone"),
    [
        ("delivered", "good"),
        ("held", "attention"),
        ("opted_out", "risk"),
        ("new", "info"),
        ("odd", "quiet"),
        (None, "quiet"),
    ],
)
def test_tone_is_decided_once_for_every_status(status, tone):
    assert ui.tone(status) == tone


def test_every_status_has_one_tone_only():
    words = [word for line in ui.TONES.values() for word in line.split()]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Dana Whitlock", "DW"), ("inés de la Cruz", "IC"), ("Cher", "C"), ("", "?"), ("(no name)", "N")],
)
def test_initials_take_first_and_last_word(name, shown):
    assert ui.initials(name) == shown


def test_daystrip_puts_now_on_their_clock_and_says_whether_it_is_open():
    context = ui.daystrip("America/New_York", 8, 20, datetime(2026, 11, 20, 2, 14, tzinfo=UTC))

    assert (context["open_x"], context["open_width"], context["now_x"], context["is_open"]) == (80, 120, 212.3, False)


def test_daystrip_draws_numbers_svg_can_read_and_words_for_those_who_do_not_see_it():
    drawn = draw('{% daystrip "America/New_York" 8 20 moment %}', moment=datetime(2026, 11, 20, 2, 14, tzinfo=UTC))

    assert 'aria-label="Open 8 AM to 8 PM, now 9:14 PM, closed"' in drawn
    assert 'd="M212.3 1V24"' in drawn
    assert "style=" not in drawn


def test_ledger_strokes_start_where_the_last_one_ended():
    reasons = [{"label": "Starts at", "points": 44}, {"label": "Silent for nine days", "points": -3}]

    lines = ui.ledger(reasons, 41)["lines"]

    assert [(line.x, line.width) for line in lines] == [(0, 44), (41, 3)]


@pytest.mark.parametrize(("part", "whole", "reached"), [(238, 412, 57.77), (0, 0, 0), (5, 4, 100), (1, 2, 50)])
def test_share_stays_between_nothing_and_all(part, whole, reached):
    assert ui.share(part, whole) == reached


def test_idempotency_gives_each_form_a_key_of_its_own():
    assert ui.idempotency() != ui.idempotency()


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_theme_takes_only_the_two_it_knows(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie

    assert ui.theme(request) == theme
